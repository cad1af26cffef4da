"""Puts Earsight among the desktop's programs: `make install-desktop`. Takes it away: `make remove-desktop`.

    .venv/bin/python packaging/desktop_entry.py install [yes|no]
    .venv/bin/python packaging/desktop_entry.py remove

All of it lies in the user's own folders: no root is needed. "yes" has it start with the computer; without a
word this is asked in a terminal, and elsewhere left as it is.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from app.application import LIBRARY_FILE
from app.desktop.session.installed import InstalledProgram
from app.desktop.session.single import SingleInstance
from app.desktop.session.system_entries import SystemEntries
from app.errors import AppError
from app.paths import Paths
from app.settings import Settings, load, save

ROOT = Path(__file__).resolve().parent.parent
_STARTS = MappingProxyType({"yes": True, "no": False})
QUESTION = "Shall Earsight start with the computer, with its keys and without its window? yes or no: "


def install(program: InstalledProgram, entries: SystemEntries, paths: Paths, starts: bool | None) -> str:
    """Put it there; what came of it, in sentences.

    Args:
        program: What is put there.
        entries: The app's own entries in the session.
        paths: The app's folders.
        starts: Whether it starts with the computer; None leaves that as it is.

    Raises:
        AppError: It could not be done.
    """
    program.install()
    file = paths.config / "settings.json"
    chosen = load(file)
    # The settings of the app say so as well, or its next change of them would take it back.
    wanted = replace(chosen, open_with=True)
    if starts is not None:
        wanted = replace(wanted, launch_at_login=starts)
    if wanted != chosen:
        save(file, wanted)
    if problems := entries.apply(wanted.launch_at_login, offered=True):
        raise AppError(" ".join(problems))
    told = ["Earsight is in the menu of programs, and under Open with for pictures and videos."]
    told.append("It starts with the computer." if wanted.launch_at_login else "It does not start by itself.")
    told.append(f"Its command is {program.launcher.file}. To take all of it away, type: make remove-desktop")
    return " ".join(told)


def remove(program: InstalledProgram, entries: SystemEntries, paths: Paths) -> str:
    """Take it away; what came of it. Raises AppError as `install` does."""
    there = program.there
    file = paths.config / "settings.json"
    if file.exists():
        chosen = load(file)
        if chosen.open_with or chosen.launch_at_login:
            save(file, replace(chosen, open_with=False, launch_at_login=False))
    problems = entries.apply(starts=False, offered=False)
    for left in entries.files.values():  # one that the desktop's own settings turned off
        left.unlink(missing_ok=True)
    program.remove()
    if file.exists() and load(file) == Settings():
        file.unlink()
    # Settings of an Earsight that was never used hold the lock of this run alone.
    if {path.name for path in file.parent.iterdir()} <= {"instance.lock"}:
        (file.parent / "instance.lock").unlink(missing_ok=True)
        file.parent.rmdir()
    if problems:
        raise AppError(" ".join(problems))
    if not there:
        return "Earsight was not among your programs."
    kept = ["Its folder"]
    if file.exists():
        kept.append("your settings")
    # Not by its property: that would make the folder.
    if any((folder / "library" / LIBRARY_FILE).exists() for folder in paths.roots):
        kept.append("your library")
    *before, last = kept
    stay = f"{', '.join(before)} and {last} stay" if before else f"{last} stays"
    return f"Earsight is no longer among your programs. {stay}."


def starts_with_computer(word: str) -> bool | None:
    """What was said beforehand; None where nothing was. Raises AppError where it is neither yes nor no."""
    plain = word.strip().lower()
    if plain and plain not in _STARTS:
        raise AppError(
            f"AUTOSTART is neither yes nor no: {word.strip()}.", "Give AUTOSTART=yes or AUTOSTART=no."
        )
    return _STARTS.get(plain)


def main(
    arguments: Sequence[str],
    platform: str = sys.platform,
    ask: Callable[[str], str] | None = None,
    home: Path | None = None,
) -> str:
    """Do what the arguments say; what came of it.

    Raises:
        SystemExit: It could not be done; with what is to be done.
    """
    if platform == "darwin":
        raise SystemExit("On a Mac, make app does this.")
    paths = Paths.standard()
    home = home or Path.home()
    program = InstalledProgram(
        ROOT / ".venv" / "bin" / "python", ROOT, paths.assets / "icons", os.environ, home
    )
    entries = SystemEntries(
        program.launcher.command, paths.assets / "icons" / "earsight.png", os.environ, home
    )
    instance = SingleInstance(paths.config)
    try:
        if not instance.claim():
            raise AppError("Earsight is running.", "End it with Control Q, then type this again.")
        if "remove" in arguments[:1]:
            return remove(program, entries, paths)
        starts = starts_with_computer("".join(arguments[1:2]))
        if starts is None and ask is not None:
            starts = {"y": True, "n": False}.get(ask(QUESTION).strip().lower()[:1])
        return install(program, entries, paths, starts)
    except AppError as error:
        raise SystemExit(str(error)) from None
    finally:
        instance.close()


if __name__ == "__main__":
    print(main(sys.argv[1:], ask=input if sys.stdin.isatty() else None))
