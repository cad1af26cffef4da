"""Which objects come, go and move between looks at the same place. Pure: no picture, no clock, no thread.

Objects are carried on from look to look as ByteTrack does (Zhang et al., 2022): a sure one begins a track, an
unsure one only goes on with it.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance

_OVERLAP = 0.3  # of two boxes, from which they are one object
_NEAR = 0.15  # of the picture: so far one may go between two looks
_ALIKE = 0.5  # its smaller area, at least so much of the larger
_INSIDE = 0.7  # of the smaller
_MOVED = 0.25  # of the picture: a shorter way is not told
_AT_REST = 0.05
_GREW = 1.5  # times its first area
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
    was. Of a class of which there are more than three nothing is told: one cannot be told from the other.
    """

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._began = False

    def forget(self) -> None:
        """The next look is the first."""
        self._tracks, self._began = [], False

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
        for thing in sorted(objects, key=lambda one: -one.score):
            sure = thing.stance is Stance.FACT
            track = _nearest(left, thing)
            if track is None:
                initial = not self._began
                track = _Track(thing.name, thing.box, at, initial, initial or not sure, thing.box, sure)
            else:
                left.remove(track)
                events += _seen_again(track, thing, at, sure=sure)
            kept.append(track)
        for track in left:
            if track.missed is None:
                track.missed = at
                kept.append(track)
            elif track.told is not None:
                events.append(TrackEvent(Happening.WENT, track.name, track.missed, track.box, track.told))
        counts = Counter(track.name for track in self._tracks), Counter(track.name for track in kept)
        self._tracks, self._began = kept, True
        told = [event for event in events if max(count[event.name] for count in counts) <= _CROWD]
        return sorted(told, key=lambda event: event.at)


def _seen_again(track: _Track, thing: SeenObject, at: float, *, sure: bool) -> list[TrackEvent]:
    rests = _distance(track.box, thing.box) < _AT_REST
    track.box, track.missed, track.sure = thing.box, None, track.sure or sure
    if track.told is None:
        if not track.sure or thing.stance is Stance.WITHHELD:
            return []
        # One that comes in at an edge is unsure at first, and grows.
        grew = _area(track.box) > _GREW * _area(track.first)
        came = not track.quiet or (not track.initial and (grew or _distance(track.first, track.box) > _NEAR))
        track.told = track.box
        if not came:
            return []
        return [TrackEvent(Happening.CAME, track.name, track.began, track.box, track.first)]
    if not rests or _distance(track.told, track.box) < _MOVED:
        return []
    before, track.told = track.told, track.box
    return [TrackEvent(Happening.MOVED, track.name, at, track.box, before)]


def _nearest(tracks: Sequence[_Track], thing: SeenObject) -> _Track | None:
    """The track that an object goes on with: that of its class which it covers most, or is nearest to."""
    fitting = [
        (_overlap(track.box, thing.box), -_distance(track.box, thing.box), number)
        for number, track in enumerate(tracks)
        if track.name == thing.name and _is_same(track.box, thing.box)
    ]
    return tracks[max(fitting)[2]] if fitting else None


def _is_same(one: Box, other: Box) -> bool:
    small, large = sorted((_area(one), _area(other)))
    near = _distance(one, other) <= _NEAR
    inside = _shared(one, other) >= _INSIDE * small  # one that comes in at the edge grows
    return _overlap(one, other) >= _OVERLAP or (near and (inside or small >= _ALIKE * large))


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union, 0..1."""
    shared = _shared(one, other)
    return shared / max(_area(one) + _area(other) - shared, 1e-9)


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)


def _distance(one: Box, other: Box) -> float:
    """Between the middles, in shares of the picture."""
    across = (one[0] + one[2] - other[0] - other[2]) / 2
    down = (one[1] + one[3] - other[1] - other[3]) / 2
    return math.hypot(across, down)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
