"""Watching a video once: its scenes, each with a picture of it, within a time that is limited."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.cancel import CancelToken
from app.describe.video.scenes import SceneFinder, Step, look_at
from app.describe.video.video import Still, TimeUp, Video
from app.errors import AppError
from app.pictures.decode import Dear

#: As many scenes are told at most.
MOST = 12
#: Longest side of a scene's picture, in pixels.
SIDE = 2016
#: Seconds that may be spent on watching.
BUDGET = 20.0

_LONG = 600.0
_SHORT = 45.0
_LOOKS = 60
_QUALITY = 95


@dataclass(frozen=True)
class Scene:
    """One scene.

    Attributes:
        at: When it begins, in seconds.
        picture: A moment of it as JPEG; the same file always gives the same bytes.
        strength: How much it differs from the one before, 0..1.
    """

    at: float
    picture: bytes
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
    """

    name: str
    facts: dict[str, Any]
    scenes: list[Scene] = field(default_factory=list)
    count: int = 0
    until: float = 0.0
    every: float = 0.0
    stopped: bool = False
    cut_off: bool = False
    done: bool = False
    passed_over: bool = False

    @property
    def duration(self) -> float | None:
        """In seconds; None where nobody knows."""
        told = self.facts.get("duration")
        return float(told) if told is not None else None

    def add(self, scene: Scene) -> None:
        """Enter a scene; of too many, the weakest goes, but never the first."""
        self.scenes.append(scene)
        if len(self.scenes) > MOST:
            self.scenes.remove(min(self.scenes[1:], key=lambda one: one.strength))


def watch(
    source: Path | bytes,
    cancel: CancelToken,
    *,
    budget: float = BUDGET,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Watched]:
    """Watch a video; gives what was seen so far after each look, and once more when it is over.

    Args:
        source: A file, or the bytes of one.
        cancel: Checked between pictures.
        budget: In seconds of ``clock``.
        clock: Seconds that only grow.

    Raises:
        AppError: It cannot be opened, or has no picture that can be read.
        Cancelled: The token was raised.
    """
    try:
        yield from watch_here(source, cancel, budget, clock)
    except Dear:
        from app.describe.video.watching_apart import watch_apart

        yield from watch_apart(source, cancel, budget)


def watch_here(
    source: Path | bytes,
    cancel: CancelToken,
    budget: float,
    clock: Callable[[], float],
    *,
    apart: bool = False,
) -> Iterator[Watched]:
    """As :func:`watch`, in this process whatever it takes; raises Dear where that is too much.

    Args:
        source: A file, or the bytes of one.
        cancel: Checked between pictures.
        budget: In seconds of ``clock``.
        clock: Seconds that only grow.
        apart: Whether this is a process of its own, which affords large pictures.
    """
    with Video(source, cancel, budget, clock, apart=apart) as video:
        seen = Watched(video.name, video.facts())
        length = seen.duration or 0.0
        finder = SceneFinder(slow=max(5.0, length / MOST))
        try:
            for still in _stills(video, length, seen):
                _enter(still, finder, seen)
                yield seen
        except TimeUp:
            seen.stopped = True
        except MemoryError:
            raise AppError(f"There is not enough memory for {video.name}.", "Close other programs.") from None
        _conclude(video, seen)
        yield seen


def opening(source: Path | bytes, cancel: CancelToken, budget: float = BUDGET) -> bytes:
    """A video's first moment, as JPEG; raises what :func:`watch` raises."""
    for seen in watch(source, cancel, budget=budget):
        if seen.scenes:
            return seen.scenes[0].picture
    raise AssertionError("watching ends with a scene or an error")


def _stills(video: Video, length: float, seen: Watched) -> Iterator[Still]:
    if length > _LONG:
        seen.every = length / _LOOKS
        yield from video.moments([number * seen.every for number in range(_LOOKS)])
        if video.reached > length / 2:
            return
        seen.every = 0.0  # it cannot be wound: it has no index, or hardly any picture that stands alone
        video.rewind()
    before = seen.until if seen.count else -1.0
    stills = video.stills(gap=10.0 if length > _SHORT else 2.5)
    yield from (still for still in stills if still.at > before)


def _enter(still: Still, finder: SceneFinder, seen: Watched) -> None:
    seen.until = max(seen.until, still.at)
    step, strength = finder.add(still.at, look_at(still.small()))
    if step is Step.NEW:
        seen.count += 1
        told = len(seen.scenes) < MOST or strength > min(one.strength for one in seen.scenes[1:])
        seen.passed_over = not told
        if told:
            seen.add(Scene(still.at if seen.scenes else 0.0, _packed(still), strength))
    elif step is Step.SETTLING and not seen.passed_over and len(seen.scenes) > 1:
        last = seen.scenes[-1]
        seen.scenes[-1] = replace(last, picture=_packed(still), strength=max(last.strength, strength))


def _packed(still: Still) -> bytes:
    out = io.BytesIO()
    still.picture(SIDE).save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()


def _conclude(video: Video, seen: Watched) -> None:
    if not seen.scenes:
        if seen.stopped:
            raise AppError(f"{seen.name} takes too long to read.", "Save it as MP4 and try again.")
        if video.damaged:
            raise AppError(
                f"{seen.name} is damaged or cut off and cannot be read.", "Try to copy or download it again."
            )
        raise AppError(f"{seen.name} has no picture in it.", "Try to copy or download it again.")
    seen.done = True
    seen.facts["width"], seen.facts["height"] = video.size
    length = seen.duration
    if seen.stopped or seen.every:
        return
    if length is None:
        seen.facts["duration"] = round(video.reached, 2)
    else:
        seen.cut_off = video.ends_early and video.reached < length - max(2.0, length / 10)
