"""Reading order: which line a sighted reader would read after which."""

from collections.abc import Sequence
from itertools import pairwise

from app.describe.ocr.layout import tables
from app.describe.ocr.layout.cells import Lines
from app.describe.ocr.protocol import Box, Region

#: A gap this wide, in line heights, parts two columns; the spaces inside a line are narrower.
_COLUMN_GAP = 0.6
#: Share of the other columns' lines that must have a line of the longest beside them.
_BESIDE = 0.25
#: A band this much farther away than the columns from each other is parted from them first.
_BAND_GAP = 1.5
#: Boxes of tight lines overlap a little, so they are taken a fifth lower at either edge.
_SHRINK = 0.2


def reading_order(boxes: Sequence[Box], texts: Sequence[str] | None = None) -> list[int]:
    """Order lines for reading aloud.

    Columns are read one after the other, tables and forms row by row, a title before the columns it spans.

    Args:
        boxes: (left, top, right, bottom) of each line, in pixels, on a page that stands straight.
        texts: What each says, where that is known: then narrow columns can be told from tables.

    Returns:
        Indices into ``boxes``, each once.
    """
    return _cut(Lines(boxes, texts), list(range(len(boxes))))


def certain_start(boxes: Sequence[Box]) -> list[int]:
    """The lines from the top on that are read first whatever all of them say.

    Each stands alone in its row, and where columns follow at the left edge of all, so that nothing beside it
    or to the left of it could come before.

    Args:
        boxes: As for :func:`reading_order`.

    Returns:
        Indices into ``boxes``; all of them on a page of one column.
    """
    if not boxes:
        return []
    lines = Lines(boxes)
    bands = _split(boxes, list(range(len(boxes))), 1, 0.0, shrink=_SHRINK)
    single = all(len(band) == 1 for band in bands)
    edge = min(box[0] for box in boxes) + 2 * lines.height(range(len(boxes)))
    start: list[int] = []
    for place, band in zip(reading_order(boxes), bands, strict=False):
        if band != [place] or not (single or boxes[place][0] <= edge):
            break
        start.append(place)
    return start


def _cut(lines: Lines, among: list[int]) -> list[int]:
    """Split into columns, else into bands, until single rows are left."""
    if len(among) < 2:
        return among
    parts = _at_headings(lines, among)
    if len(parts) > 1:
        return [i for part in parts for i in _cut(lines, part)]
    columns = _side_by_side(lines, _columns(lines, among))
    far = _far_bands(lines, among, columns)
    if len(far) > 1:
        return [i for band in far for i in _cut(lines, band)]
    if len(columns) > 1:
        blocks = tables.side_by_side(lines, columns)
        if len(blocks) > 1:
            return [i for block in blocks for i in _cut(lines, [i for column in block for i in column])]
        rows = tables.row_order(lines, columns)
        return rows or [i for column in columns for i in _cut(lines, column)]
    groups = _stacks(lines, among)
    if len(groups) > 1:
        return [i for group in groups for i in _cut(lines, group)]
    return _row_wise(lines.boxes, among)


def _split(
    boxes: Sequence[Box], among: list[int], axis: int, gap: float, shrink: float = 0.0
) -> list[list[int]]:
    """Cut where nothing lies across for ``gap`` pixels along an axis (0: columns, 1: bands)."""
    parts: list[list[int]] = []
    reach = float("-inf")
    for i in sorted(among, key=lambda i: (boxes[i][axis], boxes[i][1 - axis], i)):
        low, high = boxes[i][axis], boxes[i][axis + 2]
        inset = (high - low) * shrink
        if not parts or low + inset - reach >= gap:
            parts.append([])
        parts[-1].append(i)
        reach = max(reach, high - inset)
    return parts


def _columns(lines: Lines, among: list[int]) -> list[list[int]]:
    return _split(lines.boxes, among, 0, _COLUMN_GAP * lines.height(among))


def _at_headings(lines: Lines, among: list[int]) -> list[list[int]]:
    """Split at lines that stand alone and reach over a gap between columns: titles, headings, footers."""
    bands = _split(lines.boxes, among, 1, 0.0, shrink=_SHRINK)
    shared = [i for band in bands if len(band) > 1 for i in band]
    if not shared or len(shared) == len(among):
        return [among]
    columns = _columns(lines, shared)
    if len(columns) == len(_columns(lines, among)):
        return [among]
    ends = [max(lines.boxes[i][2] for i in column) for column in columns[:-1]]
    starts = [min(lines.boxes[i][0] for i in column) for column in columns[1:]]
    parts: list[list[int]] = []
    apart = True
    for band in bands:
        left, _, right, _ = lines.boxes[band[0]]
        over = len(band) == 1 and any(
            left < end and right > start for end, start in zip(ends, starts, strict=True)
        )
        if over or apart:
            parts.append([])
        parts[-1] += band
        apart = over
    return parts


def _side_by_side(lines: Lines, columns: list[list[int]]) -> list[list[int]]:
    """The columns, or one for all where hardly a line has a neighbour: a title far right, a dialog below."""
    large = max(columns, key=len)
    others = [i for column in columns if column is not large for i in column]
    if len(others) < 2 or len(large) < 2:
        return columns
    beside = sum(any(_same_row(lines.boxes[i], lines.boxes[j]) for j in large) for i in others)
    return columns if beside >= _BESIDE * len(others) else [others + large]


def _far_bands(lines: Lines, among: list[int], columns: list[list[int]]) -> list[list[int]]:
    """Bands with more space between them than between the columns: a menu bar above a side bar and a text."""
    if len(columns) < 2:
        return [among]
    boxes = lines.boxes
    between = max(
        min(boxes[i][0] for i in right) - max(boxes[i][2] for i in left) for left, right in pairwise(columns)
    )
    return _split(boxes, among, 1, max(_BAND_GAP * between, _BAND_GAP * lines.height(among)))


def _stacks(lines: Lines, among: list[int]) -> list[list[int]]:
    """Bands from top to bottom, with neighbours that share a column gap kept together."""
    bands = _split(lines.boxes, among, 1, 0.0, shrink=_SHRINK)
    groups: list[list[int]] = []
    for band in bands:
        joined = groups[-1] + band if groups else band
        if groups and len(joined) > 2 and _share_gap(lines, groups[-1], band, joined):
            groups[-1] = joined
        else:
            groups.append(band)
    return groups


def _share_gap(lines: Lines, above: list[int], below: list[int], joined: list[int]) -> bool:
    """Whether two stacked parts belong to the same columns.

    A lone line above columns stays alone, unless it carries on one of them.
    """
    if len(_columns(lines, joined)) < 2:
        return False
    distance = min(lines.boxes[i][1] for i in below) - max(lines.boxes[i][3] for i in above)
    return distance <= 3 * lines.height(joined)


def _same_row(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared >= 0.5 * min(one[3] - one[1], other[3] - other[1])


def _row_wise(boxes: Sequence[Box], among: list[int]) -> list[int]:
    """Row by row, each from left to right."""
    rows: list[list[int]] = []
    for i in sorted(among, key=lambda i: (boxes[i][1] + boxes[i][3], boxes[i][0], i)):
        if rows and _same_row(boxes[i], boxes[rows[-1][0]]):
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: (boxes[i][0], i))]


def join_words(regions: Sequence[Region], gap: float = 0.5) -> list[Region]:
    """Join upright pieces of one line that the detector split.

    Args:
        regions: Regions of one picture.
        gap: Widest space to bridge, in line heights.
    """
    upright = sorted((r for r in regions if r.corners is None), key=lambda r: r.box[0])
    joined: list[Region] = []
    for region in upright:
        for at in range(len(joined) - 1, -1, -1):
            if _continues(joined[at], region, gap):
                a, b = joined[at], region
                box = (
                    a.box[0],
                    min(a.box[1], b.box[1]),
                    max(a.box[2], b.box[2]),
                    max(a.box[3], b.box[3]),
                )
                joined[at] = Region(box, min(a.score, b.score))
                break
        else:
            joined.append(region)
    return joined + [r for r in regions if r.corners is not None]


def _continues(left: Region, right: Region, gap: float) -> bool:
    low, high = sorted((left.height, right.height))
    shared = min(left.box[3], right.box[3]) - max(left.box[1], right.box[1])
    distance = right.box[0] - left.box[2]
    return high <= 1.35 * low and shared >= 0.75 * low and -0.5 * low <= distance <= gap * low
