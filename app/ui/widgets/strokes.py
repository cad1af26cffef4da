"""Keys that a widget gets, as the rooms below know them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.desktop.keys.hotkeys import Stroke

_NAMES = {
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Escape: "Escape",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Equal: "Equal",
    Qt.Key.Key_Minus: "Minus",
    Qt.Key.Key_F1: "F1",
    Qt.Key.Key_F3: "F3",
    Qt.Key.Key_F5: "F5",
}
_MODIFIERS = {
    Qt.KeyboardModifier.ControlModifier: "ctrl",  # Command on a Mac
    Qt.KeyboardModifier.ShiftModifier: "shift",
    Qt.KeyboardModifier.AltModifier: "alt",
    Qt.KeyboardModifier.MetaModifier: "cmd",
}


def stroke_of(event: QKeyEvent) -> Stroke:
    """The key of an event; modifiers by themselves have no name, and write nothing."""
    key = event.key()
    letter = chr(key) if Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9 else ""
    held = frozenset(name for bit, name in _MODIFIERS.items() if event.modifiers() & bit)
    text = event.text() if event.text().isprintable() and not held - {"shift"} else ""
    return Stroke(_NAMES.get(Qt.Key(key), letter), held, text, event.isAutoRepeat())


def is_modifier(event: QKeyEvent) -> bool:
    """Whether a key only changes what others do."""
    return Qt.Key.Key_Shift <= event.key() <= Qt.Key.Key_ScrollLock or event.key() == Qt.Key.Key_AltGr
