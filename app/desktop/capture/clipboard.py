"""The picture on the clipboard."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from app.desktop.capture.clipboard_process import DISPLAY, FILE, IMAGE
from app.desktop.capture.permissions import ClipboardRefused, may_read_clipboard
from app.errors import AppError

_SECONDS = 20.0
_ASKED = 60.0
"""The same on a Mac, which may be asking the user: its window must be found first."""
_NO_DISPLAY = AppError(
    "There is no clipboard here, because there is no display.",
    "Run this in a graphical session, or give me a file.",
)
_SILENT = "The program that holds the clipboard does not answer."
_COPY_AGAIN = "Copy the picture again, then try once more."
_MAY_ASK = "macOS may be asking in a window whether I may paste from other apps. Allow it, then try again."
_NO_PICTURE = AppError("There is no picture on the clipboard.", "Copy a picture first, or give me a file.")


def clipboard_picture(environment: Mapping[str, str] | None = None) -> bytes | Path:
    """The clipboard's picture, encoded, or the path of a file that was copied.

    Args:
        environment: Environment to find the display in; None is this process's.

    Raises:
        AppError: There is no display, no picture, or no leave to read it.
    """
    if not may_read_clipboard():
        raise ClipboardRefused
    try:
        data = _ask([], os.environ if environment is None else environment)
    except subprocess.TimeoutExpired:
        raise AppError(_SILENT, _MAY_ASK if sys.platform == "darwin" else _COPY_AGAIN) from None
    if data is None:
        raise AppError(_NO_DISPLAY.message, _NO_DISPLAY.hint)
    if data.startswith(FILE):
        return Path(os.fsdecode(data[len(FILE) :]))
    if data.startswith(IMAGE) and len(data) > len(IMAGE):
        return data[len(IMAGE) :]
    raise AppError(_NO_PICTURE.message, _NO_PICTURE.hint)


def display_name(environment: Mapping[str, str] | None = None) -> str:
    """What windows are shown on ("xcb", "wayland", "cocoa"), or "" without a display."""
    data = b""
    with suppress(subprocess.TimeoutExpired):
        data = _ask(["--display"], os.environ if environment is None else environment) or b""
    return data.removeprefix(DISPLAY).decode().strip() if data.startswith(DISPLAY) else ""


def _ask(arguments: list[str], environment: Mapping[str, str]) -> bytes | None:
    """What the clipboard process wrote; None when it did not live to write anything.

    Raises:
        subprocess.TimeoutExpired: It waited for somebody in vain.
    """
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(environment.get(name) for name in wanted):
        return None
    root = Path(__file__).resolve().parents[3]
    paths = [*([] if root.name == "site-packages" else [str(root)]), environment.get("PYTHONPATH", "")]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "app.desktop.capture.clipboard_process", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": os.pathsep.join(path for path in paths if path)},
            timeout=_ASKED if sys.platform == "darwin" else _SECONDS,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None
