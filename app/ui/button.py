"""A button whose edge is seen in every palette."""

from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton


class EdgedButton(QPushButton):
    """A push button with a line round it in its text's colour.

    Styles draw the edge in a shade of the button's own colour, which is lost on black.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's button, then the line."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
