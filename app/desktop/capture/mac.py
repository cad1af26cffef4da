"""What is on a Mac's screen, and where, through Quartz; imported on macOS only.

Follows Apple's documentation of CGWindowListCopyWindowInfo and CGPreflightScreenCaptureAccess.
"""

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from app.controls import AsksForControls, no_controls
from app.desktop.capture.app_names import printable
from app.desktop.capture.mac_pixels import MacPixels, area_of_rect
from app.desktop.capture.permissions import ScreenRefused
from app.desktop.capture.screens import Area, FrontWindow, in_view, no_window, outside
from app.shot import ScreenPart, Shot

_DESKTOP_LAYER = 0  # kCGNormalWindowLevel: where ordinary windows are
_STATUS_LAYER = 25  # kCGStatusWindowLevel: icons in the menu bar


def front_of(windows: Sequence[Mapping[str, Any]], pid: int) -> Mapping[str, Any] | None:
    """The frontmost ordinary window of a process.

    Args:
        windows: As CGWindowListCopyWindowInfo lists them, front to back.
        pid: The active application's process.
    """
    for window in windows:
        bounds = window.get("kCGWindowBounds") or {}
        ordinary = window.get("kCGWindowLayer", 0) == _DESKTOP_LAYER
        if ordinary and window.get("kCGWindowOwnerPID") == pid and bounds.get("Width", 0) > 1:
            return window
    return None


def hides_names(windows: Sequence[Mapping[str, Any]], own_pid: int) -> bool:
    """Whether no other program's window tells its name, as where the system hides them.

    Args:
        windows: As CGWindowListCopyWindowInfo lists them.
        own_pid: This process, whose names are always told.
    """
    others = [
        window
        for window in windows
        if window.get("kCGWindowLayer", 0) == _DESKTOP_LAYER and window.get("kCGWindowOwnerPID") != own_pid
    ]
    return not any(window.get("kCGWindowName") for window in others)


def area_of(window: Mapping[str, Any]) -> Area:
    """Where a window is, in points."""
    bounds = window.get("kCGWindowBounds") or {}
    left, top, width, height = (round(bounds.get(name, 0)) for name in ("X", "Y", "Width", "Height"))
    return Area(left, top, width, height)


def beside(windows: Sequence[Mapping[str, Any]], area: Area) -> tuple[tuple[str, str], ...]:
    """Application and title of each window of which something can be seen in an area.

    Those in layers over the ordinary windows, such as prompts for passwords, are told too, but cover nothing:
    menus and the dock may be large and see-through. An icon in the menu bar shows nothing of its application.

    Args:
        windows: As CGWindowListCopyWindowInfo lists them, front to back.
        area: The part of the desktop, in points.
    """
    ordinary, over = [], []
    for window in windows:
        place = area_of(window)
        layer = window.get("kCGWindowLayer", 0)
        if layer == _DESKTOP_LAYER:
            ordinary.append((window, place))
        elif layer != _STATUS_LAYER and not area.within(place).empty:
            over.append(window)
    seen = [*over, *in_view(area, ordinary)]
    names = ((one.get("kCGWindowOwnerName"), one.get("kCGWindowName")) for one in seen)
    return tuple(
        dict.fromkeys((printable(str(app or "")), printable(str(name or ""))) for app, name in names)
    )


class MacScreens:
    """Takes pictures of a Mac's screen; see `app.desktop.capture.screens.Screens`. Places are in points.

    Args:
        pixels: Takes the picture itself.
        controls: Asks for the controls of a window that is taken.
    """

    def __init__(self, pixels: MacPixels | None = None, *, controls: AsksForControls = no_controls) -> None:
        self._pixels = pixels or MacPixels()
        self._controls = controls

    def screen(self) -> Shot:
        """See `Screens`."""
        quartz = import_module("Quartz")
        at = quartz.CGEventGetLocation(quartz.CGEventCreate(None))
        for area in self._displays():
            if area.holds(math.floor(at.x), math.floor(at.y)):
                return self._shot(ScreenPart.SCREEN, area)
        raise outside()

    def window(self, *, controls: bool = True) -> Shot:
        """See `Screens`."""
        front = self.front()
        if front is None:
            raise no_window()
        area = front.area
        shot = self._shot(ScreenPart.WINDOW, area, front)
        asks = self._controls if controls else no_controls
        edges = (area.left, area.top, area.left + area.width, area.top + area.height)
        return replace(shot, controls=asks(front.pid, front.title, edges))

    def region(self, left: int, top: int, width: int, height: int) -> Shot:
        """See `Screens`."""
        return self._shot(ScreenPart.REGION, Area(left, top, width, height))

    def front(self) -> FrontWindow | None:
        """See `Screens`."""
        application = import_module("AppKit").NSWorkspace.sharedWorkspace().frontmostApplication()
        if application is None:
            return None
        pid = int(application.processIdentifier())
        window = front_of(self._windows(), pid)
        if window is None:
            return None
        title = printable(str(window.get("kCGWindowName") or ""))
        name, bundle = application.localizedName(), application.bundleIdentifier()
        return FrontWindow(
            printable(str(name or "")), title, pid, area_of(window), printable(str(bundle or ""))
        )

    def close(self) -> None:
        """See `Screens`; nothing is kept open."""

    @staticmethod
    def _displays() -> list[Area]:
        quartz = import_module("Quartz")
        _error, displays, count = quartz.CGGetActiveDisplayList(16, None, None)
        return [area_of_rect(quartz.CGDisplayBounds(display)) for display in displays[:count]]

    def _windows(self) -> list[Mapping[str, Any]]:
        quartz = import_module("Quartz")
        options = quartz.kCGWindowListOptionOnScreenOnly | quartz.kCGWindowListExcludeDesktopElements
        return list(quartz.CGWindowListCopyWindowInfo(options, quartz.kCGNullWindowID) or ())

    def _shot(self, place: ScreenPart, area: Area, front: FrontWindow | None = None) -> Shot:
        windows = self._windows()
        # The system's answer is that of the time when this process began; other programs' names are newer.
        quartz = import_module("Quartz")
        if not quartz.CGPreflightScreenCaptureAccess() and hides_names(windows, os.getpid()):
            # Who has not asked is in no list of the settings. The system shows its question once, ever.
            quartz.CGRequestScreenCaptureAccess()
            raise ScreenRefused
        area = _shown(area, self._displays())
        front = front or self.front()
        pixels = self._pixels.take(area)
        return Shot(
            pixels,
            place,
            area.left,
            area.top,
            front.app if front else "",
            front.title if front else "",
            front.pid if front else 0,
            datetime.now().astimezone(),
            beside(windows, area),
            pixels.shape[1] / area.width,
        )


def _shown(area: Area, displays: Sequence[Area]) -> Area:
    """What of an area lies on displays: the smallest part that holds all of it."""
    parts = [part for display in displays if not (part := area.within(display)).empty]
    if not parts:
        raise outside()
    left, top = min(part.left for part in parts), min(part.top for part in parts)
    right = max(part.left + part.width for part in parts)
    bottom = max(part.top + part.height for part in parts)
    return Area(left, top, right - left, bottom - top)
