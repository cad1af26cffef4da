"""Global keys on X11: the thread that they come on, see `x11_connection.py` for what happens there."""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import GlobalKeys, Taker
from app.desktop.keys.x11_connection import X11Connection, lost
from app.errors import AppError

_log = logging.getLogger(__name__)
T = TypeVar("T")

PATIENCE = 3.0
GONE = "The keyboard of this desktop cannot be reached any more. Keys work only in the window of Earsight."


class X11Hotkeys:
    """See :class:`app.desktop.keys.hotkeys.Hotkeys`.

    Args:
        display: Name of the X display, such as ":0".
    """

    def __init__(self, display: str) -> None:
        self._name = display
        self._thread: threading.Thread | None = None
        self._jobs: deque[Callable[[X11Connection], None]] = deque()
        self._wake = -1

    def start(self, listener: GlobalKeys) -> None:
        """See the protocol."""
        ready: Future[None] = Future()
        ours, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._thread = threading.Thread(
            target=self._run, args=(listener, ours, ready), name="hotkeys", daemon=True
        )
        self._thread.start()
        try:
            ready.result(PATIENCE)
        except (AppError, TimeoutError) as error:
            self.stop()
            if isinstance(error, AppError):
                raise
            raise AppError("The display does not answer, so keys work only in the window.") from error

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        """See the protocol."""
        return self._ask(lambda x: x.bind(keymap), (GONE,))

    def arm(self, seconds: float, *, many: bool = False) -> None:
        """See the protocol."""
        self._post(lambda x: x.arm(seconds, many))

    def disarm(self) -> None:
        """See the protocol."""
        self._post(lambda x: x.disarm())

    def take(self, taker: Taker) -> bool:
        """See the protocol."""
        return self._post(lambda x: x.take(taker))

    def hold(self) -> None:
        """See the protocol."""
        self._post(lambda x: x.hold())

    def release(self) -> None:
        """See the protocol."""
        self._post(lambda x: x.release_keyboard())

    def stop(self) -> None:
        """See the protocol."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._jobs.append(lambda x: x.end())
        os.close(self._wake)
        if thread is not threading.current_thread():
            thread.join(PATIENCE)

    def _ask(self, job: Callable[["X11Connection"], T], otherwise: T) -> T:
        """Do something on the thread that owns the connection and wait; ``otherwise`` where that is gone."""
        answer: Future[T] = Future()

        def work(connection: "X11Connection") -> None:
            try:
                answer.set_result(job(connection))
            except BaseException:
                answer.set_result(otherwise)
                raise

        if not self._post(work):
            return otherwise
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return answer.result(0.1)
            except TimeoutError:
                thread = self._thread
                if thread is None or not thread.is_alive() or time.monotonic() > end:
                    return otherwise

    def _post(self, job: Callable[["X11Connection"], None]) -> bool:
        thread = self._thread
        if thread is None or not thread.is_alive():
            return False
        self._jobs.append(job)
        if thread is not threading.current_thread():
            # A full pipe wakes the thread just as well.
            with suppress(BlockingIOError):
                os.write(self._wake, b"\0")
        return True

    def _run(self, listener: GlobalKeys, wake: int, ready: Future[None]) -> None:
        connection: X11Connection | None = None
        try:
            connection = X11Connection(self._name, listener)
            ready.set_result(None)
            connection.loop(wake, self._jobs)
        except AppError as error:
            ready.set_exception(error)
        except lost():
            if not ready.done():
                ready.set_exception(AppError(GONE))
            else:
                listener.problem(GONE)
                if connection is not None:
                    connection.lose()
        except Exception:
            _log.exception("The keys ended.")
            listener.problem(GONE)
            if connection is not None:
                connection.lose()
        finally:
            os.close(wake)
            if connection is not None:
                connection.close()
