"""The keys, in plain text."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.ui.commands import MENUS, WindowCommand, spoken_key
from app.ui.widgets.button import make_button
from app.ui.widgets.fitting import resize_to_text
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import WordsView, label_for


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
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        description = self.tr("Every key and what it does. Escape closes this window.")
        self.text = WordsView(self.tr("Keys"), description, keys_text(), what="keys")
        close = make_button(self.tr("&Close"), self.tr("Go back to the picture."), self.reject)
        buttons = QDialogButtonBox()
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.addWidget(label_for(self.text, self.tr("&Keys and what they do:")))
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        FocusRing(self)
        resize_to_text(self, 64, 18, title_lines=0)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def _line(command: WindowCommand) -> str:
    either = QCoreApplication.translate("KeysDialog", " or ")
    return f"{either.join(map(spoken_key, command.keys))}: {command.help}"
