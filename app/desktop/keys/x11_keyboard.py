"""The keys of an X keyboard by name, whatever script it writes."""

from collections.abc import Iterable, Sequence

from app.desktop.keys.chords import Chord

_LETTERS = range(ord("a"), ord("z") + 1)
_NAMED = {
    0x20: "Space", 0xFF1B: "Escape", 0xFF0D: "Return", 0xFF09: "Tab", 0xFF08: "Backspace", 0xFFFF: "Delete",
    0xFF63: "Insert", 0xFF50: "Home", 0xFF57: "End", 0xFF55: "PageUp", 0xFF56: "PageDown", 0xFF52: "Up",
    0xFF54: "Down", 0xFF51: "Left", 0xFF53: "Right", 0xFF61: "Print", 0xFF13: "Pause", 0x2C: "Comma",
    0x2E: "Period", 0x2F: "Slash", 0x5C: "Backslash", 0x3B: "Semicolon", 0x27: "Apostrophe",
    0x5B: "BracketLeft", 0x5D: "BracketRight", 0x2D: "Minus", 0x3D: "Equal", 0x60: "Grave",
}  # fmt: skip
_MODIFIER_KEYSYMS = frozenset((*range(0xFFE1, 0xFFEF), 0xFF7F, 0xFF14, 0xFF7E, *range(0xFE01, 0xFE14)))
# Where letters lie on the usual keyboard (X keycodes of Linux), for layouts that have no Latin ones at all.
_ROWS = ((24, "QWERTYUIOP"), (38, "ASDFGHJKL"), (52, "ZXCVBNM"))
_GROUPS = (0, 2, 4, 6)
SHIFT, LOCK, CONTROL = 1, 2, 4
_NUM_LOCK, _SCROLL_LOCK = 0xFF7F, 0xFF14
# What the upper byte of a keysym says about the lower one (X11 protocol, appendix A).
_SCRIPTS = {1: "iso8859-2", 2: "iso8859-3", 3: "iso8859-4", 6: "koi8-r", 7: "iso8859-7", 0x13: "iso8859-15"}
_KEYPAD = {0xFFAB: "+", 0xFFAD: "-"}
_LEVEL_3 = 128
_ALTS = (0xFFE9, 0xFFEA, 0xFFE7, 0xFFE8)
_SUPERS = (0xFFEB, 0xFFEC)


class X11Keyboard:
    """What each keycode is called, and which modifier bits are which.

    Args:
        first: The first keycode.
        keysyms: For each keycode from there on, its keysyms as the core protocol gives them: two of the first
            group, two of the second, then others.
        modifiers: For each of the eight modifier bits, the keycodes that set it.
    """

    def __init__(
        self, first: int, keysyms: Sequence[Sequence[int]], modifiers: Sequence[Iterable[int]]
    ) -> None:
        rows = {first + index: tuple(row) for index, row in enumerate(keysyms)}
        self._silent = {code for code, row in rows.items() if row and row[0] in _MODIFIER_KEYSYMS}
        self._rows = rows
        self._names = self._named(rows)
        bits = dict.fromkeys((_NUM_LOCK, _SCROLL_LOCK, *_ALTS, *_SUPERS), 0)
        for index, codes in enumerate(modifiers):
            for code in codes:
                for sym in rows.get(code, ()):
                    if sym in bits:
                        bits[sym] |= 1 << index
        self._alt = _first_bit(bits, _ALTS, 8)
        self._super = _first_bit(bits, _SUPERS, 64)
        self._locks = [LOCK] + [bits[one] for one in (_NUM_LOCK, _SCROLL_LOCK) if bits[one]]

    def name(self, keycode: int) -> str:
        """The name of a key, "" without one."""
        return self._names.get(keycode, "")

    def keycodes(self, name: str) -> list[int]:
        """The keys of that name."""
        return [code for code, one in self._names.items() if one == name]

    def is_modifier(self, keycode: int) -> bool:
        """Whether a key only changes what others do."""
        return keycode in self._silent

    def mask(self, chord: Chord) -> int:
        """The bits of a chord's modifiers."""
        bits = {"shift": SHIFT, "ctrl": CONTROL, "alt": self._alt, "cmd": self._super}
        return sum(bits[one] for one in chord.modifiers)

    def lock_masks(self) -> list[int]:
        """Every combination of Caps Lock, Num Lock and Scroll Lock, which must not matter."""
        masks = [0]
        for bit in self._locks:
            masks += [mask | bit for mask in masks]
        return sorted(set(masks))

    def chord(self, keycode: int, state: int) -> Chord | None:
        """The chord of an event; None for a key without a name."""
        name = self.name(keycode)
        if not name:
            return None
        return Chord(self.modifiers(state), name)

    def modifiers(self, state: int) -> frozenset[str]:
        """The modifiers of an event."""
        bits = {"shift": SHIFT, "ctrl": CONTROL, "alt": self._alt, "cmd": self._super}
        return frozenset(one for one, bit in bits.items() if state & bit)

    def text(self, keycode: int, state: int) -> str:
        """What a key writes in the layout and with the modifiers of an event; "" for nothing."""
        row = self._rows.get(keycode, ())
        group = 2 * (state >> 13 & 1)
        at = group + (1 if state & SHIFT else 0)
        if state & _LEVEL_3:
            at = 4 + (1 if state & SHIFT else 0)
        if at >= len(row) or not row[at]:
            at -= at % 2
        written = _character(row[at]) if at < len(row) else ""
        return written.upper() if state & LOCK and len(written.upper()) == 1 else written

    @staticmethod
    def _named(rows: dict[int, tuple[int, ...]]) -> dict[int, str]:
        latin = next((at for at in _GROUPS if _is_latin(rows, at)), None)
        names: dict[int, str] = {}
        for code, row in rows.items():
            order = [latin, latin + 1] if latin is not None else []
            order += [at for at in (0, 2, 4, 6, 1, 3) if at not in order]
            found = (_name(row[at]) for at in order if at < len(row))
            names[code] = next((one for one in found if one), "")
        if latin is None:
            for first, letters in _ROWS:
                names.update({first + index: letter for index, letter in enumerate(letters) if first in rows})
        return {code: one for code, one in names.items() if one}


def _is_latin(rows: dict[int, tuple[int, ...]], at: int) -> bool:
    """Whether a group writes the Latin letters."""
    return len({row[at] for row in rows.values() if at < len(row)} & set(_LETTERS)) >= 20


def _name(keysym: int) -> str:
    if keysym in _LETTERS or ord("0") <= keysym <= ord("9"):
        return chr(keysym).upper()
    if 0xFFBE <= keysym <= 0xFFD1:
        return f"F{keysym - 0xFFBE + 1}"
    return _NAMED.get(keysym, "")


def _character(keysym: int) -> str:
    if keysym in _KEYPAD:
        return _KEYPAD[keysym]
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:
        return chr(keysym)
    if 0x01000100 <= keysym <= 0x0110FFFF:
        return chr(keysym - 0x01000000)
    script = _SCRIPTS.get(keysym >> 8)
    if script is None:
        return ""
    if keysym in (0x7F2, 0x7F3):  # the two forms of sigma stand the other way round there
        keysym ^= 1
    return bytes([keysym & 0xFF]).decode(script, "ignore")


def _first_bit(bits: dict[int, int], keysyms: Iterable[int], usual: int) -> int:
    found = next((bits[one] for one in keysyms if bits[one]), usual)
    return found & -found
