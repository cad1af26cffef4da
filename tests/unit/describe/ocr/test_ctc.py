"""From odds to text: signs that look the same count together, places are columns."""

import numpy as np
import pytest

from app.describe.ocr.ctc import Alphabet

LETTERS = [
    "\u03bb",
    "\u03b1",
    "a",
    "x",
    "X",
    "\u00b0",
    "\u00ba",
    "-",
    "\u2212",
    "\u5341",
    "\u4e00",
    "\u4eca",
    "5",
    "\u3002",
]
ALPHABET = Alphabet(LETTERS)


def odds(*steps: dict[str, float]) -> np.ndarray:
    """One row of probabilities for each step; what is left over is blank."""
    rows = np.zeros((len(steps), len(LETTERS) + 2), dtype=np.float32)
    numbers = {letter: number for number, letter in enumerate(["", *LETTERS, " "])}
    for row, step in zip(rows, steps, strict=True):
        for letter, share in step.items():
            row[numbers[letter]] = share
        row[0] = 1 - row.sum()
    return rows


def test_letters_and_their_places() -> None:
    read = ALPHABET.decode(odds({}, {"a": 0.9}, {"a": 0.9}, {}, {" ": 0.6}, {"5": 0.7}, {}, {}), 64)
    assert read.text == "a 5"
    assert read.places == (12, 44)
    assert read.confidence == pytest.approx((0.8 + 0.7) / 2)
    assert ALPHABET.decode(odds({}, {}), 16).text == ""


def test_signs_that_look_the_same_are_one() -> None:
    degrees = ALPHABET.decode(odds({"5": 1.0}, {"\u00b0": 0.55, "\u00ba": 0.45}), 16)
    assert (degrees.text, degrees.confidence) == ("5\u00b0", 1.0)
    assert ALPHABET.decode(odds({"x": 0.6, "X": 0.4}), 16).confidence == 1.0
    assert ALPHABET.decode(odds({"a": 0.6, "X": 0.4}), 16).confidence == pytest.approx(0.6)


def test_a_full_stop_like_a_ring_is_a_degree_where_nothing_is_chinese() -> None:
    degrees = ALPHABET.decode(odds({"5": 1.0}, {"\u3002": 0.5, "\u00b0": 0.4}), 16)
    assert (degrees.text, degrees.confidence) == ("5\u00b0", pytest.approx(0.925))
    assert ALPHABET.decode(odds({"\u4eca": 1.0}, {"\u3002": 1.0}), 16).text == "\u4eca\u3002"


def test_greek_and_latin_letters_in_one_word_are_doubted() -> None:
    greek = ALPHABET.decode(odds({"\u03bb": 1.0}, {"\u03b1": 1.0}, {"\u03bb": 0.9}, {"\u03b1": 0.9}), 32)
    assert greek.confidence > 0.9
    assert ALPHABET.decode(odds({"\u03bb": 1.0}, {"a": 1.0}, {"\u03bb": 1.0}), 24).confidence == 0.7


def test_chinese_numbers_are_strokes_where_nothing_else_is_chinese() -> None:
    assert ALPHABET.decode(odds({"\u5341": 1.0}), 8).text == "+"
    assert ALPHABET.decode(odds({"\u4e00": 1.0}, {"5": 1.0}), 16).text == "-5"
    assert ALPHABET.decode(odds({"\u4eca": 1.0}, {"\u5341": 1.0}), 16).text == "\u4eca\u5341"
