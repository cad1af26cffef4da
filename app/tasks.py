"""The only road from a background thread back to the Qt main thread."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.errors import Cancelled
from app.machine.memory import give_back

Result = TypeVar("Result")


class TaskManager(QObject):
    """Runs functions on background threads and brings their results to the thread it was made on.

    Make it, and close it, on the Qt main thread. Callbacks run there from the event loop, in the order in
    which the work ended, and never from inside :meth:`run`.

    Args:
        workers: Number of background threads.
        parent: Qt parent.
        on_rest: Called on a background thread once nothing has been delivered for ``rest`` seconds, not again
            before there was something.
        rest: Seconds.
    """

    _pending = Signal()

    def __init__(
        self,
        workers: int = 2,
        parent: QObject | None = None,
        on_rest: Callable[[], None] = give_back,
        rest: float = 3.0,
    ) -> None:
        super().__init__(parent)
        self._on_rest = on_rest
        self._rest = QTimer(self, singleShot=True, interval=round(1000 * rest))
        self._rest.timeout.connect(self._come_to_rest)
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="task")
        self._lock = Lock()
        self._calls: deque[Callable[[], None]] = deque()
        self._closed = False
        self._pending.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Result],
        on_done: Callable[[Future[Result]], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> Future[Result]:
        """Run ``work`` on a background thread; its callbacks run on the main thread.

        Args:
            work: It must not touch a widget.
            on_done: Receives the finished future: ``result()`` gives the result or raises what was raised.
            on_error: Receives the exception instead, when there is one other than :class:`Cancelled`.

        Without either, an exception other than :class:`Cancelled` is raised on the main thread, where the
        app's hook for bugs sees it.

        Returns:
            The future. Do not wait for it on the main thread.

        Raises:
            RuntimeError: The manager was closed.
        """
        future = self._executor.submit(work)

        def finish() -> None:
            error = None if future.cancelled() else future.exception()
            if isinstance(error, Exception) and not isinstance(error, Cancelled):
                if on_error is not None:
                    on_error(error)
                    return
                if on_done is None:
                    raise error
            if on_done is not None:
                on_done(future)

        future.add_done_callback(lambda _future: self.on_main(finish))
        return future

    def on_main(self, call: Callable[[], None]) -> None:
        """Have ``call`` run soon on the main thread. From any thread; dropped once closed."""
        with self._lock:
            if self._closed:
                return
            self._calls.append(call)
            # Inside the lock: after close() the Qt object may be gone, and emitting would raise.
            self._pending.emit()

    def close(self) -> None:
        """Refuse new work, forget what has not started, wait for what runs.

        Callbacks that were not delivered by then are dropped: the widgets they speak to are going. Raise
        the tasks' cancel tokens first, or this waits as long as they take. May be called twice.
        """
        with self._lock:
            self._closed = True
            self._calls.clear()
        self._rest.stop()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _deliver(self) -> None:
        # One call for each signal: one that raises leaves the others their turn.
        with self._lock:
            call = self._calls.popleft() if self._calls else None
        if call is not None:
            self._rest.start()
            call()

    def _come_to_rest(self) -> None:
        self._executor.submit(self._on_rest)
