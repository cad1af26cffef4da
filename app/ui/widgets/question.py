"""The field for questions about the picture."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui.widgets.edged import EdgedLineEdit


class QuestionField(EdgedLineEdit):
    """One line to type a question into; Return sends it. Its edge is seen in every palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Ask about the picture"))
        self.setAccessibleDescription(
            self.tr(
                "Type a question about the picture and press Return. The answer is added to the description."
            )
        )
        self.setPlaceholderText(self.tr("What colour is the door?"))
        self.setAcceptDrops(False)  # what is dropped here is for the window
        self.setMaxLength(1000)

    def send_to(self, ask: Callable[[str], bool]) -> None:
        """Ask what is in it; once that is taken, the field is empty again."""
        if ask(self.text()):
            self.clear()
