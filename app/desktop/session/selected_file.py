"""The files that are selected in the file manager."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.desktop.capture.screens import FrontWindow
from app.errors import AppError

URIS, GNOME, TEXT = "text/uri-list", "x-special/gnome-copied-files", "UTF8_STRING"
# What password managers put beside a password; clipboard managers then leave it alone.
SECRET = "x-kde-passwordManagerHint"
_KEPT = (TEXT, "text/html", URIS, GNOME, "image/png", SECRET)
FILE_MANAGERS = frozenset(
    (
        "caja",
        "dolphin",
        "org.kde.dolphin",
        "doublecmd",
        "krusader",
        "nautilus",
        "org.gnome.nautilus",
        "nemo",
        "pcmanfm",
        "pcmanfm-qt",
        "spacefm",
        "thunar",
    )
)
_PATIENCE = 0.7
_SECONDS = 5.0
_ASKED = 30.0  # seconds of the first call: macOS may be asking the user whether it is allowed
_FINDER = (
    'tell application "Finder"\n'
    "set found to {}\n"
    "repeat with one in (get selection as alias list)\n"
    "set end of found to POSIX path of one\n"
    "end repeat\n"
    "set AppleScript's text item delimiters to linefeed\n"
    "return found as text\n"
    "end tell"
)


def nothing_selected() -> AppError:
    """No file is selected, or nobody tells."""
    return AppError("I find no selected file.", "Go to the file manager, select a picture, and try again.")


def paths_of(data: bytes) -> list[Path]:
    """The local files of a list of URIs, in order; what GNOME's form adds is left out."""
    found = []
    for line in data.decode("utf-8", "replace").splitlines():
        parts = urlsplit(line.strip("\0 "))
        if parts.scheme == "file" and parts.path and parts.netloc in ("", "localhost"):
            found.append(Path(unquote(parts.path)))
    return found


class SelectedFiles:
    """Asks the file manager in front. On one background thread.

    On Linux no file manager tells what is selected, but all of them copy it: Control C is pressed for the
    user, and what the clipboard held before is given back.

    Args:
        display: As the variable DISPLAY.
        front: The window in front; None where there is none.
        give_back: Puts what the clipboard held before back; called on this thread, with its data by type;
            without any the clipboard was empty.
        platform: As `sys.platform`.
    """

    def __init__(
        self,
        display: str,
        front: Callable[[], FrontWindow | None],
        give_back: Callable[[Mapping[str, bytes]], None],
        platform: str = sys.platform,
    ) -> None:
        self._display = display
        self._front = front
        self._give_back = give_back
        self._platform = platform
        self._patience = _ASKED

    def __call__(self) -> list[Path]:
        """The selected files, at least one.

        Raises:
            AppError: There is none, or it cannot be told.
        """
        found = self._from_finder() if self._platform == "darwin" else self._from_clipboard()
        if not found:
            raise nothing_selected()
        return found

    def _from_finder(self) -> list[Path]:
        command = ["/usr/bin/osascript", "-e", _FINDER]
        patience, self._patience = self._patience, _SECONDS
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=True)
        except subprocess.TimeoutExpired:
            raise AppError(
                "Finder does not answer.",
                "macOS may be asking whether I may control it: find that question, allow it and try again.",
            ) from None
        except subprocess.CalledProcessError:
            raise AppError(
                "Finder does not tell me what is selected.",
                "Allow it in System Settings, Privacy and Security, Automation.",
            ) from None
        except OSError:
            raise nothing_selected() from None
        return [Path(line) for line in done.stdout.splitlines() if line.startswith("/")]

    def _from_clipboard(self) -> list[Path]:
        from Xlib import error

        from app.desktop.session.x11_clipboard import X11Clipboard

        front = self._front()
        # In a terminal the same keys would stop a program.
        if not self._display or front is None or front.kind.casefold() not in FILE_MANAGERS:
            raise nothing_selected()
        try:
            clipboard = X11Clipboard(self._display)
        except OSError:
            raise nothing_selected() from None
        try:
            before = clipboard.read(_KEPT)
            clipboard.watch()
            clipboard.press_copy()
            if not clipboard.copied(_PATIENCE):  # nothing is selected, and the clipboard is as it was
                return []
            now = clipboard.read((URIS, GNOME))
            # A password that its program would soon take off the clipboard must not stay there for ever.
            self._give_back({} if SECRET in before else before)
            return paths_of(now.get(URIS) or now.get(GNOME, b""))
        except (error.XError, error.ConnectionClosedError, OSError):  # the server went
            raise nothing_selected() from None
        finally:
            clipboard.close()
