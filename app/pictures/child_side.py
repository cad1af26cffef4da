"""The other side of `app.pictures.child`: what the process itself does to stay within its bounds."""

import ctypes
import io
import json
import os
import resource
import signal
import sys
import threading
from contextlib import suppress
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_SLOWER = 2.0  # seconds after which it ends itself, where the parent did not


class Parent:
    """The process that asked, its order and the file.

    Attributes:
        order: What it sent.
        stream: The file, from its beginning.
    """

    def __init__(self) -> None:
        # Both pipes are this program's alone; libraries print.
        self._answers = os.fdopen(os.dup(1), "wb")
        orders = os.fdopen(os.dup(0), "rb")
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        self.order: dict[str, Any] = json.loads(orders.readline())
        self._bound()
        handle = self.order["file"]
        self.stream: IO[bytes]
        if handle is None:
            self.stream = io.BytesIO(orders.read(self.order["bytes"]))
        else:
            self.stream = os.fdopen(handle, "rb")
            self.stream.seek(0)
        threading.Thread(target=self._end_with, args=(orders,), daemon=True).start()

    def answer(self, **fields: object) -> None:
        """Send a line."""
        self._answers.write(json.dumps(fields).encode() + b"\n")

    def send(self, data: bytes) -> None:
        """Send what a line announced."""
        self._answers.write(data)

    def flush(self) -> None:
        """Send what is left."""
        self._answers.flush()

    def _bound(self) -> None:
        memory = int(self.order["memory"])
        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
            _, hard = resource.getrlimit(what)
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            # macOS has no such limit of memory; there the parent alone watches.
            with suppress(OSError, ValueError):
                resource.setrlimit(what, (bound, bound))
        # A decoder may hold Python up for ever; the system's own clock and parent's end kill it all the same.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, float(self.order["seconds"]) + _SLOWER)
        if sys.platform.startswith("linux"):
            with suppress(AttributeError, OSError):
                ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def _end_with(self, orders: IO[bytes]) -> None:
        """Where the other end of the pipe is closed, nobody wants an answer."""
        with suppress(OSError):
            orders.read(1)
        os._exit(1)
