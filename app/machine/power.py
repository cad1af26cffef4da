"""Whether now is a good moment for work that nobody waits for: the user is away, and there is mains power."""

import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

MIN_IDLE = 60.0  # seconds without a key or the mouse
_BUSY = 0.7  # share of the processors at work, averaged over a minute, from which on others need them
_ANY_INPUT = 0xFFFFFFFF  # kCGAnyInputEventType
_SESSION = 0  # kCGEventSourceStateCombinedSessionState
_X11, _SAVER = "libX11.so.6", "libXss.so.1"


def on_mains() -> bool:
    """Whether the computer runs on mains power; a computer without a battery does."""
    import psutil

    battery = psutil.sensors_battery()
    return battery is None or battery.power_plugged is not False


def idle_seconds() -> float | None:
    """Seconds since the user last pressed a key or moved the mouse; None where nobody knows."""
    if sys.platform == "darwin":
        import Quartz

        return float(Quartz.CGEventSourceSecondsSinceLastEventType(_SESSION, _ANY_INPUT))
    else:
        return _x11_idle_seconds()


def load() -> float:
    """Share of the processors at work in the last minute, 0 upwards."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


class Quiet:
    """Tells whether background work may run.

    Args:
        mains: See :func:`on_mains`.
        idle: See :func:`idle_seconds`.
        busy: See :func:`load`; only asked where ``idle`` is not known.
        min_idle: Seconds without input that count as being away.
    """

    def __init__(
        self,
        mains: Callable[[], bool] = on_mains,
        idle: Callable[[], float | None] = idle_seconds,
        busy: Callable[[], float] = load,
        min_idle: float = MIN_IDLE,
    ) -> None:
        self._mains = mains
        self._idle = idle
        self._busy = busy
        self._min_idle = min_idle

    def __call__(self) -> bool:
        """Whether now is a good moment."""
        if not self._mains():
            return False
        idle = self._idle()
        return self._busy() < _BUSY if idle is None else idle >= self._min_idle


class _ScreenSaverInfo(ctypes.Structure):
    """XScreenSaverInfo of X11/extensions/scrnsaver.h."""

    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("event_mask", ctypes.c_ulong),
    )


def _x11_idle_seconds() -> float | None:
    # Under Wayland the X server hears only of input that goes to its own windows.
    if not os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return None
    x11, saver = _library(_X11), _library(_SAVER)
    if x11 is None or saver is None:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    saver.XScreenSaverAllocInfo.restype = ctypes.POINTER(_ScreenSaverInfo)
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    info = None
    try:
        info = saver.XScreenSaverAllocInfo()
        root = x11.XDefaultRootWindow(ctypes.c_void_p(display))
        told = saver.XScreenSaverQueryInfo(ctypes.c_void_p(display), ctypes.c_ulong(root), info)
        return info.contents.idle / 1000 if told else None
    finally:
        if info:
            x11.XFree(info)
        x11.XCloseDisplay(ctypes.c_void_p(display))


def _library(name: str) -> Any:
    # By its exact name: to look for it would start programs, and this is asked every second.
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None
