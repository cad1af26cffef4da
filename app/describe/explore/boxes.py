"""Boxes: (left, top, right, bottom)."""

from app.describe.explore.items import Box


def area(box: Box) -> int:
    """Its pixels; 0 where there are none."""
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def common(one: Box, other: Box) -> Box:
    """Where both are; without pixels where they do not meet."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def share_in(one: Box, other: Box) -> float:
    """How much of ``one`` lies in ``other``, 0..1."""
    return area(common(one, other)) / max(1, area(one))


def alike(one: Box, other: Box) -> float:
    """Intersection over union, 0..1."""
    both = area(common(one, other))
    return both / max(1, area(one) + area(other) - both)
