"""What the live region follows: the window or the chosen region, as long as its window is in front."""

from PySide6.QtCore import QCoreApplication

from app.assistant.region import Rect
from app.desktop.capture.screens import FrontWindow, Screens
from app.errors import AppError
from app.shot import Shot


class Followed:
    """Takes its pictures, on the camera's thread.

    Args:
        screens: Where they are taken.
        region: A part of the screen; None is the window in front.

    Attributes:
        region: Likewise.
    """

    def __init__(self, screens: Screens, region: Rect | None) -> None:
        self._screens = screens
        self.region = region
        self._window: FrontWindow | None = None

    def begin(self) -> str:
        """Remember which window is in front; its name, "" where nobody tells it."""
        try:
            self._window = self._screens.front()
        except AppError:  # the first look says why
            return ""
        return "" if self._window is None else self._window.app or self._window.title

    def take(self) -> Shot:
        """The next picture.

        Raises:
            AppError: It cannot be taken, or its window is not in front any more.
        """
        begun = self._window
        if begun is not None:
            now = self._screens.front()
            if now is None or (now.app, now.pid) != (begun.app, begun.pid):
                words = QCoreApplication.translate("Followed", "Another window is in front.")
                raise AppError(words)
        if self.region is None:
            return self._screens.window(controls=False)
        one = self.region
        return self._screens.region(one.left, one.top, one.width, one.height)

    def words(self, name: str) -> str:
        """What is said when it begins."""
        if self.region is None:
            words = (
                QCoreApplication.translate("Followed", "Following the window of {name}.")
                if name
                else QCoreApplication.translate("Followed", "Following this window.")
            )
            more = QCoreApplication.translate("Followed", "Press the same keys to end.")
        else:
            words = (
                QCoreApplication.translate("Followed", "Following the region in {name}.")
                if name
                else QCoreApplication.translate("Followed", "Following the region.")
            )
            more = QCoreApplication.translate(
                "Followed", "Press the same keys at once for the whole window, later to end."
            )
        return f"{words.format(name=name)} {more}"
