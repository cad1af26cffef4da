"""The keys, in plain text."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.ui.commands import MENUS, Command, spoken_key
from app.ui.widgets.button import EdgedButton
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import WordsView, name_scroll_bars


def keys_text() -> str:
    """One line for every command: its keys in words, and what it does."""
    lines = [_line(command) for _, commands in MENUS for command in commands]
    lines.append(
        QCoreApplication.translate(
            "KeysDialog", "Tab and Shift Tab: Go to the next and the previous control."
        )
    )
    return "\n".join(lines)


class KeysDialog(QDialog):
    """Lists the keys in a text that is read with the arrow keys; Escape closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.text = WordsView()
        self.text.setPlainText(keys_text())
        self.text.setAccessibleName(self.tr("Keys"))
        name_scroll_bars(self.text, "keys")
        self.text.setAccessibleDescription(self.tr("Every key and what it does. Escape closes this window."))
        label = QLabel()
        label.setBuddy(self.text)  # before its text, or screen readers are told a name with "&"
        label.setText(self.tr("&Keys and what they do:"))
        close = EdgedButton(self.tr("&Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        close.setAccessibleName(self.tr("Close"))
        close.setAccessibleDescription(self.tr("Go back to the picture."))
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        FocusRing(self)
        metrics = self.fontMetrics()
        wanted = metrics.averageCharWidth() * 64, metrics.lineSpacing() * 18
        room = self.screen().availableSize()
        self.resize(min(wanted[0], room.width()), min(wanted[1], room.height()))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def _line(command: Command) -> str:
    either = QCoreApplication.translate("KeysDialog", " or ")
    return f"{either.join(map(spoken_key, command.keys))}: {command.help}"
