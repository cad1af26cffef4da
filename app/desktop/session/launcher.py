"""The small program that starts Earsight from a menu: outside its folder, to tell when that is gone."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from app.desktop.session.entry import SessionFile

_OURS = b"# Written by Earsight: make install-desktop. Removed by: make remove-desktop.\n"
_PYTHON = b"python="


class Launcher(SessionFile):
    """The command `earsight` in the user's own folder of programs.

    Args:
        home: The user's folder.
        python: Of the environment that has the app, absolute.
        folder: Of the app, where `make` works.
    """

    def __init__(self, home: Path, python: Path, folder: Path) -> None:
        self._line = _PYTHON + _quoted(python)
        script = (Path(__file__).parent / "launcher.sh").read_bytes()
        lines = b"#!/bin/sh\n" + _OURS + self._line + b"\nfolder=" + _quoted(folder) + b"\n"
        super().__init__(
            home / ".local" / "bin" / "earsight",
            lines + script,
            "Earsight cannot be put among your programs.",
            ("Earsight is still among your programs.", "Its file there could not be removed."),
        )

    @property
    def command(self) -> list[str]:
        """What starts the window by it."""
        return [str(self.file), "gui"]

    @property
    def here(self) -> bool:
        """Whether it is there and starts this app."""
        return self._line in self._read().splitlines()

    @property
    def ours(self) -> bool:
        """Whether one that was written by Earsight is there, this one or one in another folder."""
        return _OURS in self._read()

    @property
    def foreign(self) -> bool:
        """Whether something else has its place."""
        return os.path.lexists(self.file) and not self.ours

    @property
    def lost(self) -> bool:
        """Whether what it starts is not there any more, as after the app's folder was moved."""
        return self.ours and not os.access(self._target(), os.X_OK)

    def enable(self) -> None:
        """Put it there, to be run."""
        self._write(self._data, 0o755)

    def _target(self) -> str:
        line = next((one for one in self._read().splitlines() if one.startswith(_PYTHON)), b"")
        try:
            words = shlex.split(os.fsdecode(line.removeprefix(_PYTHON)))
        except ValueError:  # it was changed by hand
            words = []
        return words[0] if words else ""


def start_command(environment: Mapping[str, str], python: str, home: Path) -> tuple[str, ...]:
    """What starts the app, from a session or a file manager.

    Its bundle, where that began it, so that macOS goes on calling it by its name; the launcher where it is
    installed; else the Python of its environment.

    Args:
        environment: As `os.environ`; packaging/mac_app.c names the bundle's program there.
        python: As `sys.executable`.
        home: The user's folder.
    """
    bundle = environment.get("EARSIGHT_APP", "")
    if os.path.isfile(bundle):
        return (bundle,)
    launcher = Launcher(home, Path(python), Path())
    # A lost one is set right at the next start, see SystemEntries.refresh.
    known = launcher.here or launcher.lost
    return tuple(launcher.command) if known else (python, "-P", "-m", "app", "gui")


def _quoted(path: Path) -> bytes:
    return os.fsencode(shlex.quote(str(path)))
