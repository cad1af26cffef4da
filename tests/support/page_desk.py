"""A page or a dialog that is worked by its buttons, and what it says."""

from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from said import Said


class PageDesk:
    """What the desks of single pages have in common.

    Attributes:
        said: Give it to the page as its voice.
    """

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.said = Said()

    def show(self, page: QWidget) -> None:
        """Show it, and wait until it has the keys."""
        self._page = page
        self.qtbot.addWidget(page)
        with self.qtbot.waitActive(page):
            page.open() if isinstance(page, QDialog) else page.show()

    @property
    def last(self) -> str:
        """What was said last."""
        return self.said.words[-1]

    def button(self, name: str) -> QPushButton:
        """The one visible button with this name."""
        buttons = self._page.findChildren(QPushButton)
        (button,) = (b for b in buttons if b.isVisible() and b.accessibleName() == name)
        return button

    def press(self, name: str) -> None:
        """Press the button with this name."""
        self.button(name).click()
