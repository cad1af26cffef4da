"""``python -m app.describe.video.watching_process``: watches a video for its parent, see `watching_apart`.

After each look it answers with one line, what was seen so far, and with the pictures that are new in it.
"""

import os
import sys
import time
from dataclasses import fields
from itertools import count
from pathlib import Path
from typing import Any

from app.cancel import CancelToken
from app.describe.video.watched import Watched
from app.describe.video.watching_here import watch_here
from app.errors import AppError
from app.pictures.child_side import Parent

_LEFT = 3.0  # seconds, of those it has, that are kept for starting and for telling


def main() -> int:
    """Watch what the parent names or sends."""
    parent = Parent()
    order = parent.order
    source = parent.stream.read() if order["path"] is None else Path(order["path"])
    budget = min(order["budget"], order["seconds"] - _LEFT)
    try:
        _tell(parent, source, budget)
    except AppError as error:
        parent.answer(error=[error.message, error.hint])
    parent.flush()
    return 0


def _tell(parent: Parent, source: Path | bytes, budget: float) -> None:
    numbers = count()
    sent: dict[int, tuple[bytes, int]] = {}
    for seen in watch_here(source, CancelToken(), budget, time.perf_counter, apart=True):
        new: list[tuple[int, bytes]] = []
        for scene in seen.scenes:
            if id(scene.picture) not in sent:
                sent[id(scene.picture)] = (scene.picture, next(numbers))  # kept, so that its id stays its own
                new.append((sent[id(scene.picture)][1], scene.picture))
        parent.answer(**_told(seen, sent), pictures=[(number, len(one)) for number, one in new])
        for _, picture in new:
            parent.send(picture)
        if seen.moment is not None:
            parent.send(seen.moment.picture)
        if seen.detail is not None:
            for picture in (seen.detail.picture, seen.detail.part, seen.detail.before):
                parent.send(picture)
        parent.flush()


def _told(seen: Watched, sent: dict[int, tuple[bytes, int]]) -> dict[str, Any]:
    told = {field.name: getattr(seen, field.name) for field in fields(seen)}
    scenes = [(scene.at, sent[id(scene.picture)][1], scene.strength) for scene in seen.scenes]
    moment = None if seen.moment is None else (seen.moment.at, len(seen.moment.picture))
    one = seen.detail
    detail = one and (one.at, one.strength, len(one.picture), len(one.part), len(one.before))
    return told | {"scenes": scenes, "moment": moment, "detail": detail}


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # nothing is worth waiting for
