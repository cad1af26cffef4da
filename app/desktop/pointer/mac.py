"""The pointer of a Mac, by events of Quartz; imported on macOS only.

Follows Apple's documentation of CGEventCreateMouseEvent, CGEventPost, CGPreflightPostEventAccess and
CGWindowListCopyWindowInfo.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from app.desktop.pointer.protocol import Box, Same, Take, window_at
from app.errors import AppError

# From ordinary windows to modal ones, and menus that are open. What lies over all, such as the Dock, may be
# large and see-through.
_LAYERS = frozenset((*range(9), 101))


class MacPointer:
    """Sends the pointer of a Mac; see `Pointer`. Places are in points.

    Args:
        take: Takes the pixels of a part of the desktop, in points.
    """

    def __init__(self, take: Take) -> None:
        self._take = take

    def windows(self) -> tuple[tuple[int, Box], ...]:
        """See `Pointer`; without our own, which are gone before there is a click."""
        own = os.getpid()
        return tuple((number, box) for number, box, pid in self._all() if pid != own)

    def move(self, x: int, y: int) -> None:
        """See `Pointer`."""
        quartz = self._quartz()
        self._post(quartz, quartz.kCGEventMouseMoved, x, y)

    def click(self, x: int, y: int, area: Box, same: Same, windows: Sequence[tuple[int, Box]]) -> bool:
        """See `Pointer`."""
        quartz = self._quartz()
        owner = window_at(windows, x, y)
        now = [(number, box) for number, box, _ in self._all()]
        if owner is None or owner != window_at(now, x, y) or not same(self._take(area)):
            return False
        for kind in (quartz.kCGEventMouseMoved, quartz.kCGEventLeftMouseDown, quartz.kCGEventLeftMouseUp):
            self._post(quartz, kind, x, y)
        return True

    def close(self) -> None:
        """See `Pointer`; nothing is kept open."""

    @staticmethod
    def _quartz() -> Any:
        """The framework, once the system lets this program act.

        Raises:
            AppError: It does not.
        """
        quartz = import_module("Quartz")
        if not quartz.CGPreflightPostEventAccess():
            quartz.CGRequestPostEventAccess()  # it asks, and puts us into the list of the settings
            raise AppError(
                "macOS does not let me move the pointer yet.",
                "Open System Settings, Privacy and Security, Accessibility, and turn on Earsight, "
                "or the program that started it.",
            )
        return quartz

    @staticmethod
    def _post(quartz: Any, kind: int, x: int, y: int) -> None:
        at = quartz.CGPointMake(x, y)
        event = quartz.CGEventCreateMouseEvent(None, kind, at, quartz.kCGMouseButtonLeft)
        quartz.CGEventPost(quartz.kCGHIDEventTap, event)

    @staticmethod
    def _all() -> list[tuple[int, Box, int]]:
        """(number, place, process) of what can be clicked, from front to back."""
        quartz = import_module("Quartz")
        options = quartz.kCGWindowListOptionOnScreenOnly | quartz.kCGWindowListExcludeDesktopElements
        found = []
        for window in quartz.CGWindowListCopyWindowInfo(options, quartz.kCGNullWindowID) or ():
            bounds = window.get("kCGWindowBounds") or {}
            x, y, width, height = (round(bounds.get(name, 0)) for name in ("X", "Y", "Width", "Height"))
            number, pid = int(window.get("kCGWindowNumber", 0)), int(window.get("kCGWindowOwnerPID", 0))
            if window.get("kCGWindowLayer", 0) in _LAYERS and window.get("kCGWindowAlpha", 1) > 0:
                found.append((number, (x, y, x + width, y + height), pid))
        return found
