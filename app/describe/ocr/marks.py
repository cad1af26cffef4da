"""Ticks and strokes that stand alone, told by their shape: the recogniser takes them for letters."""

import numpy as np
from numpy.typing import NDArray

TICK = "\u2713"
CROSS = "\u2717"
STROKE = "-"
#: A stroke is at least this many times wider than high, and that full.
_FLAT = 1.8
_FULL = 0.85
#: The most that a stroke is high, in shares of the region in which it was found.
_LOW = 0.35
#: Rows and columns from which on a shape can be told.
_LEAST = 6


def mark(ink: NDArray[np.bool_], region_height: float) -> str:
    """TICK or STROKE where ink is one, else "".

    Args:
        ink: (height, width) of the mark alone, nothing around it.
        region_height: Rows of the region in which it was found.
    """
    height, width = ink.shape
    if width >= _FLAT * height and height <= _LOW * region_height and ink.mean() >= _FULL:
        return STROKE
    if min(height, width) < _LEAST or not 0.6 <= width / height <= 1.8:
        return ""
    return TICK if _is_tick(ink) else ""


def _is_tick(ink: NDArray[np.bool_]) -> bool:
    """A long arm from the top right down to a corner left of the middle, and a short one up from it."""
    height, width = ink.shape
    rows, columns = np.nonzero(ink)
    x, y = (columns + 0.5) / width, (rows + 0.5) / height
    corner = x[y > 0.88]
    top, left = x[y < 0.15], y[x < 0.15]
    if not (len(corner) and len(top) and len(left)):
        return False
    # A V begins at the top left, a J and a d end at the bottom right, a slash has no short arm.
    outside = ((x < 0.4) & (y < 0.25)) | ((x > 0.68) & (y > 0.68))
    between = ink[int(0.5 * height) : int(0.8 * height)]
    parted = np.count_nonzero(np.diff(between.astype(np.int8), axis=1, prepend=0, append=0) == 1, axis=1)
    return bool(
        0.12 <= corner.mean() <= 0.55
        and top.mean() >= 0.7
        and 0.4 <= left.mean() <= 0.88
        and outside.mean() <= 0.02
        and (parted >= 2).any()
    )
