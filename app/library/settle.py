"""Waits until files are written before anyone reads them."""

import os
from dataclasses import dataclass
from pathlib import Path

_Stamp = tuple[int, int] | None  # size and time; None: there is none, which settles at once


@dataclass
class _Waiting:
    stamp: _Stamp
    since: float


class Settling:
    """Paths that something happened to, and whether they have come to rest.

    Args:
        rest: Seconds without any change after which a file is complete.
    """

    def __init__(self, rest: float = 1.0) -> None:
        self._rest = rest
        self._waiting: dict[Path, _Waiting] = {}

    def __len__(self) -> int:
        """How many paths wait."""
        return len(self._waiting)

    def touch(self, path: Path, now: float) -> None:
        """Something happened to ``path`` at ``now`` (monotonic seconds)."""
        self._waiting[path] = _Waiting(_stamp(path), now)

    def settled(self, now: float) -> set[Path]:
        """Take out what has come to rest: its size and time are the same as when it was last looked at."""
        done: set[Path] = set()
        for path, waiting in list(self._waiting.items()):
            if now - waiting.since < self._rest:
                continue
            stamp = _stamp(path)
            if stamp == waiting.stamp:
                done.add(path)
                del self._waiting[path]
            else:
                self._waiting[path] = _Waiting(stamp, now)
        return done


def _stamp(path: Path) -> _Stamp:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns
