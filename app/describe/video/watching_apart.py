"""Watches a video of large pictures in a process of its own: `app.describe.video.watching_process`."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

from app.cancel import CancelToken
from app.describe.video.watched import Detail, Moment, VideoScene, Watched
from app.errors import AppError
from app.pictures.apart import child_for
from app.pictures.child import FileProcess

MODULE = "app.describe.video.watching_process"


def watch_apart(source: Path | bytes, cancel: CancelToken, budget: float) -> Iterator[Watched]:
    """As `app.describe.video.watching.watch`, within 10 seconds and a gigabyte.

    Args:
        source: A file, or the bytes of one.
        cancel: Kills the process.
        budget: In seconds; less where the process may not have as many.

    Raises:
        AppError: As there; or it took too long, or too much memory.
        Cancelled: The token was raised.
    """
    name = "The video" if isinstance(source, bytes) else source.name
    path = None if isinstance(source, bytes) else os.path.abspath(source)
    stream = io.BytesIO(source if isinstance(source, bytes) else b"")
    with child_for(name, MODULE, {"path": path, "budget": budget}, stream, cancel) as child:
        yield from _received(child)


def _received(child: FileProcess) -> Iterator[Watched]:
    pictures: dict[int, bytes] = {}
    while True:
        told = child.answer()
        if "error" in told:
            raise AppError(*told["error"])
        for number, length in told.pop("pictures"):
            pictures[number] = child.data(length)
        scenes = [VideoScene(at, pictures[number], strength) for at, number, strength in told.pop("scenes")]
        moment = told.pop("moment")
        small = None if moment is None else Moment(moment[0], child.data(moment[1]))
        if (detail := told.pop("detail")) is not None:
            at, strength, *lengths = detail
            whole, part, before = (child.data(length) for length in lengths)
            detail = Detail(at, whole, part, before, strength)
        pictures = {number: one for number, one in pictures.items() if any(one is s.picture for s in scenes)}
        seen = Watched(**told, scenes=scenes, moment=small, detail=detail)
        yield seen
        if seen.done:
            return
