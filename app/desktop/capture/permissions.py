"""What the system must be asked for before the screen can be seen."""

import subprocess
import sys
from importlib import import_module

from app.errors import AppError

_PANE = "x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture"


def needs_screen_permission(platform: str = sys.platform) -> bool:
    """Whether this system asks its user before a program may see the screen."""
    return platform == "darwin"


def may_see_screen(platform: str = sys.platform) -> bool:
    """Whether the screen may be seen now (Apple's CGPreflightScreenCaptureAccess)."""
    if not needs_screen_permission(platform):
        return True
    return bool(import_module("Quartz").CGPreflightScreenCaptureAccess())


def ask_for_screen(platform: str = sys.platform) -> None:
    """Have the system ask, and open its settings at the right place.

    Raises:
        AppError: The settings could not be opened.
    """
    if not needs_screen_permission(platform):
        return
    # It asks once in the life of an installation; afterwards only the settings help.
    import_module("Quartz").CGRequestScreenCaptureAccess()
    try:
        subprocess.run(["/usr/bin/open", _PANE], check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        raise AppError(
            "System Settings did not open.",
            "Open it yourself: Privacy and Security, Screen and System Audio Recording.",
        ) from None
