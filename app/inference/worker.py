"""The one thread that touches MLX. Jobs go in by priority; numpy arrays, strings and dataclasses come out."""

import heapq
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from app.cancel import CancelToken
from app.errors import Cancelled

T = TypeVar("T")


class JobPriority(IntEnum):
    """Which job is next; first come, first served within one."""

    INTERACTIVE = 0
    CAPTION = 1
    INDEX = 2


class InferenceThread:
    """Runs jobs one at a time on a thread of its own.

    The thread is a daemon: a crash elsewhere does not leave the process hanging on a long job.

    Args:
        name: The thread's name, as errors show it.
    """

    def __init__(self, name: str = "inference") -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, int, Callable[[], Any], CancelToken, Future[Any]]] = []
        self._order = count()
        self._closed = False
        self._spare_time: list[Callable[[], float | None]] = []
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        fn: Callable[[], T],
        priority: JobPriority = JobPriority.INTERACTIVE,
        cancel: CancelToken | None = None,
    ) -> Future[T]:
        """Queue a job. May be called from any thread.

        Args:
            fn: Runs on the inference thread; what it raises travels in the future.
            priority: Jobs of a higher one run first; none is interrupted.
            cancel: Looked at just before the job starts; when raised, the future holds Cancelled.

        Raises:
            RuntimeError: The thread was closed.
        """
        future: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("the inference thread is closed")
            heapq.heappush(
                self._waiting, (int(priority), next(self._order), fn, cancel or CancelToken(), future)
            )
            self._changed.notify()
        return future

    def run(
        self,
        fn: Callable[[], T],
        priority: JobPriority = JobPriority.INTERACTIVE,
        cancel: CancelToken | None = None,
    ) -> T:
        """Submit a job and wait for its result. On the inference thread itself it runs at once."""
        if threading.current_thread() is self._thread:
            if cancel is not None:
                cancel.check()
            return fn()
        return self.submit(fn, priority, cancel).result()

    def in_spare_time(self, check: Callable[[], float | None]) -> None:
        """Have ``check`` run on this thread whenever it has nothing else to do. Called from any thread.

        Args:
            check: Returns in how many seconds it wants to run again, or None: not before another job has run.
                It must not raise, and is quick: a job that comes meanwhile waits for it.
        """
        with self._changed:
            self._spare_time.append(check)
            self._changed.notify()

    def close(self, drop_waiting: bool = False) -> None:
        """Take no more jobs, finish those that wait, and join the thread. May be called twice.

        Args:
            drop_waiting: Jobs that have not started are not run; their futures hold Cancelled.

        Raises:
            RuntimeError: Called on the inference thread.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("the inference thread cannot close itself")
        with self._changed:
            self._closed = True
            dropped = self._waiting if drop_waiting else []
            if drop_waiting:
                self._waiting = []
            self._changed.notify()
        for _, _, _, _, future in dropped:
            if future.set_running_or_notify_cancel():
                future.set_exception(Cancelled())
        self._thread.join()
        _wait_until_gone(self._thread.native_id)

    def _work(self) -> None:
        while True:
            with self._changed:
                idle = not self._waiting and not self._closed
                checks = list(self._spare_time) if idle else []
            wishes = [seconds for check in checks if (seconds := check()) is not None]
            with self._changed:
                if idle and not self._waiting and not self._closed:
                    # A check that was added meanwhile was announced before this lock was taken.
                    added = len(self._spare_time) > len(checks)
                    self._changed.wait(0 if added else min(wishes, default=None))
                if not self._waiting:
                    if self._closed:
                        return
                    continue
                _, _, fn, cancel, future = heapq.heappop(self._waiting)
            _run(fn, cancel, future)
            # Nothing of a finished job stays alive while the thread sleeps.
            del fn, cancel, future


def _wait_until_gone(native_id: int | None, patience: float = 5.0) -> None:
    """Wait for the end of a joined thread's clean-up in the system.

    Python calls a thread joined while MLX is still clearing away what it kept for it, which takes the GIL:
    on Linux that aborts the process if the interpreter has begun to shut down by then.
    """
    if sys.platform.startswith("linux") and native_id is not None:
        task = Path(f"/proc/self/task/{native_id}")
        deadline = time.monotonic() + patience
        while task.exists() and time.monotonic() < deadline:
            time.sleep(0.001)


def _run(fn: Callable[[], Any], cancel: CancelToken, future: Future[Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        cancel.check()
        result = fn()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
