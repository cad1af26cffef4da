"""Two parts beside each other where there is room, else below each other."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.ui.design.tokens import BODY, L, M

_NARROW = 620
"""Pixels, for a body text of 15 pixels, below which both would be too narrow."""


class SideBySide(QWidget):
    """Two parts of the same width, or the first above the second.

    Args:
        name: For screen readers.
        first: Comes first in reading order.
        second: Comes then.
    """

    def __init__(self, name: str, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(first, 1)
        self._layout.addWidget(second, 1)

    @property
    def stacked(self) -> bool:
        """Whether one is above the other."""
        return self._layout.direction() is QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose by the room there is."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs more."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < _NARROW * QFontInfo(self.font()).pixelSize() / BODY
        way = QBoxLayout.Direction
        self._layout.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._layout.setSpacing(M if narrow else L)
