"""A button that takes the keys pressed after it as its value."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.widgets.button import EdgedButton

_NAMES = {
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Print: "Print",
    Qt.Key.Key_Pause: "Pause",
    Qt.Key.Key_Comma: "Comma",
    Qt.Key.Key_Period: "Period",
    Qt.Key.Key_Slash: "Slash",
    Qt.Key.Key_Backslash: "Backslash",
    Qt.Key.Key_Semicolon: "Semicolon",
    Qt.Key.Key_Apostrophe: "Apostrophe",
    Qt.Key.Key_BracketLeft: "BracketLeft",
    Qt.Key.Key_BracketRight: "BracketRight",
    Qt.Key.Key_Minus: "Minus",
    Qt.Key.Key_Equal: "Equal",
    Qt.Key.Key_QuoteLeft: "Grave",
}
# With Shift the system tells the character, not the key. These are the keys of an American keyboard.
_SHIFTED = {
    Qt.Key.Key_Exclam: "1",
    Qt.Key.Key_At: "2",
    Qt.Key.Key_NumberSign: "3",
    Qt.Key.Key_Dollar: "4",
    Qt.Key.Key_Percent: "5",
    Qt.Key.Key_AsciiCircum: "6",
    Qt.Key.Key_Ampersand: "7",
    Qt.Key.Key_Asterisk: "8",
    Qt.Key.Key_ParenLeft: "9",
    Qt.Key.Key_ParenRight: "0",
    Qt.Key.Key_Less: "Comma",
    Qt.Key.Key_Greater: "Period",
    Qt.Key.Key_Question: "Slash",
    Qt.Key.Key_Bar: "Backslash",
    Qt.Key.Key_Colon: "Semicolon",
    Qt.Key.Key_QuoteDbl: "Apostrophe",
    Qt.Key.Key_BraceLeft: "BracketLeft",
    Qt.Key.Key_BraceRight: "BracketRight",
    Qt.Key.Key_Underscore: "Minus",
    Qt.Key.Key_Plus: "Equal",
    Qt.Key.Key_AsciiTilde: "Grave",
}
_MODIFIER_KEYS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_Super_L,
    Qt.Key.Key_Super_R,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)


def chord_text(event: QKeyEvent, platform: str = sys.platform) -> str:
    """The keys of an event as the settings write them, "Ctrl+Alt+D"; "" for a key that has no name there."""
    code = event.key()
    if Qt.Key.Key_A <= code <= Qt.Key.Key_Z or Qt.Key.Key_0 <= code <= Qt.Key.Key_9:
        name = chr(code)
    elif Qt.Key.Key_F1 <= code <= Qt.Key.Key_F20:
        name = f"F{code - Qt.Key.Key_F1 + 1}"
    else:
        key = Qt.Key(code)
        name = _NAMES.get(key) or _SHIFTED.get(key, "")
    if not name:
        return ""
    # Qt calls the Mac's Command key Control, and its Control key Meta.
    mac = platform == "darwin"
    words = (
        (Qt.KeyboardModifier.MetaModifier, "Ctrl" if mac else "Cmd"),
        (Qt.KeyboardModifier.ControlModifier, "Cmd" if mac else "Ctrl"),
        (Qt.KeyboardModifier.AltModifier, "Alt"),
        (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    )
    held = [word for modifier, word in words if event.modifiers() & modifier]
    return "+".join([*held, name])


class KeyButton(EdgedButton):
    """Shows keys in words; once pressed it listens, and the next keys are the new ones.

    Args:
        judge: Called with the keys that were pressed. It returns "" to take them, else a question that Return
            answers with yes, or None when they cannot be taken, which it has said itself.
        say: Says a sentence aloud.

    Attributes:
        taken: New keys, as the settings write them.
        cleared: The keys were taken away with Delete.
        listening: Whether it listens now; global keys should rest meanwhile.
    """

    taken = Signal(str)
    cleared = Signal()
    listening = Signal(bool)

    def __init__(
        self, judge: Callable[[str], str | None], say: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._judge = judge
        self._say = say
        self._listens = False
        self._asked = ""
        self._words = ""
        self._name = ""
        self.setAutoDefault(True)
        self.clicked.connect(self._listen)

    def show_keys(self, name: str, words: str) -> None:
        """Show what the keys are for and which they are, both in words."""
        self._name, self._words = name, words
        if not self._listens:
            self.setText(words.replace("&", "&&"))
        self.setAccessibleName(self.tr("{name}: {keys}").format(name=name, keys=words))

    def event(self, event: QEvent) -> bool:
        """While it listens every key is its own: no shortcut, no Tab."""
        if self._listens and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys, or press the button, or clear it with Delete."""
        if not self._listens:
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.cleared.emit()
            else:
                super().keyPressEvent(event)
            return
        event.accept()
        if event.isAutoRepeat() or event.key() in _MODIFIER_KEYS:
            return
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        bare = held == Qt.KeyboardModifier.NoModifier
        if bare and event.key() == Qt.Key.Key_Escape:
            self._stop()
            self._say(self.tr("{name} stays {keys}.").format(name=self._name, keys=self._words))
        elif self._asked and bare and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._asked)
        else:
            self._consider(chord_text(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It stops listening when the focus goes."""
        self._stop()
        super().focusOutEvent(event)

    def _listen(self) -> None:
        self._listens = True
        self._asked = ""
        self.setText(self.tr("Press the new keys"))
        self.listening.emit(True)
        self._say(self.tr("Press the new keys. Escape leaves it as it is."))

    def _consider(self, keys: str) -> None:
        self._asked = ""
        if not keys:
            self._say(self.tr("That key cannot be used. Press another, or Escape."))
            return
        question = self._judge(keys)
        if question == "":
            self._take(keys)
        elif question is not None:
            self._asked = keys
            self._say(
                self.tr("{question} Return takes it all the same, Escape leaves it.").format(
                    question=question
                )
            )

    def _take(self, keys: str) -> None:
        self._stop()
        self.taken.emit(keys)

    def _stop(self) -> None:
        if self._listens:
            self._listens = False
            self._asked = ""
            self.setText(self._words.replace("&", "&&"))
            self.listening.emit(False)
