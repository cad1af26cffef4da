"""A bus and its portal, which only Linux has: what they answer, byte by byte."""

import json
import os
import socket
import threading
from pathlib import Path
from random import Random
from typing import Any

from hostile import encoded
from made_library import picture
from PIL import Image

from app.desktop.capture.portal import PortalScreens
from app.errors import AppError
from fuzzing.mutate import as_json, mutated, text
from fuzzing.target import Lost, Target

_ERROR = 3  # a message's type
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
    from jeepney import DBusAddress, HeaderFields, new_method_call, new_method_return

    call = new_method_call(DBusAddress("/a", "a.b", "a.b"), "A")
    call.header.serial = serial
    call.header.fields[HeaderFields.sender] = ":1.1"
    return bytes(new_method_return(call, signature, body).serialise(serial=7))


def _refusal(serial: int) -> bytes:
    found = _reply(serial, "s", ("no",))
    return found[:1] + bytes([_ERROR]) + found[2:]


def _answer(handle: str, signature: str, body: tuple[Any, ...]) -> bytes:
    from jeepney import DBusAddress, new_signal

    request = DBusAddress(handle, interface="org.freedesktop.portal.Request")
    return bytes(new_signal(request, "Response", signature, body).serialise(serial=8))


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
