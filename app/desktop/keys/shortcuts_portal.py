"""Keys that a Wayland desktop gives out: the portal `org.freedesktop.portal.GlobalShortcuts`, by jeepney.

https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
A session, then its shortcuts, for which the desktop shows a window of its own the first time. It wants to
know the program by its desktop entry; one in no sandbox names it to `org.freedesktop.host.portal.Registry`.
"""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from app.desktop.keys.chords import Chord

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.threading import DBusConnection

PATIENCE = 3.0
"""Seconds that the desktop may take to say whether it has the portal."""

_BUS = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_DONE = 0
_MODIFIERS = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "cmd": "LOGO"}
_KEYSYMS = {
    "Space": "space", "BracketLeft": "bracketleft", "BracketRight": "bracketright", "PageUp": "Page_Up",
    "PageDown": "Page_Down", "Backspace": "BackSpace",
}  # fmt: skip
_AS_THEY_ARE = (
    "Escape", "Return", "Tab", "Delete", "Insert", "Home", "End", "Up", "Down", "Left", "Right", "Print",
    "Pause",
)  # fmt: skip


@dataclass(frozen=True)
class Shortcut:
    """What the desktop is asked for.

    Attributes:
        name: Of the command.
        words: What it does, shown by the desktop.
        chord: The keys that would be best; None leaves them to the user.
    """

    name: str
    words: str
    chord: Chord | None


@dataclass(frozen=True)
class Given:
    """What the desktop gave.

    Attributes:
        keys: Name of a command -> how its keys are called, "" where that was not told; None where the desktop
            or its user gave none.
    """

    keys: Mapping[str, str] | None


def trigger(chord: Chord) -> str:
    """Keys as the Shortcuts Specification of freedesktop.org writes them: "CTRL+ALT+SHIFT+d"."""
    key = chord.key
    if key.startswith("F") and key[1:].isdigit():
        name = key
    else:
        name = _KEYSYMS.get(key, key if key in _AS_THEY_ARE else key.lower())
    return "+".join([word for held, word in _MODIFIERS.items() if held in chord.modifiers] + [name])


class ShortcutsPortal:
    """One connection to the portal, with a thread that listens. Methods are for the main thread.

    Args:
        address: Of the session bus; "" looks where it usually is.
        application: The name of the app's desktop entry, without its ending.
        pressed: Told the name of a command whose keys were pressed, on the thread here.
        patience: Seconds to wait for the first answer.
    """

    def __init__(
        self, address: str, application: str, pressed: Callable[[str], None], patience: float = PATIENCE
    ) -> None:
        self._address = address
        self._application = application
        self._pressed = pressed
        self._patience = patience
        self._replies: dict[int, Callable[[Message], None]] = {}
        self._requests: dict[str, Callable[[int, dict[str, Any]], None]] = {}
        self._connection: DBusConnection | None = None
        self._thread: Thread | None = None
        self._owner = self._session = ""
        self._wanted: Sequence[Shortcut] = ()
        self._done: Callable[[Given], None] = _nobody

    def open(self) -> bool:
        """Look for the portal, and listen to it from now on.

        Returns:
            Whether this desktop has it.
        """
        from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, Properties, message_bus
        from jeepney.bus import get_bus
        from jeepney.io.blocking import prep_socket
        from jeepney.io.threading import DBusConnection

        try:
            line = prep_socket(get_bus(self._address or "SESSION"), timeout=self._patience)
            self._connection = DBusConnection(line)
            self._connection.unique_name = self._ask(message_bus.Hello()).body[0]
            for interface in (_REQUEST, _SHORTCUTS):
                rule = MatchRule(type="signal", sender=_BUS, interface=interface)
                self._ask(message_bus.AddMatch(rule))
            changes = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
            changes.add_arg_condition(0, _BUS)
            self._ask(message_bus.AddMatch(changes))
            self._ask(self._register())  # an older portal has no such thing
            version = self._ask(Properties(DBusAddress(_PATH, _BUS, _SHORTCUTS)).get("version"))
            if version.header.message_type is not MessageType.method_return:
                self.close()
                return False
            self._owner = version.header.fields[HeaderFields.sender]
        except Exception:
            # jeepney raises almost any built-in exception, assertions too, on a damaged message.
            self.close()
            return False
        self._thread = Thread(target=self._listen, name="desktop-keys", daemon=True)
        self._thread.start()
        return True

    def bind(self, shortcuts: Sequence[Shortcut], done: Callable[[Given], None]) -> None:
        """Ask for keys; the desktop may have the user choose them, which takes its time.

        Args:
            shortcuts: All that are wanted.
            done: Told what came of it, on the thread here; again when the portal was started anew.
        """
        self._wanted, self._done = tuple(shortcuts), done
        self._create_session()

    def close(self) -> None:
        """Give the keys back; whoever waits for them is not told any more. May be called twice."""
        self._done = _nobody  # first of all: the thread here may be about to ask on, without a connection
        connection, self._connection = self._connection, None
        if connection is None:
            return
        thread, self._thread = self._thread, None
        if thread is not None:
            connection.interrupt()
            thread.join(self._patience)
        with suppress(OSError):
            connection.close()

    def _ask(self, message: "Message") -> "Message":
        """Before the thread listens: send a call, and wait for what comes back."""
        from jeepney import HeaderFields

        assert self._connection is not None
        serial = next(self._connection.outgoing_serial)
        self._connection.send(message, serial=serial)
        end = time.monotonic() + self._patience
        while True:
            answer = self._connection.receive(timeout=max(0.001, end - time.monotonic()))
            if answer.header.fields.get(HeaderFields.reply_serial) == serial:
                return answer

    def _call(self, message: "Message", answered: "Callable[[Message], None]") -> None:
        connection = self._connection
        if connection is None:
            self._done(Given(None))
            return
        serial = next(connection.outgoing_serial)
        self._replies[serial] = answered
        try:
            connection.send(message, serial=serial)
        except OSError:
            self._replies.pop(serial, None)
            self._done(Given(None))

    def _register(self) -> "Message":
        from jeepney import DBusAddress, new_method_call

        registry = DBusAddress(_PATH, _BUS, _REGISTRY)
        return new_method_call(registry, "Register", "sa{sv}", (self._application, {}))

    def _create_session(self) -> None:
        token = f"earsight{secrets.token_hex(8)}"

        def created(response: int, results: dict[str, Any]) -> None:
            self._session = str(results.get("session_handle", ("s", ""))[1])
            if response != _DONE or not self._session.startswith("/"):
                self._done(Given(None))
                return
            self._bind()

        self._request("CreateSession", "a{sv}", (), {"session_handle_token": ("s", token)}, created)

    def _bind(self) -> None:
        def about(one: Shortcut) -> dict[str, tuple[str, str]]:
            chord = {} if one.chord is None else {"preferred_trigger": ("s", trigger(one.chord))}
            return {"description": ("s", one.words), **chord}

        def bound(response: int, results: dict[str, Any]) -> None:
            if response != _DONE:
                self._done(Given(None))
                return
            keys = {
                str(name): str(words.get("trigger_description", ("s", ""))[1])
                for name, words in results.get("shortcuts", ("", []))[1]
            }
            # Where nothing is told of them, all were taken as they were asked for.
            self._done(Given(keys if "shortcuts" in results else {one.name: "" for one in self._wanted}))

        shortcuts = [(one.name, about(one)) for one in self._wanted]
        self._request("BindShortcuts", "oa(sa{sv})sa{sv}", (self._session, shortcuts, ""), {}, bound)

    def _request(
        self,
        method: str,
        signature: str,
        arguments: tuple[Any, ...],
        options: dict[str, tuple[str, str]],
        answered: Callable[[int, dict[str, Any]], None],
    ) -> None:
        """Call a method that is answered by a Response, which may come before the call returns."""
        from jeepney import DBusAddress, MessageType, new_method_call

        connection = self._connection
        token = f"earsight{secrets.token_hex(8)}"
        name = "" if connection is None else str(connection.unique_name)[1:].replace(".", "_")
        path = f"{_PATH}/request/{name}/{token}"
        self._requests[path] = answered

        def returned(reply: "Message") -> None:
            if reply.header.message_type is not MessageType.method_return:
                self._requests.pop(path, None)
                self._done(Given(None))
            elif reply.body[0] != path and path in self._requests:  # old portals choose it themselves
                self._requests[reply.body[0]] = self._requests.pop(path)

        portal = DBusAddress(_PATH, _BUS, _SHORTCUTS)
        body = (*arguments, {**options, "handle_token": ("s", token)})
        self._call(new_method_call(portal, method, signature, body), returned)

    def _listen(self) -> None:
        from jeepney.io.threading import ReceiveStopped

        connection = self._connection
        while connection is not None:
            try:
                message = connection.receive()
            except ReceiveStopped:
                return
            except Exception:  # the bus has ended, or sends what is no message
                return
            try:
                self._take(message)
            except (LookupError, TypeError, ValueError, AttributeError):
                continue  # not what the portal's documents say

    def _take(self, message: "Message") -> None:
        from jeepney import HeaderFields

        fields = message.header.fields
        answered = self._replies.pop(fields.get(HeaderFields.reply_serial, 0), None)
        if answered is not None:
            answered(message)
            return
        member, sender = fields.get(HeaderFields.member), fields.get(HeaderFields.sender)
        if member == "NameOwnerChanged" and sender == "org.freedesktop.DBus":
            self._changed(str(message.body[2]))
        elif sender != self._owner:
            return  # any program may send signals
        elif member == "Response":
            then = self._requests.pop(str(fields.get(HeaderFields.path)), None)
            if then is not None:
                then(*message.body)
        elif member == "Activated" and message.body[0] == self._session:
            self._pressed(str(message.body[1]))

    def _changed(self, owner: str) -> None:
        """The portal ended, or began anew and knows nothing of before."""
        self._owner, self._session = owner, ""
        self._requests.clear()
        if owner and self._wanted:
            self._call(self._register(), lambda _reply: self._create_session())


def _nobody(_given: Given) -> None:
    """Nothing was asked for yet."""
