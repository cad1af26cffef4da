"""A session bus of its own, and on it a desktop portal that answers as told."""

import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from waiting import PATIENCE

NAME = "org.freedesktop.portal.Desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
Answer = Callable[[], tuple[int, dict[str, Any]]]


@contextmanager
def session_bus() -> Iterator[str]:
    """The address of a bus on which nobody else is."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@dataclass
class FakeShortcuts:
    """What the portal's `GlobalShortcuts` does, and what it was asked for.

    Attributes:
        gives: The response to a wish for shortcuts, and which keys each name gets; None never answers.
        needs_entry: Whether a program must have named its desktop entry first, as from version 1.21 on.
        entries: The desktop entries that there are.
        own_paths: Whether requests have paths of the portal's own choosing, as old ones had.
    """

    gives: Callable[[Sequence[str]], tuple[int, dict[str, str]]] | None = lambda names: (
        0,
        {name: f"Press <{name}>" for name in names},
    )
    needs_entry: bool = True
    entries: tuple[str, ...] = ("earsight",)
    own_paths: bool = False
    registered: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    bound: list[list[tuple[str, dict[str, str]]]] = field(default_factory=list)


class FakePortal:
    """Serves `org.freedesktop.portal.Screenshot` and, if told so, `GlobalShortcuts`; for a with statement.

    Args:
        address: Of the bus.
        answer: Called for each picture: the response and its results; None never answers.
        early: Whether the answer comes before the call returns, as quick desktops do.
        refuses: Whether the call itself is an error.
        shortcuts: What gives out keys; None has no such portal.
    """

    def __init__(
        self,
        address: str,
        answer: Answer | None = None,
        *,
        early: bool = False,
        refuses: bool = False,
        shortcuts: FakeShortcuts | None = None,
    ) -> None:
        self._address = address
        self._answer = answer
        self._early = early
        self._refuses = refuses
        self._shortcuts = shortcuts
        self._named = threading.Event()
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __enter__(self) -> "FakePortal":
        """Take the portal's name on the bus."""
        from jeepney import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self._connection = open_dbus_connection(self._address)
        # Whoever waits for the portal may call before the bus has said that the name is ours.
        self._connection.send(message_bus.RequestName(NAME))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        assert self._named.wait(PATIENCE)
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave the bus."""
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        with open_dbus_connection(self._address) as other:
            address = DBusAddress("/end", NAME, "org.earsight.End")
            other.send(new_method_call(address, "End"))
            self._thread.join(PATIENCE)
        self._connection.close()

    def _serve(self) -> None:
        from jeepney import HeaderFields

        while True:
            call = self._connection.receive()
            member = call.header.fields.get(HeaderFields.member)
            if member is None:
                self._named.set()
            if member == "End":
                return
            if member == "Screenshot":
                self._take(call)
            elif member in ("Get", "Register", "CreateSession", "BindShortcuts"):
                self._give_keys(call, member)

    def _take(self, call: Any) -> None:
        from jeepney import DBusAddress, HeaderFields, new_error, new_method_return, new_signal

        parent, options = call.body
        self.asked.append((parent, {name: value for name, (_, value) in options.items()}))
        if self._refuses:
            self._connection.send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod"))
            return
        sender = call.header.fields[HeaderFields.sender][1:].replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{options['handle_token'][1]}"
        request = DBusAddress(path, interface="org.freedesktop.portal.Request")
        steps = [new_method_return(call, "o", (path,))]
        if self._answer is not None:
            elsewhere = DBusAddress(path + "x", interface="org.freedesktop.portal.Request")
            steps.append(new_signal(elsewhere, "Response", "ua{sv}", (2, {})))  # another program's
            steps.append(new_signal(request, "Response", "ua{sv}", self._answer()))
        if self._early:
            steps.reverse()
        for step in steps:
            self._connection.send(step)

    def press(self, name: str, *, session: str = "") -> None:
        """Have the keys of a shortcut pressed, and let go of."""
        from jeepney import DBusAddress, new_signal

        assert self._shortcuts is not None
        path = session or list(self._shortcuts.sessions)[-1]
        portal = DBusAddress("/org/freedesktop/portal/desktop", interface=SHORTCUTS)
        for member in ("Activated", "Deactivated"):
            self._connection.send(new_signal(portal, member, "osta{sv}", (path, name, 1, {})))

    def _give_keys(self, call: Any, member: str) -> None:
        from jeepney import DBusAddress, HeaderFields, new_error, new_method_return, new_signal

        desk = self._shortcuts
        sender = call.header.fields[HeaderFields.sender]
        refused = new_error(call, "org.freedesktop.portal.Error.NotAllowed")
        if desk is None:
            self._connection.send(refused)
            return
        if member == "Get":
            self._connection.send(new_method_return(call, "v", (("u", 2),)))
            return
        if member == "Register":
            known = call.body[0] in desk.entries and sender not in desk.registered
            desk.registered.setdefault(sender, call.body[0] if known else "")
            self._connection.send(new_method_return(call) if known else refused)
            return
        if desk.needs_entry and not desk.registered.get(sender):
            self._connection.send(refused)
            return
        options, plain = call.body[-1], sender[1:].replace(".", "_")
        base = "/org/freedesktop/portal/desktop"
        path = f"{base}/request/{plain}/{'own' if desk.own_paths else ''}{options['handle_token'][1]}"
        results: dict[str, Any] = {}
        response = 0
        if member == "CreateSession":
            session = f"{base}/session/{plain}/{options['session_handle_token'][1]}"
            desk.sessions[session] = sender
            results = {"session_handle": ("s", session)}
        else:
            assert desk.sessions[call.body[0]] == sender
            wanted = [(name, {key: value for key, (_, value) in one.items()}) for name, one in call.body[1]]
            desk.bound.append(wanted)
            if desk.gives is None:
                self._connection.send(new_method_return(call, "o", (path,)))
                return
            response, keys = desk.gives([name for name, _ in wanted])
            listed = [(name, {"trigger_description": ("s", words)}) for name, words in keys.items()]
            results = {"shortcuts": ("a(sa{sv})", listed)}
        request = DBusAddress(path, interface="org.freedesktop.portal.Request")
        steps = [
            new_method_return(call, "o", (path,)),
            new_signal(request, "Response", "ua{sv}", (response, results)),
        ]
        if self._early:
            steps.reverse()
        for step in steps:
            self._connection.send(step)


def picture_at(path: Path) -> Answer:
    """An answer that names a file."""
    return lambda: (0, {"uri": ("s", path.as_uri())})
