"""What every page of the main window is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One page of the main window.

    Args:
        title: Its name in the list of pages, translated.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setAccessibleName(title)

    @property
    def title(self) -> str:
        """Its name in the list of pages."""
        return self._title

    def focus_first(self) -> None:
        """Give the focus to where work begins: the first control, unless a page knows better."""
        control = self.nextInFocusChain()
        while control is not None and control is not self:
            reachable = control.focusPolicy() & Qt.FocusPolicy.TabFocus
            if reachable and self.isAncestorOf(control) and control.isVisibleTo(self):
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            control = control.nextInFocusChain()

    def on_shown(self) -> None:
        """Called each time the page is turned to, to bring it up to date; most have nothing to do."""

    def on_closed(self) -> None:
        """Called when the app ends, to stop work of the page's own; most have none."""
