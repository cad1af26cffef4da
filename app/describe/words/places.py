"""Where things are in a picture, and what they have to do with each other: geometry without words."""

from collections.abc import Iterable, Sequence

from app.inference.perception import Box, SeenObject

_LEFT, _RIGHT = 0.38, 0.62
_TOP, _BOTTOM = 0.3, 0.7
#: What takes less than this share of the picture's height may be said to be at its top or bottom.
_SMALL = 0.35
#: What takes this share of the picture fills it.
_FILLS = 0.6
#: A person's height, as a share of the picture's.
_NEAR, _FAR = 0.8, 0.15
#: What is this close to the picture's edge is cut off by it.
_EDGE = 0.015
#: Objects that a person is on or with, where the boxes say so: a trial had 16 of 16 right. With a cup or a
#: bottle it was not so: those stand before and behind people as often.
_ON = frozenset(("surfboard", "skateboard", "snowboard", "horse"))
_WITH = frozenset(("umbrella", "laptop", "tennis racket", "sports ball"))


def column(box: Box) -> str:
    """The third that its middle is in: "left", "middle" or "right"."""
    centre = (box[0] + box[2]) / 2
    return "left" if centre < _LEFT else "right" if centre > _RIGHT else "middle"


def place(box: Box) -> str:
    """The place of one thing: "fills", a column, or for what is small also "top left", "bottom" and so on."""
    if (box[2] - box[0]) * (box[3] - box[1]) >= _FILLS:
        return "fills"
    side, centre = column(box), (box[1] + box[3]) / 2
    if box[3] - box[1] > _SMALL or _TOP <= centre <= _BOTTOM:
        return side
    end = "top" if centre < _TOP else "bottom"
    return end if side == "middle" else f"{end} {side}"


def columns(boxes: Iterable[Box]) -> tuple[str, ...]:
    """The thirds that boxes are in, from left to right, each once."""
    found = {column(box) for box in boxes}
    return tuple(side for side in ("left", "middle", "right") if side in found)


def distance(person: Box) -> str:
    """How far away a person is: "near", "far" or ""."""
    height = person[3] - person[1]
    return "near" if height >= _NEAR else "far" if height <= _FAR else ""


def cut_off(box: Box) -> str:
    """The edge of the picture that cuts a thing off: "left", "right", "top", "bottom" or ""."""
    gaps = (("left", box[0]), ("right", 1 - box[2]), ("top", box[1]), ("bottom", 1 - box[3]))
    edge, gap = min(gaps, key=lambda one: one[1])
    return edge if gap <= _EDGE else ""


def centred(box: Box) -> bool:
    """Whether a thing's middle is the picture's, near enough for a portrait."""
    return abs((box[0] + box[2]) / 2 - 0.5) <= 0.1 and abs((box[1] + box[3]) / 2 - 0.5) <= 0.2


def related(people: Sequence[SeenObject], objects: Iterable[SeenObject]) -> list[tuple[int, str, SeenObject]]:
    """Who is on or with what.

    Args:
        people: Persons.
        objects: Whatever else is sure.

    Returns:
        For each object that goes with somebody: the person's index, "on" or "with", and the object.
    """
    found = []
    for thing in objects:
        how = "on" if thing.name in _ON else "with" if thing.name in _WITH else ""
        fits = [(_shared(person.box, thing.box), number) for number, person in enumerate(people)]
        fits = [(share, number) for share, number in fits if _goes(how, people[number].box, thing.box, share)]
        if how and fits:
            found.append((max(fits)[1], how, thing))
    return found


def _goes(how: str, person: Box, thing: Box, share: float) -> bool:
    if how == "with":
        return share >= 0.3
    middle = (person[0] + person[2]) / 2
    # Somebody is on what begins no higher than their own middle and lies below them.
    below = thing[1] >= person[1] + 0.3 * (person[3] - person[1]) and thing[3] >= person[3] - 0.15 * (
        person[3] - person[1]
    )
    return below and share > 0.02 and thing[0] - 0.05 <= middle <= thing[2] + 0.05


def _shared(one: Box, other: Box) -> float:
    """What share of the smaller of two boxes the other covers."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    return wide * high / max(1e-9, min((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other)))
