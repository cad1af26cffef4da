from datetime import datetime

import pytest

from app.inference.coco import CocoWords
from app.inference.words import Things
from app.library.places.table import Places
from app.library.query.model import AskedObject, Query
from app.library.query.objects import with_objects
from app.library.query.parse import parse
from app.paths import find_assets

NOW = datetime(2026, 11, 23, 12)


@pytest.fixture(scope="module")
def words() -> CocoWords:
    return CocoWords(Things.load())


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(find_assets() / "places")


def brief(query: Query) -> list[list[str]]:
    """Each object as one writes it: "2 dog left"."""
    return [
        [
            " ".join(
                filter(None, [str(one.least), "|".join(one.classes), one.place, "" if one.sure else "?"])
            )
            for one in group
        ]
        for group in query.objects
    ]


@pytest.mark.parametrize(
    ("text", "objects", "whole"),
    [
        ("two dogs", [["2 dog"]], True),
        ("2 dogs", [["2 dog"]], True),
        ("dogs", [["1 dog"]], True),
        ("at least three people", [["3 person"]], True),
        ("a couple of bikes", [["2 bicycle"]], True),
        ("a group of cats", [["3 cat"]], True),
        ("a dog and a person", [["1 dog"], ["1 person"]], True),
        ("two dogs with a frisbee", [["2 dog"], ["1 frisbee"]], True),
        ("a cat or two dogs", [["1 cat", "2 dog"]], True),
        ("a dog, a cat or a car", [["1 dog", "1 cat", "1 car"]], True),
        ("a person, and a dog or a cat", [["1 person"], ["1 dog", "1 cat"]], True),
        ("a dog, a cat", [["1 dog"], ["1 cat"]], True),
        ("a cup on the left", [["1 cup left"]], True),
        ("a cup in the middle of the picture and a fork", [["1 cup middle"], ["1 fork"]], True),
        ("a boat on the right hand side", [["1 boat right"]], True),
        ("a clock at the top", [["1 clock top"]], True),
        ("a cat on the left of the car", [["1 cat"], ["1 car"]], False),
        ("a dog on a beach", [["1 dog"]], False),
        ("two big brown dogs", [["2 dog"]], False),
        ("a puppy", [["1 dog ?"]], False),
        ("a woman with an umbrella", [["1 person ?"], ["1 umbrella"]], False),
        ("a lighthouse", [], False),
        ("", [], False),
        ("dancing", [], False),
    ],
)
def test_what_is_asked_of_objects(words: CocoWords, text: str, objects: list[list[str]], whole: bool) -> None:
    query = with_objects(Query(text, text), words)
    assert (brief(query), query.only_objects) == (objects, whole)


def test_any_animal_will_do(words: CocoWords) -> None:
    query = with_objects(Query("", "two animals"), words)
    assert query.objects == (
        (
            AskedObject(
                ("bear", "bird", "cat", "cow", "dog", "elephant", "giraffe", "horse", "sheep", "zebra"),
                2,
                complete=False,
                said="two animals",
            ),
        ),
    )


def test_it_is_said_in_the_sentences_own_words(words: CocoWords) -> None:
    query = with_objects(Query("", "Two black dogs and a cup on the left"), words)
    assert [one.said for group in query.objects for one in group] == ["two black dogs", "a cup on the left"]


@pytest.mark.parametrize(
    ("text", "scenes", "whole"),
    [
        ("a dog in a kitchen", ("kitchen",), True),
        ("kitchens", (), False),
        ("outside", ("outdoors",), True),
        ("a cat in the living room", ("living room",), True),
        ("a kitchen with a red door", ("kitchen",), False),
        ("a cellar", (), False),
    ],
)
def test_scenes_are_those_of_the_library(
    words: CocoWords, text: str, scenes: tuple[str, ...], whole: bool
) -> None:
    query = with_objects(Query(text, text), words, ("kitchen", "living room", "outdoors"))
    assert (query.scenes, query.only_objects) == (scenes, whole)


@pytest.mark.parametrize(
    ("sentence", "without"),
    [
        ("beach without people", {"people": ["person"]}),
        ("photos without cars or bikes", {"cars": ["car"], "bikes": ["bicycle"]}),
        ("a dog but not a cat", {"cat": ["cat"]}),
        ("nobody on the beach", {"people": ["person"]}),
        # Not all persons are men, and who sees no man may see a woman.
        ("without men", {}),
        ("a street without snow", {}),
        ("without a red car", {}),
    ],
)
def test_what_must_not_be_there(
    words: CocoWords, places: Places, sentence: str, without: dict[str, list[str]]
) -> None:
    query = with_objects(parse(sentence, NOW, places), words)
    assert {phrase: list(asked[0].classes) for phrase, asked in query.not_objects.items()} == without
    assert set(query.not_objects) <= set(query.negated)


def test_a_sentence_of_many_words_is_read_at_once(words: CocoWords) -> None:
    query = with_objects(Query("", "two dogs and " * 2000), words, ("kitchen",))
    assert len(query.objects) == 2000


def test_programs_are_told(words: CocoWords) -> None:
    told = with_objects(
        Query("", "two dogs or a cat on the left in a kitchen"), words, ("kitchen",)
    ).to_json()
    assert told["objects"] == [
        [{"names": ["dog"], "least": 2, "place": None}, {"names": ["cat"], "least": 1, "place": "left"}]
    ]
    assert told["scenes"] == ["kitchen"]
