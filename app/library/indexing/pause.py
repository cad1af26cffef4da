"""A long work can be held for a while and goes on where it was."""

from threading import Event

from app.cancel import CancelToken

_LOOK = 0.1  # seconds between two looks at the cancel token while paused


class Pause:
    """A switch that one thread turns and another waits at, between two batches."""

    def __init__(self) -> None:
        self._open = Event()
        self._open.set()

    def pause(self) -> None:
        """Hold the work at its next batch. May be called from any thread."""
        self._open.clear()

    def resume(self) -> None:
        """Let it go on. May be called from any thread."""
        self._open.set()

    @property
    def paused(self) -> bool:
        """Whether it is held."""
        return not self._open.is_set()

    def wait(self, cancel: CancelToken) -> None:
        """Return as soon as it is not held.

        Raises:
            Cancelled: The token was raised.
        """
        cancel.check()
        while not self._open.wait(_LOOK):
            cancel.check()
