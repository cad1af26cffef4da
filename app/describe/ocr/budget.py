"""How closely to look: sizes that keep detection within its time and memory."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Pixels of the first, quick look: 0.15 s on two cores.
GLANCE_PIXELS = 530_000
#: Pixels looked at in one go; 1.1 million take 300 MB.
TILE_PIXELS = 1_100_000
#: Pixels of the closest look altogether: 3 s on two cores.
MOST_PIXELS = 8_000_000
#: The smallest boxes of the glance should be about this high, in pixels, when looked at closely.
_SMALL_TEXT = 14.0
#: 11-pixel type is found as well at 0.7 as at full size; at 0.5 its boxes are cut wrongly.
_CLOSEST = 0.7
_FARTHEST = 0.5
_OVERLAP = 64
_STEP = 32


@dataclass(frozen=True)
class Strip:
    """A horizontal part of the resized picture.

    Attributes:
        top: First row looked at.
        bottom: One past the last row looked at.
        keep_from: First row whose result is kept.
        keep_to: One past the last row whose result is kept.
    """

    top: int
    bottom: int
    keep_from: int
    keep_to: int


def detection_size(width: int, height: int, pixels: int, closest: float = 1.0) -> tuple[int, int]:
    """(width, height) to look at: multiples of 32, at most about ``pixels``.

    Args:
        width: Of the picture.
        height: Of the picture.
        pixels: Area budget.
        closest: Largest allowed scale.
    """
    scale = min(closest, math.sqrt(pixels / (width * height)))
    return _round(width * scale), _round(height * scale)


def _round(side: float) -> int:
    return max(_STEP, round(side / _STEP) * _STEP)


def close_scale(width: int, height: int, heights: Sequence[int], pixels: int = MOST_PIXELS) -> float:
    """Scale of the close look.

    Args:
        width: Of the picture.
        height: Of the picture.
        heights: Heights of the lines that the glance found, in pixels of the picture.
        pixels: Area budget.
    """
    # A small picture is looked at whole; it costs nothing.
    closest = max(_CLOSEST, min(1.0, math.sqrt(GLANCE_PIXELS / (width * height))))
    most = min(closest, math.sqrt(pixels / (width * height)))
    if not heights:
        return most
    small = sorted(heights)[len(heights) // 10]
    # Never much coarser: the glance may have missed the smallest lines.
    return min(most, max(_FARTHEST, _SMALL_TEXT / max(1, small)))


def strips(width: int, height: int, pixels: int = TILE_PIXELS) -> list[Strip]:
    """Cut a detection size into strips of about ``pixels`` that overlap, so that no line is cut."""
    rows = max(2 * _OVERLAP + _STEP, pixels // width // _STEP * _STEP)
    if height <= rows:
        return [Strip(0, height, 0, height)]
    count = -(-(height - _OVERLAP) // (rows - _OVERLAP))
    result = []
    for k in range(count):
        top = round(k * (height - rows) / (count - 1) / _STEP) * _STEP
        result.append((top, min(height, top + rows)))
    cuts = [0] + [(a[1] + b[0]) // 2 for a, b in pairwise(result)] + [height]
    return [Strip(top, bottom, cuts[k], cuts[k + 1]) for k, (top, bottom) in enumerate(result)]
