"""What the app writes into the user's session when asked: starting with it, and Open with."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.desktop.session.autostart import Autostart, autostart_folder
from app.desktop.session.open_with import OpenWith, entries_folder
from app.errors import AppError

HELD_BACK = (
    "macOS keeps Earsight from starting with your session. "
    "Open System Settings, General, Login Items, and turn Earsight on."
)


class SystemEntries:
    """Makes the session's files agree with the settings.

    Args:
        command: The app and its verb, absolute.
        icon: The app's.
        environment: As `os.environ`.
        home: The user's folder.
        platform: As `sys.platform`.
        errors: Where macOS writes what the app complains of when it starts with the session.
    """

    def __init__(
        self,
        command: Sequence[str],
        icon: Path,
        environment: Mapping[str, str],
        home: Path,
        platform: str = sys.platform,
        errors: Path | None = None,
    ) -> None:
        self._start = Autostart(
            [*command, "--hidden"], autostart_folder(environment, home, platform), platform, errors
        )
        # On macOS the app's bundle says what it opens.
        self._open = (
            None if platform == "darwin" else OpenWith(command, icon, entries_folder(environment, home))
        )

    def apply(self, starts: bool, offered: bool) -> list[str]:
        """Write or remove what differs.

        Args:
            starts: Whether the app starts with the session.
            offered: Whether file managers offer it.

        Returns:
            What could not be done, in sentences.
        """
        wanted: list[Callable[[], None]] = []
        if self._start.enabled is not starts:
            wanted.append(self._start.enable if starts else self._start.disable)
        if self._open is not None and offered and not self._open.enabled:
            wanted.append(self._open.enable)
        elif self._open is not None and not offered and self._open.left:
            wanted.append(self._open.disable)
        problems = _done(wanted)
        if starts and self._start.held_back:
            problems.append(HELD_BACK)
        return problems

    def refresh(self) -> list[str]:
        """Have the session start this app where it starts one that was elsewhere before it was moved.

        Returns:
            What could not be done, in sentences.
        """
        return _done([self._start.enable] if self._start.astray else [])

    @property
    def files(self) -> dict[str, Path]:
        """What of it is there: its name, and where."""
        found = {}
        if os.path.lexists(self._start.file):
            found["The entry that starts Earsight with your session"] = self._start.file
        if self._open is not None and self._open.left:
            found["The entry under Open with"] = self._open.file
        return found


def _done(changes: Sequence[Callable[[], None]]) -> list[str]:
    """Make changes; what could not be done, in sentences."""
    problems = []
    for change in changes:
        try:
            change()
        except AppError as error:
            problems.append(str(error))
    return problems
