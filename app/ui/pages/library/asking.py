"""How the library's page asks the library: one question at a time, given up for the next one."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.ui.pages.library.worker import LibraryWorker

if TYPE_CHECKING:
    from app.ui.pages.library.views import LibraryViews

Result = TypeVar("Result")

PATIENCE_MS = 1000
"""After that long it is said that the work goes on."""


class Asker(QObject):
    """Asks, and says what came of it when that is an error.

    Args:
        worker: Closed with this.
        tell: Shows and says words.
        complain: Shows and says an error.
    """

    def __init__(
        self,
        worker: LibraryWorker,
        tell: Callable[[str], None],
        complain: Callable[[AppError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._tell = tell
        self._complain = complain
        self._asked: CancelToken | None = None
        self._waiting = ""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(lambda: tell(self._waiting))

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._asked is not None

    def ask(
        self,
        work: "Callable[[LibraryViews, CancelToken], Result]",
        on_result: Callable[[Result], None],
        waiting: str,
    ) -> None:
        """Ask; what was asked before and is not answered is given up.

        Args:
            work: On the library's thread.
            on_result: Gets the answer on the main thread; not called after an error or a stop.
            waiting: Said when it takes longer than a second.
        """
        self.stop()

        def done(future: "Future[Result]") -> None:
            if self._asked is not token:
                return
            self._forget()
            self._deliver(future, on_result)

        token = self._asked = self._worker.run(work, done)
        self._waiting = waiting
        self._patience.start()

    def do(
        self, work: "Callable[[LibraryViews, CancelToken], Result]", on_result: Callable[[Result], None]
    ) -> None:
        """Have something done that no later question gives up, such as keeping a note."""
        self._worker.run(work, lambda future: self._deliver(future, on_result))

    def stop(self) -> bool:
        """Give up what was asked; whether there was anything."""
        if self._asked is None:
            return False
        self._asked.cancel()
        self._forget()
        return True

    def close(self) -> None:
        """Stop, and close the library."""
        self._patience.stop()
        self._worker.close()

    def _forget(self) -> None:
        self._asked = None
        self._patience.stop()

    def _deliver(self, future: "Future[Result]", on_result: Callable[[Result], None]) -> None:
        try:
            result = future.result()
        except Cancelled:
            return
        except AppError as error:
            self._complain(error)
            return
        on_result(result)
