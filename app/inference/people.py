"""What follows from where people, faces and things are: pure functions of boxes."""

from collections.abc import Sequence

from app.inference.perception import Box, SeenObject

_EDGE = 0.02  # of the picture: a box that ends there may go on outside
_INSIDE = 0.6  # of a box
#: Of 60 counts (110 photos) "at least" was wrong 16 times with all that are facts, 3 of 33 with these.
_ANOTHER = 0.95
_WIDE = 0.7  # of its height: people are seldom as wide as that, hands and arms are


def area(box: Box) -> float:
    """Share of the picture, 0..1."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def shared(one: Box, other: Box) -> float:
    """The area that two boxes have in common, as a share of the picture."""
    return area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))


def is_inside(inner: Box, outer: Box) -> bool:
    """Whether most of one box lies in another."""
    return shared(inner, outer) >= _INSIDE * max(area(inner), 1e-9)


def edges(box: Box) -> tuple[bool, bool, bool, bool]:
    """At which edges of the picture a box ends: left, top, right, bottom."""
    return box[0] <= _EDGE, box[1] <= _EDGE, box[2] >= 1 - _EDGE, box[3] >= 1 - _EDGE


def may_be_a_part(box: Box, faces: Sequence[Box], aspect: float) -> bool:
    """Whether a "person" may be a hand, an arm or a leg that comes in at an edge.

    Args:
        box: Of the person.
        faces: Those that were seen.
        aspect: The picture's width, in its heights.
    """
    wide = (box[2] - box[0]) * aspect >= _WIDE * (box[3] - box[1])
    return wide and any(edges(box)) and not any(is_inside(face, box) for face in faces)


def countable(objects: Sequence[SeenObject]) -> int:
    """How many of one sort there are at least; 1 or more, but 0 without any.

    What lies mostly in another is often the same, seen twice; from the second on each must be nearly certain.
    """
    counted: list[SeenObject] = []
    for one in sorted(objects, key=lambda one: -one.probability):
        again = any(is_inside(one.box, other.box) or is_inside(other.box, one.box) for other in counted)
        if not counted or (one.probability >= _ANOTHER and not again):
            counted.append(one)
    return len(counted)
