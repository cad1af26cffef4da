"""Which window is in front on X11, while all keys are ours: another one must not find the keyboard taken."""

from typing import Any


class X11Front:
    """Watches for another window in front, and for one over most of the screen. On the display's thread.

    Args:
        display: The connection.
    """

    def __init__(self, display: Any) -> None:
        from Xlib import X, error

        self._x = X
        self._error = error
        self._display = display
        self._root = display.screen().root
        self._active = display.intern_atom("_NET_ACTIVE_WINDOW")
        self._known: int | None = None

    def watch(self) -> None:
        """From now on the window in front is known."""
        self._root.change_attributes(event_mask=self._x.PropertyChangeMask | self._x.SubstructureNotifyMask)
        self._known = self._in_front()

    def rest(self) -> None:
        """No more."""
        self._root.change_attributes(event_mask=0)

    def is_another(self, event: Any) -> bool:
        """Whether an event tells of another window in front, or of one that covers the screen."""
        if event.type == self._x.PropertyNotify and event.atom == self._active:
            return self._in_front() not in (None, self._known)
        # A locker's bypasses the window manager; it must get the keyboard, and asks for it again and again.
        return bool(event.type == self._x.MapNotify and event.override and self._covers(event.window))

    def _in_front(self) -> int | None:
        answer = self._root.get_full_property(self._active, self._x.AnyPropertyType)
        return (answer is not None and len(answer.value) and int(answer.value[0])) or None

    def _covers(self, window: Any) -> bool:
        try:
            about, whole = window.get_geometry(), self._root.get_geometry()
        except (self._error.BadWindow, self._error.BadDrawable):  # it closed just now
            return False
        return bool(2 * about.width * about.height > whole.width * whole.height)
