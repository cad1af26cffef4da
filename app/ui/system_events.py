"""What the system asks of the whole app: to quit, as the Dock and logging out do, and to show itself."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication


class SystemEvents(QObject):
    """Listens to the application from when it is made.

    Args:
        qt: The application.
        on_quit: Called before Qt closes all windows: of those that stay when they are closed
            it would be said that the app keeps running.
        on_wanted: Shows the window: a click in the Dock, or the app was switched to, with nothing of it to be
            seen.
    """

    def __init__(
        self, qt: QGuiApplication, on_quit: Callable[[], object], on_wanted: Callable[[], object]
    ) -> None:
        super().__init__(qt)
        self._on_quit = on_quit
        self._on_wanted = on_wanted
        qt.installEventFilter(self)
        qt.applicationStateChanged.connect(self._on_state)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be told of the wish to quit, which goes on as all events do."""
        if event.type() is QEvent.Type.Quit and watched is self.parent():
            self._on_quit()
        return False

    def _on_state(self, state: Qt.ApplicationState) -> None:
        shows = any(window.isVisible() for window in QApplication.topLevelWidgets())
        if state is Qt.ApplicationState.ApplicationActive and not shows:
            self._on_wanted()
