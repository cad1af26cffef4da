"""Files that the system hands to the running app, as macOS does for Open with and drops on the Dock."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class FileOpens(QObject):
    """Takes the files, and keeps them until somebody wants them.

    Install it as an event filter on the application, early: macOS sends the first file while the app starts.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Path] = []
        self._call: Callable[[list[Path]], object] | None = None

    def hand_to(self, call: Callable[[list[Path]], object]) -> None:
        """Have files opened by ``call`` from now on, those that came already at once. Main thread only."""
        self._call = call
        waiting, self._waiting = self._waiting, []
        if waiting:
            call(waiting)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the event of a file; all others go on."""
        if event.type() is not QEvent.Type.FileOpen or not isinstance(event, QFileOpenEvent):
            return False
        name = event.file()
        if name:
            if self._call is None:
                self._waiting.append(Path(name))
            else:
                self._call([Path(name)])
        return True
