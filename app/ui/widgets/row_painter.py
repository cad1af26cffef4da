"""How a row looks: thumbnails, a bold title, muted lines, and a button that says what Return does."""

import re
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QImage,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.design.icons import draw_icon
from app.ui.design.tokens import BODY, LETTERS, RADIUS, TARGET, S
from app.ui.widgets.row import Row
from app.ui.widgets.thumbnails import Thumbnails

ROW = int(Qt.ItemDataRole.UserRole)
"""The role in which a model gives a `Row`."""
_SIDE = 96  # pixels at 100 %; it grows with the text
_MOST_PICTURES = 3  # of a group
_SHARE = 3  # pictures take at most one part in so many of the width
_LETTERS = 36  # fewer beside a button are too few, and the button goes below
_LONG = re.compile(r"(?<=[/\\_.\-])(?=\w)|(?<=\w{24})(?=\w)")
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_HIGH = 100_000
_Index = QModelIndex | QPersistentModelIndex
_Role = QPalette.ColorRole


@dataclass(frozen=True)
class Places:
    """Where the parts of a row are, from its own upper left corner; in pixels.

    Attributes:
        height: Of all of it.
        heading: Above what belongs to the row alone.
        pictures: Squares.
        title: Bold.
        badge: Beside nothing, so that no title is cut for it.
        detail: Muted.
        deed: A button; empty where the row has none.
    """

    height: int
    heading: QRect
    pictures: tuple[QRect, ...]
    title: QRect
    badge: QRect
    detail: QRect
    deed: QRect


class RoomyRows(QStyledItemDelegate):
    """Rows of text alone, with room above and below, and high enough to be hit."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """What the style says, and that room."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(TARGET, size.height() + S))


class RowPainter(RoomyRows):
    """Draws rows that have a title; what a row tells by its text alone is drawn as the style does, with room.

    Args:
        view: The list.
        thumbnails: Where pictures come from; None where no row has one.

    Attributes:
        deed_clicked: The button of a row; with the row's number.
    """

    deed_clicked = Signal(int)

    def __init__(self, view: QListView, thumbnails: Thumbnails | None) -> None:
        super().__init__(view)
        self._view = view
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As wide as the list, as high as its words need."""
        row = index.data(ROW)
        if not isinstance(row, Row) or not row.title:
            return super().sizeHint(option, index)
        width = self._view.viewport().width()
        return QSize(width, self.places(row, width).height)

    def places(self, row: Row, width: int) -> Places:
        """Lay a row out.

        Args:
            row: It; has a title.
            width: Of the list, in pixels.
        """
        font = self._view.font()
        pixels, plain = QFontInfo(font).pixelSize(), QFontMetrics(font)
        bold = QFontMetrics(_bold(font))
        gap = S
        top, heading = gap, QRect()
        if row.heading:
            heading = QRect(gap, gap, width - 2 * gap, bold.lineSpacing())
            top = heading.bottom() + gap + gap // 2
        side = min(round(_SIDE * pixels / BODY), width // _SHARE)
        room = max(1, (width // 2) // (side + gap)) if len(row.pictures) > 1 else 1
        number = min(len(row.pictures), room, _MOST_PICTURES)
        pictures = tuple(QRect(gap + at * (side + gap), top, side, side) for at in range(number))
        left = gap + number * (side + gap)
        wide = max(1, width - left - 2 * gap)
        button = QSize()
        if row.deed:
            button = QSize(
                plain.horizontalAdvance(row.deed) + 4 * gap, max(TARGET, plain.lineSpacing() + 2 * gap)
            )
        beside = bool(row.deed) and wide - button.width() - gap >= _LETTERS * plain.averageCharWidth()
        words = min(wide - (button.width() + 2 * gap if beside else 0), LETTERS * plain.averageCharWidth())
        title = QRect(left, top, words, _height(bold, words, row.title))
        bottom, badge = title.bottom() + 1, QRect()
        if row.badge:
            badge_wide = min(words, plain.horizontalAdvance(row.badge) + 2 * gap)
            badge = QRect(left, bottom + gap // 2, badge_wide, plain.lineSpacing() + gap // 2)
            bottom = badge.bottom() + 1
        detail = QRect()
        if row.detail:
            high = _height(plain, words, _breakable(row.detail))
            detail = QRect(left, bottom + gap // 3, words, high)
            bottom = detail.bottom() + 1
        if row.deed and not beside:
            deed = QRect(QPoint(left, bottom + gap), button)
            bottom = deed.bottom() + 1
        else:
            deed = QRect(QPoint(width - gap - gap - button.width(), top), button) if beside else QRect()
            bottom = max(bottom, deed.bottom() + 1)
        bottom = max([bottom, *(picture.bottom() + 1 for picture in pictures)])
        return Places(bottom + gap, heading, pictures, title, badge, detail, deed)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw it."""
        row = index.data(ROW)
        if not isinstance(row, Row) or not row.title:
            super().paint(painter, option, index)
            return
        places = self.places(row, self._view.viewport().width())
        palette: QPalette = option.palette
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        selected = bool(state & QStyle.StateFlag.State_Selected)
        text = palette.color(_Role.HighlightedText if selected else _Role.Text)
        # The view's own is half transparent where a style sheet gives its text a colour.
        faint = QApplication.palette().color(_Role.PlaceholderText)
        muted = text if selected else faint
        font = self._view.font()
        painter.save()
        painter.translate(rect.topLeft())
        own = QRect(0, places.heading.bottom() + 1 if row.heading else 0, rect.width(), 0)
        own.setBottom(places.height - 1)
        if selected:
            painter.fillRect(own, palette.color(_Role.Highlight))
        if row.heading:
            painter.setFont(_bold(font))
            painter.setPen(faint)
            painter.drawText(places.heading, int(Qt.AlignmentFlag.AlignVCenter), row.heading)
        painter.setPen(QPen(palette.color(_Role.Mid), 1))
        painter.drawLine(own.bottomLeft(), own.bottomRight())
        for place, picture in zip(places.pictures, row.pictures, strict=False):
            image = None
            if self._thumbnails is not None:
                scale = self._view.devicePixelRatioF()
                image = self._thumbnails.get(picture, round(place.width() * scale))
            _draw_picture(painter, place, image, muted)
        painter.setPen(text)
        painter.setFont(_bold(font))
        painter.drawText(places.title, _WRAPPED, row.title)
        painter.setFont(font)
        if row.badge:
            painter.drawRoundedRect(places.badge, RADIUS, RADIUS)
            painter.drawText(places.badge, int(Qt.AlignmentFlag.AlignCenter), row.badge)
        painter.setPen(muted)
        painter.drawText(places.detail, _WRAPPED, _breakable(row.detail))
        if row.deed:
            painter.setBrush(palette.color(_Role.Button))
            painter.setPen(palette.color(_Role.ButtonText))
            painter.drawRoundedRect(places.deed.adjusted(0, 0, -1, -1), RADIUS, RADIUS)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawText(places.deed, int(Qt.AlignmentFlag.AlignCenter), row.deed)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(text, 2))
            painter.drawRect(own.adjusted(2, 2, -2, -2))
        painter.restore()

    def deed_at(self, index: _Index, where: QPoint) -> bool:
        """Whether a place in the list is on the row's button."""
        row = index.data(ROW)
        if not isinstance(row, Row) or not row.title or not row.deed:
            return False
        rect = self._view.visualRect(index)
        return self.places(row, self._view.viewport().width()).deed.contains(where - rect.topLeft())

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click on the button is told."""
        if (
            event.type() is QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() is Qt.MouseButton.LeftButton
            and self.deed_at(index, event.position().toPoint())
        ):
            self.deed_clicked.emit(index.row())
            return True
        return super().editorEvent(event, model, option, index)


def _draw_picture(painter: QPainter, place: QRect, image: QImage | None, edge: QColor) -> None:
    """The picture in the middle of its place; an empty frame until it is there, an icon if there is none."""
    if image is None or image.isNull():
        painter.setPen(QPen(edge, 1))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        if image is not None:
            third = place.width() // 3
            draw_icon(painter, "describe", QRectF(place.adjusted(third, third, -third, -third)), edge)
        return
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    inside = QRect(place.topLeft(), size)
    inside.moveCenter(place.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(inside, image)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold


def _height(metrics: QFontMetrics, width: int, text: str) -> int:
    return metrics.boundingRect(QRect(0, 0, width, _HIGH), _WRAPPED, text).height()


def _breakable(text: str) -> str:
    """May be broken inside paths and long names, which is seen and not heard."""
    return _LONG.sub("\u200b", text)
