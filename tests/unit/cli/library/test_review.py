import pytest

from app.cli.library.review import groups_in_words


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "There is one group of exact copies."),
        (2, "There are 2 groups of exact copies."),
        (1200, "There are 1,200 groups of exact copies."),
    ],
)
def test_one_group_is_one(count: int, said: str) -> None:
    assert groups_in_words(count, "of exact copies") == said
