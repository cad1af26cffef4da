"""Waits until files are written before anyone reads them."""

import os
from dataclasses import dataclass
from pathlib import Path

_Stamp = tuple[int, int] | None  # size and time; None: there is no such file


@dataclass
class _Unsettled:
    stamp: _Stamp
    since: float
    open: bool


class Settling:
    """Paths that something happened to, and whether they have come to rest.

    Args:
        rest: Seconds without any change after which a file is complete.
        open_rest: The same for a file that a program has written to and not closed: a copy may falter.
    """

    def __init__(self, rest: float = 1.0, open_rest: float = 10.0) -> None:
        self._rest = rest
        self._open_rest = max(rest, open_rest)
        self._waiting: dict[Path, _Unsettled] = {}

    def __len__(self) -> int:
        """How many paths wait."""
        return len(self._waiting)

    def touch(self, path: Path, now: float, is_open: bool | None = None) -> None:
        """Something happened to ``path`` at ``now`` (monotonic seconds).

        Args:
            path: A file or folder, which may be gone.
            now: When.
            is_open: Whether it is known to be open for writing; None: as before.
        """
        if is_open is None:
            known = self._waiting.get(path)
            is_open = known is not None and known.open
        self._waiting[path] = _Unsettled(_stamp(path), now, is_open)

    def due(self) -> float | None:
        """When the first of them may have come to rest, in monotonic seconds; None when nothing waits."""
        return min((one.since + self._needs(one) for one in self._waiting.values()), default=None)

    def settled(self, now: float) -> set[Path]:
        """Take out what has come to rest: its size and time are the same as when it was last looked at."""
        done: set[Path] = set()
        for path, waiting in list(self._waiting.items()):
            if now < waiting.since + self._needs(waiting):
                continue
            stamp = _stamp(path)
            # What is gone cannot be waited for.
            if stamp == waiting.stamp or stamp is None:
                done.add(path)
                del self._waiting[path]
            else:
                self._waiting[path] = _Unsettled(stamp, now, waiting.open)
        return done

    def _needs(self, waiting: _Unsettled) -> float:
        return self._open_rest if waiting.open else self._rest


def _stamp(path: Path) -> _Stamp:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns
