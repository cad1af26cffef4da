"""Starting with the session: a desktop entry on Linux, a launch agent on macOS."""

import os
import plistlib
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.desktop.session.entry import entry_text, put
from app.errors import AppError

ENTRY = "earsight.desktop"
LABEL = "org.earsight.Earsight"


class Autostart:
    """Whether the app starts with the session, told by the file that makes it so.

    Args:
        command: The program and its arguments, absolute.
        folder: Where the system looks for such files, see :func:`autostart_folder`.
        platform: As `sys.platform`.
    """

    def __init__(self, command: Sequence[str], folder: Path, platform: str = sys.platform) -> None:
        self._command = list(command)
        self._mac = platform == "darwin"
        self._path = folder / (f"{LABEL}.plist" if self._mac else ENTRY)

    @property
    def file(self) -> Path:
        """The file that makes it so, there or not."""
        return self._path

    @property
    def enabled(self) -> bool:
        """Whether it starts; the desktop's own settings may have turned it off in the file."""
        try:
            data = self._path.read_bytes()
        except OSError:
            return False
        if self._mac:
            try:
                told = plistlib.loads(data)
            except Exception:  # plistlib names no common base of what broken files raise
                return False
            return isinstance(told, dict) and bool(told.get("RunAtLoad")) and not told.get("Disabled")
        text = data.decode("utf-8", "replace")
        off = re.search(r"^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$", text, re.M)
        return "[Desktop Entry]" in text and off is None

    def enable(self) -> None:
        """Start with the next session on.

        Raises:
            AppError: The file cannot be written.
        """
        entry = entry_text(self._command, "X-GNOME-Autostart-enabled=true")
        try:
            put(self._path, _agent(self._command) if self._mac else entry)
        except OSError as error:
            raise AppError(
                "Earsight cannot be started with your session.",
                "Check that the disk is not full and that your folders may be written to.",
            ) from error

    def disable(self) -> None:
        """Do not start with the session.

        Raises:
            AppError: The file cannot be removed.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise AppError(
                "Earsight still starts with your session.", "Its entry there could not be removed."
            ) from error


def autostart_folder(environment: Mapping[str, str], home: Path, platform: str = sys.platform) -> Path:
    """Where the system looks for what starts with the session."""
    if platform == "darwin":
        return home / "Library" / "LaunchAgents"
    configured = environment.get("XDG_CONFIG_HOME", "")
    base = Path(configured) if os.path.isabs(configured) else home / ".config"
    return base / "autostart"


def _agent(command: Sequence[str]) -> bytes:
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
    )
