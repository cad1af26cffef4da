"""A focus mark that is as easy to see as the text."""

from collections.abc import Callable

from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QWidget


class FocusRing(QFocusFrame):
    """A solid line round whichever control inside ``within`` has the focus, in the text's own colour.

    Styles mark the focus in colours that vanish in some high-contrast palettes; window text is the one colour
    that every palette keeps readable against the window. A QFocusFrame is not in the accessibility tree.

    Args:
        within: Where the controls are.
        on_focus: Called with the control that was given the focus, to scroll it into sight for example.
    """

    def __init__(self, within: QWidget, on_focus: Callable[[QWidget], None] = lambda control: None) -> None:
        super().__init__(within)
        self._on_focus = on_focus
        self._within = within
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = now is not None and self._within.isAncestorOf(now)
        self.setWidget(now if inside else None)  # type: ignore[arg-type]
        self.setVisible(inside)
        if now is not None and inside:
            self._on_focus(now)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line in the margin that the style keeps round the control."""
        painter = QPainter(self)
        painter.setPen(QPen(QApplication.palette().color(QPalette.ColorRole.WindowText), 3))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()
