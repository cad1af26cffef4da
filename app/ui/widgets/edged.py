"""Fields and switches whose edges and signs are seen in every theme and grow with the text."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionSpinBox,
    QWidget,
)

from app.ui.design.icons import draw_icon
from app.ui.design.tokens import XS

_WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.TextFlag.TextShowMnemonic)
_HIGH = 100_000
_SIGN = 0.5  # of its place that a sign takes


class EdgedComboBox(QComboBox):
    """A list that opens.

    Args:
        name: For screen readers.
        description: What is chosen here, likewise.
    """

    def __init__(self, name: str = "", description: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        name_inside(self)
        # Combo boxes' own drawing of their lists knows no least height.
        self.setItemDelegate(QStyledItemDelegate(self))
        # Long entries must not make the page wider than the screen.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then the sign that it opens."""
        super().paintEvent(event)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        complex_, sub = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxArrow
        _draw_signs(self, [("arrow-down", self.style().subControlRect(complex_, option, sub, self))])


class EdgedSpinBox(QSpinBox):
    """A whole number."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then minus and plus."""
        super().paintEvent(event)
        _draw_steps(self)

    def stepper(self) -> QStyleOptionSpinBox:
        """How it is drawn now."""
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        return option


class EdgedDoubleSpinBox(QDoubleSpinBox):
    """A number."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's, then minus and plus."""
        super().paintEvent(event)
        _draw_steps(self)

    def stepper(self) -> QStyleOptionSpinBox:
        """How it is drawn now."""
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        return option


class EdgedLineEdit(QLineEdit):
    """One line of text."""


class EdgedCheckBox(QCheckBox):
    """A switch whose words wrap where there is little room."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum, QSizePolicy.ControlType.CheckBox
        )
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """Room for the longest word."""
        metrics = self.fontMetrics()
        words = self.text().replace("&", "").split() or [""]
        longest = max(metrics.horizontalAdvance(word) for word in words)
        return QSize(self._words_left() + longest + 2 * XS, super().minimumSizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """Height in pixels of all of its words in so many pixels."""
        room = QRect(0, 0, max(1, width - self._words_left() - XS), _HIGH)
        high = self.fontMetrics().boundingRect(room, _WRAPPED, self.text()).height()
        return max(super().sizeHint().height(), high + 2 * XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box with its mark, and the words."""
        left, colour = self._words_left(), self.palette().color(QPalette.ColorRole.WindowText)
        place = self._indicator()
        draw_check_box(self, QRectF(place), self.checkState() is not Qt.CheckState.Unchecked)
        painter = QPainter(self)
        painter.setPen(colour)
        room = self.rect().adjusted(left, XS, -XS, -XS)
        painter.drawText(room, _WRAPPED | int(Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()

    def hitButton(self, position: QPoint) -> bool:
        """All of it can be pressed."""
        return self.rect().contains(position)

    def _indicator(self) -> QRect:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)

    def _words_left(self) -> int:
        return self._indicator().right() + 1 + self.fontMetrics().height() // 2


def draw_check_box(control: QWidget, place: QRectF, on: bool) -> None:
    """Draw the box of a switch, with its mark when it is on."""
    palette = control.palette()
    role = QPalette.ColorRole
    painter = QPainter(control)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(place, palette.color(role.Window))
    painter.setPen(QPen(palette.color(role.Accent if on else role.Text), 2))
    painter.setBrush(palette.color(role.Accent if on else role.Base))
    painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 4, 4)
    if on:
        draw_icon(painter, "check", place.adjusted(2, 2, -2, -2), palette.color(role.HighlightedText))
    painter.end()


def name_inside(control: QWidget) -> None:
    """Give the parts of a control the control's own name, for screen readers that meet them."""
    if isinstance(control, QComboBox):
        control.view().setAccessibleName(control.accessibleName())
    elif isinstance(control, QAbstractSpinBox):
        control.lineEdit().setAccessibleName(control.accessibleName())


def _draw_steps(control: EdgedSpinBox | EdgedDoubleSpinBox) -> None:
    option, style = control.stepper(), control.style()
    complex_ = QStyle.ComplexControl.CC_SpinBox
    up = style.subControlRect(complex_, option, QStyle.SubControl.SC_SpinBoxUp, control)
    down = style.subControlRect(complex_, option, QStyle.SubControl.SC_SpinBoxDown, control)
    _draw_signs(control, [("remove", down), ("add", up)])


def _draw_signs(control: QWidget, signs: Sequence[tuple[str, object]]) -> None:
    painter = QPainter(control)
    colour = control.palette().color(QPalette.ColorRole.Text)
    for name, place in signs:
        room = QRectF(place)  # type: ignore[call-overload]
        side = min(room.width(), room.height()) * _SIGN
        box = QRectF(0, 0, side, side)
        box.moveCenter(room.center())
        draw_icon(painter, name, box, colour)
    painter.end()
