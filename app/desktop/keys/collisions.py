"""Which chords already belong to a screen reader, the system or every program's menus."""

import sys

from app.desktop.keys.chords import Chord, parse

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
_MAC_SYSTEM = {
    "Cmd+Shift+3": "the system's screenshots",
    "Cmd+Shift+4": "the system's screenshots",
    "Cmd+Shift+5": "the system's screenshots",
    "Cmd+Shift+6": "the system's screenshots",
    "Cmd+Ctrl+Shift+3": "the system's screenshots",
    "Cmd+Ctrl+Shift+4": "the system's screenshots",
    "Cmd+Ctrl+Space": "the system's list of symbols",
    "Cmd+Ctrl+Q": "the system, to lock the screen",
    "Cmd+Ctrl+F": "the system, for full screen",
    "Cmd+Ctrl+D": "the system's dictionary",
    "Cmd+Alt+Escape": "the system, to force programs to quit",
    "Cmd+Alt+Shift+Q": "the system, to log out",
    "Cmd+Alt+D": "the Dock",
    "Cmd+Alt+8": "the system's zoom",
    "Cmd+Alt+Equal": "the system's zoom",
    "Cmd+Alt+Minus": "the system's zoom",
    "Cmd+Alt+F5": "the system's accessibility shortcuts",
    "Cmd+F5": "VoiceOver, to turn it on and off",
    "Ctrl+Space": "the system, for the input source",
    "Ctrl+Up": "Mission Control",
    "Ctrl+Down": "Mission Control",
    "Ctrl+Left": "Mission Control",
    "Ctrl+Right": "Mission Control",
    "Ctrl+F1": "the system's keyboard access",
    "Ctrl+F2": "the system's keyboard access",
    "Ctrl+F3": "the system's keyboard access",
    "Ctrl+F4": "the system's keyboard access",
    "Ctrl+F5": "the system's keyboard access",
    "Ctrl+F6": "the system's keyboard access",
    "Ctrl+F7": "the system's keyboard access",
    "Ctrl+F8": "the system's keyboard access",
    "F11": "the system, to show the desktop",
}
_LINUX_SYSTEM = {
    "Ctrl+Alt+Delete": "the system",
    "Ctrl+Alt+Backspace": "the system",
    "Ctrl+Alt+T": "the desktop, for a terminal",
    "Ctrl+Alt+L": "the desktop, to lock the screen",
    "Ctrl+Alt+D": "the desktop, to show it",
    "Ctrl+Alt+Tab": "the desktop",
    "Ctrl+Alt+Escape": "the desktop",
    "Ctrl+Alt+Up": "the desktop, to change the workspace",
    "Ctrl+Alt+Down": "the desktop, to change the workspace",
    "Ctrl+Alt+Left": "the desktop, to change the workspace",
    "Ctrl+Alt+Right": "the desktop, to change the workspace",
    "Ctrl+Alt+Shift+Up": "the desktop, to move windows",
    "Ctrl+Alt+Shift+Down": "the desktop, to move windows",
    "Ctrl+Alt+Shift+Left": "the desktop, to move windows",
    "Ctrl+Alt+Shift+Right": "the desktop, to move windows",
    "Ctrl+Alt+Shift+R": "the desktop, to record the screen",
    "Cmd+Alt+S": "Orca, to turn it on and off",
    "Alt+Tab": "the desktop, to change windows",
    "Alt+Shift+Tab": "the desktop, to change windows",
    "Alt+Escape": "the desktop, to change windows",
    "Alt+Space": "the window's menu",
    "Alt+Return": "programs, for properties or full screen",
    "Alt+Left": "programs, to go back",
    "Alt+Right": "programs, to go forward",
    "Alt+Up": "programs, to go up",
    "Alt+Home": "programs, to go home",
    "F1": "programs, for help",
    "F2": "programs, to rename",
    "F3": "programs, to search",
    "F5": "programs, to load again",
    "F6": "programs, to move between parts",
    "F7": "programs, for caret browsing",
    "F10": "programs, for the menu bar",
    "F11": "programs, for full screen",
}


def collision(chord: Chord, platform: str = sys.platform) -> str | None:
    """Who already uses a chord.

    Args:
        chord: The chord.
        platform: As `sys.platform`.

    Returns:
        Words for "it is also used by ...", None where nobody is known to.
    """
    return _mac(chord) if platform == "darwin" else _linux(chord)


def _mac(chord: Chord) -> str | None:
    held = chord.modifiers
    # VoiceOver's own modifier: all of its commands are these two with any key, Shift and Command beside them.
    if {"ctrl", "alt"} <= held:
        return "VoiceOver"
    if held == {"cmd", "ctrl", "shift"} and chord.key in _VOCR.split():
        return "VOCR"
    owner = _owner(chord, _MAC_SYSTEM)
    if owner is not None:
        return owner
    if held == {"cmd"} and chord.key in _MAC_MENUS.split():
        return "the menus of programs"
    if held == {"cmd", "shift"} and chord.key in _MAC_SHIFT_MENUS.split():
        return "the menus of programs"
    if held == {"cmd", "alt"} and chord.key in _MAC_OPTION_MENUS.split():
        return "the menus of programs"
    # Option and Option Shift with a letter or digit write another character.
    if held <= {"alt", "shift"} and "alt" in held and len(chord.key) == 1:
        return "the keyboard, to write other characters"
    if held == {"ctrl"} and len(chord.key) == 1:
        return "programs, to edit text"
    return None


def _linux(chord: Chord) -> str | None:
    held = chord.modifiers
    if chord.key == "Print" and "cmd" not in held:
        return "the desktop, for screenshots"
    # Its other commands need a key that is held as a modifier only while Orca runs.
    if chord.key == "Insert" and held <= {"shift", "ctrl"}:
        return "Orca and the clipboard"
    owner = _owner(chord, _LINUX_SYSTEM)
    if owner is not None:
        return owner
    if chord.key.startswith("F") and chord.key[1:].isdigit():
        if held == {"ctrl", "alt"}:
            return "the system, to change the console"
        if held == {"alt"}:
            return "the desktop, for windows"
    if held == {"ctrl"} and chord.key in _LINUX_MENUS.split():
        return "the menus of programs"
    if held == {"ctrl", "shift"} and chord.key in _LINUX_SHIFT_MENUS.split():
        return "the menus of programs"
    if held == {"alt"} and len(chord.key) == 1:
        return "the menus of programs"
    if held <= {"cmd", "shift"} and "cmd" in held:
        return "the desktop"
    return None


def _owner(chord: Chord, table: dict[str, str]) -> str | None:
    return next((owner for text, owner in table.items() if parse(text) == chord), None)
