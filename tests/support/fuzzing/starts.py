"""What a second start of Earsight may send to the first."""

import socket
import time
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

from app.desktop.session.single import Message, SingleInstance, parse
from app.errors import AppError
from fuzzing.mutate import altered, as_json, mutated, value
from fuzzing.target import Lost, Target


def single_instance(folder: Path) -> Target:
    """Messages of a second start: any bytes are answered or hung up on, and the next message arrives."""
    application = QCoreApplication.instance() or QCoreApplication([])
    own = folder / "own"
    own.mkdir(mode=0o700)
    got: list[Message] = []
    one = SingleInstance(own)
    if not one.claim():
        raise Lost("another is the first")
    one.listen(got.append)
    usual = {"files": ["/photos/a.jpg", "/photos/\udcff.jpg"], "command": "screen"}

    def make(random: Random) -> bytes:
        chance = random.random()
        if chance < 0.35:
            data = as_json(altered(random, usual))
        elif chance < 0.5:
            data = as_json(
                {
                    "files": [value(random) for _ in range(random.choice((1, 3, 1001)))],
                    "command": value(random),
                }
            )
        elif chance < 0.6:
            data = random.choice((b"[", b'{"a":', b'{"files":[')) * random.choice((1, 5_000, 100_000))
        else:
            data = mutated(
                random, as_json(usual), (), [b'"files"', b"[", b"null", b"\\u0000", b"\n", b"\xff", b"1e999"]
            )
        return data + random.choice((b"\n", b"\n", b"\n", b"", b"\n\n", b"\nmore"))

    def take(data: bytes) -> str:
        got.clear()
        answer = _said(application, own, data)
        wanted = parse(data)
        first = list(got)
        got.clear()
        if _said(application, own, as_json({"files": [], "command": "next"}) + b"\n") != b"ok\n":
            raise Lost("it no longer answers")
        if got != [Message((), "next")]:
            raise Lost(f"the next message came as {got}")
        if answer == b"ok\n" and len(first) != 1:
            raise Lost("it was taken, and did not come")
        if wanted is not None and b"\n" in data and answer == b"no\n":
            raise Lost("it was refused, though it is one")
        return {b"ok\n": "taken", b"no\n": "refused"}.get(answer, "hung up")

    return Target(make, take, (AppError,), seconds=10.0)


def _said(application: Any, folder: Path, data: bytes) -> bytes:
    """The answer to any bytes; nothing where it hung up."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(str(folder / "instance.socket"))
        line.setblocking(False)
        rest, open_ = data, True
        while True:
            application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as a loop that runs does
            try:
                if rest:
                    rest = rest[line.send(rest) :]
                elif open_ and b"\n" not in data:
                    line.shutdown(socket.SHUT_WR)
                    open_ = False
                return line.recv(100)
            except BlockingIOError:
                time.sleep(0.0005)
            except (BrokenPipeError, ConnectionResetError, OSError):
                return b""
