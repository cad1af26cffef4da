"""The controls of a window on a Mac, from its accessibility API.

Only while the user lets Earsight control the computer (AXIsProcessTrusted), which is never asked for here.
Follows Apple's AXUIElement.h, AXAttributeConstants.h, AXRoleConstants.h and AXError.h.
"""

import time
from collections.abc import Callable, Sequence
from importlib import import_module

from app.controls import Box, ControlTree
from app.desktop.tree.asking import begin
from app.desktop.tree.ax_walk import AXWalk, NotTold
from app.desktop.tree.controls import WindowPlaces, control_of, fits, same_place, same_title
from app.desktop.tree.walk import Found

_MOST_WINDOWS = 64


class AXTrees:
    """Asks programs for their windows' controls.

    Args:
        call: Seconds without any answer after which a program is given up.
        in_all: Seconds for everything asked about one window.
        now: A clock in seconds that never goes back.
    """

    def __init__(
        self, *, call: float = 0.1, in_all: float = 0.4, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._call = call
        self._in_all = in_all
        self._now = now

    def __call__(self, pid: int, title: str, area: Box) -> Callable[[], ControlTree | None]:
        """Begin to ask for a window's controls, on a thread of its own.

        Args:
            pid: Its process.
            title: Its title; "" where unknown.
            area: Where it is on the desktop, in points.

        Returns:
            What gives them, and waits until they are there or time is up; None where nothing is told.
        """
        end = self._now() + self._in_all

        def ask() -> ControlTree | None:
            with import_module("objc").autorelease_pool():
                return self._asked(pid, title, area, end)

        return begin(ask, end, self._now)

    def _asked(self, pid: int, title: str, area: Box, end: float) -> ControlTree | None:
        services = import_module("HIServices")
        if not services.AXIsProcessTrusted():
            return None
        # Of the whole system: it holds for every element that is asked from here.
        services.AXUIElementSetMessagingTimeout(services.AXUIElementCreateSystemWide(), self._call)
        walk = AXWalk(services, area, lambda: self._now() >= end)
        try:
            windows = walk.windows(services.AXUIElementCreateApplication(pid))[:_MOST_WINDOWS]
            window = _meant(windows, title, area)
            if window is None:
                return None
        except NotTold:
            return None
        walk.fill(window)
        if window.place is None or not window.children:
            return None
        places = WindowPlaces(window.place, area)
        if not fits(window, places):
            return None
        return ControlTree(control_of(window, places, walk.names(window)), walk.complete)


def _meant(windows: Sequence[Found], title: str, area: Box) -> Found | None:
    """The window that is meant; None where none is likely."""
    best, likely = None, 2
    for window in windows:
        points = same_title(window.name, title) + same_place(window.place, area)
        if points > likely:
            best, likely = window, points
    return best
