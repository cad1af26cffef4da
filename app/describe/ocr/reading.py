"""Read all text of a picture, the important lines first."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.ocr import tiles
from app.describe.ocr.certainty import Uncertainty, uncertain
from app.describe.ocr.company import in_company, with_degrees
from app.describe.ocr.direction import page_turn, runs_down, turned, turned_back
from app.describe.ocr.layout.order import certain_start, reading_order
from app.describe.ocr.layout.passed_over import missed_cells
from app.describe.ocr.layout.slant import level_boxes
from app.describe.ocr.protocol import Box, GlancingEngine, OcrEngine, Region
from app.describe.result import TextLine

#: Lines read and handed over before all others.
FIRST_LINES = 3
#: A line read at a glance is only handed over, and kept, when it is this sure.
_FIRST_SURE = 0.75
#: A short region that cannot be read is one more piece of text where it is about as high as the lines around.
_LOW = 0.35
_HIGH = 2.5
#: So many things of a line's shape, as high as each other, are lines of a page in an unknown alphabet.
_SEVERAL = 2
#: What the recogniser makes of a terminal's block cursor.
_BLOCKS = "\u2588\u258c\u2590\u25a0\u25a1\u25ae\u25af "
#: Share of a page's lines from which on it is worth waiting for those that are certain to come first.
_START = 0.25
#: Rows from the top, in pixels, where a window has its buttons.
_CORNER = 48


@dataclass(frozen=True)
class TextReading:
    """All text of one picture.

    Attributes:
        lines: Every line that could be read, in reading order; boxes in pixels of the picture as given.
        unread: Lines that were found but could not be read.
        uncertain: Indices into ``lines`` whose digits or negations may be wrong.
        scale: Size of the picture that was read, relative to the picture as given.
        detect_seconds: Time until every line was found.
        seconds: Time of everything.
        turned: By how many degrees clockwise the page lies turned; 0 where its columns run down.
    """

    lines: tuple[TextLine, ...]
    unread: int
    uncertain: tuple[int, ...]
    scale: float
    detect_seconds: float
    seconds: float
    turned: int = 0


def read_text(
    engine: OcrEngine,
    image: Image,
    cancel: CancelToken,
    on_first: Callable[[list[TextLine]], None] | None = None,
    on_line: Callable[[TextLine], None] | None = None,
    *,
    on_found: Callable[[list[Region]], None] | None = None,
    on_next: Callable[[int, TextLine | None], None] | None = None,
    scale: float = 1.0,
    thorough: bool = False,
    upright: bool = False,
) -> TextReading:
    """Find the text, read title and largest lines first, then the rest.

    Args:
        engine: Finds and reads.
        image: RGB, upright.
        cancel: Checked between the steps and before every line.
        on_first: Called at most once, with the title and the largest lines, in reading order.
        on_line: Called with each further line as soon as it is read, in reading order.
        on_found: Called at most once, before ``on_first``, with the regions known by then.
        on_next: Called with how many lines were found, and with each line from the top on of which it is
            certain before all are read that it comes next; once with None where most have to wait. Not for a
            page that is turned.
        scale: ``LoadedImage.scale``: boxes are given for the picture as given, not for ``image``.
        thorough: Look closely even when a glance finds nothing (screenshots may hold only small text).
        upright: The page is known to stand upright; else it is turned where that is how it can be read.

    Raises:
        Cancelled: The token was raised.
        AppError: The engine cannot be used, in words.
    """
    start = time.perf_counter()
    turn = 0

    def first(regions: list[Region]) -> dict[Region, TextLine]:
        """Read and hand over the most important of ``regions``."""
        nonlocal turn
        places = dict(zip(regions, level_boxes(regions), strict=True))
        chosen = [regions[i] for i in most_important(list(places.values()))]
        lines = list(engine.recognise(image, chosen, cancel))
        if not upright and (turn := page_turn(engine, image, regions, lines, cancel)):
            return {}
        if on_found is not None:
            on_found([_at_scale(replace(region, box=places[region]), scale) for region in regions])
        good = {region: line for region, line in zip(chosen, lines, strict=True) if _handed_over(line)}
        if good and on_first is not None:
            on_first([_line_at_scale(line, scale, places[region]) for region, line in good.items()])
        return good

    cancel.check()
    read: dict[Region, TextLine] = {}
    if isinstance(engine, GlancingEngine):
        glanced = engine.glance(image)
        cancel.check()
        if glanced:
            read = first(glanced)
        regions: list[Region] = []
        if turn:
            return _read_turned(engine, image, turn, cancel, on_first, on_line, on_found, scale)
        if glanced or thorough or tiles.is_long(*image.size):
            regions = _without_read(engine.detect_after(image, glanced), read)
        if regions and not glanced:
            read = first(regions)
    else:
        regions = engine.detect(image)
        if regions:
            read = first(regions)
    if turn:
        return _read_turned(engine, image, turn, cancel, on_first, on_line, on_found, scale)
    detected = time.perf_counter() - start

    everything = [*read, *(region for region in regions if region not in read)]
    places = dict(zip(everything, level_boxes(everything), strict=True))
    everything = _ordered(everything, places)
    rest = [region for region in everything if region not in read]
    following: list[Region] = []
    if on_next is not None and not upright:
        following = [everything[i] for i in certain_start([places[region] for region in everything])][::-1]
        if len(following) < _START * len(everything):
            on_next(len(everything), None)
    for region, line in zip(rest, engine.recognise(image, rest, cancel), strict=True):
        read[region] = line
        if on_line is not None and uncertain(line) is not Uncertainty.UNREADABLE:
            on_line(_line_at_scale(line, scale, places[region]))
        while following and following[-1] in read and on_next is not None:
            told = following.pop()
            if uncertain(read[told]) is not Uncertainty.UNREADABLE:
                on_next(len(everything), _line_at_scale(read[told], scale, places[told]))

    if all(places[region] == region.box for region in everything):
        more = missed_cells(image, list(read.values()))
        places.update({region: region.box for region in more})
        read.update(zip(more, engine.recognise(image, more, cancel), strict=True))
        everything += more
    everything = _ordered(everything, places, {region: line.text for region, line in read.items()})
    lines, taken = with_degrees([read[region] for region in everything])
    everything = [region for at, region in enumerate(everything) if at not in taken]
    lines = in_company([line for at, line in enumerate(lines) if at not in taken])
    judged = [(line, uncertain(line)) for line in lines]
    kept = [
        (_line_at_scale(line, scale, places[region]), how)
        for region, (line, how) in zip(everything, judged, strict=True)
        if how is not Uncertainty.UNREADABLE
    ]
    return TextReading(
        lines=tuple(line for line, _ in kept),
        unread=sum(
            1 for line, how in judged if how is Uncertainty.UNREADABLE and _counts(line, judged, image.width)
        ),
        uncertain=tuple(i for i, (_, how) in enumerate(kept) if how is Uncertainty.UNCERTAIN),
        scale=scale,
        detect_seconds=detected,
        seconds=time.perf_counter() - start,
    )


def _read_turned(
    engine: OcrEngine,
    image: Image,
    turn: int,
    cancel: CancelToken,
    on_first: Callable[[list[TextLine]], None] | None,
    on_line: Callable[[TextLine], None] | None,
    on_found: Callable[[list[Region]], None] | None,
    scale: float,
) -> TextReading:
    """Read a page that lies on its side or upside down; boxes are those in the picture as it is."""
    page = turned(image, turn)
    width, height = (round(side / scale) for side in page.size)

    def back(line: TextLine) -> TextLine:
        return replace(line, box=turned_back(line.box, turn, width, height), straight=line.place)

    reading = read_text(
        engine,
        page,
        cancel,
        None if on_first is None else lambda lines: on_first([back(line) for line in lines]),
        None if on_line is None else lambda line: on_line(back(line)),
        on_found=on_found,
        scale=scale,
        thorough=True,
        upright=True,
    )
    lines = tuple(back(line) for line in reading.lines)
    given = [replace(line, box=_box_at_scale(line.box, 1 / scale)) for line in lines]
    lies = 0 if runs_down(engine, image, given, turn, cancel) else turn
    return replace(reading, lines=lines, turned=lies)


def most_important(boxes: Sequence[Box], most: int = FIRST_LINES) -> list[int]:
    """The title (widest line of the topmost row) and lines clearly larger than the rest, in reading order.

    Args:
        boxes: All lines found.
        most: How many to choose.
    """
    heights = [box[3] - box[1] for box in boxes]
    flat = [i for i, box in enumerate(boxes) if box[2] - box[0] >= 1.5 * heights[i]]
    flat = flat or list(range(len(boxes)))
    if not flat:
        return []
    usual = median(heights[i] for i in flat)
    # Boxes of neighbouring lines overlap a little, so a row is told by its middle. In a title bar the title
    # is wider than the buttons.
    topmost = min(flat, key=lambda i: boxes[i][1] + boxes[i][3])
    row = [i for i in flat if boxes[i][1] + boxes[i][3] <= 2 * boxes[topmost][3]]
    title = max(row, key=lambda i: (boxes[i][2] - boxes[i][0], heights[i]))
    larger = (i for i in flat if heights[i] >= 1.25 * usual or len(flat) <= most)
    largest = sorted(larger, key=lambda i: (-heights[i], boxes[i][1], boxes[i][0]))
    chosen = [title, *(i for i in largest if i != title)][:most]
    return [chosen[i] for i in reading_order([boxes[i] for i in chosen])]


def _handed_over(line: TextLine) -> bool:
    return line.confidence >= _FIRST_SURE and uncertain(line) is not Uncertainty.UNREADABLE


def _counts(line: TextLine, judged: list[tuple[TextLine, Uncertainty]], width: int) -> bool:
    """Whether an unreadable region is worth a word: it has a line's shape, or stands among text like text."""
    left, top, right, bottom = line.box
    high = bottom - top
    if line.text.strip() and not line.text.strip(_BLOCKS):
        return False  # a cursor
    said = [read for read, how in judged if how is not Uncertainty.UNREADABLE]
    if not said and len(judged) > _SEVERAL:
        return True  # so many at once are text, whatever their shape: vertical columns
    if right - left >= 3 * high:
        lettered = sum(sign.isalnum() for sign in line.text) > 1
        alike = sum(
            _is_flat(read.box) and 0.6 <= (read.box[3] - read.box[1]) / high <= 1.6 for read, _ in judged
        )
        # Of a long line in an unknown alphabet a sign or two are read; two such things may be specks.
        hardly = alike > _SEVERAL and len("".join(line.text.split())) * 2 <= (right - left) / max(1, high)
        several = (lettered and alike >= _SEVERAL) or hardly
        return line.confidence > 0.3 or bool(said) or not line.text or several
    # The two or three buttons in a window's corner look like a very short line, unless others are as strange.
    if _in_corner(line.box, width):
        strange = [other.box for other, _ in judged if not other.text or other.confidence == 0]
        if sum(_is_flat(box) and not _in_corner(box, width) for box in strange) < _SEVERAL:
            return False
    # Where nothing can be read, pieces of a line's shape stand for what could be.
    words = [read.box for read in said if sum(c.isalpha() for c in read.text) > 2] or [
        read.box for read, _ in judged if _is_flat(read.box)
    ]
    words = words or [read.box for read in said]
    usual = median(box[3] - box[1] for box in words) if len(words) > 1 or said else 0
    return _LOW * usual <= high <= _HIGH * usual


def _in_corner(box: Box, width: int) -> bool:
    return box[3] < _CORNER and (box[0] > width - 4 * _CORNER or box[2] < 4 * _CORNER)


def _is_flat(box: Box) -> bool:
    return box[2] - box[0] >= 1.5 * (box[3] - box[1])


def _without_read(regions: list[Region], read: dict[Region, TextLine]) -> list[Region]:
    """Drop what a glance has read already; forget glanced lines that turned out to lie otherwise."""
    for done in list(read):
        inside = [region for region in regions if _overlap(region.box, done.box) > 0.6]
        if len(inside) == 1 and _alike(inside[0].box, done.box):
            regions = [region for region in regions if region is not inside[0]]
        elif inside:
            del read[done]
    return regions


def _overlap(one: Box, other: Box) -> float:
    """Share of the smaller box that lies inside the larger one."""
    return max(_share(one, other), _share(other, one))


def _alike(one: Box, other: Box) -> bool:
    """Whether two boxes hold the same letters: ends within half a line height, heights within a quarter."""
    low, high = sorted((one[3] - one[1], other[3] - other[1]))
    ends = max(abs(one[0] - other[0]), abs(one[2] - other[2]))
    return ends <= 0.5 * high and high <= 1.25 * low + 3 and _share(one, other) > 0.7


def _area(box: Box) -> int:
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def _share(box: Box, other: Box) -> float:
    """Share of ``box`` that lies inside ``other``."""
    left, top = max(box[0], other[0]), max(box[1], other[1])
    right, bottom = min(box[2], other[2]), min(box[3], other[3])
    return _area((left, top, right, bottom)) / max(1, _area(box))


def _box_at_scale(box: Box, scale: float) -> Box:
    if scale == 1.0:
        return box
    left, top, right, bottom = (round(edge / scale) for edge in box)
    return left, top, right, bottom


def _line_at_scale(line: TextLine, scale: float, place: Box) -> TextLine:
    straight = None if place == line.box else _box_at_scale(place, scale)
    return replace(line, box=_box_at_scale(line.box, scale), straight=straight)


def _ordered(
    regions: list[Region], places: dict[Region, Box], texts: dict[Region, str] | None = None
) -> list[Region]:
    said = None if texts is None else [texts.get(region, "") for region in regions]
    return [regions[i] for i in reading_order([places[region] for region in regions], said)]


def _at_scale(region: Region, scale: float) -> Region:
    return Region(_box_at_scale(region.box, scale), region.score, None, region.line)
