"""Short lines are looked at again: what several looks say together."""

import pytest
from PIL import Image, ImageDraw

from app.describe.ocr.closer import agreed, looked_again, ticked
from app.describe.ocr.ctc import Read
from app.describe.ocr.marks import STROKE, TICK

BOX = (30, 20, 62, 60)


@pytest.fixture
def page() -> Image.Image:
    """A pale sign of 12 by 20 pixels on a dark ground, and a neighbour."""
    image = Image.new("RGB", (200, 80), "#203040")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 30, 51, 49), outline="#d0d0d0", width=3)
    draw.rectangle((120, 30, 131, 49), fill="#d0d0d0")
    return image


@pytest.mark.parametrize(
    ("reads", "text", "least", "most"),
    [
        ([("4", 0.8), ("4", 0.7), ("4", 0.9), ("4", 0.8)], "4", 0.95, 1.0),
        ([("1", 0.6), ("7", 1.0), ("7", 0.8), ("7", 0.9)], "7", 0.92, 0.95),
        ([("5\u00ba", 0.8), ("5\u00b0", 0.9), ("5 \u00b0", 0.7), ("5\u02da", 0.8)], "5\u00b0", 0.95, 1.0),
        ([("\u22126", 0.7), ("-6", 0.7), ("\u20136", 0.8), ("-6", 0.7)], "\u20136", 0.95, 1.0),
        ([("1", 0.6), ("7", 0.9), ("I", 0.8), ("7", 0.9)], "7", 0.0, 0.5),
        ([("T", 0.97), ("T", 0.1), ("T", 0.1), ("T", 0.1)], "T", 0.0, 0.5),
        ([("T", 0.97), ("", 0.0), ("", 0.0), ("", 0.0)], "T", 0.0, 0.3),
        ([("", 0.0), ("", 0.0)], "", 0.0, 0.0),
    ],
)
def test_what_most_looks_say_is_sure(
    reads: list[tuple[str, float]], text: str, least: float, most: float
) -> None:
    told = agreed([Read(*read) for read in reads])
    assert told.text == text
    assert least <= told.confidence <= most


def test_looks_that_lack_a_letter_do_not_vouch_for_each_other() -> None:
    reads = [Read("Na", 0.7, whole=False), Read("Na", 0.99), Read("Na", 0.99), Read("Na", 0.99)]
    assert agreed(reads).confidence <= 0.7
    assert agreed([Read("7", 0.7, whole=False), Read("7", 0.9), Read("7", 0.9)]).confidence > 0.9


def test_looks_that_differ_in_accents_alone_are_unsure_not_lost() -> None:
    told = agreed([Read("\u00c2ge", 0.9), Read("\u00c1ge", 0.9), Read("\u00c2ge", 0.9), Read("Age", 0.8)])
    assert (told.text, told.confidence, told.whole) == ("\u00c2ge", 0.7, False)
    assert agreed([Read("\u00c2ge", 0.9), Read("\u00c1ge", 0.9), Read("Rge", 0.9), Read("Age", 0.8)]).whole


def test_the_views_show_the_sign_alone_on_its_own_ground(page: Image.Image) -> None:
    seen: list[Image.Image] = []

    def read(view: Image.Image) -> Read:
        seen.append(view)
        return Read("0", 0.9)

    assert looked_again(page, BOX, Read("0", 0.7), read).confidence >= 0.95
    assert len({view.width / view.height for view in seen}) == len(seen) == 3
    for view in seen:
        assert view.height == 48
        assert view.getpixel((0, 0)) == (0x20, 0x30, 0x40)


def test_long_or_sure_lines_are_not_looked_at_again(page: Image.Image) -> None:
    def never(view: Image.Image) -> Read:
        raise AssertionError

    for first in (Read("Apartment", 0.6), Read("12", 0.99)):
        assert looked_again(page, BOX, first, never) is first
    assert looked_again(page, (0, 20, 200, 50), Read("7", 0.5), never).text == "7"


def test_a_lonely_sign_is_looked_at_however_sure_and_in_a_photo_not_believed(page: Image.Image) -> None:
    def other(view: Image.Image) -> Read:
        return Read("B", 0.9)

    assert looked_again(page, BOX, Read("8", 0.99), other, lonely=True).text == "B"
    photo = Image.merge("RGB", [Image.effect_noise(page.size, 12)] * 3)
    photo.paste(page.crop((40, 30, 52, 50)), (40, 30))
    assert looked_again(photo, BOX, Read("8", 0.99), other, lonely=True).confidence <= 0.5
    assert looked_again(photo, BOX, Read("8", 0.99), other).confidence == 0.99


@pytest.mark.parametrize("size", [12, 30, 90])
def test_a_lonely_disc_is_no_letter(size: int) -> None:
    image = Image.new("RGB", (4 * size, 4 * size), "#040814")
    draw = ImageDraw.Draw(image)
    box = (size - 3, size - 3, 2 * size + 4, 2 * size + 4)
    draw.ellipse((size, size, 2 * size, 2 * size), fill="#e8e6d8")
    assert (
        looked_again(image, box, Read("0", 0.99), lambda view: Read("0", 0.99), lonely=True).confidence <= 0.5
    )
    draw.ellipse(
        (size + size // 4, size + size // 6, 2 * size - size // 4, 2 * size - size // 6), fill="#040814"
    )
    assert (
        looked_again(image, box, Read("0", 0.99), lambda view: Read("0", 0.99), lonely=True).confidence > 0.9
    )


def test_a_tick_in_a_slanted_box_is_no_letter() -> None:
    image = Image.new("RGB", (80, 80), "white")
    draw = ImageDraw.Draw(image)
    draw.line([(24, 42), (31, 52), (48, 24)], fill="black", width=3)
    box = (20, 20, 52, 56)
    assert ticked(image, box, Read("L", 0.9)).text == TICK
    assert ticked(image, box, Read("Lot", 0.9)).text == "Lot"
    assert ticked(image, box, Read("Lot", 0.3)).text == ticked(image, box, Read("", 0.0)).text == TICK
    draw.rectangle((0, 0, 80, 80), fill="white")
    draw.line([(26, 24), (26, 52), (44, 52)], fill="black", width=3)
    assert ticked(image, box, Read("L", 0.9)).text == "L"


def test_a_stroke_is_no_letter() -> None:
    image = Image.new("RGB", (80, 80), "white")
    ImageDraw.Draw(image).rectangle((30, 36, 44, 38), fill="black")
    assert looked_again(image, (28, 24, 46, 50), Read("1", 0.98), lambda view: Read("I", 0.9)).text == STROKE


@pytest.mark.parametrize(("high", "read"), [(6, "J"), (6, "V"), (7, "J"), (7, "bm (struck out)")])
def test_a_small_tick_is_told_once_it_is_enlarged(high: int, read: str) -> None:
    large = Image.new("L", (60 * 16, 40 * 16), 255)
    unit = high * 1.6
    points = [(20.5 * 16 + unit * x, 15 * 16 + unit * y) for x, y in ((0.5, 5.6), (3, 9), (8, 0.4))]
    ImageDraw.Draw(large).line(points, fill=0, width=round(1.3 * unit), joint="curve")
    image = large.resize((60, 40), Image.Resampling.BOX).convert("RGB")
    box = (18, 12, 22 + high, 18 + high)
    assert looked_again(image, box, Read(read, 0.45), lambda _: Read("J", 0.5)).text == TICK
