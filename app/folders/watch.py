"""Follows folders: tells which files and folders came, changed, moved or went, once they are at rest."""

import errno
import logging
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.folders.pictures import identity, is_picture, is_sidecar, is_video
from app.folders.settle import Settling

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

_log = logging.getLogger(__name__)

_NO_MORE = (errno.ENOSPC, errno.EMFILE, errno.ENFILE)
_POLLED = (
    "The system cannot watch so many folders; new photos are found within ten minutes instead of at once."
)
_QUIET = ("opened", "closed_no_write")


class Watcher:
    """Watches folders on threads of its own, from `start` to `stop`.

    Args:
        roots: Folders, with all that is in them. Links in them are not followed; a root may be one.
        on_paths: Gets what has changed: files, folders, and whole roots that are to be looked through: each
            when watching it begins, when it came back, and whenever events may have been lost. Called on
            the watcher's thread, never twice at a time. An AppError that it raises is told; whatever else
            goes to the log. What it was given then comes again when everything is looked through.
        on_problem: Hears, in words, of roots that go and come back, and once why changes are found late.
        rest: Seconds without a change after which a file counts as written.
        observer: Makes what listens to the system; watchdog's own by default.
        tick: Seconds between two looks at what has settled, while something waits.
        roots_every: Seconds between two looks at whether the folders are there.
        rescan_every: Seconds after which all is looked through: whatever the system did not tell is found.
        recursive: Whether folders in the roots are followed too.
        on_root: Hears of a root that went (False) or came back (True), before it is looked through; then no
            words are told of it.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        on_paths: Callable[[set[Path]], None],
        on_problem: Callable[[str], None] = lambda words: None,
        rest: float = 1.0,
        observer: Callable[[], Any] | None = None,
        tick: float = 0.25,
        roots_every: float = 5.0,
        rescan_every: float = 600.0,
        recursive: bool = True,
        on_root: Callable[[Path, bool], None] | None = None,
    ) -> None:
        self._roots = [root.absolute() for root in roots]
        self._on_paths = on_paths
        self._on_problem = on_problem
        self._settling = Settling(rest)
        self._make_observer = observer or _observer
        self._tick = tick
        self._roots_every = roots_every
        self._rescan_every = rescan_every
        self._recursive = recursive
        self._on_root = on_root
        self._lock = threading.Lock()
        self._stopped = False
        self._wake = threading.Event()
        self._next = 0.0  # when the thread looks by itself
        self._thread: threading.Thread | None = None
        self._observer: Any = None
        self._there: dict[Path, tuple[int, int]] = {}
        self._gone: set[Path] = set()
        self._watches: dict[Path, Any] = {}
        self._complained = False
        self._looked = self._scanned = 0.0
        self._lost = _Lost(self._wake)
        self._logger = logging.getLogger("watchdog")

    def start(self) -> None:
        """Begin. What changes from now on is told."""
        # Watchdog warns where it meets a folder twice, or one that has just gone; both are harmless, the
        # sentence quotes the path, and where warnings are errors its thread would end.
        warnings.filterwarnings("ignore", r"Callback with id", RuntimeWarning)
        self._logger.propagate = False
        self._logger.addHandler(self._lost)
        self._listen()
        came = self._look_at_roots()
        self._thread = threading.Thread(target=self._work, args=(came,), name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is told afterwards. May be called twice."""
        self._stopped = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
        # Watchdog stays silent.
        if not any(isinstance(handler, logging.NullHandler) for handler in self._logger.handlers):
            self._logger.addHandler(logging.NullHandler())
        self._logger.removeHandler(self._lost)

    def note(self, event: "FileSystemEvent", root: Path, real: Path) -> None:
        """Take an event, from watchdog's thread.

        Args:
            event: What happened.
            root: The folder it happened in, by the name that was given.
            real: The same by the name that the system uses.
        """
        # A folder that was only written into says nothing: the files in it do.
        if event.event_type in _QUIET or (event.is_directory and event.event_type == "modified"):
            return
        now = time.monotonic()
        with self._lock:
            for raw in (event.src_path, event.dest_path):
                if not raw:
                    continue
                path = Path(os.fsdecode(raw))
                if event.is_directory or _matters(os.fsencode(path.name)):
                    if root != real and path.is_relative_to(real):
                        path = root / path.relative_to(real)
                    self._touch(path, now, _is_open(event.event_type))

    def expect(self, path: Path) -> None:
        """Tell this path too, once it is at rest. May be called from any thread."""
        with self._lock:
            self._touch(path, time.monotonic(), None)

    def _touch(self, path: Path, now: float, is_open: bool | None) -> None:
        self._settling.touch(path, now, is_open)
        due = self._settling.due()
        if due is not None and due < self._next:
            self._next = due  # one call is enough
            self._wake.set()

    def _work(self, came: set[Path]) -> None:
        self._looked = self._scanned = time.monotonic()
        self._guarded(lambda: self._hand_over(came))
        while self._sleep():
            self._guarded(lambda: self._hand_over(self._changed(time.monotonic())))

    def _sleep(self) -> bool:
        """Until there may be something to do: nothing else wakes the processor. False at the end."""
        while True:
            self._wake.clear()
            if self._stopped:
                return False
            if self._lost.heard.is_set():
                return True
            now = time.monotonic()
            with self._lock:
                moments = [self._looked + self._roots_every, self._scanned + self._rescan_every]
                due = self._settling.due()
                if due is not None:
                    moments.append(max(due, now + self._tick))
                self._next = min(moments)
            if not self._wake.wait(max(0.0, self._next - now)):
                return not self._stopped

    def _guarded(self, work: Callable[[], None]) -> None:
        """Whatever goes wrong once, the folders are followed further."""
        try:
            work()
        except Exception:
            _log.exception("Watching failed.")

    def _hand_over(self, paths: set[Path]) -> None:
        if not paths:
            return
        try:
            self._on_paths(paths)
        except AppError as error:
            self._on_problem(str(error))

    def _changed(self, now: float) -> set[Path]:
        """What is to be told now."""
        changed: set[Path] = set()
        if now - self._looked >= self._roots_every:
            self._looked = now
            changed |= self._look_at_roots()
        if self._lost.heard.is_set() or now - self._scanned >= self._rescan_every:
            self._lost.heard.clear()
            self._scanned = now
            changed |= set(self._roots)
            if self._observer is None:
                self._listen()
            # New folders may have been too many as well.
            self._look_at_limit()
        with self._lock:
            return changed | self._settling.settled(now)

    def _look_at_roots(self) -> set[Path]:
        """Watch the folders that came, or came back on another disk; these must be looked through."""
        came: set[Path] = set()
        for root in self._roots:
            there = identity(root)
            if there == self._there.get(root):
                continue
            if there is None:
                # Its disk went. What is known of the photos there stays.
                del self._there[root]
                self._gone.add(root)
                self._tell_root(root, False)
            elif self._watch(root):
                self._there[root] = there
                came.add(root)
                if root in self._gone:
                    self._gone.remove(root)
                    self._tell_root(root, True)
        if came:
            self._look_at_limit()
        return came

    def _tell_root(self, root: Path, there: bool) -> None:
        now = "there again" if there else "not there now; its photos are kept"
        if self._on_root is not None:
            self._on_root(root, there)
        else:
            self._on_problem(f"The folder {root.name or root} is {now}.")

    def _listen(self) -> None:
        """Make what listens to the system, of which there may be too many already."""
        try:
            observer = self._make_observer()
        except OSError:
            self._complain()
        else:
            observer.start()
            self._observer = observer
            self._there.clear()  # every root is to be listened to

    def _watch(self, root: Path) -> bool:
        """Listen to a root; False where that is to be tried again."""
        if self._observer is None:
            return True
        try:
            if old := self._watches.pop(root, None):
                self._observer.unschedule(old)  # it listens to a folder that is there no more
            real = Path(os.path.realpath(root))
            self._watches[root] = self._observer.schedule(
                _Listener(lambda event: self.note(event, root, real)), str(real), recursive=self._recursive
            )
        except OSError as error:
            if error.errno not in _NO_MORE:
                return False
            self._complain()
        return True

    def _look_at_limit(self) -> None:
        """Complain when the system watches no further folder.

        Watchdog leaves out, silently, folders below a root for which no watch was left.
        """
        if sys.platform.startswith("linux") and not self._complained and self._observer is not None:
            try:
                self._observer.unschedule(self._observer.schedule(_Listener(lambda event: None), "/"))
            except OSError as error:
                if error.errno in _NO_MORE:
                    self._complain()

    def _complain(self) -> None:
        if not self._complained:
            self._complained = True
            self._on_problem(_POLLED)


@dataclass(frozen=True, eq=False)
class _Listener:
    """Watchdog's handler: gets each event, on watchdog's thread."""

    dispatch: "Callable[[FileSystemEvent], None]"


class _Lost(logging.Handler):
    """Hears watchdog complain, which it does when the system has dropped events.

    Its sentences go no further: they quote paths.

    Args:
        wake: Set, too, each time.

    Attributes:
        heard: Set each time.
    """

    def __init__(self, wake: threading.Event) -> None:
        super().__init__(logging.WARNING)
        self._wake = wake
        self.heard = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a complaint, on any thread."""
        self.heard.set()
        self._wake.set()


def _is_open(event_type: str) -> bool | None:
    """Whether a file is still open for writing, where the system tells when it is closed."""
    if event_type in ("closed", "deleted", "moved"):
        return False
    return True if event_type == "modified" and sys.platform.startswith("linux") else None


def _observer() -> Any:
    from watchdog.observers import Observer

    return Observer()


def _matters(name: bytes) -> bool:
    """Whether a file of this name is looked at, or speaks of one that is."""
    return is_picture(name) or is_video(name) or is_sidecar(name)
