"""The picture on the clipboard."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from app.desktop.capture.clipboard_process import DISPLAY, FILE, IMAGE
from app.errors import AppError

_SECONDS = 20.0
_NO_DISPLAY = AppError(
    "There is no clipboard here, because there is no display.",
    "Run this in a graphical session, or give me a file.",
)
_NO_PICTURE = AppError("There is no picture on the clipboard.", "Copy a picture first, or give me a file.")


def clipboard_picture(environment: Mapping[str, str] | None = None) -> bytes | Path:
    """The clipboard's picture, encoded, or the path of a file that was copied.

    Args:
        environment: Environment to find the display in; None is this process's.

    Raises:
        AppError: There is no display, or no picture.
    """
    data = _ask([], os.environ if environment is None else environment)
    if data is None:
        raise AppError(_NO_DISPLAY.message, _NO_DISPLAY.hint)
    if data.startswith(FILE):
        return Path(os.fsdecode(data[len(FILE) :]))
    if data.startswith(IMAGE) and len(data) > len(IMAGE):
        return data[len(IMAGE) :]
    raise AppError(_NO_PICTURE.message, _NO_PICTURE.hint)


def display_name(environment: Mapping[str, str] | None = None) -> str:
    """What windows are shown on ("xcb", "wayland", "cocoa"), or "" without a display."""
    data = _ask(["--display"], os.environ if environment is None else environment) or b""
    return data.removeprefix(DISPLAY).decode().strip() if data.startswith(DISPLAY) else ""


def _ask(arguments: list[str], environment: Mapping[str, str]) -> bytes | None:
    """What the clipboard process wrote; None when it did not live to write anything."""
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
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 and done.stdout else None
