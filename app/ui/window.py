"""The main window: the list of pages, the page that is turned to, and the menus."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QFontInfo,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.ui.design.tokens import BODY, NARROW, XS, M, S
from app.ui.intake import may_hold_picture
from app.ui.page import Page
from app.ui.page_actions import Deed, add_action
from app.ui.widgets.fitting import LazyStack, resize_to_text
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.navigation import PageChoice, PageList
from app.ui.widgets.words import label_for

_LEAST = 320  # pixels


class MainWindow(QMainWindow):
    """Pages beside their list, or under a drop-down of them, under menus that hold every command.

    It is made empty, so that what speaks through it can be built next; then it is given its pages and menus.

    Attributes:
        dropped: What was dropped on it.
        closing: It is about to go; nothing else stops it.
        coming: It is about to come forward.
        hidden: It was closed, and the app goes on without it.
        stays: Whether closing it only hides it.
    """

    dropped = Signal(QMimeData)
    closing = Signal()
    coming = Signal()
    hidden = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Earsight")
        self.setAccessibleDescription(self.tr("Describes pictures and the screen in words."))
        self.setAcceptDrops(True)
        self.menuBar().setAccessibleName(self.tr("Menus"))
        self.menuBar().setNativeMenuBar(True)
        self.stays = False
        self.pages: list[Page] = []
        self.list = PageList()
        self.choice = PageChoice()
        self._narrow = False
        self._stack = LazyStack()
        self._stack.setAccessibleName(self.tr("Page"))
        inside = QWidget()
        inside.setAccessibleName("Earsight")
        across = QHBoxLayout()
        across.setSpacing(M)
        across.addWidget(self.list)
        across.addWidget(self._stack, 1)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(S, S, S, S)
        # On X11 the name of such a list is its value, so a label tells what it is.
        self._choice_row = QWidget()
        self._choice_row.setAccessibleName(self.tr("Pages"))
        above = QHBoxLayout(self._choice_row)
        above.setContentsMargins(XS, XS, XS, 0)
        above.addWidget(label_for(self.choice, self.tr("Pages")))
        above.addWidget(self.choice, 1)
        layout.addWidget(self._choice_row)
        layout.addLayout(across, 1)
        # Else a window with the list beside the page could not become as narrow as one without.
        inside.setMinimumWidth(_LEAST)
        self.setCentralWidget(inside)
        self.list.currentRowChanged.connect(self._show)
        self.list.chosen.connect(self.turn_to)
        self.choice.currentIndexChanged.connect(self.list.setCurrentRow)
        self.choice.chosen.connect(self.turn_to)
        FocusRing(self.list)
        FocusRing(self.choice)

    def add_page(self, page: Page) -> None:
        """Put a page behind the others."""
        self.pages.append(page)
        self._stack.addWidget(page)
        self.list.add(page.title, page.icon)
        self.choice.addItem(page.title)
        self._fit_ways()
        if len(self.pages) == 1:
            self.list.setCurrentRow(0)
            resize_to_text(self, 124, 40)

    def add_menu(self, title: str, items: Sequence[Deed]) -> None:
        """Put a menu behind the others."""
        menu = self.menuBar().addMenu(title)
        menu.setAccessibleName(title.replace("&", ""))
        for item in items:
            action = add_action(menu, item.text, item.help, item.call)
            action.setShortcuts(QKeySequence.listFromString(item.key))
            # Left to guess, Qt moves what is called like "Settings" into a Mac's own menu.
            action.setMenuRole(QAction.MenuRole.QuitRole if item.quits else QAction.MenuRole.NoRole)

    @property
    def page(self) -> Page:
        """The page that is turned to."""
        return self.pages[self.list.currentRow()]

    def turn_to(self, number: int) -> None:
        """Turn to a page and give the focus to where work on it begins."""
        self.list.setCurrentRow(number)
        self.page.focus_first()

    def turn_to_page(self, page: Page) -> None:
        """Likewise, by the page itself."""
        self.turn_to(self.pages.index(page))

    def turn_by(self, steps: int) -> None:
        """Turn that many pages on, round the end."""
        self.turn_to((self.list.currentRow() + steps) % len(self.pages))

    def go_to_list(self) -> None:
        """Give the focus to the list of pages, or back to the page."""
        ways = self.choice if self._narrow else self.list
        if ways.hasFocus():
            self.page.focus_first()
        else:
            ways.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List the pages beside them or above them."""
        super().resizeEvent(event)
        self._fit_ways()

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._fit_ways()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it goes, or hide."""
        if self.stays:
            event.ignore()
            self.hide()
            self.hidden.emit()
            return
        self.closing.emit()
        super().closeEvent(event)

    def come_forward(self) -> None:
        """Show it, in front, with the keyboard."""
        self.coming.emit()
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and images."""
        if may_hold_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass on what was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def _show(self, number: int) -> None:
        if 0 <= number < len(self.pages):
            page = self.pages[number]
            self._stack.setCurrentWidget(page)
            self.choice.setCurrentIndex(number)
            page.on_shown()

    def _fit_ways(self) -> None:
        several = len(self.pages) > 1
        self._narrow = several and self.width() < NARROW * QFontInfo(self.font()).pixelSize() / BODY
        ways = self.choice if self._narrow else self.list
        had_focus = self.list.hasFocus() or self.choice.hasFocus()
        # What is to be seen first, so that the focus has somewhere to go.
        (self._choice_row if self._narrow else self.list).setVisible(several)
        if had_focus:
            ways.setFocus(Qt.FocusReason.OtherFocusReason)
        (self.list if self._narrow else self._choice_row).setVisible(False)
        for page in self.pages:
            page.heading.setVisible(several and not self._narrow)
