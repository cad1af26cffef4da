"""Long work of the library's page: folders in and out, indexing, describing, with progress in words."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.ui.pages.library.worker import LibraryWorker
from app.ui.widgets.steps import Moves
from app.ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from app.ui.pages.library.views import LibraryViews


class LongWork(QObject):
    """Does one long work at a time, on a thread beside the one that searches.

    Args:
        worker: Closed with this.
        on_main: Runs a call soon on the main thread.
        tell: Shows and says words.
        complain: Shows and says an error.
        bar: Shows how far it is.

    Attributes:
        done: A work is over, well or not.
    """

    done = Signal()

    def __init__(
        self,
        worker: LibraryWorker,
        on_main: Callable[[Callable[[], None]], None],
        tell: Callable[[str], None],
        complain: Callable[[AppError], None],
        bar: WorkBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bar = bar
        self._worker = worker
        self._on_main = on_main
        self._tell = tell
        self._complain = complain
        self._token: CancelToken | None = None

    @property
    def busy(self) -> bool:
        """Whether a work goes on."""
        return self._token is not None

    def index(self, folders: Sequence[Path] | None) -> None:
        """Take in folders, or look for what changed in those that are in; None is all of them."""
        moves = Moves()
        self._begin(
            lambda views, cancel: views.index(folders, cancel, partial(self._step, moves)),
            self.tr("Indexing. Escape stops it."),
            self.tr("Indexing"),
        )

    def describe(self) -> None:
        """Describe what was not described yet, and read its text."""
        moves = Moves()
        self._begin(
            lambda views, cancel: views.describe(cancel, partial(self._step, moves)),
            self.tr("Describing. Escape stops it."),
            self.tr("Describing"),
        )

    def remove(self, folder: Path) -> None:
        """Take a folder out; its files stay."""
        self._begin(lambda views, _cancel: views.remove_folder(folder), "", "")

    def stop(self) -> bool:
        """End the work after what it is at; whether there was any."""
        if self._token is None:
            return False
        self._token.cancel()
        return True

    def close(self) -> None:
        """Stop, and close the library."""
        self._worker.close()

    def _begin(self, work: "Callable[[LibraryViews, CancelToken], str]", words: str, title: str) -> None:
        if self._token is not None:
            self._tell(self.tr("Another work goes on. Escape stops it."))
            return
        if words:
            self._tell(words)
            self._bar.begin(title)
        self._token = self._worker.run(work, self._finish)

    def _step(self, moves: Moves, done: int, total: int) -> None:
        """On the library's thread."""
        if moves.reach(done, total):
            self._on_main(lambda: self._bar.step(done, total) if self._token is not None else None)

    def _finish(self, future: "Future[str]") -> None:
        self._token = None
        self._bar.end()
        try:
            self._tell(future.result())
        except Cancelled:
            self._tell(self.tr("Stopped. What was done stays, and the next time goes on from there."))
        except AppError as error:
            self._complain(error)
        self.done.emit()
