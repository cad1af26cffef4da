"""Windows and pages that fit the screen, however large the text is."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.ui.design.tokens import M, S
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import name_scroll_bars, reading_width


def scrolled(inside: QWidget, name: str, *, what: str) -> QScrollArea:
    """An area that scrolls, in which whatever has the focus is seen whole.

    Args:
        inside: What is scrolled.
        name: Its name for screen readers.
        what: What the scroll bars scroll, see `name_scroll_bars`.
    """
    inside.setAccessibleName(name)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    name_scroll_bars(area, what)

    def show_all_of(control: QWidget) -> None:
        # ensureWidgetVisible would be content with a text's cursor.
        rect = QRect(control.mapTo(inside, QPoint()), control.size())
        for corner in (rect.bottomRight(), rect.topLeft()):
            area.ensureVisible(corner.x(), corner.y(), 0, 4)

    FocusRing(inside, show_all_of)
    return area


class LazyStack(QStackedWidget):
    """Widgets of which one is seen; the others are not asked for sizes, so not styled, before they are."""

    def sizeHint(self) -> QSize:
        """That of the one that is seen."""
        shown = self.currentWidget()
        return shown.sizeHint() if shown is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        """Likewise."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()


class ReadingColumn(QWidget):
    """What stands in it is no wider than a line that is read with ease, at the left, however wide it is.

    Attributes:
        box: Its layout.
    """

    def __init__(self) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(M, S, M, S)
        self.box.setSpacing(S)

    def minimumSizeHint(self) -> QSize:
        """What is left free may be taken."""
        least = super().minimumSizeHint()
        return QSize(least.width() - self.box.contentsMargins().right() + M, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the rest free."""
        super().resizeEvent(event)
        self.box.setContentsMargins(M, S, max(M, self.width() - M - reading_width(self)), S)


def resize_to_text(window: QWidget, letters: int, lines: int, title_lines: int = 2) -> None:
    """Give a window room for so much text, as far as the screen has it.

    Args:
        window: Not shown yet.
        letters: In a line.
        lines: Below each other.
        title_lines: Kept free for the title bar, of which nothing is known before the window is shown.
    """
    metrics, room = window.fontMetrics(), window.screen().availableSize()
    wide, high = metrics.averageCharWidth() * letters, metrics.lineSpacing() * lines
    window.resize(min(wide, room.width()), min(high, room.height() - title_lines * metrics.lineSpacing()))
