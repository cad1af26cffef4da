"""Watching a video in this process: which moments are looked at, and what is a new scene."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image

from app.cancel import CancelToken
from app.describe.video.details import Cells, DetailFinder
from app.describe.video.scenes import FINE_SIZE, SceneFinder, SceneStep, SmallFrame, small_frame
from app.describe.video.still import Still
from app.describe.video.video import TimeUp, Video
from app.describe.video.watched import MOMENT_SIDE, MOMENTS, MOST, Detail, Moment, VideoScene, Watched
from app.errors import AppError

#: Longest side of a scene's picture, in pixels.
SIDE = 2016

_LONG = 600.0
_SHORT = 45.0
_LOOKS = 60
_QUALITY = 95
_DETAILS = 20  # so many of what moves without rest are read, if it does all the time
_MARGIN = 40  # pixels above and below what changed: a line of text is read whole
_CONTEXT = 6  # times as much beside it as above: a time is read whole
_WEAK = 0.03


def watch_here(
    source: Path | bytes,
    cancel: CancelToken,
    budget: float,
    clock: Callable[[], float],
    *,
    apart: bool = False,
) -> Iterator[Watched]:
    """As `app.describe.video.watching.watch`, in this process; raises Dear where that is too much for it.

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
        finder, details = SceneFinder(slow=max(5.0, length / MOST)), DetailFinder(length / _DETAILS)
        known: Still | None = None
        apart_by, looked = max(1.0, length / MOMENTS), -1e9
        try:
            for still in _stills(video, length, seen):
                look = small_frame(still.small())
                seen.moment = seen.detail = None
                if _enter(still, look, finder, seen) is not SceneStep.SAME:
                    details.begin(still.at, look.fine)
                    known = still
                elif known is not None and (cells := details.add(still.at, look.fine)) is not None:
                    seen.detail = _detail(details.since, known, still, cells)
                    known = still
                if still.at >= looked + apart_by:
                    looked = still.at
                    seen.moment = Moment(still.at, _packed(still, MOMENT_SIDE))
                yield seen
        except TimeUp:
            seen.stopped = True
        except MemoryError:
            raise AppError(f"There is not enough memory for {video.name}.", "Close other programs.") from None
        seen.moment = seen.detail = None
        _conclude(video, seen)
        yield seen


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


def _enter(still: Still, look: SmallFrame, finder: SceneFinder, seen: Watched) -> SceneStep:
    seen.until = max(seen.until, still.at)
    step, strength = finder.add(still.at, look)
    if step is SceneStep.NEW:
        seen.count += 1
        told = len(seen.scenes) < MOST or strength > min(one.strength for one in seen.scenes[1:])
        seen.passed_over = not told
        if told:
            seen.add(VideoScene(finder.since if seen.scenes else 0.0, _packed(still), strength))
    elif step is SceneStep.SETTLING and not seen.passed_over and len(seen.scenes) > 1:
        last = seen.scenes[-1]
        seen.scenes[-1] = replace(last, picture=_packed(still), strength=max(last.strength, strength))
    return step


def _detail(at: float, known: Still, still: Still, cells: Cells) -> Detail:
    """What changed, as a picture and as the part of it around these cells of a fine look."""
    now, before = still.picture(SIDE), known.picture(SIDE)
    across, down = (side / cells for side, cells in zip(now.size, FINE_SIZE, strict=True))
    high = max(_MARGIN, (cells[3] - cells[1]) * down / 2)
    wide = _CONTEXT * high  # what stands beside it on its line
    left, right = max(0, int(cells[0] * across - wide)), min(now.width, int(cells[2] * across + wide))
    top, bottom = max(0, int(cells[1] * down - high)), min(now.height, int(cells[3] * down + high))
    if still.turn or now.size != before.size or bottom - top > now.height / 2:
        # Looks are as it is stored, not as it stands.
        left, top, right, bottom = 0, 0, *now.size
    part, old = (_jpeg(one.crop((left, top, right, bottom))) for one in (now, before.resize(now.size)))
    return Detail(at, _jpeg(now), part, old, _WEAK * (cells[3] - cells[1]) / FINE_SIZE[1])


def _packed(still: Still, side: int = SIDE) -> bytes:
    return _jpeg(still.picture(side))


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0)
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
    seen.cut_off = video.breaks_off
    seen.facts["width"], seen.facts["height"] = video.size
    length = seen.duration
    if seen.stopped or seen.every:
        return
    if length is None:
        seen.facts["duration"] = round(video.reached, 2)
    elif video.ends_early and video.reached < length - max(2.0, length / 10):
        seen.cut_off = True
