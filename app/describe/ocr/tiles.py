"""Pages of many screens, tall or wide: what of them is looked at first, and in which parts."""

from collections.abc import Sequence

from app.describe.ocr import budget
from app.describe.ocr.protocol import Box, Region

#: A picture so many times longer than wide, of more than a screen's pixels, is looked at part by part.
_LONG = 2.5
_LEAST_PIXELS = 1_500_000
#: Pixels of the closest look at one, altogether: 32 million of the picture, 6 s on two cores.
MOST_PIXELS = 16_000_000


def is_long(width: int, height: int) -> bool:
    """Whether a picture is a page of many screens: a glance at all of it would see nothing."""
    return max(width, height) >= _LONG * min(width, height) and width * height >= _LEAST_PIXELS


def first_part(width: int, height: int) -> Box:
    """The top, or the left, of a long picture, as (left, top, right, bottom): a square."""
    side = min(width, height)
    return 0, 0, side, side


def whole_lines(regions: Sequence[Region], part: Box, size: tuple[int, int]) -> list[Region]:
    """The regions found in the first part of a long picture but those that its edge may have cut."""
    return [
        r
        for r in regions
        if (part[2] >= size[0] or r.box[2] < part[2] - r.height)
        and (part[3] >= size[1] or r.box[3] < part[3] - r.height)
    ]


def parts(width: int, height: int) -> list[tuple[Box, Box]]:
    """How a resized picture is looked at: (what is looked at, what of that is kept), both as boxes.

    Parts overlap, so that no letter is seen without what is around it; what is kept covers each pixel once.
    """
    if width > height and is_long(width, height):
        return [
            ((s.top, 0, s.bottom, height), (s.keep_from, 0, s.keep_to, height))
            for s in budget.strips(height, width)
        ]
    return [
        ((0, s.top, width, s.bottom), (0, s.keep_from, width, s.keep_to))
        for s in budget.strips(width, height)
    ]
