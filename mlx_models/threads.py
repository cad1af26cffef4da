"""On which thread a model may be used, and on how many it computes."""

import os
import threading

from mlx_models.errors import ModelError


class ThreadGuard:
    """Remembers the thread that made it.

    MLX's streams belong to the thread that made them, so each loaded model owns one of these and calls
    :meth:`check` first in each public method.

    Args:
        what: Named in the error, for example "The compact model".
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._thread = threading.get_ident()
        self._thread_name = threading.current_thread().name

    def check(self) -> None:
        """Raise ModelError when called on another thread than the one that made this guard."""
        if threading.get_ident() != self._thread:
            raise ModelError(
                f"{self._what} was loaded on the thread {self._thread_name!r} and may only be used there, "
                f"not on {threading.current_thread().name!r}."
            )


def cpu_count() -> int:
    """How many CPUs this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
