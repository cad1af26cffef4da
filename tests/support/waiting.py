"""Waiting for what other threads and processes do, so long that a busy machine fails no test."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds. What never comes fails a test this late; what comes is not waited for any longer."""

LONGER_THAN_A_TEST = 3600.0
"""Seconds. Who sleeps so long and is not woken fails its test: the limit of one is shorter."""


def until(look: Callable[[], T], what: str = "what was waited for", pause: float = 0.01) -> T:
    """The first thing that is true, looked for again and again."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, f"never seen: {what}"
        time.sleep(pause)
    return found
