"""Screenshots, documents and other pictures that are mostly text: their sentence is made of facts alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.describe.result import TextLine
from app.describe.words.labels import labels
from app.describe.words.phrasing import clean, counted, kind_name, quoted
from app.describe.words.troubles import Troubles, fold
from app.inference.protocols import Kind

# From here on a picture is described by its text, whatever the model takes it for.
MANY_LINES = 12
MUCH_AREA = 0.12
_FEW_LINES = 4
# Shares of a picture's height.
_TOP = 0.12
_STATUS_BAR = 0.035
#: In widths of the screen.
_LONGEST_SCREEN = 2.4
#: Letters with tails, and how high a box is without them.
_TAILS = frozenset("gjpqyQ\u00e7\u015f,;()[]{}@|")
_TAILED = 0.86
#: A line is larger than the usual from here on, in heights of boxes and of letters without tails.
_LARGER = 1.25
_LARGER_LETTERS = 1.1
#: Of the usual height: what is a status bar's is set smaller than the page.
_SMALL = 0.85
_TOP_QUARTER = 0.25
_SURE = 0.75

Box = tuple[int, int, int, int]

_CLOCK = re.compile(r"^[\W\d]*(?:am|pm)?[\W\d]*$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"^(?:[a-z]+://|www\.)\S+$|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?$", re.IGNORECASE
)
_MENU = frozenset(
    [
        "file",
        "edit",
        "view",
        "go",
        "insert",
        "format",
        "tools",
        "window",
        "help",
        "history",
        "bookmarks",
        "terminal",
    ]
)


@dataclass(frozen=True)
class TextFacts:
    """What is known about the text of a picture.

    Attributes:
        title: The window's or page's title, or "" when it does not differ from ``headline``.
        headline: The largest text, or the topmost when none is larger; "" without text.
        said: How many of the picture's lines these two are.
        sure: Whether they were read well enough to be said without "may".
        larger: Whether ``headline`` is larger than most of the text; otherwise it is the topmost.
        where: Layout in words ("in two columns", "at the top"), or "".
        opening: The topmost text but for a telephone's status bar and addresses; "" without text.
    """

    title: str = ""
    headline: str = ""
    said: int = 0
    where: str = ""
    sure: bool = True
    larger: bool = False
    opening: str = ""


def is_sure(line: TextLine) -> bool:
    """Whether a line may be said as it stands; patterns in photos are read as letters too."""
    return line.confidence >= _SURE


def is_mostly_text(amount: int, area: float) -> bool:
    """Whether so much of the picture is text that a photo's sentence would mislead.

    Args:
        amount: Lines found.
        area: Share of the picture that they cover, 0..1.
    """
    return amount >= MANY_LINES or (amount >= _FEW_LINES and area >= MUCH_AREA)


def covered(boxes: Sequence[Box], width: int, height: int) -> float:
    """Share (0..1) of a ``width`` x ``height`` pixel picture that the boxes cover, overlaps counted twice."""
    area = sum(max(0, right - left) * max(0, bottom - top) for left, top, right, bottom in boxes)
    return min(1.0, area / max(1, width * height))


def text_facts(
    lines: Sequence[TextLine], boxes: Sequence[Box], width: int, height: int, *, title: str = ""
) -> TextFacts:
    """Sort out title, headline and layout.

    Args:
        lines: Lines read so far; while reading, the title and the largest ones.
        boxes: Where text was found, read or not.
        width: Picture width in pixels.
        height: Picture height in pixels.
        title: The window's title where the system knows it; it goes before anything read.
    """
    wordy = [line for line in lines if _is_wordy(line.text)]
    usable = [line for line in wordy if is_sure(line)] or wordy
    known = clean(title)
    where = layout(boxes, width, height)
    if not usable:
        return TextFacts(title=known, where=where)
    usual = _usual(lines, boxes)
    telling = _telling(usable, boxes, width, height, usual[0])
    if not telling and len(boxes) > len(lines):
        return TextFacts(title=known, where=where)  # what is not read yet has more to tell
    telling = telling or usable
    top = min(telling, key=lambda line: (line.place[1], line.place[0]))
    large = [line for line in telling if _is_larger(line, usual)]
    larger = bool(large)
    headline = max(large, key=_height) if large else telling[0] if len(telling) == 1 else top
    text = clean(headline.text)
    said = 1
    if not known and top is not headline and top.place[1] < _TOP * height and _is_title(top):
        known = clean(top.text)
        said = 2
    page = [line for line in wordy if not _is_outside(line, boxes, width, height)] or wordy
    begins = min(page, key=lambda line: (line.place[1], line.place[0]))
    # Of what was found above it and is not read yet nothing is known.
    read = [line.box for line in lines]
    above = [
        box
        for box in boxes
        if box not in read
        and box[3] <= begins.box[1] + 0.3 * _height(begins)
        and not (height >= 1.5 * width and box[3] < 2 * _STATUS_BAR * min(height, _LONGEST_SCREEN * width))
    ]
    opening = "" if above else clean(begins.text)
    return TextFacts("" if known == text else known, text, said, where, is_sure(headline), larger, opening)


def sentence(kind: Kind, facts: TextFacts, amount: int | None = None) -> str:
    """One sentence of at most 20 words: kind, title, what the largest text says, how much more there is.

    Args:
        kind: Sort of picture.
        facts: Its title and largest text.
        amount: Lines found, read or not; None leaves out how much more there is.
    """
    name = kind_name(kind)
    if facts.title:
        name = f"{name} titled {quoted(facts.title, words=5)}"
    if not facts.headline:
        return f"{name} with {counted(amount, 'line')} of text." if amount else f"{name} with some text."
    verb = "says" if facts.sure else "may say"
    says = f"{name}, which {verb} {quoted(facts.headline, words=5 if facts.title else 10)}"
    rest = lines_left(facts, amount or 0)
    return f"{says}, and {counted(rest, 'more line')} of text." if rest > 0 else f"{says}."


def largest(facts: TextFacts) -> str:
    """The largest or topmost text in a sentence, where application and title were said before."""
    if not facts.headline:
        return "There is some text."
    words = quoted(facts.headline, words=12)
    if facts.larger:
        return f"The largest text {'is' if facts.sure else 'may be'} {words}."
    if facts.headline != facts.opening:  # a row of a table above it, or lines that are read later
        return f"One line {'says' if facts.sure else 'may say'} {words}."
    return f"The text {'begins' if facts.sure else 'may begin'} with {words}."


def lines_left(facts: TextFacts, amount: int) -> int:
    """How many of ``amount`` lines the sentence does not quote."""
    return max(0, amount - facts.said)


def trouble(lines: Sequence[TextLine], said: str) -> str:
    """The first line that reads like an error, a warning or a question, unless ``said`` has it; or ""."""
    troubles = Troubles()
    for line in lines:
        text = clean(line.text)
        if text not in said and troubles.reads_so(text):
            return text
    return ""


def main_lines(lines: Sequence[TextLine], limit: int) -> list[TextLine]:
    """The clearly larger lines, then the first ones, ``limit`` in all, in reading order."""
    if len(lines) <= limit:
        return list(lines)
    usual = _usual(lines, [line.place for line in lines])
    # What is not clearly larger is the same size, measured.
    ranked = sorted(
        range(len(lines)), key=lambda i: (-_height(lines[i]) if _is_larger(lines[i], usual) else 0, i)
    )
    return [lines[i] for i in sorted(ranked[:limit])]


def layout(boxes: Sequence[Box], width: int, height: int) -> str:
    """Where the text is, in words; "" when it is spread over the whole picture or there is little of it."""
    if len(boxes) < 2 or width < 1 or height < 1:
        return ""
    if all(right <= 0.55 * width for _, _, right, _ in boxes):
        return "on the left"
    if all(left >= 0.45 * width for left, _, _, _ in boxes):
        return "on the right"
    if all(bottom <= 0.4 * height for _, _, _, bottom in boxes):
        return "at the top"
    if all(top >= 0.6 * height for _, top, _, _ in boxes):
        return "at the bottom"
    if _are_columns(boxes, width):
        return "in two columns"
    if all(
        left > 0.2 * width and right < 0.8 * width and top > 0.2 * height and bottom < 0.8 * height
        for left, top, right, bottom in boxes
    ):
        return "in the middle"
    return ""


def _are_columns(boxes: Sequence[Box], width: int) -> bool:
    """Whether nearly all lines keep to one half, and both halves run over the same rows."""
    if _are_many_columns(boxes):
        return False
    left = [b for b in boxes if b[2] <= 0.52 * width]
    right = [b for b in boxes if b[0] >= 0.48 * width]
    if min(len(left), len(right)) < 3 or len(left) + len(right) < 0.9 * len(boxes):
        return False
    spans = [(min(b[1] for b in half), max(b[3] for b in half)) for half in (left, right)]
    shared = min(end for _, end in spans) - max(start for start, _ in spans)
    return shared >= 0.6 * max(end - start for start, end in spans)


def _are_many_columns(boxes: Sequence[Box]) -> bool:
    """Whether rows have more than two pieces that begin below each other: a table, a calendar."""
    usual = median(b[3] - b[1] for b in boxes)
    starts = sorted(b[0] for b in boxes)
    columns: list[list[int]] = []
    for start in starts:
        if not columns or start - columns[-1][-1] > usual:
            columns.append([])
        columns[-1].append(start)
    return sum(len(column) >= 3 for column in columns) > 2


def _usual(lines: Sequence[TextLine], boxes: Sequence[Box]) -> tuple[float, float]:
    """The usual height of boxes, and of letters; of what is not read yet only the box is known."""
    if not boxes:
        return 0, 0
    sizes = {line.place: _height(line) for line in lines}
    return (
        median(box[3] - box[1] for box in boxes),
        median(sizes.get(box, box[3] - box[1]) for box in boxes),
    )


def _is_larger(line: TextLine, usual: tuple[float, float]) -> bool:
    """Whether it is clearly larger than most: as a box, which says little alone, and by its letters."""
    boxes, letters = usual
    return line.place[3] - line.place[1] >= _LARGER * boxes and _height(line) >= _LARGER_LETTERS * letters


def _height(line: TextLine) -> float:
    """How large its letters are: tails below the line make its box a little higher, nothing more."""
    high = line.place[3] - line.place[1]
    return high * _TAILED if any(sign in _TAILS for sign in line.text) else high


def _is_wordy(text: str) -> bool:
    """Not a clock, a battery level or a stray icon read as a letter."""
    plain = clean(text)
    return len(plain) >= 2 and not _CLOCK.match(plain)


def _telling(
    lines: Sequence[TextLine], boxes: Sequence[Box], width: int, height: int, usual: float
) -> Sequence[TextLine]:
    """The lines that may be a title or headline."""
    known = labels()

    def aside(line: TextLine) -> bool:
        _, top, _, bottom = line.box
        if _is_outside(line, boxes, width, height):
            return True
        if top >= _TOP_QUARTER * height and fold(clean(line.text)).strip(" .!>»›→") in known:  # noqa: RUF001
            return True
        plain = bottom - top < 1.25 * usual
        return plain and top < _TOP * height and _has_neighbours(line.box, boxes, width, height)

    return [line for line in lines if not aside(line)]


def _is_outside(line: TextLine, boxes: Sequence[Box], width: int, height: int) -> bool:
    """Whether it is no text of the page: a telephone's status bar (carrier, clock, battery), an address."""
    left, top, right, bottom = line.box
    # Of a telephone's screen: a long screenshot is as many of those as it is long.
    high = height >= 1.5 * width and (top + bottom) / 2 < _STATUS_BAR * min(height, _LONGEST_SCREEN * width)
    # A letter's first line may stand as high, but alone, and as large as the others.
    small = bottom - top < _SMALL * median(box[3] - box[1] for box in boxes) if boxes else True
    status = (
        high and right - left < 0.5 * width and (small or _has_neighbours(line.box, boxes, width, height))
    )
    return status or bool(_ADDRESS.match(clean(line.text)))


def _has_neighbours(box: Box, boxes: Sequence[Box], width: int, height: int) -> bool:
    """Whether others stand in its row, as tabs, menus and the parts of a status bar do.

    The buttons of a window, far on the right, and single signs are none.
    """
    middle = (box[1] + box[3]) / 2
    row = [one for one in boxes if one[1] < middle < one[3] and (one[0] >= box[2] or one[2] <= box[0])]
    row = [one for one in row if one[2] - one[0] > 1.6 * (one[3] - one[1])]
    if len(row) == 1 and width > height:
        left, top, right, bottom = row[0]
        return not (left > 0.85 * width and right > 0.94 * width and right - left < 7 * (bottom - top))
    return bool(row)


def _is_title(line: TextLine) -> bool:
    words = [word.lower() for word in clean(line.text).split()]
    return bool(words) and 2 * sum(word in _MENU for word in words) < len(words)
