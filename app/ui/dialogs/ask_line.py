"""The small window for a question, opened over whatever is in front."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.ui.widgets.button import make_button
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.question import QuestionField
from app.ui.widgets.words import label_for, wrapped


class AskLine(QDialog):
    """One line for a question. Return sends it, Escape leaves; then whoever had the focus has it again.

    Args:
        about: What the question is about, in a few words.
        without: What is to be known beforehand where no model answers any question; then the page of the
            models is offered. "" where one does.

    Attributes:
        asked: The question was sent.
        models_wanted: The page of the models is to be opened.
    """

    asked = Signal(str)
    models_wanted = Signal()

    def __init__(self, about: str, without: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Ask"))
        # It stays above the window that it was called from.
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.field = QuestionField()
        self.field.setAccessibleName(self.tr("Question about: {what}").format(what=about))
        what_to_do = self.tr("Type a question and press Return. Escape leaves without asking.")
        self.field.setAccessibleDescription(f"{without} {what_to_do}".strip())
        self.field.setMinimumWidth(self.fontMetrics().averageCharWidth() * 50)
        label = label_for(
            self.field, self.tr("&Question about: {what}").format(what=about.replace("&", "&&"))
        )
        label.setWordWrap(True)
        layout = QVBoxLayout(self)
        if without:
            layout.addWidget(wrapped(without))
        layout.addWidget(label)
        layout.addWidget(self.field)
        if without:
            help_ = self.tr("Leaves without asking, and opens the page where larger models are installed.")
            button = make_button(self.tr("Go to &Models"), help_, self._to_models)
            # Return in the field sends the question, and presses no button.
            button.setAutoDefault(False)
            layout.addWidget(button)
        FocusRing(self)
        self.field.returnPressed.connect(self._send)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_models(self) -> None:
        self.reject()
        self.models_wanted.emit()

    def _send(self) -> None:
        question = self.field.text().strip()
        self.accept()
        self.asked.emit(question)
