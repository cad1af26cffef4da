"""Follows folders: tells which files and folders came, changed, moved or went, once they are at rest."""

import errno
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.library.settle import Settling
from app.library.walk import is_picture

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

_TICK = 0.25  # seconds between two looks at what has settled
_ROOTS_EVERY = 5.0  # seconds between two looks at whether the folders are there
_RESCAN_EVERY = 600.0  # whatever the system did not tell is found then
_NO_MORE = (errno.ENOSPC, errno.EMFILE, errno.ENFILE)
_POLLED = (
    "The system cannot watch so many folders; new photos are found within ten minutes instead of at once."
)


class Watcher:
    """Watches folders on threads of its own, from `start` to `stop`.

    Args:
        roots: Folders, with all that is in them.
        on_paths: Gets what has changed: files, folders, and whole roots that came back or are due to be
            looked through again. Called on the watcher's thread, never twice at a time.
        on_problem: Hears, once, in words, why changes are found late.
        rest: Seconds without a change after which a file counts as written.
        observer: Makes what listens to the system; watchdog's own by default.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        on_paths: Callable[[set[Path]], None],
        on_problem: Callable[[str], None] = lambda words: None,
        rest: float = 1.0,
        observer: Callable[[], Any] | None = None,
    ) -> None:
        self._roots = [root.absolute() for root in roots]
        self._on_paths = on_paths
        self._on_problem = on_problem
        self._settling = Settling(rest)
        self._make_observer = observer or _observer
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._observer: Any = None
        self._there: dict[Path, tuple[int, int]] = {}
        self._watches: dict[Path, Any] = {}
        self._complained = False

    def start(self) -> None:
        """Begin. What changes from now on is told."""
        self._observer = self._make_observer()
        self._observer.start()
        self._look_at_roots(first=True)
        self._thread = threading.Thread(target=self._work, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is told afterwards. May be called twice."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def dispatch(self, event: "FileSystemEvent") -> None:
        """Take an event, from watchdog's thread."""
        if event.event_type in ("opened", "closed_no_write"):
            return
        now = time.monotonic()
        with self._lock:
            for raw in (event.src_path, event.dest_path):
                if not raw:
                    continue
                path = Path(os.fsdecode(raw))
                # A folder that was only written into says nothing: the files in it do.
                if event.is_directory and event.event_type == "modified":
                    continue
                if event.is_directory or is_picture(os.fsencode(path.name)):
                    self._settling.touch(path, now)

    def _work(self) -> None:
        looked = scanned = time.monotonic()
        while not self._stop.wait(_TICK):
            now = time.monotonic()
            with self._lock:
                changed = self._settling.settled(now)
            if now - looked >= _ROOTS_EVERY:
                looked = now
                changed |= self._look_at_roots(first=False)
            if now - scanned >= _RESCAN_EVERY:
                scanned = now
                changed |= set(self._roots)
            if changed:
                self._on_paths(changed)

    def _look_at_roots(self, first: bool) -> set[Path]:
        """Watch the folders that came, or came back on another disk; these must be looked through."""
        came: set[Path] = set()
        for root in self._roots:
            identity = _identity(root)
            known = self._there.get(root)
            if identity == known:
                continue
            if identity is None:
                # Its disk went. Nothing is told: what is known of the photos there stays.
                del self._there[root]
                continue
            self._there[root] = identity
            self._watch(root)
            if not first:
                came.add(root)
        return came

    def _watch(self, root: Path) -> None:
        try:
            if old := self._watches.pop(root, None):
                self._observer.unschedule(old)  # it listens to a folder that is there no more
            self._watches[root] = self._observer.schedule(self, str(root), recursive=True)
        except OSError as error:
            if error.errno not in _NO_MORE:
                del self._there[root]
                return
            if not self._complained:
                self._complained = True
                self._on_problem(_POLLED)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _observer() -> Any:
    from watchdog.observers import Observer

    return Observer()
