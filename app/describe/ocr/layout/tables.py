"""Columns side by side: are they read one after another, or row by row?"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from app.describe.ocr.layout.cells import Lines

#: Share of the cells that have one beside them in another column, in a table.
_ALIGNED = 0.6
_ALIGNED_WITH_TEXT = 0.85
#: Text lines at least this many times wider than high, stacked closely, are prose where they are not known,
#: or have so many words.
_PROSE_SHAPE = 8.0
_PROSE_PITCH = 3.2
_WORDS = 5
#: Rows whose letters differ this much in height are parts of cards: a label, its large value.
_LARGER = 1.3
_CARD_ROWS = 4
#: A gap between rows this much larger than others parts groups of rows.
_GROUP_GAP = 1.6
#: A gap between columns this much larger than the others parts two lists beside each other.
_GUTTER = 2.5

Cell = list[int]


def side_by_side(lines: Lines, columns: list[list[int]]) -> list[list[list[int]]]:
    """Lists beside each other, each of several columns with a heading of its own; else all are one."""
    starts = [min(lines.boxes[i][1] for i in column) for column in columns]
    height = lines.height([i for column in columns for i in column])
    # A heading stands over the first column of its list, and nothing over the others.
    heads = [k for k, top in enumerate(starts) if top < min(starts) + 0.5 * height]
    if len(heads) > 1 and heads[0] == 0 and all(b - a > 1 for a, b in pairwise([*heads, len(columns)])):
        return [columns[a:b] for a, b in pairwise([*heads, len(columns)])]
    if len(columns) < 4 or any(lines.text(i).endswith(":") for column in columns for i in column):
        return [columns]
    gaps = [
        min(lines.boxes[i][0] for i in right) - max(lines.boxes[i][2] for i in left)
        for left, right in pairwise(columns)
    ]
    at = gaps.index(max(gaps)) + 1
    others = [gap for k, gap in enumerate(gaps) if k != at - 1]
    if min(at, len(columns) - at) > 1 and gaps[at - 1] >= _GUTTER * max(*others, 1):
        return [columns[:at], columns[at:]]
    return [columns]


def row_order(lines: Lines, columns: list[list[int]]) -> list[int] | None:
    """The lines of a table or of cards, as they are read; None where the columns are read one by one.

    Cells that were wrapped are read whole, a card (a label with the value below it) before the next.

    Args:
        lines: All lines.
        columns: Some of them, from left to right.
    """
    cells = lines.cells(columns)
    rows = _rows(lines, cells)
    several = any(len(column) > 1 for column in columns)
    if several and (_are_texts(lines, columns, cells, rows) or not _line_up(lines, cells)):
        return None
    return [i for cell in _cards(lines, rows) for i in cell]


def _are_texts(
    lines: Lines, columns: list[list[int]], cells: list[list[Cell]], rows: list[list[tuple[int, Cell]]]
) -> bool:
    """Whether at least two columns are prose, and not cells of several rows."""
    long = [column for column in columns if _looks_like_prose(lines, column)]
    if lines.texts is None:
        return len(long) > 1
    if sum(median(len(lines.text(i).split()) for i in column) >= _WORDS for column in long) > 1:
        return True
    texts = [
        k
        for k, column in enumerate(cells)
        if sum(len(cell) for cell in column if len(cell) > 2) > 0.5 * len(columns[k])
    ]
    if len(texts) < 2:
        return False
    whole = [row for row in rows if {k for k, _ in row} >= set(texts)]
    return len(whole) < 3 or len(whole) < 0.7 * len(rows)


def _looks_like_prose(lines: Lines, column: list[int]) -> bool:
    if len(column) < 3:
        return False
    boxes = [lines.boxes[i] for i in column]
    pitch = median(b - a for a, b in pairwise(sorted(box[1] for box in boxes)))
    shape = median((box[2] - box[0]) / max(1, box[3] - box[1]) for box in boxes)
    return shape >= _PROSE_SHAPE and pitch <= _PROSE_PITCH * lines.height(column)


def _line_up(lines: Lines, cells: list[list[Cell]]) -> bool:
    """Whether most cells have one beside them in another column."""
    aligned = total = 0
    for column in cells:
        others = [cell for other in cells if other is not column for cell in other]
        total += len(column)
        aligned += sum(any(_beside(lines, cell, other) for other in others) for cell in column)
    # Notes beside a text are level with one of its lines by chance, with its sentences hardly.
    columns = [[i for cell in column for i in cell] for column in cells]
    text = any(map(lines.is_prose, columns)) and not any(map(lines.is_key, columns))
    return aligned >= (_ALIGNED_WITH_TEXT if text else _ALIGNED) * total


def _beside(lines: Lines, cell: Cell, other: Cell) -> bool:
    """Whether two cells begin on one line, or have the same middle."""
    if lines.level(cell[0], other[0]):
        return True
    (top, bottom), (other_top, other_bottom) = _span(lines, cell), _span(lines, other)
    low = min(lines.height(cell), lines.height(other))
    return abs(top + bottom - other_top - other_bottom) / 2 <= 0.25 * low


def _span(lines: Lines, cell: Cell) -> tuple[int, int]:
    return min(lines.boxes[i][1] for i in cell), max(lines.boxes[i][3] for i in cell)


def _rows(lines: Lines, cells: list[list[Cell]]) -> list[list[tuple[int, Cell]]]:
    """Cells that share their heights, as (column, cell), from top down and left to right."""
    rows: list[tuple[list[tuple[int, Cell]], int, int]] = []
    everything = [(k, cell) for k, column in enumerate(cells) for cell in column]
    for k, cell in sorted(everything, key=lambda one: (sum(_span(lines, one[1])), one[0])):
        top, bottom = _span(lines, cell)
        members, low, high = [(k, cell)], top, bottom
        # A tall cell may reach beside several that were rows of their own so far.
        while rows and min(rows[-1][2], high) - max(rows[-1][1], low) >= 0.5 * min(
            rows[-1][2] - rows[-1][1], high - low
        ):
            before, upper, lower = rows.pop()
            members, low, high = before + members, min(low, upper), max(high, lower)
        rows.append((members, low, high))
    return [sorted(members, key=lambda one: (one[0], lines.boxes[one[1][0]][1])) for members, _, _ in rows]


def _cards(lines: Lines, rows: list[list[tuple[int, Cell]]]) -> list[Cell]:
    """Every line, row by row; rows that make up cards are read card by card."""
    result: list[Cell] = []
    for group in _groups(lines, rows):
        members = [one for row in group for one in row]
        if _are_cards(lines, group):
            members.sort(key=lambda one: one[0])  # stable: from top down in each
        result += [cell for _, cell in members]
    return result


def _groups(lines: Lines, rows: list[list[tuple[int, Cell]]]) -> list[list[list[tuple[int, Cell]]]]:
    """Rows that are nearer to each other than to the others."""
    if len(rows) < 3:
        return [rows]
    spans = [_span(lines, [i for _, cell in row for i in cell]) for row in rows]
    gaps = [max(1, lower[0] - upper[1]) for upper, lower in pairwise(spans)]
    height = lines.height([i for row in rows for _, cell in row for i in cell])
    ordered = sorted(gaps)
    steps = [
        (after / before, before)
        for before, after in pairwise(ordered)
        if after >= _GROUP_GAP * before and after - before >= 0.4 * height
    ]
    if not steps:
        return [rows]
    limit = max(steps)[1]
    groups = [[rows[0]]]
    for gap, row in zip(gaps, rows[1:], strict=True):
        if gap > limit:
            groups.append([])
        groups[-1].append(row)
    return groups


def _are_cards(lines: Lines, rows: Sequence[list[tuple[int, Cell]]]) -> bool:
    """Whether each column is a card of its own: a name, a large value, perhaps a small one below."""
    if not 2 <= len(rows) <= _CARD_ROWS or len({k for row in rows for k, _ in row}) < 2:
        return False
    heads = {k for k, _ in rows[0]}
    if any(not heads >= {k for k, _ in row} for row in rows[1:]) or len(rows[1]) < 0.5 * len(heads):
        return False
    heights = [lines.height([i for _, cell in row for i in cell]) for row in rows]
    if len(rows) > 2 and max(heights[1:]) < _LARGER * min(heights[1:]):
        return False  # a head and rows of a table
    if max(heights) >= _LARGER * min(heights):
        return True
    labels = not any(lines.is_figure(cell[0]) for _, cell in rows[0])
    return len(rows) == 2 and labels and all(lines.is_figure(cell[0]) for _, cell in rows[1])
