"""Whether there is a display for windows, without ending the process where there is none."""

import os
import subprocess
import sys
from collections.abc import Mapping

from app.desktop.x11_display import open_display

_SECONDS = 20.0
_ASK = "from PySide6.QtGui import QGuiApplication as A; A(['earsight'])"


def has_display(environment: Mapping[str, str] | None = None) -> bool:
    """Whether a window can be opened here.

    An X server of this machine is asked directly, in a few milliseconds; for all else Qt tries in a process
    of its own.

    Args:
        environment: As `os.environ`, which it is by default.
    """
    environment = os.environ if environment is None else environment
    if sys.platform.startswith("linux") and not environment.get("WAYLAND_DISPLAY"):
        name, chosen = environment.get("DISPLAY", ""), environment.get("QT_QPA_PLATFORM", "")
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
