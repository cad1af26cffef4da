"""Whether there is a display for windows, without ending the process where there is none."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module

from app.desktop.x11_display import open_display

_SECONDS = 20.0
_ASK = "from PySide6.QtGui import QGuiApplication as A; A(['earsight'])"


def has_display(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> bool:
    """Whether a window can be opened here.

    An X server of this machine is asked directly, in a few milliseconds, and so is a Mac's window server
    (Apple's CGSessionCopyCurrentDictionary); for all else Qt tries in a process of its own.

    Args:
        environment: As `os.environ`, which it is by default.
        platform: As `sys.platform`.
    """
    environment = os.environ if environment is None else environment
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if platform == "darwin" and chosen in ("", "cocoa"):
        return import_module("Quartz").CGSessionCopyCurrentDictionary() is not None
    if platform.startswith("linux") and not environment.get("WAYLAND_DISPLAY"):
        name = environment.get("DISPLAY", "")
        if name and chosen in ("", "xcb") and _answers(name):
            return True
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _ASK], env=dict(environment), capture_output=True, timeout=_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _answers(name: str) -> bool:
    try:
        open_display(name).close()
    except OSError:
        return False
    return True
