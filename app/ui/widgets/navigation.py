"""The ways to the pages: a list with icons beside the page, or a drop-down above it in a narrow window."""

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.design.icons import draw_icon
from app.ui.design.sheet import KIND
from app.ui.design.tokens import RADIUS, TARGET, M, S
from app.ui.widgets.edged import EdgedComboBox
from app.ui.widgets.words import name_scroll_bars

_ICON_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class PageDelegate(QStyledItemDelegate):
    """Draws a page's name behind its icon."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """A target that can be hit, with room for icon and name."""
        metrics = option.fontMetrics
        width = metrics.horizontalAdvance(str(index.data())) + _side(metrics.height()) + 3 * M + S
        return QSize(width, max(TARGET + 4, metrics.height() + 2 * S))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The one that is shown stands on the accent."""
        role, view = QPalette.ColorRole, option.widget
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        room: QRect = option.rect.adjusted(S, 1, -S, -1)
        colour = view.palette().color(role.HighlightedText if chosen else role.WindowText)
        painter.save()
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(view.palette().color(role.Highlight))
            painter.drawRoundedRect(room, RADIUS, RADIUS)
        side = _side(painter.fontMetrics().height())
        icon = str(index.data(_ICON_ROLE) or "")
        if icon:
            top = room.center().y() - side / 2 + 0.5
            draw_icon(painter, icon, QRectF(room.left() + S, top, side, side), colour)
        painter.setPen(colour)
        words = room.adjusted(S + side + M, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), str(index.data()))
        painter.restore()


def _side(height: int) -> int:
    return round(height * 1.1)


class PageList(QListWidget):
    """The names of the pages; type-ahead and arrows walk it, Return turns to the page."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(KIND, "navigation")
        self.setAccessibleName(self.tr("Pages"))
        self.setAccessibleDescription(
            self.tr("The parts of this window. Return turns to a page and goes to its first control.")
        )
        name_scroll_bars(self, "pages")
        self.setItemDelegate(PageDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.activated.connect(lambda index: self.chosen.emit(index.row()))

    def add(self, title: str, icon: str) -> None:
        """List one more page."""
        item = QListWidgetItem(title)
        item.setData(_ICON_ROLE, icon)
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, self.tr("Page of this window"))
        self.addItem(item)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as its longest name in the font in use."""
        frame = 2 * self.frameWidth()
        return QSize(self.sizeHintForColumn(0) + frame, self.sizeHintForRow(0) * self.count() + frame)

    def minimumSizeHint(self) -> QSize:
        """Not narrower than that; it scrolls where it is too high."""
        return QSize(self.sizeHint().width(), 2 * TARGET)


class PageChoice(EdgedComboBox):
    """The same where there is little room: arrows turn the pages, Return goes to the page's first control."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(
            QCoreApplication.translate("PageChoice", "Pages"),
            QCoreApplication.translate(
                "PageChoice", "The parts of this window. Arrows turn to a page, Return goes to its controls."
            ),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
