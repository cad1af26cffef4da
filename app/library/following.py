"""Keeps a library as its folders are while the app runs: what changed is indexed, the rest done when idle."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.folders.watch import Watcher
from app.library.indexing.report import PassReport
from app.library.library import Library
from app.machine.power import Quiet

_log = logging.getLogger(__name__)


def follow(library: Library, tell: Callable[[str], None]) -> "Following":
    """Keep a library as its folders are, on threads of its own, while a with statement lasts.

    Photos are described when the user is away and there is mains power.

    Args:
        library: It; the following thread opens one of its own.
        tell: Gets what was done in words, on another thread.
    """
    roots = [path for path, _ in library.status().roots]
    return Following(lambda: Library(library.path, library.tools), roots, tell, Quiet())


class Following:
    """Follows folders, from entering a with statement to leaving it. It cannot be entered again.

    What cannot be done is tried again, and is told only once until it could be done; a bug goes to the log.

    Args:
        open_library: Opens a library; called, and the result used and closed, on the following thread.
        roots: The folders.
        tell: Gets what was done, and what could not be, in words. Called on other threads, never twice at a
            time.
        may_run: Whether now is a good moment for describing.
        watcher: Makes what watches the folders.
        again: Seconds between two looks at whether there is something to describe, and two tries of what
            could not be done.
    """

    def __init__(
        self,
        open_library: Callable[[], Library],
        roots: Sequence[Path],
        tell: Callable[[str], None],
        may_run: Callable[[], bool],
        watcher: Callable[..., Watcher] = Watcher,
        again: float = 60.0,
    ) -> None:
        self._open = open_library
        self._tell = tell
        self._may_run = may_run
        self._again = again
        self._cancel = CancelToken()
        self._turn = CancelToken()  # of the describing that goes on
        self._changed = threading.Condition()
        self._paths: set[Path] = set()
        self._failed: set[Path] = set()
        self._failed_at = 0.0
        self._untold = PassReport()  # what was done by passes that were ended
        self._problems: dict[str, str] = {}  # what could not be done -> why, as it was told
        self._telling = threading.Lock()
        self._watcher = watcher(roots, self._note, self._say)
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
        with self._changed:
            self._cancel.cancel()
            self._turn.cancel()
            self._changed.notify()
        self._watcher.stop()
        self._thread.join()

    def _note(self, paths: set[Path]) -> None:
        with self._changed:
            self._paths |= paths
            self._changed.notify()

    def _work(self) -> None:
        library: Library | None = None
        while not self._cancel.cancelled:
            paths = self._take()
            what = "index" if paths else "describe"
            try:
                if library is None:
                    library = self._open()
                words = self._index(library, paths) if paths else self._describe(library)
            except Cancelled:
                self._keep(paths)
            except AppError as error:
                self._keep(paths)
                mended = library.mended(error) if library is not None else None
                self._complain(what, str(mended or error))
            except Exception:
                # The same files would only meet it again; the watcher names their folder sooner or later.
                _log.exception("Following failed.")
            else:
                self._problems.pop(what, None)
                trouble = library.take_trouble()
                self._say(words if trouble is None else f"{trouble} {words}".rstrip())
            if not paths:
                self._rest()
        if library is not None:
            library.close()

    def _take(self) -> set[Path]:
        with self._changed:
            taken, self._paths = self._paths, set()
            if self._failed and self._waits() <= 0:
                taken |= self._failed
                self._failed = set()
        return taken

    def _keep(self, paths: set[Path]) -> None:
        """Try these again later."""
        if paths:
            with self._changed:
                self._failed |= paths
                self._failed_at = time.monotonic()

    def _waits(self) -> float:
        """Seconds until what failed is tried again."""
        return self._failed_at + self._again - time.monotonic()

    def _rest(self) -> None:
        with self._changed:
            if not self._paths and not self._cancel.cancelled:
                self._changed.wait(max(0.0, self._waits()) if self._failed else self._again)

    def _index(self, library: Library, paths: set[Path]) -> str:
        report = library.update(sorted(paths), self._cancel)
        done = report.new + report.changed + report.moved + report.gone + report.broken
        return report.sentence() if done else ""

    def _describe(self, library: Library) -> str:
        with self._changed:
            if self._cancel.cancelled:
                raise Cancelled
            turn = self._turn = CancelToken()

        def may_run() -> bool:
            # A change of the folders comes first: the pass is ended, and begun again afterwards.
            if self._paths or (self._failed and self._waits() <= 0):
                turn.cancel()
            return not turn.cancelled and self._may_run()

        # What could not be done is met again, and counted again, by the next pass.
        before = self._untold
        self._untold = PassReport(before.described, before.perceived, before.read, before.failed)
        report = library.complete(turn, may_run, report=self._untold)
        self._untold = PassReport()
        if report is None:
            return ""
        if report.no_reader:
            self._complain("read", PassReport(no_reader=report.no_reader).sentence())
        elif report.read:
            self._problems.pop("read", None)
        done = report.described + report.perceived + report.read
        return replace(report, no_reader="").sentence() if done else ""

    def _complain(self, what: str, words: str) -> None:
        """Tell why something cannot be done, unless that was told."""
        known = words in self._problems.values()
        self._problems[what] = words
        if not known:
            self._say(words)

    def _say(self, words: str) -> None:
        if not words:
            return
        try:
            with self._telling:
                self._tell(words)
        except Exception:
            _log.exception("Narration what was done failed.")
