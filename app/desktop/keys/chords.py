"""Chords: a key with the modifiers that are held, as the user writes them and as they are said."""

import re
import sys
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.errors import AppError

MODIFIERS = ("cmd", "ctrl", "alt", "shift")
_MODIFIER_WORDS = {
    "cmd": "cmd",
    "command": "cmd",
    "super": "cmd",
    "meta": "cmd",
    "win": "cmd",
    "windows": "cmd",
    "ctrl": "ctrl",
    "control": "ctrl",
    "alt": "alt",
    "option": "alt",
    "opt": "alt",
    "shift": "shift",
}
_PUNCTUATION = {
    ",": "Comma",
    ".": "Period",
    "/": "Slash",
    "\\": "Backslash",
    ";": "Semicolon",
    "'": "Apostrophe",
    "[": "BracketLeft",
    "]": "BracketRight",
    "-": "Minus",
    "=": "Equal",
    "`": "Grave",
}
_OTHER = (
    "Space", "Escape", "Return", "Tab", "Backspace", "Delete", "Insert", "Home", "End", "PageUp", "PageDown",
    "Up", "Down", "Left", "Right", "Print", "Pause",
)  # fmt: skip
_FUNCTION = tuple(f"F{number}" for number in range(1, 21))
#: Keys that write a character, which keyboards have in different places.
WRITING: tuple[str, ...] = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *"0123456789", *_PUNCTUATION.values())
KEYS: tuple[str, ...] = (*WRITING, *_OTHER, *_FUNCTION)
_ALIASES = {"esc": "Escape", "enter": "Return", "spacebar": "Space", "del": "Delete", "ins": "Insert"} | {
    "pgup": "PageUp", "pgdn": "PageDown", "pgdown": "PageDown", "dot": "Period", "printscreen": "Print",
}  # fmt: skip
_KEY_WORDS = {name.lower(): name for name in KEYS} | _PUNCTUATION | _ALIASES
_SPOKEN = {"BracketLeft": "Left Bracket", "BracketRight": "Right Bracket", "PageUp": "Page Up"} | {
    "PageDown": "Page Down", "Grave": "Back Quote", "Equal": "Equals", "Apostrophe": "Quote",
}  # fmt: skip
NAMED = (
    QT_TRANSLATE_NOOP("KeyNames", "Super"), QT_TRANSLATE_NOOP("KeyNames", "Control"),
    QT_TRANSLATE_NOOP("KeyNames", "Alt"), QT_TRANSLATE_NOOP("KeyNames", "Shift"),
    QT_TRANSLATE_NOOP("KeyNames", "Command"), QT_TRANSLATE_NOOP("KeyNames", "Option"),
    QT_TRANSLATE_NOOP("KeyNames", "Space"), QT_TRANSLATE_NOOP("KeyNames", "Escape"),
    QT_TRANSLATE_NOOP("KeyNames", "Return"), QT_TRANSLATE_NOOP("KeyNames", "Tab"),
    QT_TRANSLATE_NOOP("KeyNames", "Backspace"), QT_TRANSLATE_NOOP("KeyNames", "Delete"),
    QT_TRANSLATE_NOOP("KeyNames", "Insert"), QT_TRANSLATE_NOOP("KeyNames", "Home"),
    QT_TRANSLATE_NOOP("KeyNames", "End"), QT_TRANSLATE_NOOP("KeyNames", "Page Up"),
    QT_TRANSLATE_NOOP("KeyNames", "Page Down"), QT_TRANSLATE_NOOP("KeyNames", "Up"),
    QT_TRANSLATE_NOOP("KeyNames", "Down"), QT_TRANSLATE_NOOP("KeyNames", "Left"),
    QT_TRANSLATE_NOOP("KeyNames", "Right"), QT_TRANSLATE_NOOP("KeyNames", "Print"),
    QT_TRANSLATE_NOOP("KeyNames", "Pause"), QT_TRANSLATE_NOOP("KeyNames", "Comma"),
    QT_TRANSLATE_NOOP("KeyNames", "Period"), QT_TRANSLATE_NOOP("KeyNames", "Slash"),
    QT_TRANSLATE_NOOP("KeyNames", "Backslash"), QT_TRANSLATE_NOOP("KeyNames", "Semicolon"),
    QT_TRANSLATE_NOOP("KeyNames", "Quote"), QT_TRANSLATE_NOOP("KeyNames", "Left Bracket"),
    QT_TRANSLATE_NOOP("KeyNames", "Right Bracket"), QT_TRANSLATE_NOOP("KeyNames", "Minus"),
    QT_TRANSLATE_NOOP("KeyNames", "Equals"), QT_TRANSLATE_NOOP("KeyNames", "Back Quote"),
)  # fmt: skip
"""What keys are called where that is a word."""
_SPOKEN_MODIFIERS = {
    "darwin": {"cmd": "Command", "ctrl": "Control", "alt": "Option", "shift": "Shift"},
    "linux": {"cmd": "Super", "ctrl": "Control", "alt": "Alt", "shift": "Shift"},
}
# Keys that write nothing, so that they may be taken from every program without a modifier.
_ALONE = frozenset((*_FUNCTION, "Pause"))


@dataclass(frozen=True)
class Chord:
    """A key and the modifiers held with it.

    Attributes:
        modifiers: Some of "cmd" (Command on macOS, Super elsewhere), "ctrl", "alt" (Option) and "shift".
        key: A name of :data:`KEYS`.

    Raises:
        ValueError: There is no such modifier or key; what the user wrote goes through :func:`parse`.
    """

    modifiers: frozenset[str]
    key: str

    def __post_init__(self) -> None:
        if not self.modifiers <= set(MODIFIERS) or self.key not in KEYS:
            raise ValueError("no such chord")

    @property
    def text(self) -> str:
        """How it is written in the settings: "Ctrl+Alt+Shift+D"."""
        return "+".join([one.capitalize() for one in MODIFIERS if one in self.modifiers] + [self.key])

    def spoken(self, platform: str = sys.platform) -> str:
        """How it is said: "Control Alt Shift D"; on macOS "Control Option Shift D"."""
        words = _SPOKEN_MODIFIERS["darwin" if platform == "darwin" else "linux"]
        held = [_named(words[one]) for one in MODIFIERS if one in self.modifiers]
        return " ".join([*held, spoken_key(self.key)])


def parse(text: str) -> Chord:
    """A chord as somebody writes it: "Ctrl+Alt+Shift+D", "control option d", "cmd-shift-/".

    Raises:
        AppError: It is none, or one that would take a key of writing from every program.
    """
    words = [word for word in re.split(r"[\s+]+|(?<=\w)-(?=.)", text.strip()) if word]
    if not words:
        raise AppError("No key combination was given.", _HINT)
    held: set[str] = set()
    for word in words[:-1]:
        modifier = _MODIFIER_WORDS.get(word.lower())
        if modifier is None:
            raise AppError(f"{_quoted(word)} is not a key that is held with others.", _HINT)
        held.add(modifier)
    if words[-1].lower() in _MODIFIER_WORDS:
        raise AppError("This key combination has no key beside the ones that are held.", _HINT)
    chord = Chord(frozenset(held), key_name(words[-1]))
    if not held - {"shift"} and chord.key not in _ALONE:
        raise AppError(
            f"{chord.spoken()} is needed for writing and moving.",
            "Add Control, Alt, Option or Command, or choose a function key.",
        )
    return chord


def key_name(text: str) -> str:
    """The name of a single key, as somebody writes it: "d", "esc", "page up", "/".

    Raises:
        AppError: There is no such key.
    """
    word = text if text == " " else re.sub(r"[\s_]+", "", text)
    name = "Space" if word == " " else _KEY_WORDS.get(word.lower())
    if name is None:
        raise AppError(f"{_quoted(text)} is not the name of a key.", _HINT)
    return name


def spoken_key(key: str) -> str:
    """How the name of a key is said."""
    return _named(_SPOKEN.get(key, key))


def _named(word: str) -> str:
    return QCoreApplication.translate("KeyNames", word) if len(word) > 1 else word


def _quoted(word: str) -> str:
    shown = "".join(one for one in word if one.isprintable())[:20].strip()
    return f'"{shown}"' if shown else "That"


_HINT = "Write it like Ctrl+Alt+Shift+D, with letters, digits, Space, Escape, arrows or function keys."
