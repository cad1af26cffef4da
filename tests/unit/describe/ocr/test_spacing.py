"""Spaces where signs stand far apart; words that are struck out are said to be."""

import pytest
from PIL import Image, ImageDraw

from app.describe.ocr.ctc import Read
from app.describe.ocr.ink import blobs, ink_of
from app.describe.ocr.spacing import respaced, unframed


def said(text: str, lefts: list[int], stroke: tuple[int, int, int] | None = None) -> str:
    """What a line says whose signs of 16 by 24 pixels begin at these columns; a stroke from, to, at a row."""
    picture = Image.new("RGB", (480, 48), "white")
    draw = ImageDraw.Draw(picture)
    for left in lefts:
        draw.rectangle((left, 12, left + 15, 35), outline="black", width=3)
    if stroke is not None:
        draw.line((stroke[0], stroke[2], stroke[1], stroke[2]), fill="black", width=2)
    ink = ink_of(picture)
    return respaced(Read(text, 0.9, tuple(left + 8.0 for left in lefts)), ink, blobs(ink)).text


@pytest.mark.parametrize(
    ("text", "lefts", "expected"),
    [
        ("ABCD", [10, 30, 50, 70], "ABCD"),
        ("ABCD", [10, 30, 70, 90], "AB CD"),
        ("AB CD", [10, 30, 70, 90], "AB CD"),
        ("SALENOW", [10, 50, 90, 130, 200, 240, 280], "SALE NOW"),  # as far apart as others' words
        ("UPTO NOW", [10, 44, 83, 117, 158, 192, 226], "UP TO NOW"),  # a little wider than inside its words
        ("UPTO NOW", [10, 44, 78, 112, 158, 192, 226], "UPTO NOW"),
        ("MI LL", [10, 44, 44, 78], "MI LL"),
        ("\u4eca\u65e5\u4f11", [10, 50, 90], "\u4eca\u65e5\u4f11"),
        ("1:30", [10, 45, 80, 100], "1:30"),
        ("A", [10], "A"),
    ],
)
def test_wide_gaps_are_spaces(text: str, lefts: list[int], expected: str) -> None:
    assert said(text, lefts) == expected


@pytest.mark.parametrize(
    ("stroke", "expected"),
    [
        ((8, 72, 24), "ABC (struck out) DE"),
        ((8, 72, 40), "ABC DE"),  # underlined
        ((0, 72, 24), "ABC DE"),  # a frame that runs in from the edge
        ((8, 96, 24), "ABC DE"),  # a rule that goes on behind the word
        (None, "ABC DE"),
    ],
)
def test_what_is_struck_out_is_told(stroke: tuple[int, int, int] | None, expected: str) -> None:
    assert said("ABC DE", [10, 30, 50, 100, 120], stroke) == expected
    assert said("--- DE", [10, 30, 50, 100, 120], stroke) == "--- DE"


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ("|OK", "OK"),
        ("|Cancel|", "Cancel"),
        ("Save|", "Save"),
        ("| a", "| a"),
        ("a | b", "a | b"),
        ("|x| + |y|", "|x| + |y|"),
        ("|", "|"),
        ("|1", "|1"),
        ("", ""),
    ],
)
def test_the_frame_of_a_button_is_no_letter(read: str, said: str) -> None:
    assert unframed(read) == said
