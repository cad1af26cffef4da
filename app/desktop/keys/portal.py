"""Wayland, where a program hears only keys meant for its own windows: the desktop gives out the others."""

from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.desktop.keys.chords import Chord
from app.desktop.keys.collisions import collision
from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import GlobalKeys, Taker
from app.desktop.keys.shortcuts_portal import Given, Shortcut, ShortcutsPortal
from app.errors import AppError

SENTENCE = str(
    QT_TRANSLATE_NOOP("GlobalKeys", "On this desktop, programs cannot hear keys outside their windows.")
)
HINT = str(
    QT_TRANSLATE_NOOP(
        "GlobalKeys",
        "In the desktop's keyboard settings, add a shortcut for the command: earsight gui --do screen, "
        "or, while Earsight is not running: earsight describe --screen --speak. "
        "Every command is also in the menus of Earsight.",
    )
)
NOT_YET = str(
    QT_TRANSLATE_NOOP(
        "GlobalKeys", "This desktop gives out the keys that work everywhere, and Earsight has none yet."
    )
)
NOT_YET_HINT = str(QT_TRANSLATE_NOOP("GlobalKeys", "Open the settings, part Keys, and press Set up keys."))
NONE_GIVEN = str(QT_TRANSLATE_NOOP("GlobalKeys", "The desktop gave Earsight no keys."))
APPLICATION = "earsight"
#: What a chord of its own is asked for: the main commands, less those that need to know the window in front.
MAIN = (
    "screen",
    "region",
    "clipboard",
    "ask",
    "more",
    "repeat",
    "recall",
    "live",
    "search",
    "open_window",
    "stop",
)
_HELD = frozenset(("ctrl", "alt", "shift"))


class WaylandHotkeys:
    """See :class:`app.desktop.keys.hotkeys.Hotkeys`: a chord for each main command, where there is a portal.

    A leader cannot be had: no program may take the key that follows. Without a portal each answer says what
    to do instead.

    Args:
        address: Of the session bus.
        wanted: Whether the user had the keys set up before, so that they are taken at the start.
    """

    def __init__(self, address: str = "", wanted: bool = False) -> None:
        self._address = address
        self._wanted = wanted
        self._portal: ShortcutsPortal | None = None
        self._listener: GlobalKeys | None = None
        self._keymap: KeyMap | None = None

    @property
    def offered(self) -> bool:
        """Whether this desktop gives out keys; known once it was started."""
        return self._portal is not None

    def start(self, listener: GlobalKeys) -> None:
        """See the protocol."""
        self._listener = listener
        if not self._connect():
            raise AppError(SENTENCE, HINT)
        if not self._wanted:
            raise AppError(NOT_YET, NOT_YET_HINT)

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        """See the protocol. The desktop keeps the keys; they are changed in its own settings."""
        first, self._keymap = self._keymap is None, keymap
        if self._portal is None:
            return (f"{SENTENCE} {HINT}",)
        if first and self._wanted:
            self._portal.bind(self._shortcuts(keymap), self._at_start)
        return ()

    def set_up(self, keymap: KeyMap, done: Callable[[Given], None]) -> None:
        """Have the desktop ask the user for the keys.

        Args:
            keymap: Whose keys are asked for, after what is held.
            done: Told what came of it, on another thread.
        """
        # A program that was not known to the desktop is only looked at anew on another connection.
        if not self._connect() or self._portal is None:
            done(Given(None))
            return
        self._keymap = keymap
        self._portal.bind(self._shortcuts(keymap), done)

    def arm(self, seconds: float, *, many: bool = False) -> None:
        """No single key can come."""

    def disarm(self) -> None:
        """Nothing was taken."""

    def take(self, taker: Taker) -> bool:
        """No key can be taken."""
        return False

    def hold(self) -> None:
        """Nothing was taken."""

    def release(self) -> None:
        """Nothing was taken."""

    def stop(self) -> None:
        """See the protocol."""
        portal, self._portal = self._portal, None
        if portal is not None:
            portal.close()

    def _connect(self) -> bool:
        self.stop()
        portal = ShortcutsPortal(self._address, APPLICATION, self._on_pressed)
        if portal.open():
            self._portal = portal
        return self._portal is not None

    def _on_pressed(self, name: str) -> None:
        if self._listener is not None and name in MAIN:
            self._listener.command(name)

    def _at_start(self, given: Given) -> None:
        if given.keys is None and self._listener is not None:
            self._listener.problem(f"{NONE_GIVEN} {NOT_YET_HINT}")

    @staticmethod
    def _shortcuts(keymap: KeyMap) -> list[Shortcut]:
        return [Shortcut(name, keymap.command(name).title, _best(keymap, name)) for name in MAIN]


def _best(keymap: KeyMap, name: str) -> Chord | None:
    """The chord that the user chose; else the key after the leader, with what the leader holds."""
    chosen = keymap.chord_of(name)
    if chosen is not None:
        return chosen
    key = keymap.key_of(name)
    if not key:
        return None
    chord = Chord(_HELD, key)
    return chord if collision(chord, "linux") is None else None
