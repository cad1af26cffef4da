"""A list of rows whose text says everything, for long lists too."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.ui.widgets.row import Row
from app.ui.widgets.row_painter import ROW, RoomyRows, RowPainter
from app.ui.widgets.thumbnails import Thumbnails
from app.ui.widgets.words import is_copy_key, name_scroll_bars

_BATCH = 100  # rows laid out before the window may do something else
_Index = QModelIndex | QPersistentModelIndex


def as_rows(view: QListView, name: str = "", description: str = "", *, what: str) -> None:
    """Show long rows in several lines, inside a line in the text's colour.

    Args:
        view: The list.
        name: For screen readers.
        description: What can be done here, likewise.
        what: What its scroll bars scroll, see `name_scroll_bars`.
    """
    view.setAccessibleName(name)
    view.setAccessibleDescription(description)
    view.setWordWrap(True)
    view.setItemDelegate(RoomyRows(view))
    view.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    name_scroll_bars(view, what)


class RowModel(QAbstractListModel):
    """Rows as Qt's views want them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.waiting = ""

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many there are; what is waited for is one."""
        if parent is not None and parent.isValid():
            return 0
        return len(self.rows) or int(bool(self.waiting))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and description; nothing is told by colour or picture."""
        if not self.rows:
            told = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self.waiting if told else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].text
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.rows[index.row()].description
        if role == ROW:
            return self.rows[index.row()]
        return None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = list(rows)
        self.waiting = ""
        self.endResetModel()

    def wait(self, words: str) -> None:
        """Show nothing but what is waited for."""
        self.beginResetModel()
        self.rows, self.waiting = [], words
        self.endResetModel()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Show these too, at the end."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()


class RowList(QListView):
    """Shows rows; arrows and type-ahead walk them, Return opens one, the Menu key offers what can be done.

    The focus and the place in the list survive a change of the rows.

    Args:
        name: For screen readers.
        description: What can be done here, likewise.
        clock: Seconds that only grow.
        thumbnails: Where rows get their pictures; None for lists whose rows have none.
        lines: Of text, of which there is always room for so many; a page scrolls rather than show fewer.

    Attributes:
        opened: Return on a row, a double click, or a click on what it says Return does; with the row.
        entered_row: The row that was walked to.
        menu_wanted: The Menu key, Shift F10 or the other mouse button; with a place on the screen.
        filled: Rows took the place of what was waited for.
    """

    opened = Signal(object)
    entered_row = Signal(object)
    menu_wanted = Signal(QPoint)
    filled = Signal()

    def __init__(
        self,
        name: str,
        description: str,
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        thumbnails: Thumbnails | None = None,
        lines: int = 4,
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._clock = clock
        self._typed = ("", 0.0)
        self._filling = False
        self._model = RowModel(self)
        self.setModel(self._model)
        as_rows(self, name, description, what="list")
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setResizeMode(QListView.ResizeMode.Adjust)  # rows are as high as their words need
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._painter = painter = RowPainter(self, thumbnails)
        painter.deed_clicked.connect(lambda number: self.opened.emit(self._model.rows[number]))
        self.setItemDelegate(painter)
        if thumbnails is not None:
            thumbnails.came.connect(self.viewport().update)
        self.setBatchSize(_BATCH)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.rows[index.row()]))

    def minimumSizeHint(self) -> QSize:
        """Room for some lines in the font in use."""
        hint = super().minimumSizeHint()
        hint.setHeight(max(hint.height(), self._lines * self.fontMetrics().lineSpacing()))
        return hint

    @property
    def rows(self) -> list[Row]:
        """All rows."""
        return self._model.rows

    @property
    def row(self) -> Row | None:
        """The current one."""
        number = self.currentIndex().row()
        return self._model.rows[number] if 0 <= number < len(self._model.rows) else None

    def wait(self, words: str) -> None:
        """Say in the place of rows that they are being looked for; the next rows take it."""
        self._filling = True
        self._model.wait(words)
        self.setCurrentIndex(self._model.index(0))
        self._filling = False

    def set_rows(self, rows: Sequence[Row], current: int | None = None) -> None:
        """Show these instead.

        Args:
            rows: Any number.
            current: Which one to go to; None stays with the row that stands for the same, else at its place.
        """
        before, place = self.row, max(0, self.currentIndex().row())
        waited = bool(self._model.waiting)
        self._filling = True
        self._model.set_rows(rows)
        if current is None:
            current = place
            if before is not None and before.data is not None:
                same = (number for number, row in enumerate(rows) if row.data == before.data)
                current = next(same, place)
        self.go_to(current)
        self._filling = False
        if waited:
            self.filled.emit()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Show these too, at the end; the place in the list stays."""
        self._model.add_rows(rows)

    def go_to(self, number: int) -> None:
        """Make a row the current one, the last one when there are not so many."""
        if self._model.rows:
            index = self._model.index(min(max(0, number), len(self._model.rows) - 1))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead: the next row in which a word begins so; the same letter again goes on to another."""
        typed, last = self._typed
        now = self._clock()
        patience = QGuiApplication.styleHints().keyboardInputInterval() / 1000
        typed = typed + search if now - last <= patience else search
        self._typed = (typed, now)
        here = self.currentIndex().row()
        found = self._beginning(typed, here + (len(typed) == 1))
        if found is None and len(set(typed.casefold())) == 1:
            found = self._beginning(typed[0], here + 1)
        if found is not None:
            self.go_to(found)

    def _beginning(self, typed: str, start: int) -> int | None:
        """The first row from ``start`` on, round the end, in which a word begins with what was typed."""
        wanted = typed.casefold().lstrip()
        count = len(self._model.rows)
        for step in range(count if wanted else 0):
            number = (start + step) % count
            row = self._model.rows[number]
            words = (row.find or row.text).casefold()
            if words.startswith(wanted) or f" {wanted}" in words:
                return number
        return None

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """End goes to the last row, also while rows are still being laid out."""
        if action is QAbstractItemView.CursorAction.MoveEnd:
            return self._model.index(len(self._model.rows) - 1)
        return super().moveCursor(action, modifiers)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which row was walked to, not which one is current after the rows changed."""
        super().currentChanged(current, previous)
        if not self._filling and self._model.rows and current.isValid() and self.hasFocus():
            self.entered_row.emit(self._model.rows[current.row()])

    def event(self, event: QEvent) -> bool:
        """Take Control C, which is the window's elsewhere."""
        if is_copy_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the row, Control C copies its text, Menu and Shift F10 ask for its menu."""
        row = self.row
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _CHORD:
            if row is not None:
                self.opened.emit(row)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            if row is not None:
                QGuiApplication.clipboard().setText(row.text)
            return
        shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shifted):
            self.ask_for_menu()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row; on its button the first click did that."""
        where = event.position().toPoint()
        if not self._painter.deed_at(self.indexAt(where), where):
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu at the row, wherever the pointer may be."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.globalPos())
        else:
            self.ask_for_menu()
        event.accept()

    def ask_for_menu(self) -> None:
        """Emit `menu_wanted` at the current row."""
        rect = self.visualRect(self.currentIndex()) if self.row is not None else self.viewport().rect()
        self.menu_wanted.emit(self.viewport().mapToGlobal(rect.center()))


_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
