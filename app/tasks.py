"""The only road from a background thread back to the Qt main thread."""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal

from app.errors import Cancelled

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class TaskManager(QObject):
    """Runs functions on background threads and brings their results to the thread it was made on.

    Make it, and close it, on the Qt main thread. Callbacks run there in the order in which the work ended,
    from the event loop, never from inside :meth:`run`.

    Args:
        workers: Number of background threads.
        parent: Qt parent.
    """

    _pending = Signal()

    def __init__(self, workers: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="task")
        self._lock = Lock()
        self._calls: deque[Callable[[], None]] = deque()
        self._closed = False
        self._pending.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        fn: Callable[[], Result],
        on_done: Callable[[Result], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        on_end: Callable[[], None] | None = None,
    ) -> Future[Result]:
        """Run ``fn`` on a background thread; its callbacks run on the main thread.

        Args:
            fn: The work. It must not touch a widget.
            on_done: Receives the result.
            on_error: Receives the exception. Without it the exception is raised on the main thread, where
                the app's hook for bugs sees it. :class:`Cancelled` is silent: neither is called.
            on_end: Called last, however it ended.

        Returns:
            The future, to look at or to cancel before it starts. Do not wait for it on the main thread.

        Raises:
            RuntimeError: The manager was closed.
        """
        future = self._executor.submit(fn)

        def finish() -> None:
            try:
                if future.cancelled():
                    return
                error = future.exception()
                if error is None:
                    if on_done is not None:
                        on_done(future.result())
                elif isinstance(error, Cancelled):
                    return
                elif on_error is not None and isinstance(error, Exception):
                    on_error(error)
                else:
                    raise error
            finally:
                if on_end is not None:
                    on_end()

        future.add_done_callback(lambda _future: self.to_main(finish))
        return future

    def to_main(self, call: Callable[[], None]) -> None:
        """Have ``call`` run on the main thread soon. From any thread; dropped once closed."""
        with self._lock:
            if self._closed:
                return
            self._calls.append(call)
            # Inside the lock: after close() the Qt object may be gone, and emitting would raise.
            self._pending.emit()

    def close(self) -> None:
        """Refuse new work, forget what has not started, wait for what runs.

        Callbacks that were not delivered by then are dropped: the widgets they speak to are going.
        Raise the tasks' cancel tokens first, or this waits as long as they take. May be called twice.
        """
        with self._lock:
            self._closed = True
            self._calls.clear()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _deliver(self) -> None:
        assert QThread.currentThread() is self.thread() or QThread.currentThread() == self.thread()
        # One call for each signal: one that raises leaves the others their turn.
        with self._lock:
            call = self._calls.popleft() if self._calls else None
        if call is not None:
            call()
