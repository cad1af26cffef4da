"""What the system must be asked for before the screen can be seen."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import PurePosixPath

from app.errors import AppError

_PANE = "x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture"

#: As these terminals call themselves in TERM_PROGRAM, and as macOS lists them.
_TERMINALS = {
    "Apple_Terminal": "Terminal",
    "iTerm.app": "iTerm",
    "vscode": "Visual Studio Code",
    "WarpTerminal": "Warp",
    "WezTerm": "WezTerm",
    "ghostty": "Ghostty",
    "kitty": "kitty",
    "Hyper": "Hyper",
    "Tabby": "Tabby",
}


class ScreenRefused(AppError):
    """The system shows this process only the wallpaper, until it was allowed more and begins anew."""

    def __init__(self) -> None:
        super().__init__(
            "macOS does not let me see the screen yet.",
            "Open System Settings, Privacy and Security, Screen and System Audio Recording, and turn "
            f"{permission_holder()} on, which is what macOS calls me. Then start me again.",
        )


def permission_holder(environment: Mapping[str, str] = os.environ, executable: str = sys.executable) -> str:
    """The name under which macOS lists this process among those that may see the screen.

    It is that of the application that started it: the terminal's, as Earsight is no application itself.

    Args:
        environment: As `os.environ`.
        executable: As `sys.executable`.
    """
    appkit = import_module("AppKit")
    bundle = environment.get("__CFBundleIdentifier", "")
    place = (
        appkit.NSWorkspace.sharedWorkspace().URLForApplicationWithBundleIdentifier_(bundle)
        if bundle
        else None
    )
    if place is not None:
        return PurePosixPath(str(place.path())).stem
    terminal = environment.get("TERM_PROGRAM", "")
    if terminal:
        return _TERMINALS.get(terminal, terminal)
    # Begun by the system: python.org's and Homebrew's Python are applications themselves.
    real = os.path.realpath(executable)
    own = str(appkit.NSBundle.mainBundle().bundlePath() or "")
    return PurePosixPath(own).stem if own.endswith(".app") else PurePosixPath(real).name


class ClipboardRefused(AppError):
    """The user keeps this process from what other programs copied (from macOS 15.4 on)."""

    def __init__(self) -> None:
        super().__init__(
            "macOS does not let me read the clipboard.",
            "Open System Settings, Privacy and Security, Paste from Other Apps, and allow "
            f"{permission_holder()}, which is what macOS calls me.",
        )


def may_read_clipboard(platform: str = "") -> bool:
    """Whether the clipboard is not refused outright (NSPasteboard.accessBehavior); macOS may still ask."""
    if (platform or sys.platform) != "darwin":
        return True
    appkit = import_module("AppKit")
    behaviour = getattr(appkit.NSPasteboard.generalPasteboard(), "accessBehavior", None)
    return behaviour is None or behaviour() != appkit.NSPasteboardAccessBehaviorAlwaysDeny


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
