import pytest

from app.inference.words import Things
from mlx_models.compact.words import ObjectWords


@pytest.fixture(scope="module")
def things() -> Things:
    return Things.load()


def test_it_is_the_table_of_the_models(things: Things) -> None:
    models = ObjectWords.load()
    assert set(things.names) == models.names
    sentence = "Two terriers and a kid on a bike beside a pick-up truck"
    assert things.find(sentence) == models.find(sentence) != []
    assert list(things.names) == sorted(things.names)


def test_what_things_are_as_well(things: Things) -> None:
    assert {"dog", "animal"} <= things.implied(["dog"])
    assert things.implied([]) == frozenset()
    assert things.implied(["flux capacitor"]) == {"flux capacitor"}


def test_what_things_are_called(things: Things) -> None:
    assert things.called("bicycle", 3)[0] == "bicycle"
    assert "bike" in things.called("bicycle", 10)
    assert "dog" in things.called("animal", 1000)
    assert len(things.called("person", 7)) == 7
    assert things.called("flux capacitor", 5) == ("flux capacitor",)
