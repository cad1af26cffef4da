"""A button whose edge is seen in every palette."""

from collections.abc import Callable

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


def on_click(button: QPushButton, call: Callable[[], object]) -> None:
    """Have ``call`` run when the button is pressed, whatever it returns."""

    def run(_checked: bool = False) -> None:
        call()

    button.clicked.connect(run)
