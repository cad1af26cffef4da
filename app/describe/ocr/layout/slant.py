"""The slant of a page's lines, and where they would lie on one that stands straight."""

import math
from collections.abc import Sequence

from app.describe.ocr.protocol import Box, Region

#: Less than this is no slant: boxes stand as they are, in degrees.
_LEAST = 0.3
#: Lines at least so many times longer than high show a slant; shorter ones are round.
_LONG = 2.0
#: Slants this near each other, in degrees, agree; so much of the text must.
_AGREE = 2.5
_SHARE = 0.6
#: So many long lines show the page's slant.
_FEW = 2
#: How far, in degrees, the lines' own slants may be off; and where there are only short ones.
_UNSURE = 1.0
_WIDE = 10.0
#: Rows and columns this much less aligned without a slant speak for one.
_STRAIGHT = 0.9
_MATES = 2.0
#: So many others, at best 4, does each lie level or flush with where that alone shows a slant.
_ALIGNED = 2.0
#: What a degree away from the slant that words of this shape show must bring.
_AWAY = 0.1
_WORD = 4.0
#: No more lines than this are compared with each other.
_MOST = 300


def page_slant(regions: Sequence[Region]) -> float:
    """By how many degrees most of the text falls to the right; 0.0 where it is level or of no one mind."""
    shown = [(region.slant, *_own_size(region)) for region in regions if region.slant is not None]
    long = sorted((degrees, length) for degrees, length, height in shown if length >= _LONG * height)
    if len(long) >= _FEW:
        told = _agreed(long)
        return 0.0 if abs(told) < _LEAST else _best_aligned(regions, told, _UNSURE)
    if len(shown) < 2 * _FEW:
        return _agreed(long)
    # Figures and short words alone show no slant themselves; their rows and columns do.
    return _best_aligned(regions, 0.0, _WIDE)


def _agreed(slants: Sequence[tuple[float, float]]) -> float:
    """The middle one of (degrees, weight), sorted; 0.0 where too few are near it."""
    half = sum(weight for _, weight in slants) / 2
    passed = 0.0
    for degrees, weight in slants:
        passed += weight
        if passed >= half:
            near = sum(weight for other, weight in slants if abs(other - degrees) <= _AGREE)
            return degrees if near >= _SHARE * 2 * half else 0.0
    return 0.0


def _best_aligned(regions: Sequence[Region], told: float, unsure: float) -> float:
    """The slant near ``told`` at which most lines lie level with, or begin below, another one.

    Letters with stems at one end and tails at the other tilt what is measured of a word by up to a degree.
    """
    import numpy as np  # late: what starts the app imports this file

    some = regions[:: 1 + len(regions) // _MOST]
    sizes = np.array([_own_size(region, math.radians(told)) for region in some])
    left, top, right, bottom = np.array([region.box for region in some], dtype=np.float64).T
    x, y = (left + right) / 2, (top + bottom) / 2
    height = float(np.median(sizes[:, 1]))
    tried = sorted({0.0, told, *(told + step * unsure / 25 for step in range(-50, 51))})
    others = np.where(np.eye(len(some), dtype=bool), np.inf, 0.0)
    scores = []
    for degrees in tried:
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        middle, start = y * cos - x * sin, x * cos + y * sin - sizes[:, 0] / 2
        level = np.exp(-(((middle[:, None] - middle + others) / (0.12 * height)) ** 2))
        flush = np.exp(-(((start[:, None] - start + others) / (0.2 * height)) ** 2))
        # Of a row or column two more are enough: a long one would outweigh all others.
        both = np.minimum(level.sum(axis=1), _MATES) + np.minimum(flush.sum(axis=1), _MATES)
        scores.append(float(both.mean()))
    # The longer lines are for their height, the truer is the slant that they show themselves.
    shape = float(np.median(np.sort(sizes[:, 0] / np.maximum(1.0, sizes[:, 1]))[len(some) // 2 :]))
    away = 0.0 if unsure == _WIDE else _AWAY * (shape / _WORD) ** 2
    likely = [score - away * (degrees - told) ** 2 for score, degrees in zip(scores, tried, strict=True)]
    best = likely.index(max(likely))
    # A page that stands straight is far more likely than one that is off by a degree.
    straight = likely[tried.index(0.0)] >= _STRAIGHT * likely[best] and abs(told) <= 2 * unsure
    doubtful = unsure == _WIDE and scores[best] < _ALIGNED
    return 0.0 if doubtful or straight else tried[best]


def straightened(regions: Sequence[Region], degrees: float) -> list[Box]:
    """Boxes of the lines, in pixels, once the page is turned about the picture's corner to be level.

    Args:
        regions: Lines of one picture.
        degrees: As :func:`page_slant` gives it.
    """
    if not degrees:
        return [region.box for region in regions]
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    boxes = []
    for region in regions:
        left, top, right, bottom = region.box
        x, y = (left + right) / 2, (top + bottom) / 2
        x, y = x * cos + y * sin, y * cos - x * sin
        width, height = _own_size(region, angle)
        boxes.append(
            (
                round(x - width / 2),
                round(y - height / 2),
                round(x + width / 2),
                round(y + height / 2),
            )
        )
    return boxes


def level_boxes(regions: Sequence[Region]) -> list[Box]:
    """Where the lines lie on the page once it is turned to be level; as they are where it is."""
    return straightened(regions, page_slant(regions))


def _own_size(region: Region, angle: float = 0.0) -> tuple[float, float]:
    """(length, height) along and across the text, in pixels; ``angle``: the page's slant in radians."""
    if region.corners is not None:
        (ax, ay), (bx, by), _, (dx, dy) = region.corners
        return math.hypot(bx - ax, by - ay), math.hypot(dx - ax, dy - ay)
    wide, high = float(region.width), float(region.height)
    cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
    both = cos * cos - sin * sin
    if both < 0.3 or not sin:
        return wide, high
    # An upright box around a slanted rectangle: its sides follow from that one's and the slant.
    height = min(high, max((high * cos - wide * sin) / both, 0.4 * high))
    return max(wide - height * sin, 0.5 * wide) / cos, height
