"""Watching a video once: its scenes, each with a picture of it, within a time that is limited."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.cancel import CancelToken
from app.describe.video.watched import Watched
from app.describe.video.watching_apart import watch_apart
from app.describe.video.watching_here import watch_here
from app.pictures.loaded import Dear

#: Seconds that may be spent on watching.
BUDGET = 20.0


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
        yield from watch_apart(source, cancel, budget)


def opening(source: Path | bytes, cancel: CancelToken, budget: float = BUDGET) -> bytes:
    """A video's first moment, as JPEG; raises what :func:`watch` raises."""
    for seen in watch(source, cancel, budget=budget):
        if seen.scenes:
            return seen.scenes[0].picture
    raise AssertionError("watching ends with a scene or an error")
