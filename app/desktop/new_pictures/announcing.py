"""When new pictures are announced, and how many at a time. No clock, no thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from app.desktop.new_pictures.same_picture import Fingerprint, Lately


@dataclass(frozen=True)
class Announcement:
    """Pictures that came.

    Attributes:
        count: How many.
        path: The latest of them.
        folder: The folder's name; "" for the one of the screenshots.
    """

    count: int
    path: Path
    folder: str


@dataclass
class _Burst:
    paths: list[Path]
    first: float
    last: float


class Announcing:
    """Folds what comes into few announcements.

    Args:
        gap: Seconds without a further picture in the folder after which it is announced.
        longest: Seconds after which it is announced even if more come.
        every: Seconds between two announcements, of whatever folders; what comes meanwhile is folded.
        lately: Remembers what was seen.
    """

    def __init__(
        self, gap: float = 1.0, longest: float = 3.0, every: float = 5.0, lately: Lately | None = None
    ) -> None:
        self._gap = gap
        self._longest = longest
        self._every = every
        self._lately = lately or Lately()
        self._waiting: dict[str, _Burst] = {}
        self._announced: float | None = None

    def add(self, path: Path, mark: Fingerprint, folder: str, now: float) -> bool:
        """A picture came.

        Args:
            path: Its file.
            mark: What it looks like.
            folder: The folder's name; "" for the one of the screenshots.
            now: Monotonic seconds.

        Returns:
            Whether it will be announced: not when it shows what another one showed a moment ago.
        """
        if self._lately.knows(mark, now):
            return False
        self._lately.remember(mark, now)
        waiting = self._waiting.get(folder)
        if waiting is None:
            self._waiting[folder] = _Burst([path], now, now)
        else:
            waiting.paths.append(path)
            waiting.last = now
        return True

    def due(self) -> float | None:
        """When there is something to announce, in monotonic seconds; None while nothing waits."""
        if not self._waiting:
            return None
        first = min(self._ready(one) for one in self._waiting.values())
        return first if self._announced is None else max(first, self._announced + self._every)

    def take(self, now: float, is_there: Callable[[Path], bool] = lambda path: True) -> Announcement | None:
        """What is announced now; None when it is too early, or there is nothing.

        Args:
            now: Monotonic seconds.
            is_there: Whether a picture still is; the others are forgotten.
        """
        due = self.due()
        if due is None or now < due:
            return None
        folder = min(self._waiting, key=lambda one: self._ready(self._waiting[one]))
        paths = [path for path in self._waiting.pop(folder).paths if is_there(path)]
        if not paths:
            return None
        self._announced = now
        return Announcement(len(paths), paths[-1], folder)

    def forget(self, keep: Callable[[str], bool] = lambda folder: False) -> None:
        """Announce nothing of what waits, but for the folders that are kept."""
        self._waiting = {folder: one for folder, one in self._waiting.items() if keep(folder)}

    def _ready(self, waiting: _Burst) -> float:
        return min(waiting.last + self._gap, waiting.first + self._longest)


def is_quiet(quiet_from: str, quiet_until: str, now: time) -> bool:
    """Whether it is a quiet hour.

    Args:
        quiet_from: "HH:MM", or "" where there are none.
        quiet_until: Likewise; earlier than ``quiet_from``, it is on the next day.
        now: Local time.
    """
    if not quiet_from or not quiet_until or quiet_from == quiet_until:
        return False
    start, end = time.fromisoformat(quiet_from), time.fromisoformat(quiet_until)
    moment = now.replace(tzinfo=None)
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end
