"""Which objects come, go and move between looks at the same place. Pure: no picture, no clock, no thread.

Objects are carried on from look to look as ByteTrack does (Zhang et al., 2022): a sure one begins a track, an
unsure one only goes on with it.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from app.inference.people import area, shared
from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance

_OVERLAP = 0.3  # of two boxes, from which they are one object
_NEAR = 0.3  # of the picture: so far one may go between two looks
_AWAY = 0.15
_ALIKE = 0.5  # its smaller area, at least so much of the larger
_INSIDE = 0.7  # of the smaller
_FAINT = 0.1  # below, the detector sees anything anywhere
_MOVED = 0.25  # of the picture: a shorter way is not told
_AT_REST = 0.05
_GREW = 1.5  # times its first area
# What stays where it is, or is carried and worn: that it "came" means that it was missed before. On 301
# screenshots of programs the detector was sure of a "tv" and the like 34 times, of anything else once.
_FIXED = frozenset(
    (
        "traffic light", "fire hydrant", "stop sign", "parking meter", "bench", "tie", "skis", "chair",
        "couch", "potted plant", "bed", "dining table", "toilet", "tv", "microwave", "oven", "toaster",
        "sink", "refrigerator", "clock", "vase", "scissors", "hair drier", "toothbrush", "laptop", "mouse",
        "remote", "keyboard",
    )
)  # fmt: skip
_CROWD = 3  # of more, none can be told from the others


class Happening(Enum):
    """What an object did."""

    CAME = "came"
    WENT = "went"
    MOVED = "moved"


@dataclass(frozen=True)
class TrackEvent:
    """One thing that happened.

    Attributes:
        happening: What.
        name: Of the object, one of COCO's classes.
        at: When, in seconds: when it was seen first, or was not seen any more, or had come to rest.
        box: Where it is then; where it was last, when it went.
        before: Where it was when it was told last; the same box when it came.
    """

    happening: Happening
    name: str
    at: float
    box: Box
    before: Box


@dataclass
class _Track:
    """One object, as long as it is followed.

    Attributes:
        name: Its class.
        first: Where it was seen first.
        began: When, in seconds.
        initial: Whether it was there at the first look.
        quiet: Whether it may have been there before: it is believed without a word where it rests.
        box: Where it was seen last.
        sure: Whether a look was sure of it.
        told: Where it was when it was told last; None before it is believed.
        missed: Since when it is not there; None while it is.
    """

    name: str
    first: Box
    began: float
    initial: bool
    quiet: bool
    box: Box
    sure: bool
    told: Box | None = None
    missed: float | None = None


class ObjectTracker:
    """Follows objects over looks at one place, and tells what happened once two looks agree on it.

    What is there at the first look did not come, nor did what the detector merely becomes sure of where it
    was. Of a class of which there are more than three nothing is told: one cannot be told from the other; nor
    of furniture and the like.
    """

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._weak: list[SeenObject] = []
        self._began = False

    @property
    def pending(self) -> bool:
        """Whether the next look decides on something: one that came, or is not there."""
        return any(track.missed is not None or track.told is None for track in self._tracks)

    def forget(self) -> None:
        """The next look is the first."""
        self._tracks, self._weak, self._began = [], [], False

    def update(self, objects: Sequence[SeenObject], at: float) -> list[TrackEvent]:
        """Take a look.

        Args:
            objects: All that the detector found, withheld ones too.
            at: Seconds, later than the look before.

        Returns:
            What happened, in the order in which it began.
        """
        events: list[TrackEvent] = []
        left, kept = list(self._tracks), []
        seen = _apart([thing for thing in objects if thing.name not in _FIXED])
        strong = [thing for thing in seen if thing.stance is not Stance.WITHHELD]
        weak = [thing for thing in seen if thing.stance is Stance.WITHHELD and thing.score >= _FAINT]
        for candidates, fits in ((strong, _is_same), (weak, _is_as_large)):
            for track, thing in _pairs(left, candidates, fits):
                left.remove(track)
                candidates.remove(thing)
                events += _seen_again(track, thing, at)
                kept.append(track)
        for thing in strong:
            sure, initial = thing.stance is Stance.FACT, not self._began
            hinted = any(hint.name == thing.name and _is_as_large(hint.box, thing.box) for hint in self._weak)
            quiet = initial or hinted or not sure
            kept.append(_Track(thing.name, thing.box, at, initial, quiet, thing.box, sure))
        self._weak = weak
        for track in left:
            if track.missed is None:
                track.missed = at
                kept.append(track)
            elif track.told is not None:
                events.append(TrackEvent(Happening.WENT, track.name, track.missed, track.box, track.told))
        counts = [Counter(track.name for track in row if track.sure) for row in (self._tracks, kept)]
        self._tracks, self._began = kept, True
        told = [event for event in events if max(count[event.name] for count in counts) <= _CROWD]
        return sorted(told, key=lambda event: event.at)


def _seen_again(track: _Track, thing: SeenObject, at: float) -> list[TrackEvent]:
    rests = _distance(track.box, thing.box) < _AT_REST
    track.box, track.missed = thing.box, None
    track.sure = track.sure or thing.stance is Stance.FACT
    if track.told is None:
        if not track.sure or thing.stance is Stance.WITHHELD:
            return []
        # One that comes in at an edge is unsure at first, and grows.
        grew = area(track.box) > _GREW * area(track.first)
        came = not track.quiet or (not track.initial and (grew or _distance(track.first, track.box) > _AWAY))
        track.told = track.box
        if not came:
            return []
        return [TrackEvent(Happening.CAME, track.name, track.began, track.box, track.first)]
    if not rests or _distance(track.told, track.box) < _MOVED:
        return []
    before, track.told = track.told, track.box
    return [TrackEvent(Happening.MOVED, track.name, at, track.box, before)]


def _apart(objects: Sequence[SeenObject]) -> list[SeenObject]:
    """The likeliest of those of one class that cover each other, likeliest first."""
    kept: list[SeenObject] = []
    for thing in sorted(objects, key=lambda one: -one.score):
        if not any(one.name == thing.name and _covers(one.box, thing.box) for one in kept):
            kept.append(thing)
    return kept


def _pairs(
    tracks: Sequence[_Track], things: Sequence[SeenObject], fits: Callable[[Box, Box], bool]
) -> list[tuple[_Track, SeenObject]]:
    """Which track goes on with which object: those that cover each other most first, then the nearest."""
    row = sorted(
        (
            (-_overlap(track.box, thing.box), _distance(track.box, thing.box), number, index)
            for number, track in enumerate(tracks)
            for index, thing in enumerate(things)
            if track.name == thing.name and fits(track.box, thing.box)
        ),
    )
    pairs: dict[int, int] = {}
    for _, _, number, index in row:
        if number not in pairs and index not in pairs.values():
            pairs[number] = index
    return [(tracks[number], things[index]) for number, index in pairs.items()]


def _covers(one: Box, other: Box) -> bool:
    inside = shared(one, other) >= _INSIDE * min(area(one), area(other))
    return inside or _overlap(one, other) >= _OVERLAP


def _is_as_large(one: Box, other: Box) -> bool:
    """Whether an unsure one is the same; a small one inside is another thing, or a part at the edge."""
    return _overlap(one, other) >= _OVERLAP


def _is_same(one: Box, other: Box) -> bool:
    small, large = sorted((area(one), area(other)))
    return _covers(one, other) or (_distance(one, other) <= _NEAR and small >= _ALIKE * large)


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union, 0..1."""
    common = shared(one, other)
    return common / max(area(one) + area(other) - common, 1e-9)


def _distance(one: Box, other: Box) -> float:
    """Between the middles, in shares of the picture."""
    across = (one[0] + one[2] - other[0] - other[2]) / 2
    down = (one[1] + one[3] - other[1] - other[3]) / 2
    return math.hypot(across, down)
