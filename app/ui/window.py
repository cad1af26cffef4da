"""The main window: the list of pages, the page that is turned to, and the menus."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app.ui.intake import may_hold_picture
from app.ui.page import Page
from app.ui.page_actions import Deed, add_action
from app.ui.widgets.fitting import resize_to_text
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import name_scroll_bars


class PageList(QListWidget):
    """The names of the pages; type-ahead and arrows walk it, Return turns to the page."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Pages"))
        self.setAccessibleDescription(
            self.tr("The parts of this window. Return turns to a page and goes to its first control.")
        )
        name_scroll_bars(self, "pages")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.activated.connect(lambda index: self.chosen.emit(index.row()))

    def fit(self) -> None:
        """As wide as its longest name in the font in use."""
        widest = max(self.fontMetrics().horizontalAdvance(self.item(n).text()) for n in range(self.count()))
        self.setFixedWidth(widest + 4 * self.fontMetrics().averageCharWidth() + 2 * self.frameWidth())


class MainWindow(QMainWindow):
    """Pages beside their list, under menus that hold every command.

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
        self._stack = QStackedWidget()
        self._stack.setAccessibleName(self.tr("Page"))
        inside = QWidget()
        inside.setAccessibleName("Earsight")
        layout = QHBoxLayout(inside)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        self.setCentralWidget(inside)
        self.list.currentRowChanged.connect(self._show)
        self.list.chosen.connect(self.turn_to)
        FocusRing(self.list)

    def add_page(self, page: Page) -> None:
        """Put a page behind the others."""
        self.pages.append(page)
        self._stack.addWidget(page)
        item = QListWidgetItem(page.title)
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, self.tr("Page of this window"))
        self.list.addItem(item)
        self.list.fit()
        self.list.setVisible(len(self.pages) > 1)
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
        if self.list.hasFocus():
            self.page.focus_first()
        else:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

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
            page.on_shown()
