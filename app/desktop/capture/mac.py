"""Pictures of a Mac's screen, through Quartz; imported on macOS only.

Follows Apple's documentation of CGWindowListCopyWindowInfo, CGWindowListCreateImage and
CGPreflightScreenCaptureAccess, and the manual page screencapture(1) for systems without the second.
"""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.desktop.capture.app_names import printable
from app.desktop.capture.screens import Area, FrontWindow, in_view, no_window, outside
from app.errors import AppError
from app.shot import ScreenPart, Shot

_SECONDS = 10.0
_DESKTOP_LAYER = 0  # kCGNormalWindowLevel: where ordinary windows are
_STATUS_LAYER = 25  # kCGStatusWindowLevel: icons in the menu bar


def no_permission() -> AppError:
    """MacOS shows only the wallpaper to programs that may not see the screen."""
    return AppError(
        "macOS does not let me see the screen yet.",
        "Open System Settings, Privacy and Security, Screen and System Audio Recording, turn Earsight on, "
        "then quit Earsight and start it again.",
    )


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


def shows_only_wallpaper(windows: Sequence[Mapping[str, Any]], own_pid: int) -> bool:
    """Whether the system hides the other programs: there are windows, and none of them has a name.

    Args:
        windows: As CGWindowListCopyWindowInfo lists them.
        own_pid: This process, whose names are always told.
    """
    others = [
        window
        for window in windows
        if window.get("kCGWindowLayer", 0) == _DESKTOP_LAYER and window.get("kCGWindowOwnerPID") != own_pid
    ]
    return bool(others) and not any(window.get("kCGWindowName") for window in others)


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
    """Takes pictures of a Mac's screen; see `app.desktop.capture.screens.Screens`. Places are in points."""

    def screen(self) -> Shot:
        """See `Screens`."""
        quartz = import_module("Quartz")
        at = quartz.CGEventGetLocation(quartz.CGEventCreate(None))
        _error, displays, count = quartz.CGGetActiveDisplayList(16, None, None)
        for display in displays[:count]:
            bounds = quartz.CGDisplayBounds(display)
            area = Area(
                round(bounds.origin.x),
                round(bounds.origin.y),
                round(bounds.size.width),
                round(bounds.size.height),
            )
            if area.holds(int(at.x), int(at.y)):
                return self._shot(ScreenPart.SCREEN, area)
        raise outside()

    def window(self) -> Shot:
        """See `Screens`."""
        front = self.front()
        if front is None:
            raise no_window()
        return self._shot(ScreenPart.WINDOW, front.area, front)

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

    def _windows(self) -> list[Mapping[str, Any]]:
        quartz = import_module("Quartz")
        options = quartz.kCGWindowListOptionOnScreenOnly | quartz.kCGWindowListExcludeDesktopElements
        return list(quartz.CGWindowListCopyWindowInfo(options, quartz.kCGNullWindowID) or ())

    def _shot(self, place: ScreenPart, area: Area, front: FrontWindow | None = None) -> Shot:
        quartz = import_module("Quartz")
        windows = self._windows()
        if not quartz.CGPreflightScreenCaptureAccess() or shows_only_wallpaper(windows, os.getpid()):
            raise no_permission()
        if area.empty:
            raise outside()
        front = front or self.front()
        pixels = _image(quartz, area)
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


def _image(quartz: Any, area: Area) -> NDArray[np.uint8]:
    """(height, width, 3) uint8 RGB, in the screen's own pixels."""
    create = getattr(quartz, "CGWindowListCreateImage", None)
    if create is None:  # taken out of newer systems
        return _by_command(area)
    rect = quartz.CGRectMake(area.left, area.top, area.width, area.height)
    image = create(
        rect, quartz.kCGWindowListOptionOnScreenOnly, quartz.kCGNullWindowID, quartz.kCGWindowImageDefault
    )
    if image is None:
        return _by_command(area)
    width, height = quartz.CGImageGetWidth(image), quartz.CGImageGetHeight(image)
    stride = quartz.CGImageGetBytesPerRow(image)
    data = bytes(quartz.CGDataProviderCopyData(quartz.CGImageGetDataProvider(image)))
    rows = np.frombuffer(data, dtype=np.uint8)[: stride * height].reshape(height, stride)
    # 32 bits a pixel, blue first, as the window server has them.
    return np.ascontiguousarray(rows[:, : width * 4].reshape(height, width, 4)[:, :, 2::-1])


def _by_command(area: Area) -> NDArray[np.uint8]:
    """The same by screencapture(1), through a file that is removed at once."""
    from app.pictures.load import load_image

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "screen.png")
        where = f"-R{area.left},{area.top},{area.width},{area.height}"
        command = ["/usr/sbin/screencapture", "-x", "-t", "png", where, str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
            return np.asarray(load_image(path).image)
        except (AppError, OSError, subprocess.SubprocessError):
            raise AppError("The screen could not be taken.", "Try again.") from None
