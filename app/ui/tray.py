"""The icon in the tray or menu bar, with every command in its menu."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.ui.page_actions import Deed, add_action


class Tray(QObject):
    """Shows that the app is running, and offers its commands by name.

    Where there is no tray nothing is shown; it appears as soon as there is one.

    Args:
        icon: What is shown.
        items: The menu's entries; their keys are not taken, only the window takes keys.
        separators: Numbers of entries that a line stands before.
    """

    def __init__(
        self,
        icon: QIcon,
        items: Sequence[Deed],
        separators: Sequence[int] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.menu = QMenu("Earsight")
        self.menu.setAccessibleName("Earsight")
        for number, item in enumerate(items):
            if number in separators:
                self.menu.addSeparator()
            add_action(self.menu, item.text, item.help, item.call)
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setToolTip("Earsight")
        self._icon.setContextMenu(self.menu)

    @staticmethod
    def available() -> bool:
        """Whether this desktop has a tray just now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Show it from now on."""
        self._icon.show()

    def hide(self) -> None:
        """Take it away."""
        self._icon.hide()
        self.menu.deleteLater()
