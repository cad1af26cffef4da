"""Controls whose edges are seen in every palette.

Styles draw edges in shades of a control's own colour, which are lost on black.
"""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QWidget,
)


class EdgedComboBox(QComboBox):
    """A list that opens, with a line round it.

    Args:
        name: For screen readers.
        description: What is chosen here, likewise.
    """

    def __init__(self, name: str = "", description: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        name_inside(self)
        # Long entries must not make the page wider than the screen.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then the line."""
        super().paintEvent(event)
        draw_edge(self, QPalette.ColorRole.ButtonText)


class EdgedSpinBox(QSpinBox):
    """A whole number, with a line round it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then the line."""
        super().paintEvent(event)
        draw_edge(self, QPalette.ColorRole.Text)


class EdgedDoubleSpinBox(QDoubleSpinBox):
    """A number, with a line round it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then the line."""
        super().paintEvent(event)
        draw_edge(self, QPalette.ColorRole.Text)


class EdgedLineEdit(QLineEdit):
    """One line of text, with a line round it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then the line."""
        super().paintEvent(event)
        draw_edge(self, QPalette.ColorRole.Text)


class EdgedCheckBox(QCheckBox):
    """A switch, with a line round its box."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then the line."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        draw_edge(self, QPalette.ColorRole.WindowText, box)


def name_inside(control: QWidget) -> None:
    """Give the parts of a control the control's own name, for screen readers that meet them."""
    if isinstance(control, QComboBox):
        control.view().setAccessibleName(control.accessibleName())
    elif isinstance(control, QAbstractSpinBox):
        control.lineEdit().setAccessibleName(control.accessibleName())


def draw_edge(control: QWidget, role: QPalette.ColorRole, box: QRect | None = None) -> None:
    """Draw a line of that colour round a control, or round a part of it."""
    painter = QPainter(control)
    painter.setPen(control.palette().color(role))
    painter.drawRect((box or control.rect()).adjusted(0, 0, -1, -1))
    painter.end()
