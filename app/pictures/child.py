"""A process of its own for one file: watched, and killed when it takes too much or is not wanted."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import IO, Any

import psutil

from app.cancel import CancelToken
from app.clock import patience

#: What one file may take there: seconds, and bytes of memory.
SECONDS = 10.0
MEMORY = 1_000_000_000
_TICK_MS = 40
_PIECE = 1 << 20


class Exceeded(Exception):
    """It was killed, or died; nothing more will come.

    Args:
        why: "time", "memory" or "died".
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class FileProcess(AbstractContextManager["FileProcess"]):
    """``python -m MODULE`` at work on one file; it ends with the with statement, and with this process.

    The file reaches it as an open descriptor, or through its standard input after the order, which is one
    line of JSON. It answers on its standard output with lines of JSON and with what they announce.

    Args:
        module: What it runs. It reads its order by `app.pictures.child_side`.
        order: For it alone.
        stream: The file.
        cancel: Kills it.
        spent: Seconds of its time that are over already.

    Raises:
        OSError: It cannot be started.
    """

    def __init__(
        self, module: str, order: dict[str, Any], stream: IO[bytes], cancel: CancelToken, spent: float = 0.0
    ) -> None:
        self._cancel = cancel
        seconds = max(1.0, SECONDS - spent) * patience()
        self._end = time.monotonic() + seconds
        self._unread = bytearray()
        handle, data = _given(stream)
        order = order | {"file": handle, "bytes": len(data), "seconds": seconds, "memory": MEMORY}
        root = Path(__file__).resolve().parents[2]
        paths = [*([] if root.name == "site-packages" else [str(root)]), os.environ.get("PYTHONPATH", "")]
        # One arena and one thread: each more takes address space, which is limited, for nothing.
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "MALLOC_ARENA_MAX": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,  # Control-C is for this process, which then kills that one
            pass_fds=() if handle is None else (handle,),
        )
        try:
            self._watched = psutil.Process(self._process.pid)
            self._give(json.dumps(order).encode() + b"\n" + data)
        except BaseException:
            self._bury()
            raise

    def __exit__(self, *_: object) -> None:
        """Kill it, whatever it is doing."""
        self._bury()

    def answer(self) -> dict[str, Any]:
        """The next line it answers.

        Raises:
            Exceeded: There will be none.
            Cancelled: The token was raised.
        """
        while b"\n" not in self._unread:
            self._more()
        line, _, self._unread = self._unread.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def data(self, count: int) -> bytes:
        """The next bytes, as many as it announced; raises as :meth:`answer`."""
        while len(self._unread) < count:
            self._more()
        piece = bytes(self._unread[:count])
        del self._unread[:count]
        return piece

    def _give(self, data: bytes) -> None:
        assert self._process.stdin is not None
        handle = self._process.stdin.fileno()
        os.set_blocking(handle, False)
        view = memoryview(data)
        while view:
            self._wait_for(handle, select.POLLOUT)
            try:
                view = view[os.write(handle, view[:_PIECE]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise Exceeded("died") from None

    def _more(self) -> None:
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        self._wait_for(handle, select.POLLIN)
        piece = os.read(handle, _PIECE)
        if not piece:
            raise Exceeded(self._why_it_ended())
        self._unread += piece

    def _why_it_ended(self) -> str:
        """A library that gets no more memory aborts; whatever else ends it is the file's fault."""
        with suppress(subprocess.TimeoutExpired):
            return "memory" if self._process.wait(1.0) == -signal.SIGABRT else "died"
        return "died"

    def _wait_for(self, handle: int, what: int) -> None:
        poll = select.poll()  # unlike select, whatever the descriptor's number
        poll.register(handle, what)
        self._check()
        while not poll.poll(_TICK_MS):
            self._check()

    def _check(self) -> None:
        self._cancel.check()
        if time.monotonic() > self._end:
            raise Exceeded("time")
        with suppress(psutil.Error):
            if self._watched.memory_info().rss > MEMORY:
                raise Exceeded("memory")

    def _bury(self) -> None:
        if self._process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()


def _given(stream: IO[bytes]) -> tuple[int | None, bytes]:
    """A file's descriptor; or, as bytes have none, all of it."""
    try:
        return stream.fileno(), b""
    except OSError:
        stream.seek(0)
        return None, stream.read()
