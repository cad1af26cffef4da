"""The small window for a question, opened over whatever is in front."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.ui.widgets.focus import FocusRing
from app.ui.widgets.question import QuestionField
from app.ui.widgets.words import label_for


class AskLine(QDialog):
    """One line for a question. Return sends it, Escape leaves; then whoever had the focus has it again.

    Args:
        about: What the question is about, in a few words.
    """

    asked = Signal(str)

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Ask"))
        # It stays above the window that it was called from.
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.field = QuestionField()
        self.field.setAccessibleName(self.tr("Question about: {what}").format(what=about))
        self.field.setAccessibleDescription(
            self.tr("Type a question and press Return. Escape leaves without asking.")
        )
        self.field.setMinimumWidth(self.fontMetrics().averageCharWidth() * 50)
        label = label_for(
            self.field, self.tr("&Question about: {what}").format(what=about.replace("&", "&&"))
        )
        label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self.field)
        FocusRing(self)
        self.field.returnPressed.connect(self._send)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self) -> None:
        question = self.field.text().strip()
        self.accept()
        self.asked.emit(question)
