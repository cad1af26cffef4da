"""What was seen of a video: its scenes, and how far it was watched."""

from dataclasses import dataclass, field
from typing import Any

#: As many scenes are told at most.
MOST = 12
#: Longest side of a moment's picture, in pixels: what the detector looks at.
MOMENT_SIDE = 416
#: So many moments are looked at, or a few more, and at most one a second.
MOMENTS = 30


@dataclass(frozen=True)
class VideoScene:
    """One scene.

    Attributes:
        at: When it begins, in seconds.
        picture: A moment of it as JPEG; the same file always gives the same bytes.
        strength: How much it differs from the one before, 0..1.
    """

    at: float
    picture: bytes
    strength: float


@dataclass(frozen=True)
class Moment:
    """A look at a video between its scenes, small: what comes, goes and moves is followed by it.

    Attributes:
        at: In seconds.
        picture: JPEG; its longer side is at most :data:`MOMENT_SIDE` pixels.
    """

    at: float
    picture: bytes


@dataclass(frozen=True)
class Detail:
    """A small change that is a scene where it says something new.

    Attributes:
        at: When it came, in seconds.
        picture: The moment as JPEG.
        part: Of it what changed, as JPEG.
        before: The same part as it was before, as JPEG.
        strength: How much differs, 0..1.
    """

    at: float
    picture: bytes
    part: bytes
    before: bytes
    strength: float


@dataclass
class Watched:
    """What was seen of a video so far.

    Attributes:
        name: The video's.
        facts: As the file has them.
        scenes: Those that are told, in time order.
        count: How many there are.
        until: Up to when it was watched, in seconds.
        every: Where it was only looked at now and then: how many seconds apart; else 0.
        stopped: Whether time was up before its end.
        cut_off: Whether the file ends before the video does.
        done: Whether watching is over.
        passed_over: Whether the latest scene is not told, because the others are stronger.
        moment: The latest moment; None where the latest look is none.
        detail: The latest detail; None where the latest look is none.
    """

    name: str
    facts: dict[str, Any]
    scenes: list[VideoScene] = field(default_factory=list)
    count: int = 0
    until: float = 0.0
    every: float = 0.0
    stopped: bool = False
    cut_off: bool = False
    done: bool = False
    passed_over: bool = False
    moment: Moment | None = None
    detail: Detail | None = None

    @property
    def duration(self) -> float | None:
        """In seconds; None where nobody knows."""
        told = self.facts.get("duration")
        return float(told) if told is not None else None

    def add(self, scene: VideoScene) -> None:
        """Enter a scene; of too many, the weakest goes, but never the first."""
        self.scenes.append(scene)
        if len(self.scenes) > MOST:
            self.scenes.remove(min(self.scenes[1:], key=lambda one: one.strength))
