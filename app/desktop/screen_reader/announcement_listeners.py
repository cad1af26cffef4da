"""Whether any accessibility client on this desktop asked for announcement events.

It speaks the few words of the D-Bus protocol that this takes itself: QtDBus for Python cannot read an array
of structures, which the registry answers with.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress

_ADDRESS = ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
_EVENTS = (
    "org.a11y.atspi.Registry",
    "/org/a11y/atspi/registry",
    "org.a11y.atspi.Registry",
    "GetRegisteredEvents",
)
_HELLO = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello")
_COVERING = ("", "object", "object:announcement")
_PATIENCE = 1.0
_CALL, _REPLY, _ERROR = 1, 2, 3
_LARGEST = 1 << 20


class AnnouncementListeners:
    """Asks the registry of AT-SPI, over a connection that stays open; for one thread, not the main one.

    Args:
        session: The address of the session bus; "" when there is none.
    """

    def __init__(self, session: str) -> None:
        self._session = session
        self._bus: _Bus | None = None

    def any(self) -> bool:
        """Whether there is a client that listens to them; False where there is no such bus."""
        try:
            if self._bus is None:
                session = _Bus(self._session)
                try:
                    address = next(_strings(session.call(*_ADDRESS)))
                finally:
                    session.close()
                self._bus = _Bus(address)
            body = self._bus.call(*_EVENTS)
        except (OSError, ValueError, StopIteration, struct.error):
            # No such bus, or it was started anew: the next look connects again.
            self.close()
            return False
        return any(_covers(event) for _client, event in _pairs(body))

    def close(self) -> None:
        """Hang up."""
        if self._bus is not None:
            self._bus.close()
            self._bus = None


class _Bus:
    """One connection to a bus; method calls without arguments."""

    def __init__(self, address: str) -> None:
        self._socket = _connect(address)
        self._serial = 0
        try:
            user = str(os.getuid()).encode().hex()
            self._socket.sendall(b"\0AUTH EXTERNAL " + user.encode() + b"\r\n")
            if not self._socket.recv(256).startswith(b"OK "):
                raise ConnectionRefusedError
            self._socket.sendall(b"BEGIN\r\n")
            self.call(*_HELLO)
        except BaseException:
            self._socket.close()
            raise

    def call(self, destination: str, path: str, interface: str, member: str) -> bytes:
        """The body of the reply.

        Raises:
            OSError: Nobody answered in time, or with an error.
        """
        self._serial += 1
        fields = b""
        for code, kind, value in (
            (1, "o", path),
            (2, "s", interface),
            (3, "s", member),
            (6, "s", destination),
        ):
            fields += bytes(-len(fields) % 8)
            fields += bytes((code, 1, ord(kind), 0)) + _packed(value)
        header = struct.pack("<cBBBIII", b"l", _CALL, 0, 1, 0, self._serial, len(fields)) + fields
        self._socket.sendall(header + bytes(-len(header) % 8))
        while True:
            kind_of, body = self._message()
            if kind_of == _ERROR:
                raise ConnectionError
            if kind_of == _REPLY:
                return body

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._socket.close()

    def _message(self) -> tuple[int, bytes]:
        fixed = self._read(16)
        if fixed[:1] != b"l":
            raise ValueError("a big-endian bus")
        body, _serial, fields = struct.unpack("<III", fixed[4:])
        if body > _LARGEST or fields > _LARGEST:
            raise ValueError("a message beyond all measure")
        self._read(fields + -fields % 8)
        return fixed[1], self._read(body)

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                raise ConnectionResetError
            data += piece
        return data


def _connect(address: str) -> socket.socket:
    """The first local socket that an address names: "unix:path=/run/user/1000/bus,guid=...;..."."""
    for one in address.split(";"):
        transport, _, rest = one.partition(":")
        options = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
        place = options.get("path") or ("\0" + options["abstract"] if "abstract" in options else "")
        if transport == "unix" and place:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(_PATIENCE)
            try:
                connection.connect(place)
            except OSError:
                connection.close()
                raise
            return connection
    raise ConnectionRefusedError


def _packed(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def _strings(body: bytes, at: int = 0) -> Iterator[str]:
    """The strings that follow one another in a body."""
    while at + 4 <= len(body):
        at += -at % 4
        (length,) = struct.unpack_from("<I", body, at)
        yield body[at + 4 : at + 4 + length].decode(errors="replace")
        at += 4 + length + 1


def _pairs(body: bytes) -> Iterator[tuple[str, str]]:
    """The elements of an array of (string, string)."""
    if len(body) < 4:
        return
    at = 8
    while at < len(body):
        at += -at % 8
        if at + 4 > len(body):
            return
        pair = []
        for _ in range(2):
            at += -at % 4
            (length,) = struct.unpack_from("<I", body, at)
            pair.append(body[at + 4 : at + 4 + length].decode(errors="replace"))
            at += 4 + length + 1
        yield pair[0], pair[1]


def _covers(event: str) -> bool:
    """Whether who registered for ``event``, "Object:Announcement:" or "object:", gets announcements."""
    return event.lower().rstrip(":") in _COVERING
