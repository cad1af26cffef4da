"""Starting with the session: a desktop entry on Linux, a launch agent on macOS."""

import plistlib
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from app.desktop.session.entry import SessionFile, entry_text, xdg_folder

ENTRY = "earsight.desktop"
LABEL = "org.earsight.Earsight"
_SERVICES = "/System/Library/Frameworks/ServiceManagement.framework"
_REQUIRES_APPROVAL = 2  # SMAppServiceStatusRequiresApproval


class Autostart(SessionFile):
    """Whether the app starts with the session, told by the file that makes it so.

    Args:
        command: The program and its arguments, absolute.
        folder: Where the system looks for such files, see :func:`autostart_folder`.
        platform: As `sys.platform`.
        errors: Where macOS writes what the program complains of; what Linux does with it is its own affair.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        platform: str = sys.platform,
        errors: Path | None = None,
    ) -> None:
        self._mac = platform == "darwin"
        self._command = list(command)
        super().__init__(
            folder / (f"{LABEL}.plist" if self._mac else ENTRY),
            _agent(command, errors) if self._mac else entry_text(command, "X-GNOME-Autostart-enabled=true"),
            "Earsight cannot be started with your session.",
            ("Earsight still starts with your session.", "Its entry there could not be removed."),
        )

    @property
    def enabled(self) -> bool:
        """Whether it starts; the desktop's own settings may have turned it off in the file."""
        if self._mac:
            told = self._told()
            return bool(told.get("RunAtLoad")) and not told.get("Disabled")
        text = self._read().decode("utf-8", "replace")
        off = re.search(r"^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$", text, re.M)
        return "[Desktop Entry]" in text and off is None

    @property
    def astray(self) -> bool:
        """Whether it is another program that starts, as after the app was moved."""
        if not self.enabled:
            return False
        if self._mac:
            return self._told().get("ProgramArguments") != self._command
        line = next(line for line in self._data.splitlines() if line.startswith(b"Exec="))
        return line not in self._read().splitlines()

    @property
    def held_back(self) -> bool:
        """Whether the user has macOS not start it: System Settings, General, Login Items."""
        if not (self._mac and self.enabled):
            return False
        objc, foundation = import_module("objc"), import_module("Foundation")
        objc.loadBundle("ServiceManagement", {}, bundle_path=_SERVICES)
        url = foundation.NSURL.fileURLWithPath_(str(self.file))
        return int(objc.lookUpClass("SMAppService").statusForLegacyURL_(url)) == _REQUIRES_APPROVAL

    def _told(self) -> dict[str, Any]:
        try:
            told = plistlib.loads(self._read())
        except Exception:  # plistlib names no common base of what broken files raise
            return {}
        return told if isinstance(told, dict) else {}


def autostart_folder(environment: Mapping[str, str], home: Path, platform: str = sys.platform) -> Path:
    """Where the system looks for what starts with the session."""
    if platform == "darwin":
        return home / "Library" / "LaunchAgents"
    return xdg_folder(environment, "XDG_CONFIG_HOME", home / ".config") / "autostart"


def _agent(command: Sequence[str], errors: Path | None) -> bytes:
    return plistlib.dumps(
        {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
            **({} if errors is None else {"StandardErrorPath": str(errors)}),
        }
    )
