"""A session bus of its own, and on it a desktop portal that answers as told."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from waiting import PATIENCE

NAME = "org.freedesktop.portal.Desktop"
Answer = Callable[[], tuple[int, dict[str, Any]]]


@contextmanager
def session_bus() -> Iterator[str]:
    """The address of a bus on which nobody else is."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


class FakePortal:
    """Serves `org.freedesktop.portal.Screenshot`; use it in a with statement.

    Args:
        address: Of the bus.
        answer: Called for each picture: the response and its results; None never answers.
        early: Whether the answer comes before the call returns, as quick desktops do.
        refuses: Whether the call itself is an error.
    """

    def __init__(
        self, address: str, answer: Answer | None, *, early: bool = False, refuses: bool = False
    ) -> None:
        self._address = address
        self._answer = answer
        self._early = early
        self._refuses = refuses
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __enter__(self) -> "FakePortal":
        """Take the portal's name on the bus."""
        from jeepney import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self._connection = open_dbus_connection(self._address)
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
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
            if member == "End":
                return
            if member == "Screenshot":
                self._take(call)

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


def picture_at(path: Path) -> Answer:
    """An answer that names a file."""
    return lambda: (0, {"uri": ("s", path.as_uri())})
