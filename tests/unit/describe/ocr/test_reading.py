"""What is read first, what is read again, what is said to be doubtful."""

from collections.abc import Iterator, Sequence

import pytest
from PIL import Image

from app.cancel import CancelToken
from app.describe.ocr.certainty import Uncertainty, delicate_words, doubtful_words, uncertain
from app.describe.ocr.protocol import Box, GlancingEngine, Region
from app.describe.ocr.reading import TextReading, most_important, read_text
from app.describe.ocr.vision import VisionOcr, pixel_box
from app.describe.result import TextLine
from app.errors import AppError, Cancelled

PICTURE = Image.new("RGB", (800, 600), "white")
TITLE: Box = (40, 20, 500, 70)
BODY: list[Box] = [(40, 100 + 30 * k, 700, 120 + 30 * k) for k in range(5)]


class Plain:
    """Reads what it is told stands in each box."""

    name = "plain"

    def __init__(self, texts: dict[Box, str], sure: dict[Box, float] | None = None) -> None:
        self.texts = texts
        self.sure = sure or {}
        self.read: list[Box] = []

    def warm(self) -> None:
        """Nothing is loaded."""

    def detect(self, image: Image.Image) -> list[Region]:
        return [Region(box) for box in self.texts][::-1]

    def recognise(
        self, image: Image.Image, regions: Sequence[Region], cancel: CancelToken
    ) -> Iterator[TextLine]:
        for region in regions:
            cancel.check()
            self.read.append(region.box)
            yield TextLine(self.texts[region.box], self.sure.get(region.box, 0.99), region.box)


class Glancing(Plain):
    """Glances first, and may see other boxes then."""

    def __init__(self, texts: dict[Box, str], glanced: dict[Box, str], sure: dict[Box, float] | None = None):
        super().__init__({**texts, **glanced}, sure)
        self.close = [Region(box) for box in texts]
        self.far = [Region(box) for box in glanced]
        self.looked_closely = False

    def glance(self, image: Image.Image) -> list[Region]:
        return self.far

    def detect_after(self, image: Image.Image, glanced: Sequence[Region]) -> list[Region]:
        self.looked_closely = True
        return self.close


def page() -> dict[Box, str]:
    return {TITLE: "Delete file", **{box: f"line {k}" for k, box in enumerate(BODY)}}


def texts(reading: TextReading) -> list[str]:
    return [line.text for line in reading.lines]


def test_the_title_is_read_first_and_everything_once() -> None:
    engine = Plain(page())
    first: list[list[str]] = []
    then: list[str] = []
    reading = read_text(
        engine,
        PICTURE,
        CancelToken(),
        lambda lines: first.append([line.text for line in lines]),
        lambda line: then.append(line.text),
    )
    assert first == [["Delete file"]]
    assert then == [f"line {k}" for k in range(5)]
    assert texts(reading) == ["Delete file", *then]
    assert sorted(engine.read) == sorted(page())
    assert reading.unread == 0
    assert reading.uncertain == ()
    assert 0 <= reading.detect_seconds <= reading.seconds


def test_what_is_unread_in_a_corner_counts_where_more_is_unread() -> None:
    corner, text = (10, 10, 60, 34), {box: f"line {k}" for k, box in enumerate(BODY)}
    assert read_text(Plain({corner: "", **text}), PICTURE, CancelToken()).unread == 0
    others = {(40, 300 + 40 * k, 100, 324 + 40 * k): "" for k in range(2)}
    assert read_text(Plain({corner: "", **text, **others}), PICTURE, CancelToken()).unread == 3


def test_lines_of_one_column_come_in_order_before_all_are_read() -> None:
    engine = Plain(page(), {BODY[1]: 0.2})
    told: list[tuple[int, str, int]] = []
    reading = read_text(
        engine,
        PICTURE,
        CancelToken(),
        on_next=lambda found, line: told.append((found, "" if line is None else line.text, len(engine.read))),
    )
    assert [text for _, text, _ in told] == texts(reading)
    assert {found for found, *_ in told} == {6}
    assert told[0][2] < told[-1][2] == 6


def test_where_columns_follow_each_other_nothing_is_told_before_all_is_read() -> None:
    left = {(40, 30 * k, 300, 30 * k + 20): f"left {k}" for k in range(6)}
    right = {(400, 30 * k, 660, 30 * k + 20): f"right {k}" for k in range(6)}
    told: list[object] = []
    read_text(
        Plain({**left, **right}),
        PICTURE,
        CancelToken(),
        on_next=lambda found, line: told.append((found, line)),
    )
    assert told == [(12, None)]


def test_a_glance_is_enough_for_the_title() -> None:
    seen: Box = (38, 18, 504, 72)
    engine = Glancing(page(), {seen: "Delete file"})
    assert isinstance(engine, GlancingEngine)
    found: list[int] = []
    first: list[str] = []
    reading = read_text(
        engine,
        PICTURE,
        CancelToken(),
        lambda lines: first.extend(line.text for line in lines),
        on_found=lambda regions: found.append(len(regions)),
    )
    assert first == ["Delete file"]
    assert found == [1]
    assert texts(reading) == ["Delete file", *(f"line {k}" for k in range(5))]
    assert TITLE not in engine.read


def test_a_glance_that_joined_two_columns_is_corrected() -> None:
    left, right, both = (40, 20, 300, 60), (360, 20, 700, 60), (40, 18, 700, 62)
    engine = Glancing({left: "North", right: "South"}, {both: "North South"})
    reading = read_text(engine, PICTURE, CancelToken())
    assert texts(reading) == ["North", "South"]


def test_a_glance_that_cut_a_line_is_corrected() -> None:
    engine = Glancing({TITLE: "Delete file"}, {(300, 22, 500, 68): "te file"})
    reading = read_text(engine, PICTURE, CancelToken())
    assert texts(reading) == ["Delete file"]


def test_a_doubtful_glance_is_not_handed_over() -> None:
    engine = Glancing({TITLE: "Delete file"}, {TITLE: "De1ete fi1e"}, {TITLE: 0.6})
    handed: list[list[TextLine]] = []
    read_text(engine, PICTURE, CancelToken(), handed.append)
    assert handed == []


def test_no_text_at_a_glance_is_no_text() -> None:
    engine = Glancing(page(), {})
    reading = read_text(engine, PICTURE, CancelToken())
    assert reading.lines == ()
    assert not engine.looked_closely


def test_thorough_looks_closely_anyway() -> None:
    engine = Glancing(page(), {})
    first: list[str] = []
    reading = read_text(
        engine,
        PICTURE,
        CancelToken(),
        lambda lines: first.extend(line.text for line in lines),
        thorough=True,
    )
    assert first == ["Delete file"]
    assert len(reading.lines) == 6


def test_unreadable_lines_are_counted_and_not_said() -> None:
    short, window, picture = (720, 100, 740, 120), (740, 10, 790, 30), (600, 300, 780, 480)
    engine = Plain({**page(), short: "%", window: "", picture: ""}, {BODY[1]: 0.2, BODY[3]: 0.4})
    then: list[str] = []
    reading = read_text(engine, PICTURE, CancelToken(), on_line=lambda line: then.append(line.text))
    # The sign beside the text is one more; a window's buttons and what is as high as a picture are not.
    assert reading.unread == 3
    assert then == ["line 0", "line 2", "line 4"]
    assert texts(reading) == ["Delete file", *then]


def test_beside_a_number_that_stands_alone_what_is_as_high_is_counted() -> None:
    seven: Box = (100, 100, 120, 130)
    mark: Box = (300, 100, 330, 130)
    reading = read_text(
        Plain({seven: "7", mark: "#"}, {mark: 0.1}), PICTURE, CancelToken(), lambda lines: None
    )
    assert [line.text for line in reading.lines] == ["7"]
    assert reading.unread == 1


def test_specks_on_a_photo_are_not_unread_lines() -> None:
    engine = Plain(
        {(10, 10, 60, 30): "", (100, 10, 160, 30): ","}, {(10, 10, 60, 30): 0.0, (100, 10, 160, 30): 0.2}
    )
    assert read_text(engine, PICTURE, CancelToken()).unread == 0


def test_pages_in_an_unknown_alphabet_are_counted() -> None:
    lines = dict.fromkeys(BODY, "")
    assert read_text(Plain(lines, dict.fromkeys(BODY, 0.0)), PICTURE, CancelToken()).unread == len(BODY)
    short = [(40, 40 * k, 90, 40 * k + 20) for k in range(1, 5)]
    words = Plain(dict.fromkeys(short, ""), dict.fromkeys(short, 0.0))
    assert read_text(words, PICTURE, CancelToken()).unread == len(short)


def test_columns_that_cannot_be_read_are_counted() -> None:
    columns = {(100 * k, 40, 100 * k + 40, 500): "" for k in range(1, 4)}
    assert read_text(Plain(columns, dict.fromkeys(columns, 0.0)), PICTURE, CancelToken()).unread == 3


def test_what_looks_like_words_of_an_unknown_alphabet_is_doubted() -> None:
    engine = Plain(
        {BODY[0]: "", BODY[1]: "", BODY[2]: "BCEM BXOD", BODY[3]: "10:30"}, {BODY[0]: 0.0, BODY[1]: 0.0}
    )
    reading = read_text(engine, PICTURE, CancelToken())
    assert texts(reading) == ["BCEM BXOD", "10:30"]
    assert reading.uncertain == (0,)
    assert reading.unread == 2


def test_marks_are_said_beside_words_alone() -> None:
    tick, cross = (720, 100, 740, 120), (720, 130, 740, 150)
    ticked = read_text(Plain({**page(), tick: "\u2713", cross: "X"}), PICTURE, CancelToken())
    assert {"\u2713", "\u2717"} < set(texts(ticked))
    assert "X" in texts(read_text(Plain({**page(), cross: "X"}), PICTURE, CancelToken()))
    assert texts(read_text(Plain({tick: "\u2713"}), PICTURE, CancelToken())) == []


def test_a_line_that_is_read_badly_is_doubted_as_a_whole() -> None:
    engine = Plain({TITLE: "Settings", BODY[0]: "Nguyn Hu"}, {BODY[0]: 0.7})
    reading = read_text(engine, PICTURE, CancelToken())
    assert [doubtful_words(reading.lines[i]) for i in reading.uncertain] == [["Nguyn Hu"]]
    assert doubtful_words(TextLine("Pay 12 now", 0.8, TITLE)) == ["12"]


def test_doubtful_numbers_are_pointed_at() -> None:
    engine = Plain(
        {TITLE: "Total", BODY[0]: "Pay 1,249.50 today", BODY[1]: "Thank you"}, {BODY[0]: 0.8, BODY[1]: 0.8}
    )
    reading = read_text(engine, PICTURE, CancelToken())
    assert [reading.lines[i].text for i in reading.uncertain] == ["Pay 1,249.50 today"]


def test_boxes_are_given_for_the_picture_as_given() -> None:
    first: list[TextLine] = []
    then: list[TextLine] = []
    found: list[Region] = []
    reading = read_text(
        Plain({TITLE: "Title", BODY[0]: "body"}),
        PICTURE,
        CancelToken(),
        first.extend,
        then.append,
        on_found=found.extend,
        scale=0.5,
    )
    assert reading.scale == 0.5
    doubled = (80, 40, 1000, 140)
    assert reading.lines[0].box == first[0].box == doubled
    assert doubled in [region.box for region in found]
    assert [line.box for line in [*first, *then]] == [line.box for line in reading.lines]


@pytest.mark.parametrize("after", [0, 2])
def test_it_can_be_stopped_between_lines(after: int) -> None:
    cancel = CancelToken()
    engine = Plain(page())
    read: list[TextLine] = []

    def on_line(line: TextLine) -> None:
        read.append(line)
        if len(read) == after:
            cancel.cancel()

    if after == 0:
        cancel.cancel()
    with pytest.raises(Cancelled):
        read_text(engine, PICTURE, cancel, on_line=on_line)
    assert len(read) == after


@pytest.mark.parametrize(
    ("boxes", "chosen"),
    [
        ([], []),
        ([(0, 0, 90, 20)], [0]),
        ([(40, 10, 300, 24), *((40, y, 300, y + 14) for y in range(40, 240, 20))], [0]),
        (
            [(40, 10, 300, 24), (40, 90, 700, 150), *((40, y, 300, y + 14) for y in range(200, 400, 20))],
            [0, 1],
        ),
        ([(0, 0, 10, 300), *((40, y, 300, y + 14) for y in range(40, 140, 20))], [1]),
        # A menu, a window's title, its buttons, and the text below.
        (
            [(146, 28, 265, 58), (897, 3, 1023, 27), (1816, 0, 1910, 28)]
            + [(320, y, 900, y + 26) for y in range(75, 400, 40)],
            [1],
        ),
    ],
)
def test_title_and_largest_lines(boxes: list[Box], chosen: list[int]) -> None:
    assert most_important(boxes) == chosen


@pytest.mark.parametrize(
    ("text", "confidence", "how"),
    [
        ("Save changes", 0.8, Uncertainty.SURE),
        ("Save changes", 0.4, Uncertainty.UNREADABLE),
        ("", 0.9, Uncertainty.UNREADABLE),
        ("· . -", 0.9, Uncertainty.UNREADABLE),
        ("OK", 0.8, Uncertainty.UNREADABLE),
        ("OK", 0.95, Uncertainty.SURE),
        ("Menu", 0.7, Uncertainty.UNREADABLE),
        ("Menu", 0.8, Uncertainty.SURE),
        ("Do not save", 0.8, Uncertainty.UNCERTAIN),
        ("Do not save", 0.99, Uncertainty.SURE),
        ("Don't save", 0.8, Uncertainty.UNCERTAIN),
        ("Don\u2019t save", 0.8, Uncertainty.UNCERTAIN),
        ("Never again", 0.8, Uncertainty.UNCERTAIN),
        ("Notice: another note", 0.8, Uncertainty.SURE),
        ("\u221212.5 degrees", 0.8, Uncertainty.UNCERTAIN),
        ("Balance -40", 0.8, Uncertainty.UNCERTAIN),
        ("Error Ox80070005", 0.99, Uncertainty.UNCERTAIN),
        ("Room 1O2", 0.99, Uncertainty.UNCERTAIN),
        ("Error 0x80070005", 0.99, Uncertainty.SURE),
    ],
)
def test_doubt(text: str, confidence: float, how: Uncertainty) -> None:
    assert uncertain(TextLine(text, confidence, (0, 0, 1, 1))) is how


def test_the_delicate_words_of_a_line() -> None:
    assert delicate_words("Do not pay -3.50 before 10:45, it isn't due.") == [
        "not",
        "-3.50",
        "10:45",
        "isn't",
    ]


@pytest.mark.parametrize(
    ("rect", "box"),
    [
        ((0.0, 0.0, 1.0, 1.0), (0, 0, 200, 100)),
        ((0.1, 0.8, 0.5, 0.1), (20, 10, 120, 20)),
        ((0.1, 0.0, 0.5, 0.25), (20, 75, 120, 100)),
        ((-0.1, -0.1, 1.3, 1.3), (0, 0, 200, 100)),
    ],
)
def test_apples_boxes_are_turned_over(rect: tuple[float, float, float, float], box: Box) -> None:
    assert pixel_box(*rect, 200, 100) == box


def test_apples_lines_are_handed_out_as_they_were_found() -> None:
    line = TextLine("Hello", 0.9, TITLE)
    regions = [Region(TITLE, 0.9, None, line), Region(BODY[0])]
    assert list(VisionOcr().recognise(PICTURE, regions, CancelToken())) == [line, TextLine("", 0.0, BODY[0])]


def test_a_mac_without_the_reader_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("app.describe.ocr.vision.import_module", absent)
    with pytest.raises(AppError, match="not installed"):
        VisionOcr().detect(PICTURE)
