"""Small dialogs: one text to write, or yes and no. They say what they are for and give the focus back."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.assistant.outlet import Outlet
from app.ui.widgets.button import EdgedButton
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import WordsView, label_for, name_scroll_bars, wrapped


class Asking(QDialog):
    """A dialog with a sentence on top, something below it, and two buttons.

    Args:
        title: Of the window.
        about: One or two sentences: what it is for and how to leave it; said as it opens. It is the text of
            a label and no description, or Orca would read it twice.
        yes: Text of the button that does it, with its mnemonic; "" without one.
        speaks: Says ``about``.
        parent: Whose controls get the focus back.
        no: Text of the button that does not.
    """

    def __init__(
        self, title: str, about: str, yes: str, speaks: Outlet, parent: QWidget, no: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._about = about
        self._speaks = speaks
        # Right after another dialog no window is active yet.
        self._back: QWidget = QApplication.focusWidget() or parent.window().focusWidget() or parent  # type: ignore[truthy-bool]
        no = no or QCoreApplication.translate("Asking", "&Cancel")
        self.yes, self.no = EdgedButton(yes), EdgedButton(no)
        for button in (self.yes, self.no):
            button.setAccessibleName(button.text().replace("&", ""))
        self.yes.setAccessibleDescription(title)
        self.no.setAccessibleDescription(
            QCoreApplication.translate("Asking", "Leave everything as it is. Escape does the same.")
        )
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(wrapped(about))
        self.finished.connect(self._give_back)

    def put(self, *controls: QWidget) -> None:
        """Lay out what is asked with, the two buttons below it."""
        for control in controls:
            self._layout.addWidget(control)
        box = QDialogButtonBox()
        if self.yes.text():
            box.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        self._layout.addWidget(box)
        FocusRing(self)
        metrics, room = self.fontMetrics(), self.screen().availableSize()
        wide = min(metrics.averageCharWidth() * 64, room.width())
        self.resize(wide, min(max(self.sizeHint().height(), self.heightForWidth(wide)), room.height()))

    def ask(self) -> None:
        """Open it and say what it is for, unless a screen reader reads that out."""
        self.open()
        if not self._speaks.windows_are_read:
            self._speaks.say(self._about, interrupt=True)

    def _give_back(self) -> None:
        if self._back.isVisible():
            self._back.activateWindow()
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)


class WritingDialog(Asking):
    """Asks for words: one line, or several, of which Control Return keeps them and Tab leaves the field.

    Args:
        label: Of the field, with its mnemonic.
        on_text: Gets what was written when the dialog is accepted.
        text: In the field at first; None asks for a single line.
    """

    def __init__(
        self,
        title: str,
        about: str,
        yes: str,
        speaks: Outlet,
        parent: QWidget,
        *,
        label: str,
        on_text: Callable[[str], None],
        text: str | None = None,
    ) -> None:
        super().__init__(title, about, yes, speaks, parent)
        self.field: QLineEdit | QPlainTextEdit
        if text is None:
            line = self.field = QLineEdit()
            line.setMaxLength(1000)
            self.accepted.connect(lambda: on_text(line.text()))
        else:
            lines = self.field = QPlainTextEdit(text)
            lines.setTabChangesFocus(True)
            name_scroll_bars(lines, "text")
            lines.installEventFilter(self)
            self.accepted.connect(lambda: on_text(lines.toPlainText()))
        self.field.setAccessibleName(label.replace("&", ""))
        self.put(label_for(self.field, label), self.field)
        self.yes.setDefault(text is None)
        self.field.setFocus()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Control Return in the field is the button's."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.accept()
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]


class ConfirmDialog(Asking):
    """Asks before something is taken away, or shows a text that must be agreed to.

    The focus is on the text where there is one, else on the button that leaves everything as it is.

    Args:
        text: A longer text to read first, or "".
        text_name: Its name for screen readers.
        on_yes: Called when it is agreed to.
    """

    def __init__(
        self,
        title: str,
        about: str,
        yes: str,
        speaks: Outlet,
        parent: QWidget,
        *,
        no: str = "",
        text: str = "",
        text_name: str = "",
        on_yes: Callable[[], object],
    ) -> None:
        super().__init__(title, about, yes, speaks, parent, no)
        self.yes.setAutoDefault(False)
        self.no.setDefault(True)
        self.text: WordsView | None = None
        if text:
            self.text = WordsView(text_name, text=text)
            self.put(self.text)
        else:
            self.put()
        (self.text or self.no).setFocus()
        self.accepted.connect(on_yes)
