"""Asking a program for its controls in the background, for as long as somebody may wait."""

import logging
from collections.abc import Callable
from threading import Thread

from app.controls import ControlTree

_log = logging.getLogger(__name__)


def begin(
    ask: Callable[[], ControlTree | None], end: float, now: Callable[[], float]
) -> Callable[[], ControlTree | None]:
    """Ask on a thread of its own; a bug in it is noted in the log.

    Args:
        ask: Asks for everything; may outlast ``end``.
        end: When nobody waits any longer, by ``now``.
        now: A clock in seconds that never goes back.

    Returns:
        What gives the answer, and waits until it is there or time is up; None where nothing was told.
    """
    found: list[ControlTree | None] = []

    def run() -> None:
        try:
            found.append(ask())
        except Exception:
            _log.error("A bug.", exc_info=True)

    thread = Thread(target=run, name="controls", daemon=True)
    thread.start()

    def tree() -> ControlTree | None:
        thread.join(max(0.0, end - now()))
        return found[0] if found else None

    return tree
