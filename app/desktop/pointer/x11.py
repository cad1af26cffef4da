"""The pointer of an X11 screen, through python-xlib and the XTEST extension.

A click looks first: while the server is held, in which no program can draw, the place is compared with what
was there, and clicked only if it is the same.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar

from app.desktop.pointer.protocol import Box, Same, window_at
from app.desktop.x11_display import open_display
from app.desktop.x11_pixels import pixels_of
from app.errors import AppError

T = TypeVar("T")


class X11Pointer:
    """Sends the pointer of one X display. From any thread; calls wait for each other.

    Args:
        display: As the variable DISPLAY.
    """

    def __init__(self, display: str) -> None:
        self._name = display
        self._lock = Lock()
        self._display: Any = None

    def windows(self) -> tuple[tuple[int, Box], ...]:
        """See `Pointer`."""
        return self._with_display(self._windows)

    def move(self, x: int, y: int) -> None:
        """See `Pointer`."""

        def go() -> None:
            from Xlib import X
            from Xlib.ext import xtest

            xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
            self._display.sync()

        self._with_display(go)

    def click(self, x: int, y: int, area: Box, same: Same, windows: Sequence[tuple[int, Box]]) -> bool:
        """See `Pointer`."""

        def look_and_click() -> bool:
            display = self._display
            display.grab_server()
            try:
                owner = window_at(windows, x, y)
                if owner is None or owner != window_at(self._windows(), x, y):
                    return False
                left, top, right, bottom = area
                if not same(pixels_of(display, left, top, right - left, bottom - top)):
                    return False
                self._press(x, y)
                return True
            finally:
                display.ungrab_server()
                display.sync()

        return self._with_display(look_and_click)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._drop()

    def _press(self, x: int, y: int) -> None:
        from Xlib import X
        from Xlib.ext import xtest

        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self._display, X.ButtonPress, 1)
        xtest.fake_input(self._display, X.ButtonRelease, 1)

    def _windows(self) -> tuple[tuple[int, Box], ...]:
        from Xlib import X, error

        found = []
        for window in reversed(self._display.screen().root.query_tree().children):
            try:
                if window.get_attributes().map_state != X.IsViewable:
                    continue
                about = window.get_geometry()
            except (error.BadWindow, error.BadDrawable):  # it closed just now
                continue
            rim = 2 * about.border_width
            place = (about.x, about.y, about.x + about.width + rim, about.y + about.height + rim)
            found.append((int(window.id), place))
        return tuple(found)

    def _with_display(self, work: Callable[[], T]) -> T:
        from Xlib import error

        with self._lock:
            try:
                if self._display is None:
                    self._display = open_display(self._name)
                return work()
            except (error.ConnectionClosedError, OSError):
                self._drop()
                raise AppError("The pointer cannot be reached on this desktop.") from None
            except (error.XError, error.ResourceIDError):
                raise AppError(
                    "That could not be looked at.", "Try again; a window may have closed."
                ) from None

    def _drop(self) -> None:
        display, self._display = self._display, None
        if display is not None:
            with suppress(Exception):  # whatever is left of a connection that broke
                display.close()
