"""Which chords already belong to a screen reader, the system or every program's menus."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.desktop.keys.chords import Chord

_MAC_MENUS = (
    "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z 0 1 2 3 4 5 6 7 8 9 Comma Minus Equal Slash Period "
    "BracketLeft BracketRight Grave Space Tab Backspace Delete Return Up Down Left Right Semicolon Apostrophe"
)
_MAC_SHIFT_MENUS = "Z S N P T W G O A R V D C Grave Slash BracketLeft BracketRight Tab Q Delete Backspace"
_MAC_OPTION_MENUS = "V H W M D I N Space Escape F Backspace"
_LINUX_MENUS = (
    "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z 0 1 2 3 4 5 6 7 8 9 Minus Equal Comma Slash "
    "Backslash BracketLeft BracketRight Period Space Tab Return Backspace Delete Home End Left Right Up Down "
    "PageUp PageDown Insert F4"
)
_LINUX_SHIFT_MENUS = (
    "A B C D F G I J K M N O P Q R S T U V W X Z Tab Left Right Up Down Home End Escape Delete "
    "PageUp PageDown"
)
_VOCR = "S W V A C E R"
_MAC_SYSTEM: tuple[tuple[object, str], ...] = (
    (
        QT_TRANSLATE_NOOP("GlobalKeys", "the system's screenshots"),
        "Cmd+Shift+3 Cmd+Shift+4 Cmd+Shift+5 Cmd+Shift+6 Cmd+Ctrl+Shift+3 Cmd+Ctrl+Shift+4",
    ),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system's list of symbols"), "Cmd+Ctrl+Space"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system, to lock the screen"), "Cmd+Ctrl+Q"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system, for full screen"), "Cmd+Ctrl+F"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system's dictionary"), "Cmd+Ctrl+D"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system, to force programs to quit"), "Cmd+Alt+Escape"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system, to log out"), "Cmd+Alt+Shift+Q"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the Dock"), "Cmd+Alt+D"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system's zoom"), "Cmd+Alt+8 Cmd+Alt+Equal Cmd+Alt+Minus"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system's accessibility shortcuts"), "Cmd+Alt+F5"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "VoiceOver, to turn it on and off"), "Cmd+F5"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system, for the input source"), "Ctrl+Space"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "Mission Control"), "Ctrl+Up Ctrl+Down Ctrl+Left Ctrl+Right"),
    (
        QT_TRANSLATE_NOOP("GlobalKeys", "the system's keyboard access"),
        "Ctrl+F1 Ctrl+F2 Ctrl+F3 Ctrl+F4 Ctrl+F5 Ctrl+F6 Ctrl+F7 Ctrl+F8",
    ),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system, to show the desktop"), "F11"),
)
_LINUX_SYSTEM: tuple[tuple[object, str], ...] = (
    (QT_TRANSLATE_NOOP("GlobalKeys", "the system"), "Ctrl+Alt+Delete Ctrl+Alt+Backspace"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, for a terminal"), "Ctrl+Alt+T"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, to lock the screen"), "Ctrl+Alt+L"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, to show it"), "Ctrl+Alt+D"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the desktop"), "Ctrl+Alt+Tab Ctrl+Alt+Escape"),
    (
        QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, to change the workspace"),
        "Ctrl+Alt+Up Ctrl+Alt+Down Ctrl+Alt+Left Ctrl+Alt+Right",
    ),
    (
        QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, to move windows"),
        "Ctrl+Alt+Shift+Up Ctrl+Alt+Shift+Down Ctrl+Alt+Shift+Left Ctrl+Alt+Shift+Right",
    ),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, to record the screen"), "Ctrl+Alt+Shift+R"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "Orca, to turn it on and off"), "Cmd+Alt+S"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, to change windows"), "Alt+Tab Alt+Shift+Tab Alt+Escape"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "the window's menu"), "Alt+Space"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, for properties or full screen"), "Alt+Return"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to go back"), "Alt+Left"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to go forward"), "Alt+Right"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to go up"), "Alt+Up"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to go home"), "Alt+Home"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, for help"), "F1"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to rename"), "F2"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to search"), "F3"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to load again"), "F5"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, to move between parts"), "F6"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, for caret browsing"), "F7"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, for the menu bar"), "F10"),
    (QT_TRANSLATE_NOOP("GlobalKeys", "programs, for full screen"), "F11"),
)


def collision(chord: Chord, platform: str = sys.platform) -> str | None:
    """Who already uses a chord.

    Args:
        chord: The chord.
        platform: As `sys.platform`.

    Returns:
        Words for "it is also used by ...", None where nobody is known to.
    """
    owner = _mac(chord) if platform == "darwin" else _linux(chord)
    return None if owner is None else str(owner)


def _mac(chord: Chord) -> object:
    held = chord.modifiers
    # VoiceOver's own modifier: all of its commands are these two with any key, Shift and Command beside them.
    if {"ctrl", "alt"} <= held:
        return QT_TRANSLATE_NOOP("GlobalKeys", "VoiceOver")
    if held == {"cmd", "ctrl", "shift"} and chord.key in _VOCR.split():
        return QT_TRANSLATE_NOOP("GlobalKeys", "VOCR")
    owner = _owner(chord, _MAC_SYSTEM)
    if owner is not None:
        return owner
    if (
        (held == {"cmd"} and chord.key in _MAC_MENUS.split())
        or (held == {"cmd", "shift"} and chord.key in _MAC_SHIFT_MENUS.split())
        or (held == {"cmd", "alt"} and chord.key in _MAC_OPTION_MENUS.split())
    ):
        return QT_TRANSLATE_NOOP("GlobalKeys", "the menus of programs")
    # Option and Option Shift with a letter or digit write another character.
    if held <= {"alt", "shift"} and "alt" in held and len(chord.key) == 1:
        return QT_TRANSLATE_NOOP("GlobalKeys", "the keyboard, to write other characters")
    if held == {"ctrl"} and len(chord.key) == 1:
        return QT_TRANSLATE_NOOP("GlobalKeys", "programs, to edit text")
    return None


def _linux(chord: Chord) -> object:
    held = chord.modifiers
    if chord.key == "Print" and "cmd" not in held:
        return QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, for screenshots")
    # Its other commands need a key that is held as a modifier only while Orca runs.
    if chord.key == "Insert" and held <= {"shift", "ctrl"}:
        return QT_TRANSLATE_NOOP("GlobalKeys", "Orca and the clipboard")
    owner = _owner(chord, _LINUX_SYSTEM)
    if owner is not None:
        return owner
    if chord.key.startswith("F") and chord.key[1:].isdigit():
        if held == {"ctrl", "alt"}:
            return QT_TRANSLATE_NOOP("GlobalKeys", "the system, to change the console")
        if held == {"alt"}:
            return QT_TRANSLATE_NOOP("GlobalKeys", "the desktop, for windows")
    if (
        (held == {"ctrl"} and chord.key in _LINUX_MENUS.split())
        or (held == {"ctrl", "shift"} and chord.key in _LINUX_SHIFT_MENUS.split())
        or (held == {"alt"} and len(chord.key) == 1)
    ):
        return QT_TRANSLATE_NOOP("GlobalKeys", "the menus of programs")
    if held <= {"cmd", "shift"} and "cmd" in held:
        return QT_TRANSLATE_NOOP("GlobalKeys", "the desktop")
    return None


def _owner(chord: Chord, table: Sequence[tuple[object, str]]) -> object:
    return next((owner for owner, chords in table if chord.text in chords.split()), None)
