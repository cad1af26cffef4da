"""English: its tables hold together, and nouns that are in none get their article."""

import re
from pathlib import Path

import pytest

import app.describe
from app.describe.words.english import ENGLISH, with_article
from app.describe.words.windows import WINDOWS
from app.inference.coco import coco_classes


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("laptop", "a laptop"),
        ("umbrella", "an umbrella"),
        ("apple", "an apple"),
        ("hourglass", "an hourglass"),
        ("unicycle", "a unicycle"),
        ("uniform", "a uniform"),
        ("ukulele", "a ukulele"),
        ("sunglasses", "sunglasses"),
        ("traffic lights", "traffic lights"),
        ("bus", "a bus"),
        ("glass", "a glass"),
        ("camera lens", "a camera lens"),
        ("a dog", "a dog"),
        ("grass", "grass"),
        ("", ""),
    ],
)
def test_nouns_get_their_article(noun: str, said: str) -> None:
    assert with_article(noun) == said


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("dog", 1, "a dog"),
        ("dog", 2, "at least two dogs"),
        ("person", 13, "at least 13 people"),
        ("scissors", 1, "a pair of scissors"),
        ("scissors", 2, "at least two pairs of scissors"),
        ("skis", 1, "skis"),
        ("ski", 1, "skis"),
        ("tv", 1, "a television"),
        ("sheep", 3, "at least three sheep"),
        ("baby", 2, "at least two babies"),
        ("church", 2, "at least two churches"),
    ],
)
def test_more_than_one_is_at_least_so_many(name: str, number: int, said: str) -> None:
    assert str(ENGLISH.at_least(name, number)) == said


def test_what_was_named_before_gets_the_other_article() -> None:
    assert str(ENGLISH.the("umbrella")) == "the umbrella"
    assert str(ENGLISH.the("scissors")) == "the scissors"
    assert str(ENGLISH.the("person", 2)) == "the people"


def test_every_class_of_the_detector_has_its_own_words() -> None:
    assert {one.name for one in coco_classes()} <= ENGLISH.nouns.keys()


def test_rooms_and_grounds_have_words_though_they_are_in_no_table() -> None:
    assert ENGLISH.room("kitchen") == "in a kitchen"
    assert ENGLISH.room("office") == "in an office"
    assert ENGLISH.room("beach") == "on a beach"
    assert ENGLISH.ground("tree") == "trees"
    assert ENGLISH.ground("gravel") == "gravel"


def test_every_sentence_that_is_asked_for_is_in_the_table_and_the_other_way_round() -> None:
    folder = Path(app.describe.__path__[0])
    code = "".join(
        path.read_text("utf-8")
        for path in folder.rglob("*.py")
        if path.name != "english.py"
        and "windows" not in (path.stem, path.parent.name)  # which have a table of their own
    )
    starts = re.findall(r'f"(\w+_)\{', code)
    for name in ENGLISH.sentences:
        assert f'"{name}"' in code or any(name.startswith(start) for start in starts), name
    asked = re.findall(r"""(?:\.say|\.phrase|_sentence)\(\s*f?"(\w+)["{]""", code)
    known = [*ENGLISH.sentences, *WINDOWS.sentences]  # exploring uses both
    assert all(any(name.startswith(one) for name in known) for one in asked)
