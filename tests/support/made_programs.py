"""An accessibility bus on a socket of its own, with programs on it that answer as told; Linux's alone."""

import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from waiting import PATIENCE

from app.desktop.tree.roles import Bit

SPI = "org.a11y.atspi."
REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
NULL = "/org/a11y/atspi/null"
SEEN = frozenset((Bit.SHOWING, Bit.SENSITIVE))
PID = 4711


@dataclass(eq=False)
class Thing:
    """One object of a program.

    Attributes:
        role: AT-SPI's number.
        states: Besides being shown and ready for use.
        place: (left, top, width, height).
        text: None where it has none to tell.
        numbers: (now, least, most) of its value.
        rows: Of a table.
        chosen: What is selected in it.
        labelled_by: What names it.
        wrong_by: What says that it is wrong.
        embeds: The page that it shows.
        count: How many it says are in it; None tells the truth.
        at: What is at a place in it.
        hidden: Whether it cannot be seen.
        off: Whether it does not react.
    """

    role: int
    name: str = ""
    states: tuple[Bit, ...] = ()
    place: tuple[int, int, int, int] = (10, 10, 50, 20)
    children: list["Thing"] = field(default_factory=list)
    text: str | None = None
    description: str = ""
    numbers: tuple[float, float, float] | None = None
    rows: int | None = None
    chosen: "Thing | None" = None
    labelled_by: "Thing | None" = None
    wrong_by: "Thing | None" = None
    embeds: "Thing | None" = None
    count: int | None = None
    at: Callable[[int, int], "Thing | None"] | None = None
    hidden: bool = False
    off: bool = False

    def bits(self) -> int:
        """Its states as one number."""
        states = set(self.states)
        states |= set() if self.hidden else {Bit.SHOWING}
        states |= set() if self.off else {Bit.SENSITIVE}
        return sum(1 << state for state in states)


def window(name: str, *children: Thing, role: int = 23, **more: Any) -> Thing:
    """The active window of a program, 400 by 300 pixels at (0, 0)."""
    return Thing(role, name, (Bit.ACTIVE,), (0, 0, 400, 300), list(children), **more)


class Silence(Exception):
    """A question that is never answered."""


class Death(Exception):
    """A question at which the connection breaks."""


class MadeBus:
    """Serves one program, on a bus that is the session's and the accessibility one; for a with statement.

    Args:
        windows: Of the program.
        pid: Its process.
        instead: Answers some questions in its own way: given path, interface, member and arguments it
            returns (signature, body), bytes to be sent as they are, or None for the usual answer.
        address: What is told to be the accessibility bus's address; "" for its own.
    """

    def __init__(
        self,
        *windows: Thing,
        pid: int = PID,
        instead: Callable[[str, str, str, tuple[Any, ...]], Any] = lambda *asked: None,
        address: str = "",
    ) -> None:
        self._root = Thing(75, "program", children=list(windows))
        self._pid = pid
        self._instead = instead
        self._told = address
        self._things: dict[str, Thing] = {ROOT: self._root}
        self._paths: dict[Thing, str] = {self._root: ROOT}
        self.asked: list[tuple[str, str]] = []
        self.flags: set[int] = set()

    @property
    def environment(self) -> Mapping[str, str]:
        """What a program of this desktop finds in its environment."""
        return {"DBUS_SESSION_BUS_ADDRESS": self.address}

    def __enter__(self) -> "MadeBus":
        """Begin to serve."""
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "bus"
        self.address = f"unix:path={path}"
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen()
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        for line in (self._server, *self._lines):
            line.close()
        self._folder.cleanup()

    def path(self, thing: Thing) -> str:
        """What an object is known by."""
        if thing not in self._paths:
            path = f"/org/a11y/atspi/accessible/{len(self._paths)}"
            self._paths[thing], self._things[path] = path, thing
        return self._paths[thing]

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            self._lines.append(line)
            self._threads.append(threading.Thread(target=self._serve, args=(line,)))
            self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for call in _calls(line):
                self._answer(line, call)

    def _answer(self, line: socket.socket, call: Any) -> None:
        from jeepney import HeaderFields

        fields = call.header.fields
        path, interface = fields[HeaderFields.path], fields.get(HeaderFields.interface, "")
        member = fields[HeaderFields.member]
        self.asked.append((path, member if member != "Get" else call.body[1]))
        self.flags.add(int(call.header.flags))
        if fields.get(HeaderFields.destination) == REGISTRY:
            line.sendall(self._reply(call, ("a(so)", ([(":1.7", ROOT)],))))
            return
        try:
            found = self._instead(path, interface, member, call.body) or self._usual(
                path, interface, member, call.body
            )
        except Silence:
            return
        except Death:
            line.shutdown(socket.SHUT_RDWR)
            return
        line.sendall(found if isinstance(found, bytes) else self._reply(call, found))

    def _reply(self, call: Any, found: Any) -> bytes:
        from jeepney import HeaderFields, new_error, new_method_return

        call.header.fields[HeaderFields.sender] = ":1.1"
        unknown = "org.freedesktop.DBus.Error.UnknownMethod"
        reply = new_error(call, unknown) if found is None else new_method_return(call, *found)
        return bytes(reply.serialise(1))

    def _usual(self, path: str, interface: str, member: str, body: tuple[Any, ...]) -> Any:
        if member == "Hello":
            return "s", (":1.1",)
        if member == "GetAddress":
            return "s", (self._told or self.address,)
        if member == "GetConnectionUnixProcessID":
            return "u", (self._pid,)
        thing = self._things.get(path)
        if thing is None:
            return None
        if member == "Get":
            return self._property(thing, *body)
        return getattr(self, f"_{member}", lambda *_arguments: None)(thing, *body)

    def _property(self, thing: Thing, interface: str, which: str) -> Any:
        count = len(thing.children) if thing.count is None else thing.count
        now, least, most = thing.numbers or (None, None, None)
        found = {
            "Name": ("s", thing.name),
            "Description": ("s", thing.description),
            "ChildCount": ("i", count),
            "NRows": ("i", thing.rows),
            "CharacterCount": ("i", None if thing.text is None else len(thing.text)),
            "CurrentValue": ("d", now),
            "MinimumValue": ("d", least),
            "MaximumValue": ("d", most),
        }[which]
        return None if found[1] is None else ("v", (found,))

    def _ref(self, thing: Thing | None) -> tuple[str, str]:
        return (":1.7", NULL if thing is None else self.path(thing))

    def _GetChildren(self, thing: Thing) -> Any:  # methods are called as AT-SPI calls them
        return "a(so)", ([self._ref(child) for child in thing.children],)

    def _GetChildAtIndex(self, thing: Thing, index: int) -> Any:
        return "(so)", (self._ref(thing.children[index] if index < len(thing.children) else None),)

    def _GetState(self, thing: Thing) -> Any:
        bits = thing.bits()
        return "au", ([bits & 0xFFFFFFFF, bits >> 32],)

    def _GetRole(self, thing: Thing) -> Any:
        return "u", (thing.role,)

    def _GetInterfaces(self, thing: Thing) -> Any:
        has = {
            "Text": thing.text is not None,
            "Value": thing.numbers is not None,
            "Table": thing.rows is not None,
            "Selection": thing.chosen is not None,
        }
        return "as", ([SPI + "Accessible", *(SPI + name for name, there in has.items() if there)],)

    def _GetExtents(self, thing: Thing, _kind: int) -> Any:
        return "(iiii)", (thing.place,)

    def _GetAccessibleAtPoint(self, thing: Thing, x: int, y: int, _kind: int) -> Any:
        return "(so)", (self._ref(thing.at(x, y) if thing.at is not None else None),)

    def _GetSelectedChild(self, thing: Thing, _index: int) -> Any:
        return "(so)", (self._ref(thing.chosen),)

    def _GetText(self, thing: Thing, start: int, end: int) -> Any:
        return "s", ((thing.text or "")[start:end],)

    def _GetRelationSet(self, thing: Thing) -> Any:
        told = [(2, thing.labelled_by), (13, thing.embeds), (21, thing.wrong_by)]
        return "a(ua(so))", ([(kind, [self._ref(one)]) for kind, one in told if one is not None],)


def _calls(line: socket.socket) -> Iterator[Any]:
    """What a client asks, once it has said who it is."""
    from jeepney import Parser

    heard = b""
    while b"\r\n" not in heard:
        heard += line.recv(4096)
    line.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
    while b"BEGIN\r\n" not in heard:
        heard += line.recv(4096)
    parser = Parser()
    piece = heard.partition(b"BEGIN\r\n")[2]
    while True:
        yield from parser.feed(piece)
        piece = line.recv(4096)
        if not piece:
            return
