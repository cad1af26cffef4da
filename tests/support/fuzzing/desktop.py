"""What other programs of the desktop may send: a bus and its portal, and a second start of Earsight."""

import json
import os
import socket
import threading
import time
from pathlib import Path
from random import Random
from typing import Any

from hostile import encoded
from jeepney import DBusAddress, Message, MessageType, new_method_call, new_method_return, new_signal
from jeepney.low_level import HeaderFields
from made_library import picture
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

from app.desktop.capture.portal import PortalScreens
from app.desktop.session.single import Message as Told
from app.desktop.session.single import SingleInstance, parse
from app.errors import AppError
from fuzzing.mutate import altered, as_json, mutated, text, value
from fuzzing.target import Lost, Target

_HANDLE = "/org/freedesktop/portal/desktop/request/1_1/t"
_PATIENCE = 0.25
_PLACE = "file:///proc/self/cwd/pictures"
_SOCKET = "bus.socket"
_BUS_WORDS = (
    b"l\2\1\1",
    b"l\4\1\1",
    b"B\2\1\1",
    b"a{sv}",
    b"(((((((",
    b"aaaaaa",
    b"v",
    b"ua{sv}",
    b"s\0",
    b"o\0",
    b"\xff\xff\xff\x7f",
    b"/org/freedesktop",
    b"file:///",
    b"\5\1u\0",
    b"\1\1o\0",
    b"\x08\1g\0",
)


def _reply(serial: int, signature: str | None, body: tuple[Any, ...]) -> bytes:
    call = new_method_call(DBusAddress("/a", "a.b", "a.b"), "A")
    call.header.serial = serial
    call.header.fields[HeaderFields.sender] = ":1.1"
    return bytes(new_method_return(call, signature, body).serialise(serial=7))


def _refusal(serial: int) -> bytes:
    found = _reply(serial, "s", ("no",))
    return found[:1] + bytes([MessageType.error.value]) + found[2:]


def _answer(handle: str, signature: str, body: tuple[Any, ...]) -> bytes:
    request = DBusAddress(handle, interface="org.freedesktop.portal.Request")
    message: Message = new_signal(request, "Response", signature, body)
    return bytes(message.serialise(serial=8))


def usual_stream(address: str, response: int = 0) -> list[bytes]:
    """What a bus sends after each of a client's messages: on login, to Hello, AddMatch and Screenshot."""
    told = {"uri": ("s", address), "more": ("a{sv}", {"a": ("u", 5)})}
    return [
        b"OK 0123456789abcdef0123456789abcdef\r\n",
        _reply(1, "s", (":1.7",)),
        _reply(2, None, ()),
        _reply(3, "o", (_HANDLE,)) + _answer(_HANDLE, "ua{sv}", (response, told)),
    ]


def portal(folder: Path) -> Target:
    """A bus and a portal that answer with anything, byte by byte; no file but the portal's own may go."""
    os.chdir(folder)  # addresses through /proc/self/cwd are as long in every run, and so are messages
    pictures = folder / "pictures"
    pictures.mkdir()
    taken, old = pictures / "shot.png", folder / "old.png"
    shot = encoded(Image.fromarray(picture(1)), "PNG")
    old.write_bytes(shot)
    os.utime(old, (1_000_000_000, 1_000_000_000))

    def make(random: Random) -> bytes:
        where = (
            f"{_PLACE}/shot.png"
            if random.random() < 0.5
            else random.choice(
                (
                    f"{_PLACE}/../old.png",
                    _PLACE,
                    f"{_PLACE}/none.png",
                    f"{_PLACE}/%00",
                    f"{_PLACE}/sh%6ft.png",
                    f"{_PLACE}/../pictures/shot.png",
                    "file:///dev/zero",
                    "file://localhost/",
                    "http://example/a",
                    "file:",
                    "",
                    "file://[",
                    text(random, 20),
                )
            )
        )
        stream = usual_stream(where.encode("utf-8", "replace").decode(), random.choice((0, 0, 0, 1, 2)))
        chance = random.random()
        if chance < 0.35:
            at = random.randrange(4)
            stream[at] = mutated(random, stream[at], stream, _BUS_WORDS)
        elif chance < 0.7:
            stream[3] = _reply(3, "o", (_HANDLE,)) + _odd(random, where.encode("utf-8", "replace").decode())
        elif chance < 0.8:
            at = random.randrange(4)
            stream[at] = random.choice((_refusal(at), _reply(at, *_body(random)), b"", stream[at] * 2))
        elif chance < 0.85:
            del stream[random.randrange(4)]
        if random.random() < 0.03:
            del stream[random.randrange(4) :]  # silent from here on
            return as_json({"stream": [one.hex() for one in stream], "hold": True})
        return as_json({"stream": [one.hex() for one in stream], "hold": False})

    def take(data: bytes) -> str:
        told = json.loads(data)
        stream = [bytes.fromhex(one) for one in told["stream"]]
        taken.write_bytes(shot)
        with Bus(_SOCKET, stream, told["hold"]):
            try:
                found = PortalScreens(f"unix:path={_SOCKET}", patience=_PATIENCE).screen()
                ending = "picture"
                if found.pixels.shape[2] != 3:
                    raise Lost(f"{found.pixels.shape}")
            except AppError:
                ending = "refused"
        if (
            not old.exists()
            or old.read_bytes() != shot
            or sorted(os.listdir(folder)) != ["old.png", "pictures"]
        ):
            raise Lost("another's file is gone")
        return ending

    return Target(make, take, (AppError,), seconds=10.0)


def _body(random: Random) -> tuple[str, tuple[Any, ...]]:
    return random.choice(
        (
            ("s", (text(random).encode("utf-8", "replace").decode(),)),
            ("u", (5,)),
            ("o", ("/a",)),
            ("as", ([],)),
            ("v", (("s", "a"),)),
            ("ss", ("a", "b")),
            ("a{sv}", ({},)),
            ("d", (0.5,)),
        )
    )


def _odd(random: Random, where: str) -> bytes:
    bodies: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("ua{sv}", (0, {"uri": ("u", 5)})),
        ("ua{sv}", (0, {"uri": ("as", [where])})),
        ("ua{sv}", (0, {})),
        ("ua{sv}", (0, {"uri": ("v", ("s", where))})),
        ("ua{sv}", (0, {"uri": ("s", where), "": ("ay", b"")})),
        ("u", (0,)),
        ("a{sv}", ({"uri": ("s", where)},)),
        ("sa{sv}", ("0", {"uri": ("s", where)})),
        ("", ()),
        ("ua{ss}", (0, {"uri": where})),
        ("ua{sv}s", (0, {"uri": ("s", where)}, "x")),
        ("uau", (0, [1, 2])),
        ("ua{sv}", (random.choice((0, 1, 2, 3, 2**32 - 1)), {"uri": ("s", where)})),
        ("us", (0, where)),
        ("ba{sv}", (False, {"uri": ("s", where)})),
        ("ua{uv}", (0, {5: ("s", where)})),
        ("ud", (0, 1.5)),
    )
    signature, body = random.choice(bodies)
    return _answer(random.choice((_HANDLE, _HANDLE, "/other")), signature or None, body)  # type: ignore[arg-type]


class Bus:
    """Sends the next piece after each of a client's messages; then it hangs up, or is silent.

    Args:
        address: Of its socket.
        stream: The pieces.
        hold: Whether it is silent at the end.
    """

    def __init__(self, address: str, stream: list[bytes], hold: bool) -> None:
        self._address, self._stream, self._hold = address, stream, hold
        self._over = threading.Event()

    def __enter__(self) -> "Bus":
        """Listen."""
        Path(self._address).unlink(missing_ok=True)
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._line.bind(self._address)
        self._line.listen(1)
        self._line.settimeout(5.0)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop."""
        self._over.set()
        self._thread.join()
        self._line.close()
        Path(self._address).unlink(missing_ok=True)

    def _serve(self) -> None:
        try:
            line, _ = self._line.accept()
        except OSError:
            return
        with line:
            line.settimeout(60.0)
            try:
                self._talk(line)
            except OSError:
                return  # it hung up, or said nothing more
            if self._hold:
                self._over.wait(60.0)

    def _talk(self, line: socket.socket) -> None:
        line.recv(1)  # a zero byte comes first
        for piece in self._stream:
            got = line.recv(4096)
            while got in (b"\0", b"BEGIN\r\n"):
                got = line.recv(4096)
            if not got:
                return
            line.sendall(piece)


def single_instance(folder: Path) -> Target:
    """Messages of a second start: any bytes are answered or hung up on, and the next message arrives."""
    application = QCoreApplication.instance() or QCoreApplication([])
    own = folder / "own"
    own.mkdir(mode=0o700)
    got: list[Told] = []
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
        if got != [Told((), "next")]:
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
