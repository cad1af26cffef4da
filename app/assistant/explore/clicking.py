"""Clicks on what was explored, if it is still there."""

from typing import TYPE_CHECKING

from app.assistant.explore.target import ClickTarget, is_named_so, is_secret, same_pixels
from app.controls import ControlTree
from app.describe.explore.items import Box
from app.desktop.capture.screens import Screens
from app.shot import Shot

if TYPE_CHECKING:
    from app.desktop.pointer.protocol import Pointer


class Clicking:
    """Looks again at what was told, and clicks. On the camera's thread.

    Args:
        pointer: Clicks.
        screens: Take the window in front again, whose controls are asked for anew.
        shot: The picture of the screen that was explored.
        tree: What the system said of it then.
        windows: Those that were on the screen then.
    """

    def __init__(
        self,
        pointer: "Pointer",
        screens: Screens,
        shot: Shot,
        tree: ControlTree | None,
        windows: tuple[tuple[int, Box], ...],
    ) -> None:
        self._pointer = pointer
        self._screens = screens
        self._shot = shot
        self._tree = tree
        self._windows = windows

    def click(self, target: ClickTarget) -> bool:
        """Click at a place, unless it has changed or is one for a password; whether it was clicked.

        Raises:
            AppError: The screen cannot be reached.
        """
        now = self._screens.window().controls() if self._tree is not None else None
        if is_secret(target, self._tree, now) or not is_named_so(target, now):
            return False
        same = same_pixels(target, self._shot)
        return self._pointer.click(target.x, target.y, target.area, same, self._windows)
