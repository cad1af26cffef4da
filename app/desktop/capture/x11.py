"""Pictures of an X11 screen, through python-xlib.

Follows the X11 core protocol (GetImage), RandR 1.5 for monitors and the Extended Window Manager Hints for the
window in front.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from app.controls import AsksForControls, no_controls
from app.desktop.capture.app_names import AppNames, printable
from app.desktop.capture.screens import Area, FrontWindow, in_view, no_window, outside
from app.desktop.x11_display import open_display
from app.desktop.x11_pixels import pixels_of
from app.errors import AppError
from app.shot import ScreenPart, Shot

T = TypeVar("T")


class X11Screens:
    """Takes pictures of one X display; see `app.desktop.capture.screens.Screens`.

    One connection is kept and opened again when the server has gone. Calls from several threads wait for
    each other.

    Args:
        display: As the variable DISPLAY; "" for none.
        names: What applications are called.
        controls: Asks for the controls of a window that is taken.
    """

    def __init__(
        self, display: str, *, names: AppNames | None = None, controls: AsksForControls = no_controls
    ) -> None:
        self._name = display
        self._controls = controls
        self._names = names or AppNames(os.environ)
        self._lock = Lock()
        self._display: Any = None

    def screen(self) -> Shot:
        """See `Screens`."""
        return self._with_display(lambda: self._shot(ScreenPart.SCREEN, self._monitor()))

    def window(self, *, controls: bool = True) -> Shot:
        """See `Screens`."""

        def take() -> Shot:
            front = self._front()
            if front is None:
                raise no_window()
            area = front.area
            edges = (area.left, area.top, area.left + area.width, area.top + area.height)
            shot = self._shot(ScreenPart.WINDOW, area, front)
            # Not before: two threads at work here would make each other wait, and pixels go first.
            asks = self._controls if controls else no_controls
            return replace(shot, controls=asks(front.pid, front.title, edges))

        return self._with_display(take)

    def region(self, left: int, top: int, width: int, height: int) -> Shot:
        """See `Screens`."""
        return self._with_display(lambda: self._shot(ScreenPart.REGION, Area(left, top, width, height)))

    def front(self) -> FrontWindow | None:
        """See `Screens`."""
        return self._with_display(self._front)

    def close(self) -> None:
        """See `Screens`."""
        with self._lock:
            self._drop()

    def _with_display(self, work: Callable[[], T]) -> T:
        from Xlib import error

        with self._lock:
            for last in (False, True):
                self._open()
                try:
                    return work()
                except (error.ConnectionClosedError, OSError):
                    # The server went, perhaps for a new one: once more with a fresh connection.
                    self._drop()
                    if last:
                        raise _no_screen() from None
                except (error.XError, error.ResourceIDError):
                    raise AppError(
                        "The screen could not be taken.", "Try again; a window may just have closed."
                    ) from None
        raise _no_screen()

    def _open(self) -> None:
        if self._display is not None:
            return
        if not self._name:
            raise _no_screen()
        try:
            self._display = open_display(self._name)
        except OSError:
            raise _no_screen() from None

    def _drop(self) -> None:
        if self._display is not None:
            with suppress(Exception):  # whatever is left of a connection that broke
                self._display.close()
            self._display = None

    @property
    def _root(self) -> Any:
        return self._display.screen().root

    def _desktop(self) -> Area:
        about = self._root.get_geometry()
        return Area(0, 0, about.width, about.height)

    def _monitors(self) -> list[Area]:
        from Xlib import error
        from Xlib.ext import randr

        try:
            if not self._display.has_extension("RANDR"):
                return []
            answer = randr.get_monitors(self._root)
        except (error.XError, AttributeError):  # a server without RandR 1.5
            return []
        found = [Area(one.x, one.y, one.width_in_pixels, one.height_in_pixels) for one in answer.monitors]
        return [area for area in found if not area.empty]

    def _monitor(self) -> Area:
        at = self._root.query_pointer()
        for area in self._monitors():
            if area.holds(at.root_x, at.root_y):
                return area
        return self._desktop()

    def _shot(self, place: ScreenPart, wanted: Area, front: FrontWindow | None = None) -> Shot:
        area = wanted.within(self._desktop())
        if area.empty:
            raise no_window() if place is ScreenPart.WINDOW else outside()
        if front is None:
            front = self._front()
        pixels = pixels_of(self._display, area.left, area.top, area.width, area.height)
        return Shot(
            pixels,
            place,
            area.left,
            area.top,
            front.app if front is not None else "",
            front.title if front is not None else "",
            front.pid if front is not None else 0,
            datetime.now().astimezone(),
            self._beside(area, front),
        )

    def _front(self) -> FrontWindow | None:
        from Xlib import X

        active = self._property(self._root, "_NET_ACTIVE_WINDOW")
        if active is not None and len(active):
            ident = int(active[0])
        else:  # a window manager of the old kind, or none
            focus = self._display.get_input_focus().focus
            ident = 0 if isinstance(focus, int) or focus.id in (X.NONE, X.PointerRoot) else focus.id
        if not ident or ident == self._root.id:
            return None
        place = self._place(ident)
        return None if place is None else self._named(ident, place)

    def _beside(self, area: Area, front: FrontWindow | None) -> tuple[tuple[str, str], ...]:
        """Application and title of each other window of which something can be seen in an area.

        All windows of the server are asked, not the window manager's list: prompts for passwords may bypass
        it. Those that do cover nothing here, as they may be see-through.
        """
        managed, over = [], []
        for top in reversed(self._root.query_tree().children):
            found = self._shown(top)
            if found is None:
                continue
            client, place, bypasses = found
            if not bypasses:
                managed.append(((client, place), place))
            elif not place.within(area).empty:
                over.append((client, place))
        seen = (self._named(client, place) for client, place in [*over, *in_view(area, managed)])
        return tuple(
            (one.app, one.title)
            for one in seen
            if one is not None and (front is None or (one.pid, one.title) != (front.pid, front.title))
        )

    def _shown(self, top: Any) -> tuple[int, Area, bool] | None:
        """The application's window in one on the root: number, place, whether it bypasses the manager."""
        from Xlib import X, error

        try:
            about = top.get_attributes()
            if about.map_state != X.IsViewable or about.win_class != X.InputOutput:
                return None
            client = self._client(top, 2)
            place = None if client is None else self._place(top.id)
        except (error.BadWindow, error.BadDrawable):  # it closed just now
            return None
        return None if client is None or place is None else (client, place, bool(about.override_redirect))

    def _client(self, window: Any, depth: int) -> int | None:
        """The window that names itself: this one, or one in it, as in a window manager's frame."""
        if window.get_wm_class():
            return int(window.id)
        inner = (self._client(one, depth - 1) for one in window.query_tree().children) if depth else ()
        return next((one for one in inner if one is not None), None)

    def _place(self, ident: int) -> Area | None:
        """Where a window is; None where it cannot be seen or is gone."""
        from Xlib import X, error

        window = self._display.create_resource_object("window", ident)
        try:
            # Window managers may leave the number of one that is gone, and a new one may have got it.
            if window.get_attributes().map_state != X.IsViewable:
                return None
            about = window.get_geometry()
            at = window.translate_coords(self._root, 0, 0)
        except (error.BadWindow, error.BadDrawable):  # it closed just now
            return None
        # The answer tells where the root's origin is, seen from the window.
        return Area(-at.x, -at.y, about.width, about.height)

    def _named(self, ident: int, place: Area) -> FrontWindow | None:
        """What is known of a window; None where it is gone."""
        from Xlib import error

        window = self._display.create_resource_object("window", ident)
        try:
            instance, kind = window.get_wm_class() or ("", "")
            pids = self._property(window, "_NET_WM_PID")
            pid = int(pids[0]) if pids is not None and len(pids) else 0
            name = self._names.name(instance, kind, pid)
            return FrontWindow(name, self._title(window), pid, place, printable(kind or instance))
        except (error.BadWindow, error.BadDrawable):
            return None

    def _title(self, window: Any) -> str:
        for name in ("_NET_WM_NAME", "WM_NAME"):
            value = self._property(window, name)
            if isinstance(value, bytes) and value:
                try:
                    return printable(value.decode("utf-8"))
                except UnicodeDecodeError:
                    return printable(value.decode("latin-1"))
            if isinstance(value, str) and value:
                return printable(value)
        return ""

    def _property(self, window: Any, name: str) -> Any:
        from Xlib import X

        answer = window.get_full_property(self._display.intern_atom(name), X.AnyPropertyType)
        return None if answer is None else answer.value


def _no_screen() -> AppError:
    return AppError("There is no screen here that I can look at.", "Run this in a graphical session.")
