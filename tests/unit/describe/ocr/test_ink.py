"""Ink of a line: letters missing from what was read, marks that stand alone, what is drawn."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.describe.ocr.ctc import Read
from app.describe.ocr.ink import blobs, doubted, ink_of, is_drawn, to_its_end
from app.describe.ocr.marks import CROSS, STROKE, TICK, mark

FONT = "DejaVuSans.ttf"


def line(*letters: int, rule: bool = False) -> Image.Image:
    """A line of 48 rows with a letter of ink, 20 columns wide, from each of these columns on."""
    picture = Image.new("RGB", (320, 48), "white")
    draw = ImageDraw.Draw(picture)
    for left in letters:
        draw.rectangle((left, 14, left + 19, 34), fill="black")
    draw.rectangle((60, 0, 66, 4), fill="black")  # the tail of a letter above
    if rule:
        draw.line((0, 45, 319, 45), fill="black")
    return picture


@pytest.mark.parametrize("rule", [False, True])
def test_each_letter_is_a_blob_whatever_lies_at_the_edges(rule: bool) -> None:
    found = blobs(ink_of(line(20, 50, 120, rule=rule)))
    assert [(blob.left, blob.right) for blob in found] == [(20, 40), (50, 70), (120, 140)]
    assert blobs(ink_of(Image.new("RGB", (90, 48), "gray"))) == []


@pytest.mark.parametrize(
    ("letters", "places", "confidence"),
    [
        ((20, 46, 72, 98), (30, 56, 82, 108), 0.99),
        ((20, 46, 72, 98), (30, 56, 108), 0.7),  # one inside
        ((20, 46, 72, 98), (30, 56, 82), 0.7),  # the last
        ((20, 46, 72, 98), (30, 108), 0.0),  # as many as were read
        ((20, 80, 106, 132), (90, 116, 142), 0.99),  # a picture before a name
        ((20, 30, 40, 50, 100, 126), (34, 110, 136), 0.7),  # letters that touch, as wide as two
        ((20, 46, 72, 98), (30, 76, 88, 108), 0.99),  # told in its neighbour's place
        ((20, 46, 72, 98, 124), (30, 76, 88, 134), 0.7),  # and one more is missing
    ],
)
def test_missing_letters_make_a_line_unsure(
    letters: tuple[int, ...], places: tuple[float, ...], confidence: float
) -> None:
    read = Read("x" * len(places), 0.99, places)
    assert doubted(read, blobs(ink_of(line(*letters)))).confidence == confidence


@pytest.mark.parametrize(("top", "confidence"), [(4, 0.99), (14, 0.7)])
def test_a_sign_before_a_line_that_is_higher_than_its_letters_is_an_icon(top: int, confidence: float) -> None:
    picture = line(106, 132, 158)
    ImageDraw.Draw(picture).rectangle((80, top, 99, 34), fill="black")
    assert doubted(Read("xxx", 0.99, (116, 142, 168)), blobs(ink_of(picture))).confidence == confidence


def shape(sign: str, size: int, face: str = FONT) -> np.ndarray:
    """The ink of one sign, nothing around it."""
    picture = Image.new("L", (3 * size, 3 * size), 255)
    ImageDraw.Draw(picture).text((size, size // 2), sign, fill=0, font=ImageFont.truetype(face, size))
    ink = np.asarray(picture) < 140
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("size", [12, 16, 24, 48])
def test_ticks_and_strokes_are_told_from_letters(size: int) -> None:
    assert {mark(shape(sign, size), 1.3 * size) for sign in "\u2713\u2714"} == {TICK}
    assert {mark(shape(sign, size), 1.3 * size) for sign in "-\u2212\u2013\u2014"} == {STROKE}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwyz0123456789?!%&/,." + CROSS
    for face in (FONT, "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf"):
        assert [sign for sign in letters if mark(shape(sign, size, face), 1.3 * size)] == []


def test_what_a_program_drew_is_told_from_a_photo() -> None:
    drawn = line(20)
    assert is_drawn(drawn)
    noise = np.random.default_rng(1).normal(0, 3, (48, 320, 1))
    assert not is_drawn(Image.fromarray(np.clip(np.asarray(drawn) + noise, 0, 255).astype(np.uint8)))
    assert not is_drawn(Image.new("RGB", (40, 40), "white"))
    assert not is_drawn(Image.linear_gradient("L").convert("RGB"))


@pytest.mark.parametrize(
    ("after", "box", "expected"),
    [
        ((204, 208), (20, 0, 202, 40), (20, 0, 214, 40)),  # a full stop
        (None, (20, 0, 202, 40), (20, 0, 202, 40)),
        ((204, 260), (20, 0, 202, 40), (20, 0, 202, 40)),  # another text
        ((240, 244), (20, 0, 202, 40), (20, 0, 202, 40)),  # too far
        ((204, 208), (150, 0, 202, 40), (150, 0, 202, 40)),  # a short value
    ],
)
def test_a_line_has_the_full_stop_that_its_box_ends_before(
    after: tuple[int, int] | None, box: tuple[int, int, int, int], expected: tuple[int, int, int, int]
) -> None:
    picture = line(20, 60, 100, 140, 180)
    if after is not None:
        ImageDraw.Draw(picture).rectangle((after[0], 30, after[1], 34), fill="black")
    assert to_its_end(picture, box) == expected
