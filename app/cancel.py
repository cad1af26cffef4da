"""The cancel token: Qt-free, so that every layer may take one."""

from threading import Event

from app.errors import Cancelled


class CancelToken:
    """A flag one thread raises and others look at. Never lowered again."""

    def __init__(self) -> None:
        self._event = Event()

    def cancel(self) -> None:
        """Ask whoever holds this token to stop. May be called from any thread."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait that long, or until the token is raised; whether it was."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Raise :class:`Cancelled` if the work should stop."""
        if self._event.is_set():
            raise Cancelled
