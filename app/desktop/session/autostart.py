"""Starting with the session: a desktop entry on Linux, a launch agent on macOS."""

import plistlib
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.desktop.session.entry import SessionFile, entry_text, xdg_folder

ENTRY = "earsight.desktop"
LABEL = "org.earsight.Earsight"


class Autostart(SessionFile):
    """Whether the app starts with the session, told by the file that makes it so.

    Args:
        command: The program and its arguments, absolute.
        folder: Where the system looks for such files, see :func:`autostart_folder`.
        platform: As `sys.platform`.
    """

    def __init__(self, command: Sequence[str], folder: Path, platform: str = sys.platform) -> None:
        self._mac = platform == "darwin"
        super().__init__(
            folder / (f"{LABEL}.plist" if self._mac else ENTRY),
            _agent(command) if self._mac else entry_text(command, "X-GNOME-Autostart-enabled=true"),
            "Earsight cannot be started with your session.",
            ("Earsight still starts with your session.", "Its entry there could not be removed."),
        )

    @property
    def enabled(self) -> bool:
        """Whether it starts; the desktop's own settings may have turned it off in the file."""
        data = self._read()
        if self._mac:
            try:
                told = plistlib.loads(data)
            except Exception:  # plistlib names no common base of what broken files raise
                return False
            return isinstance(told, dict) and bool(told.get("RunAtLoad")) and not told.get("Disabled")
        text = data.decode("utf-8", "replace")
        off = re.search(r"^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$", text, re.M)
        return "[Desktop Entry]" in text and off is None


def autostart_folder(environment: Mapping[str, str], home: Path, platform: str = sys.platform) -> Path:
    """Where the system looks for what starts with the session."""
    if platform == "darwin":
        return home / "Library" / "LaunchAgents"
    return xdg_folder(environment, "XDG_CONFIG_HOME", home / ".config") / "autostart"


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
