"""What every page of the main window is."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.assistant.outlet import Outlet
from app.errors import AppError
from app.ui.widgets.words import label_of_kind, status_line

Result = TypeVar("Result")


class Page(QWidget):
    """One page of the main window.

    Attributes:
        title: Its name in the list of pages, translated.
        heading: Shows it above the page, where nothing else does.
        icon: Of `app.ui.design.icons`, in the list of pages.
        about: What it is for, a sentence on each line, translated; "" where its keys say it.
        told_keys: Its own keys in words, and what each does.
    """

    icon = ""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.heading = label_of_kind(title, "title")
        self.heading.setParent(self)
        self.about = ""
        self.told_keys: list[tuple[str, str]] = []
        self.setAccessibleName(title)

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


class SpeakingPage(Page):
    """A page that says what comes of things, and shows it in its last line.

    Args:
        title: Its name in the list of pages, translated.
        speaks: Says it.
        status: What the line shows at first, translated.
    """

    def __init__(self, title: str, speaks: Outlet, status: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._speaks = speaks
        self.status = status_line(status)

    @property
    def busy(self) -> bool:
        """Whether something goes on that Escape stops."""
        return False

    def stop(self) -> None:
        """Stop what goes on here."""

    def event(self, event: QEvent) -> bool:
        """Take Escape, which is the window's elsewhere, while there is something to stop."""
        if event.type() is QEvent.Type.ShortcutOverride and _is_escape(event) and self.busy:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stops what goes on here."""
        if _is_escape(event) and self.busy:
            self.stop()
        else:
            super().keyPressEvent(event)

    def _finish(self, future: "Future[Result]", on_result: Callable[[Result], object]) -> None:
        """Pass on what a work in the background came to, or say why it failed."""
        if future.cancelled():
            return
        try:
            result = future.result()
        except AppError as error:
            self._tell(str(error))
        else:
            on_result(result)

    def _tell(self, words: str, *, say: bool = True) -> None:
        self.status.setText(words)
        if say:
            self._speaks.say(words, interrupt=True)

    def _tell_progress(self, words: str) -> None:
        """Say how far something is, which a bar shows; of one in sight Orca says it, and once is enough."""
        if not (self._speaks.windows_are_read and self.isVisible() and self.isActiveWindow()):
            self._speaks.say(words, interrupt=True)

    def _tell_at(self, control: QWidget, words: str, name: str) -> None:
        """Say a sentence and give a control the focus. Where Orca reads what has the focus, it reads both.

        Args:
            control: Where one is from now on.
            words: What is said.
            name: Of the control, as it is called without that sentence.
        """
        read = self._speaks.windows_are_read and not control.hasFocus()
        control.setAccessibleName(f"{words} {name}" if read else name)
        self._tell(words, say=not read)
        control.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
