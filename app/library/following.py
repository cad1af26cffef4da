"""Keeps a library as its folders are while the app runs: what changed is indexed, the rest done when idle."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.library.background import PassReport
from app.library.report import Report
from app.library.watch import Watcher

_AGAIN = 60.0  # seconds between two looks at whether there is something to describe


class Follows(Protocol):
    """What is asked of a library of the following thread's own."""

    def update(self, paths: Sequence[Path], cancel: CancelToken) -> Report:
        """Index these files and folders."""

    def complete(self, cancel: CancelToken, may_run: Callable[[], bool]) -> PassReport | None:
        """Describe what was not described yet."""

    def close(self) -> None:
        """Close it."""


class Following:
    """Follows folders, from entering a with statement to leaving it.

    Args:
        open_library: Opens a library; called, and the result used and closed, on the following thread.
        roots: The folders.
        tell: Gets what was done, and what could not be, in words. Called on other threads.
        may_run: Whether now is a good moment for describing.
        watcher: Makes what watches the folders.
    """

    def __init__(
        self,
        open_library: Callable[[], Follows],
        roots: Sequence[Path],
        tell: Callable[[str], None],
        may_run: Callable[[], bool],
        watcher: Callable[..., Watcher] = Watcher,
    ) -> None:
        self._open = open_library
        self._tell = tell
        self._may_run = may_run
        self._cancel = CancelToken()
        self._changed = threading.Condition()
        self._paths: set[Path] = set()
        self._watcher = watcher(roots, self._note, tell)
        self._thread = threading.Thread(target=self._work, name="following", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._watcher.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; what was begun is written or left for the next time."""
        self._cancel.cancel()
        self._watcher.stop()
        with self._changed:
            self._changed.notify()
        self._thread.join()

    def _note(self, paths: set[Path]) -> None:
        with self._changed:
            self._paths |= paths
            self._changed.notify()

    def _work(self) -> None:
        library = self._open()
        try:
            while not self._cancel.cancelled:
                paths = self._take()
                if paths:
                    self._said(lambda taken=paths: self._index(library, taken))  # type: ignore[misc]
                elif not self._cancel.cancelled:
                    self._said(lambda: self._describe(library))
                    self._rest()
        finally:
            library.close()

    def _take(self) -> set[Path]:
        with self._changed:
            taken, self._paths = self._paths, set()
        return taken

    def _rest(self) -> None:
        with self._changed:
            if not self._paths and not self._cancel.cancelled:
                self._changed.wait(_AGAIN)

    def _index(self, library: Follows, paths: set[Path]) -> str:
        report = library.update(sorted(paths), self._cancel)
        done = report.new + report.changed + report.moved + report.gone + report.broken
        return report.sentence() if done else ""

    def _describe(self, library: Follows) -> str:
        # A change of the folders comes first: the pass is ended, and begun again afterwards.
        turn = CancelToken()

        def may_run() -> bool:
            if self._cancel.cancelled or self._paths:
                turn.cancel()
            return self._may_run()

        report = library.complete(turn, may_run)
        return report.sentence() if report and report.described + report.read else ""

    def _said(self, work: Callable[[], str]) -> None:
        """Do it and tell; what cannot be done is told, and tried again with the next change."""
        try:
            words = work()
        except Cancelled:
            return
        except AppError as error:
            words = str(error)
        if words:
            self._tell(words)
