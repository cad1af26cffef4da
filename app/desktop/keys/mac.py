"""Global keys on macOS: Carbon's hot keys, which need no permission. Not run on this project's machines.

All of it runs on the main thread, whose event loop brings the keys. Where X11 takes the whole keyboard after
the leader, here every key that may follow becomes a hot key of its own until one comes or the time is over:
as it is, and with the leader's modifiers, which may still be held.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.desktop.keys.chords import KEYS, WRITING, Chord, spoken_key
from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import GlobalKeys, Taker
from app.desktop.keys.leader import WAIT
from app.desktop.keys.mac_layout import MacLayout

# HIToolbox/Events.h; quickmachotkey.constants has the same numbers under its own names.
_CODES = {
    "A": 0x00, "S": 0x01, "D": 0x02, "F": 0x03, "H": 0x04, "G": 0x05, "Z": 0x06, "X": 0x07, "C": 0x08,
    "V": 0x09, "B": 0x0B, "Q": 0x0C, "W": 0x0D, "E": 0x0E, "R": 0x0F, "Y": 0x10, "T": 0x11, "1": 0x12,
    "2": 0x13, "3": 0x14, "4": 0x15, "6": 0x16, "5": 0x17, "Equal": 0x18, "9": 0x19, "7": 0x1A, "Minus": 0x1B,
    "8": 0x1C, "0": 0x1D, "BracketRight": 0x1E, "O": 0x1F, "U": 0x20, "BracketLeft": 0x21, "I": 0x22,
    "P": 0x23, "Return": 0x24, "L": 0x25, "J": 0x26, "Apostrophe": 0x27, "K": 0x28, "Semicolon": 0x29,
    "Backslash": 0x2A, "Comma": 0x2B, "Slash": 0x2C, "N": 0x2D, "M": 0x2E, "Period": 0x2F, "Tab": 0x30,
    "Space": 0x31, "Grave": 0x32, "Backspace": 0x33, "Escape": 0x35, "F5": 0x60, "F6": 0x61, "F7": 0x62,
    "F3": 0x63, "F8": 0x64, "F9": 0x65, "F11": 0x67, "F13": 0x69, "F16": 0x6A, "F14": 0x6B, "F10": 0x6D,
    "F12": 0x6F, "F15": 0x71, "Home": 0x73, "PageUp": 0x74, "Delete": 0x75, "F4": 0x76, "End": 0x77,
    "F2": 0x78, "PageDown": 0x79, "F1": 0x7A, "Left": 0x7B, "Right": 0x7C, "Down": 0x7D, "Up": 0x7E,
    "F17": 0x40, "F18": 0x4F, "F19": 0x50, "F20": 0x5A,
}  # fmt: skip
_MASKS = {"cmd": 0x100, "shift": 0x200, "alt": 0x800, "ctrl": 0x1000}
_EXCLUSIVE = 1
_PROBE = (0x45535448, 1)

Key = tuple[int, int]
"""A key's code, and the bits of the modifiers that are held with it."""


def modifier_mask(chord: Chord) -> int:
    """Carbon's bits of a chord's modifiers."""
    return sum(_MASKS[one] for one in chord.modifiers)


def usual_layout() -> MacLayout:
    """The user's own layout, with the places of the US one for what it lacks.

    Raises:
        AttributeError, OSError, ValueError: This system lacks some of it.
    """
    return MacLayout({name: _CODES[name] for name in WRITING})


class MacHotkeys:
    """See :class:`app.desktop.keys.hotkeys.Hotkeys`.

    Args:
        make_layout: Makes what knows the user's layout.
    """

    def __init__(self, make_layout: Callable[[], MacLayout] = usual_layout) -> None:
        self._make_layout = make_layout
        self._layout: MacLayout | None = None
        self._listener: GlobalKeys | None = None
        self._keymap: KeyMap | None = None
        self._codes: dict[str, int] = {}
        self._taken: dict[Key, Any] = {}
        self._chords: dict[Chord, Key] = {}
        self._single: set[Key] = set()
        self._told: set[str] = set()
        self._many = False
        self._seconds = WAIT
        self._timer: Any = None

    def start(self, listener: GlobalKeys) -> None:
        """See the protocol."""
        from PySide6.QtCore import QTimer

        self._listener = listener
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._expired)
        try:
            self._layout = self._make_layout()
        except (AttributeError, OSError, ValueError):  # a system that lacks some of it: the US layout stays
            return
        self._layout.watch(self._follow_layout)

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        """See the protocol."""
        self._keymap = keymap
        self._told.clear()
        if (codes := self._read_codes()) != self._codes:
            self._codes = codes
            self._release(self._chords)
        wanted = [*([keymap.leader] if keymap.leader else []), *keymap.chords]
        self._release(self._chords.keys() - set(wanted))
        return tuple(words for words in map(self._grab, wanted) if words)

    def arm(self, seconds: float, *, many: bool = False) -> None:
        """See the protocol."""
        self._many = many
        self._seconds = seconds
        if not self._single:
            self._follow_layout()
            held = {0, modifier_mask(self._leader) if self._leader is not None else 0}
            lost = [name for name in KEYS if not self._take(name, held)]
            self._tell_lost(lost)
        self._timer.start(round(seconds * 1000))

    def disarm(self) -> None:
        """See the protocol."""
        if self._timer is not None:
            self._timer.stop()
        self._many = False
        for key in self._single:
            self._off(key)
        self._single.clear()

    def take(self, taker: Taker) -> bool:
        """Not here: a window of ours takes the keys, which VoiceOver then reads."""
        return False

    def hold(self) -> None:
        """Nothing was taken."""

    def release(self) -> None:
        """Nothing was taken."""

    def stop(self) -> None:
        """See the protocol."""
        self.disarm()
        self._release(self._chords)
        self._keymap = None

    def _grab(self, chord: Chord) -> str | None:
        if chord in self._chords:
            return None
        code = self._codes.get(chord.key)
        if code is None:
            return f"This keyboard has no key for {chord.spoken('darwin')}."
        key = (code, modifier_mask(chord))
        if not (self._is_free(key) and self._on(key, lambda: self._pressed(chord))):
            return f"{chord.spoken('darwin')} belongs to another program, so it does not work here."
        self._chords[chord] = key
        return None

    def _release(self, chords: Iterable[Chord]) -> None:
        for chord in list(chords):
            self._off(self._chords.pop(chord))

    def _take(self, name: str, held: set[int]) -> bool:
        """Take a single key with each set of modifiers; whether it comes to us when it is pressed alone."""
        code = self._codes.get(name)
        if code is None:
            return True  # nobody gets it
        for key in sorted((code, mask) for mask in held):
            # A chord of its own stays one.
            if key not in self._taken and self._on(key, lambda: self._key(name)):
                self._single.add(key)
        return (code, 0) in self._taken

    def _tell_lost(self, names: Sequence[str]) -> None:
        """Say which commands' keys go to another program; once."""
        commands = self._keymap.keys if self._keymap is not None else {}
        lost = [name for name in names if name in commands and name not in self._told]
        self._told.update(lost)
        if lost and self._listener is not None:
            words = ", ".join(map(spoken_key, lost))
            self._listener.problem(f"After the leader these keys go to another program: {words}.")

    def _follow_layout(self) -> None:
        """Take the chords by where their keys are now."""
        if self._keymap is None or self._read_codes() == self._codes:
            return
        if self._single:
            self._expired()
        for words in self.bind(self._keymap):
            if self._listener is not None:
                self._listener.problem(words)

    def _read_codes(self) -> dict[str, int]:
        if self._layout is None:
            return _CODES
        return {name: code for name, code in _CODES.items() if name not in WRITING} | self._layout.codes()

    def _pressed(self, chord: Chord) -> None:
        if self._listener is None:
            return
        if chord == self._leader:
            holder = self._layout.secure() if self._layout is not None else None
            if holder is not None:
                self.disarm()
                self._listener.problem(_secure_words(holder))
                return
            self.arm(max(WAIT, self._seconds) if self._many else WAIT, many=self._many)
        elif not self._many:
            self.disarm()
        self._listener.chord(chord)

    @property
    def _leader(self) -> Chord | None:
        return self._keymap.leader if self._keymap is not None else None

    def _key(self, name: str) -> None:
        if self._many:
            self._timer.start(round(self._seconds * 1000))
        else:
            self.disarm()
        if self._listener is not None:
            self._listener.key(name)

    def _expired(self) -> None:
        self.disarm()
        if self._listener is not None:
            self._listener.expired()

    def _on(self, key: Key, action: Callable[[], None]) -> bool:
        """Have a key come to us; whether it does. The library would not tell."""
        from quickmachotkey import _QMHK, hotKeyHandlers
        from quickmachotkey import _MinimalHIToolbox as carbon

        # Each key has a number and keeps its handler: what was pressed at the last moment finds no other's.
        number = key[0] << 16 | key[1]
        hotKeyHandlers[number] = action
        target = carbon.GetEventDispatcherTarget()
        status, taken = carbon.RegisterEventHotKey(*key, (_QMHK, number), target, 0, None)
        if status == 0:
            self._taken[key] = taken
        return bool(status == 0)

    def _off(self, key: Key) -> None:
        from quickmachotkey import _MinimalHIToolbox as carbon

        taken = self._taken.pop(key, None)
        if taken is not None:
            carbon.UnregisterEventHotKey(taken)

    @staticmethod
    def _is_free(key: Key) -> bool:
        """Ask for a key as its only owner, which fails where another has it."""
        from quickmachotkey import _MinimalHIToolbox as carbon

        target = carbon.GetEventDispatcherTarget()
        status, hot_key = carbon.RegisterEventHotKey(*key, _PROBE, target, _EXCLUSIVE, None)
        if status == 0:
            carbon.UnregisterEventHotKey(hot_key)
        return bool(status == 0)


def _secure_words(holder: str) -> str:
    who = holder or "Another program"
    return (
        f"{who} keeps the keyboard for itself, as for a password, so a single key would be typed there. "
        "Leave the password, or turn off Secure Keyboard Entry in that program's menu."
    )
