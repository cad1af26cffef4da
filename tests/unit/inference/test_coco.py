import pytest

from app.inference.coco import CocoWords, coco_classes
from app.inference.words import Things
from mlx_models.detector.classes import NAMES

ANIMALS = ("bear", "bird", "cat", "cow", "dog", "elephant", "giraffe", "horse", "sheep", "zebra")


@pytest.fixture(scope="module")
def coco() -> CocoWords:
    return CocoWords(Things.load())


def test_there_are_eighty_in_the_order_of_coco() -> None:
    names = [one.name for one in coco_classes()]
    assert tuple(names) == NAMES


def test_plurals_are_english() -> None:
    plurals = {one.name: one.plural for one in coco_classes()}
    assert [plurals[name] for name in ("person", "dog", "bus", "bench", "knife", "sheep", "wine glass")] == [
        "people", "dogs", "buses", "benches", "knives", "sheep", "wine glasses",
    ]  # fmt: skip


def test_every_class_is_found_by_its_own_name_and_plural(coco: CocoWords) -> None:
    for one in coco_classes():
        for said in (one.name, one.plural):
            if said == "computer mice":
                continue
            found = coco.find(f"a photo with a {said}")
            assert one.name in {name for named in found for name in named.classes}, said
            assert all(named.sure for named in found), said


@pytest.mark.parametrize(
    ("sentence", "classes", "sure", "complete"),
    [
        ("two people", ("person",), True, True),
        ("a puppy", ("dog",), False, True),
        ("an old woman", ("person",), False, True),
        ("my bike", ("bicycle",), True, True),
        ("animals", ANIMALS, True, False),
        ("a plant", ("potted plant",), True, False),
        ("gloves", ("baseball glove",), True, False),
        ("the baseball mitt", ("baseball glove",), True, True),
        ("an orange cat", ("cat",), True, True),
    ],
)
def test_how_much_a_word_says(
    coco: CocoWords, sentence: str, classes: tuple[str, ...], sure: bool, complete: bool
) -> None:
    (named,) = coco.find(sentence)
    assert (named.classes, named.sure, named.complete) == (classes, sure, complete)


def test_what_no_class_is_for_is_not_found(coco: CocoWords) -> None:
    assert coco.find("a lighthouse at sunset by the sea, with a desk") == []
    assert coco.find("") == []


def test_places_are_counted_in_words(coco: CocoWords) -> None:
    found = coco.find("Two dogs, and a fire hydrant")
    assert [(named.start, named.end) for named in found] == [(1, 2), (4, 6)]
