"""The list of the page of the history."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.ui.widgets.rows import RowList


class HistoryList(RowList):
    """The rows of the history; Delete and Control C are the page's.

    Attributes:
        delete_wanted: Delete was pressed.
        copy_wanted: Control C was pressed.
    """

    delete_wanted = Signal()
    copy_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Control C; the rest as in every list."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete or (
            event.key() == Qt.Key.Key_Backspace and not event.modifiers()
        ):
            if not event.isAutoRepeat():
                self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)
