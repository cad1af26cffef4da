"""Cells of a table that the detector passed over: dashes of a few pixels below other signs, beside labels."""

from collections.abc import Sequence
from statistics import median

from PIL import Image

from app.describe.ocr.ink import blobs, ink_of, is_drawn
from app.describe.ocr.protocol import Box, Region
from app.describe.result import TextLine

#: Signs so short make a column of marks; so many of them do.
_SHORT = 2
_SEVERAL = 2
#: From so many letters on a line is the label of a row.
_LABEL = 2
#: A label that was not read is at least so many times wider than high.
_WIDE = 1.5
#: How far the middles of a column's signs lie apart, and those of a row, in heights of lines.
_APART = 0.8
#: Half of a cell's sides, in heights of lines; and the space around what is found in it.
_ACROSS = 0.8
_DOWN = 0.55
_MARGIN = 0.3
#: What fills more of a cell is no sign.
_FULL = 0.4
#: Nobody looks into more cells than this.
_MOST = 60


def missed_cells(image: Image.Image, lines: Sequence[TextLine]) -> list[Region]:
    """Where something small is drawn in a column of signs, in the row of a label, and nothing was found.

    Args:
        image: RGB; its lines are level.
        lines: What was found in it, read or not.

    Returns:
        Regions about as large as those that the detector finds, in no particular order.
    """
    labels = [line.box for line in lines if _is_label(line)]
    signs = [line.box for line in lines if 0 < len("".join(line.text.split())) <= _SHORT]
    if len(labels) < _SEVERAL or len(signs) < _SEVERAL:
        return []
    high = median(bottom - top for _, top, _, bottom in labels)
    found: list[Region] = []
    for column in _columns(signs, high):
        x = median((left + right) / 2 for left, _, right, _ in column)
        for label in labels:
            y = (label[1] + label[3]) / 2
            cell = _within(image, x, y, high)
            if label[2] >= cell[0] or len(found) >= _MOST or any(_meet(cell, line.box) for line in lines):
                continue
            inside = _sign_in(image, cell, round(_MARGIN * high))
            if inside is not None:
                found.append(Region(inside, 0.5))
    return found


def _is_label(line: TextLine) -> bool:
    """Whether it names a row, or has the shape of what would, were it read."""
    left, top, right, bottom = line.box
    lettered = sum(sign.isalpha() for sign in line.text) > _LABEL
    return lettered or (len(line.text) <= 1 and _WIDE * (bottom - top) <= right - left)


def _columns(signs: Sequence[Box], high: float) -> list[list[Box]]:
    """Signs below each other, several at least."""
    columns: list[list[Box]] = []
    for box in sorted(signs, key=lambda one: one[0] + one[2]):
        if columns and (box[0] + box[2] - columns[-1][-1][0] - columns[-1][-1][2]) / 2 <= _APART * high:
            columns[-1].append(box)
        else:
            columns.append([box])
    return [column for column in columns if len(column) >= _SEVERAL]


def _within(image: Image.Image, x: float, y: float, high: float) -> Box:
    return (
        max(0, round(x - _ACROSS * high)),
        max(0, round(y - _DOWN * high)),
        min(image.width, round(x + _ACROSS * high)),
        min(image.height, round(y + _DOWN * high)),
    )


def _meet(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


def _sign_in(image: Image.Image, cell: Box, margin: int) -> Box | None:
    """The box of the one small thing in a cell that does not reach its edges; None where there is none."""
    part = image.crop(cell)
    ink = ink_of(part)
    share = float(ink.mean()) if ink.size else 0.0
    if not 0 < share <= _FULL or not is_drawn(part) or ink[0].any() or ink[-1].any():
        return None
    signs = blobs(ink, 0.0)
    if not signs or ink[:, 0].any() or ink[:, -1].any():
        return None
    top, bottom = min(sign.top for sign in signs), max(sign.bottom for sign in signs)
    return (
        max(0, cell[0] + signs[0].left - margin),
        max(0, cell[1] + top - margin),
        min(image.width, cell[0] + signs[-1].right + margin),
        min(image.height, cell[1] + bottom + margin),
    )
