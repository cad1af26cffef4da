"""Global keys on macOS: Carbon's hot keys, which need no permission. Not run on this project's machines.

All of it runs on the main thread, whose event loop brings the keys. Where X11 takes the whole keyboard after
the leader, here every key that may follow becomes a hot key of its own until one comes or the time is over.
"""

from collections.abc import Callable
from typing import Any

from app.desktop.keys.chords import KEYS, Chord
from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import GlobalKeys, Taker
from app.desktop.keys.leader import WAIT

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


def virtual_key(name: str) -> int | None:
    """The code of a key by its place on the US keyboard, None where Apple's has none."""
    return _CODES.get(name)


def modifier_mask(chord: Chord) -> int:
    """Carbon's bits of a chord's modifiers."""
    return sum(_MASKS[one] for one in chord.modifiers)


class MacHotkeys:
    """See :class:`app.desktop.keys.hotkeys.Hotkeys`."""

    def __init__(self) -> None:
        self._listener: GlobalKeys | None = None
        # The library keeps every handler for ever, so each key is made once and only turned on and off.
        self._made: dict[tuple[int, int], Any] = {}
        self._actions: dict[tuple[int, int], Callable[[], None]] = {}
        self._chords: set[Chord] = set()
        self._leader: Chord | None = None
        self._single: set[tuple[int, int]] = set()
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

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        """See the protocol."""
        self._leader = keymap.leader
        wanted = [*([keymap.leader] if keymap.leader else []), *keymap.chords]
        for chord in self._chords - set(wanted):
            self._release(chord)
        return tuple(words for words in map(self._grab, wanted) if words)

    def _grab(self, chord: Chord) -> str | None:
        if chord in self._chords:
            return None
        code = virtual_key(chord.key)
        if code is None:
            return f"This keyboard has no key for {chord.spoken('darwin')}."
        key = (code, modifier_mask(chord))
        if not self._is_free(key):
            return f"{chord.spoken('darwin')} belongs to another program, so it does not work here."
        self._on(key, lambda: self._pressed(chord))
        self._chords.add(chord)
        return None

    def _release(self, chord: Chord) -> None:
        if chord in self._chords:
            self._chords.discard(chord)
            self._off((_CODES[chord.key], modifier_mask(chord)))

    def arm(self, seconds: float, *, many: bool = False) -> None:
        """See the protocol."""
        self._many = many
        self._seconds = seconds
        if not self._single:
            for name in KEYS:
                code = virtual_key(name)
                if code is not None and (code, 0) not in self._actions:
                    self._single.add((code, 0))
                    self._on((code, 0), lambda name=name: self._key(name))  # type: ignore[misc]
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
        for chord in list(self._chords):
            self._release(chord)

    def _pressed(self, chord: Chord) -> None:
        if self._listener is None:
            return
        if chord == self._leader:
            self.arm(max(WAIT, self._seconds) if self._many else WAIT, many=self._many)
        elif not self._many:
            self.disarm()
        self._listener.chord(chord)

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

    def _on(self, key: tuple[int, int], action: Callable[[], None]) -> None:
        self._actions[key] = action
        if key not in self._made:
            from quickmachotkey import quickHotKey

            def pressed() -> None:
                act = self._actions.get(key)
                if act is not None:
                    act()

            made = quickHotKey(virtualKey=key[0], modifierMask=key[1], immediately=False)(pressed)
            self._made[key] = made
        self._made[key].register()

    def _off(self, key: tuple[int, int]) -> None:
        self._actions.pop(key, None)
        if key in self._made:
            self._made[key].unregister()

    @staticmethod
    def _is_free(key: tuple[int, int]) -> bool:
        """Ask for a key as its only owner, which fails where another has it; the library does not tell."""
        from quickmachotkey import _MinimalHIToolbox as carbon

        target = carbon.GetEventDispatcherTarget()
        status, hot_key = carbon.RegisterEventHotKey(key[0], key[1], _PROBE, target, _EXCLUSIVE, None)
        if status == 0:
            carbon.UnregisterEventHotKey(hot_key)
        return bool(status == 0)
