"""What the app writes into the user's session when asked: starting with it, and Open with."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from app.desktop.session.autostart import Autostart, autostart_folder
from app.desktop.session.launcher import Launcher
from app.desktop.session.mime_cache import CACHE, names_only
from app.desktop.session.program_entry import ENTRY, ProgramEntry, entries_folder
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
        launcher: What `make install-desktop` made; None where nothing is to be set right.
    """

    def __init__(
        self,
        command: Sequence[str],
        icon: Path,
        environment: Mapping[str, str],
        home: Path,
        platform: str = sys.platform,
        errors: Path | None = None,
        launcher: Launcher | None = None,
    ) -> None:
        self._launcher = launcher
        self._start = Autostart(
            [*command, "--hidden"], autostart_folder(environment, home, platform), platform, errors
        )
        # On macOS the app's bundle says what it opens.
        self._open = (
            None if platform == "darwin" else ProgramEntry(command, icon, entries_folder(environment, home))
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
        entry = None if self._elsewhere else self._open
        if entry is not None and (offered is not entry.offered or entry.astray):
            wanted.append(partial(entry.put, offered=offered))
        problems = _done(wanted)
        if starts and self._start.held_back:
            problems.append(HELD_BACK)
        return problems

    def refresh(self) -> list[str]:
        """Have the session and the menu start this app where they start one that was moved.

        Returns:
            What could not be done, in sentences.
        """
        wanted: list[Callable[[], None]] = []
        if self._launcher is not None and self._launcher.lost:
            wanted.append(self._launcher.enable)
        if self._start.astray:
            wanted.append(self._start.enable)
        if self._open is not None and self._open.astray and not self._elsewhere:
            wanted.append(self._open.put)
        return _done(wanted)

    @property
    def files(self) -> dict[str, Path]:
        """What of it is there: its name, and where."""
        found = {}
        if os.path.lexists(self._start.file):
            found["The entry that starts Earsight with your session"] = self._start.file
        # What is in the menu was installed, as Earsight itself was, and stays.
        if self._open is not None and self._open.offered and not self._open.in_menu:
            found["The entry under Open with"] = self._open.file
            table = self._open.file.with_name(CACHE)
            if names_only(table, ENTRY):
                found["The table in which desktops find it"] = table
        return found

    @property
    def _elsewhere(self) -> bool:
        """Whether the menu has an Earsight of another folder, which is there and stays."""
        one = self._launcher
        return one is not None and one.ours and not (one.here or one.lost)


def _done(changes: Sequence[Callable[[], None]]) -> list[str]:
    """Make changes; what could not be done, in sentences."""
    problems = []
    for change in changes:
        try:
            change()
        except AppError as error:
            problems.append(str(error))
    return problems
