"""The small window that takes the keys while one explores, where they cannot be taken from the desktop."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.assistant.explore.explore import Explore
from app.ui.widgets.strokes import is_modifier, stroke_of
from app.ui.widgets.words import wrapped


class ExploreWindow(QDialog):
    """Hands its keys on until exploring ends; closing it ends it, too.

    Args:
        explore: What the keys are for.
    """

    def __init__(self, explore: Explore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explore = explore
        self.setWindowTitle(self.tr("Exploring"))
        keys = wrapped(self.tr("Every key goes to what is explored. Escape ends it, H tells the keys."))
        self.words = wrapped("")
        layout = QVBoxLayout(self)
        layout.addWidget(keys)
        layout.addWidget(self.words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(keys.text())
        explore.said.connect(self.words.setText)
        explore.ended.connect(self.accept)

    def event(self, event: QEvent) -> bool:
        """Take Tab, and every key that is a shortcut elsewhere."""
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every key is for exploring."""
        if not is_modifier(event):
            self._explore.press(stroke_of(event))

    def reject(self) -> None:
        """It was closed: exploring ends."""
        self._explore.leave()
        super().reject()
