"""Spelling: names of letters, digits and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.speech.spelling import LONGEST, letters, phonetic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi!", "cap H, i, exclamation mark."),
        ("a-b_c", "a, dash, b, underscore, c."),
        ("x 5", "x, space, five."),
        ("É", "cap É."),
        ("E\u0301", "cap É."),
        ("ß", "ß."),
        ("me@x.org", "m, e, at, x, dot, o, r, g."),
        ("C:\\A", "cap C, colon, backslash, cap A."),
        ("\U0001f600", "grinning face."),
        ("→", "rightwards arrow."),
        ("  ", ""),
        ("", ""),
    ],
)
def test_letter_by_letter(text: str, expected: str) -> None:
    assert letters(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi 5", "cap Hotel, India, space, five."),
        ("Zx", "cap Zulu, X-ray."),
        ("é", "Echo acute accent."),
        ("ж", "ж."),
        ("a.b", "Alfa, dot, Bravo."),
    ],
)
def test_by_the_words_of_the_alphabet(text: str, expected: str) -> None:
    assert phonetic(text) == expected


def test_a_long_text_is_cut_in_words() -> None:
    spelled = letters("a" * (LONGEST + 1))
    assert spelled.count("a, ") == LONGEST
    assert spelled.endswith("and so on.")


@given(st.text(min_size=1))
def test_whatever_is_seen_is_spelled(text: str) -> None:
    for spelled in (letters(text), phonetic(text)):
        visible = [c for c in text.strip() if c.isalnum()]
        assert bool(spelled) or not visible
        assert "\n" not in spelled


def test_every_letter_of_the_alphabet_has_a_word_of_its_own() -> None:
    words = [phonetic(letter).rstrip(".") for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert len(set(words)) == 26
    assert [word[0].lower() for word in words] == list("abcdefghijklmnopqrstuvwxyz")
