"""Narrow boxes that stand or lie; pages on their side or upside down."""

from collections.abc import Iterator, Sequence

import pytest
from PIL import Image, ImageDraw

from app.cancel import CancelToken
from app.describe.ocr.direction import page_turn, runs_down, turned, turned_back
from app.describe.ocr.protocol import Region
from app.describe.ocr.rapid import RapidOcr
from app.describe.ocr.reading import TextReading, read_text
from app.describe.result import TextLine
from tests.support.made_layouts import font

NOTICE = (
    "NOTICE TO ALL READERS",
    "The library is closed on Monday",
    "for repairs to the heating",
    "until 10:30",
)


@pytest.fixture(scope="module")
def engine() -> RapidOcr:
    return RapidOcr()


def page(turn: int) -> Image.Image:
    image = Image.new("RGB", (600, 300), "white")
    for k, line in enumerate(NOTICE):
        ImageDraw.Draw(image).text((40, 30 + 55 * k), line, fill="black", font=font(26))
    return turned(image, turn) if turn else image


def read(engine: RapidOcr, image: Image.Image) -> TextReading:
    return read_text(engine, image, CancelToken(), thorough=True)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_turned_to_be_read(engine: RapidOcr, turn: int) -> None:
    image = page(turn)
    first: list[str] = []
    reading = read_text(engine, image, CancelToken(), lambda lines: first.extend(line.text for line in lines))
    assert tuple(line.text for line in reading.lines) == NOTICE
    assert first[0] == NOTICE[0]
    assert reading.turned == (360 - turn) % 360
    assert reading.unread == 0
    # The place is that in the picture as it is: the title is at the edge that was the top.
    left, top, right, bottom = reading.lines[0].box
    x, y = (left + right) / 2 / image.width, (top + bottom) / 2 / image.height
    assert {0: y < 0.3, 90: x > 0.7, 180: y > 0.7, 270: x < 0.3}[turn]
    assert reading.lines[0].place[1] < reading.lines[1].place[1]


def test_digits_that_stand_are_not_read_on_their_side(engine: RapidOcr) -> None:
    image = Image.new("RGB", (700, 360), "white")
    rows = (("Volume", "7"), ("Retries", "4"), ("Floor", "2"))
    for k, row in enumerate(rows):
        for x, text in zip((40, 500), row, strict=True):
            ImageDraw.Draw(image).text((x, 30 + 100 * k), text, fill="black", font=font(34))
    lines = [line.text for line in read(engine, image).lines]
    digits = [line for line in lines if len(line) == 1]
    assert "7" in digits
    assert set(digits) <= {"7", "4", "2"}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_are_turned_back(turn: int) -> None:
    image = Image.new("L", (60, 40))
    image.paste(255, (10, 5, 30, 12))
    other = turned(image, turn)
    box = other.getbbox()
    assert box is not None
    assert turned_back(box, turn, *other.size) == (10, 5, 30, 12)


class Reader:
    """Finds one line and reads it the surer the less upright the picture is."""

    def __init__(self) -> None:
        self.upright = (200, 100)

    def glance(self, image: Image.Image) -> list[Region]:
        box = (10, 10, 150, 40) if image.size == self.upright else (10, 10, 40, 150)
        return [Region(box)]

    def detect(self, image: Image.Image) -> list[Region]:
        return self.glance(image)

    detect_after = detect

    def recognise(
        self, image: Image.Image, regions: Sequence[Region], cancel: CancelToken
    ) -> Iterator[TextLine]:
        sure = 0.8 if image.size == self.upright else 1.0
        return (TextLine("This is a dog", sure, region.box) for region in regions)


def test_an_upright_line_that_is_read_on_its_side_turns_no_page() -> None:
    reader, image = Reader(), Image.new("RGB", (200, 100))
    regions = reader.glance(image)
    read = list(reader.recognise(image, regions, CancelToken()))
    assert page_turn(reader, image, regions, read, CancelToken()) == 0


def test_a_struck_line_is_not_turned(engine: RapidOcr) -> None:
    image = Image.new("RGB", (900, 140), "white")
    draw = ImageDraw.Draw(image)
    draw.text((40, 44), "Meeting on Monday Tuesday at 9", fill="black", font=font(30))
    start, end = (40 + font(30).getlength(words) for words in ("Meeting on ", "Meeting on Monday"))
    draw.line((start, 62, end, 62), fill="black", width=2)
    reading = read(engine, image)
    assert reading.turned == 0
    assert "Tuesday at 9" in reading.lines[-1].text


class Signs:
    """Reads one sign at each place where it stands upright."""

    name = "signs"

    def __init__(self, texts: dict[tuple[int, int], str]) -> None:
        self.texts = texts

    def warm(self) -> None:
        """Nothing is loaded."""

    def detect(self, image: Image.Image) -> list[Region]:
        return []

    def recognise(
        self, image: Image.Image, regions: Sequence[Region], cancel: CancelToken
    ) -> Iterator[TextLine]:
        for region in regions:
            yield TextLine(self.texts.get((region.box[0], region.box[1]), "\u4eba"), 0.9, region.box)


def test_columns_of_upright_signs_are_no_page_on_its_side() -> None:
    column = "\u4eca\u65e5\u4f11\u9928"
    line = TextLine(column, 0.99, (300, 40, 340, 200))
    upright = Signs({(300, 40 + 40 * at): sign for at, sign in enumerate(column)})
    image = Image.new("RGB", (400, 300))
    assert runs_down(upright, image, [line], 270, CancelToken())
    assert not runs_down(Signs({}), image, [line], 270, CancelToken())
    assert not runs_down(upright, image, [line], 90, CancelToken())
    assert not runs_down(upright, image, [TextLine("Notice", 0.99, line.box)], 270, CancelToken())
