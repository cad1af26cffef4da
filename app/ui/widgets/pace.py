"""How quickly a work goes on, and how long it will still take."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLocale

_WINDOW = 15.0
"""Seconds over which the speed is measured: a network that stalls is soon told, one that jumps is not."""
_SURE = 3.0
"""Seconds before anything is told of it."""
_EVERY = 0.5


class Pace:
    """Told how much of how much is done, it knows the speed.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self._rest = 0

    def note(self, done: int, total: int) -> None:
        """So much of so much is done now."""
        now = self._clock()
        self._rest = total - done
        if len(self._seen) > 1 and now - self._seen[-2][0] < _EVERY:
            self._seen.pop()  # the last one is always the newest
        self._seen.append((now, done))
        while now - self._seen[0][0] > _WINDOW and len(self._seen) > 2:
            self._seen.popleft()

    @property
    def speed(self) -> float | None:
        """So much in a second; None while that is not known."""
        if not self._seen:
            return None
        (began, first), (now, last) = self._seen[0], self._seen[-1]
        return (last - first) / (now - began) if now - began >= _SURE and last > first else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest takes at this speed; None while that is not known."""
        speed = self.speed
        return None if speed is None else self._rest / speed


def left_in_words(seconds: float | None) -> str:
    """Such as "about 3 minutes left"; "" where it is not known."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if seconds < 45:
        return QCoreApplication.translate("Pace", "less than a minute left")
    if minutes <= 1:
        return QCoreApplication.translate("Pace", "about a minute left")
    if minutes < 90:
        return QCoreApplication.translate("Pace", "about {count} minutes left").format(count=minutes)
    hours = QLocale().toString(seconds / 3600, "f", 1)
    return QCoreApplication.translate("Pace", "about {count} hours left").format(count=hours)


def speed_in_words(bytes_: float | None) -> str:
    """Such as "3.1 megabytes a second"; "" where it is not known."""
    if bytes_ is None:
        return ""
    if bytes_ < 1e6:
        number = QLocale().toString(round(bytes_ / 1e3))
        return QCoreApplication.translate("Pace", "{number} kilobytes a second").format(number=number)
    number = QLocale().toString(bytes_ / 1e6, "f", 1)
    return QCoreApplication.translate("Pace", "{number} megabytes a second").format(number=number)
