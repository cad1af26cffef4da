"""A focus mark that is as easy to see as the text."""

from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFocusFrame, QWidget


class FocusRing(QFocusFrame):
    """A solid line round the focused control, in the text's own colour.

    Styles mark the focus in colours that vanish in some high-contrast palettes; window text is the one colour
    that every palette keeps readable against the window. A QFocusFrame is not in the accessibility tree.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def follow(self, focused: QWidget | None, within: QWidget) -> None:
        """Mark ``focused`` when it is one of the controls inside ``within``, else nothing."""
        inside = focused is not None and within.isAncestorOf(focused)
        self.setWidget(focused if inside else None)  # type: ignore[arg-type]
        self.setVisible(inside)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line in the margin that the style keeps round the control."""
        painter = QPainter(self)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
