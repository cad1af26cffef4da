"""Progress in words: one for every tenth, and no more."""

from threading import Lock

_STEP = 10  # percent


class Steps:
    """Knows which tenth of a work was told last. From any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._told = 0

    def reach(self, done: int, total: int) -> int | None:
        """The percentage to tell now, a multiple of ten below 100; None when that was told."""
        percent = 100 * done // total // _STEP * _STEP if total else 0
        with self._lock:
            if not self._told < percent < 100:
                return None
            self._told = percent
        return percent


class Moves:
    """Knows whether a work has moved on so far that it can be seen. From any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = -1

    def reach(self, done: int, total: int) -> bool:
        """Whether it is another part in a thousand than at the last call."""
        part = 1000 * done // total if total else 0
        with self._lock:
            moved, self._seen = part != self._seen, part
        return moved
