"""Which screen reader runs, and whether it speaks announcements: looked for in the background."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

_log = logging.getLogger(__name__)

PERIOD = 1.0
"""Seconds between two looks."""


@dataclass(frozen=True)
class ReaderState:
    """A screen reader as it was last seen.

    Attributes:
        name: "orca", "voiceover", or "" when neither runs.
        version: Its version's numbers; empty while that is not known.
        hears_announcements: Whether announcement events of the active app are spoken, by the reader of that
            name or, without a name, by some client that asked for them.
        takes_script: Whether it can be told to say something while another app is active.
    """

    name: str = ""
    version: tuple[int, ...] = ()
    hears_announcements: bool = False
    takes_script: bool = False


# Before the first look: whoever asked for a screen reader is believed, nobody else is affected.
UNSEEN = ReaderState(hears_announcements=True)


class ScreenReaders(Protocol):
    """Knows which screen reader runs."""

    def running(self) -> ReaderState:
        """The screen reader as it was last seen. At once, from any thread."""

    def output(self, text: str, on_unheard: Callable[[], None]) -> None:
        """Have the screen reader say ``text`` though another app is active; returns at once.

        Args:
            text: What to say.
            on_unheard: Called, from any thread, when it does not.
        """

    def hush(self) -> None:
        """Forget what :meth:`output` was given and the screen reader was not told yet."""

    def close(self) -> None:
        """Stop looking. May be called twice."""


class Watch:
    """Looks again and again on a thread of its own, so that :meth:`running` costs nothing.

    Args:
        make_look: Called once on that thread; what it returns is called for every look.
        period: Seconds between two looks.
    """

    def __init__(self, make_look: Callable[[], Callable[[], ReaderState]], period: float = PERIOD) -> None:
        self._make_look = make_look
        self._period = period
        self._state = UNSEEN
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="screen-reader", daemon=True)
        self._thread.start()

    def running(self) -> ReaderState:
        """The screen reader as it was last seen."""
        return self._state

    def output(self, text: str, on_unheard: Callable[[], None]) -> None:
        """No screen reader here takes orders; ``on_unheard`` is called."""
        on_unheard()

    def hush(self) -> None:
        """There is nothing that waits."""

    def close(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        look = self._make_look()
        failed = False
        while not self._over.is_set():
            try:
                self._state = look()
                failed = False
            except Exception as error:
                # Once for each series: it will fail the same way every second.
                if not failed:
                    _log.warning("The screen reader could not be looked for (%s).", type(error).__name__)
                self._state, failed = ReaderState(), True
            self._over.wait(self._period)
