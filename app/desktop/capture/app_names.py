"""The names of applications that people know, from what their windows say.

Follows the Desktop Entry Specification: a window belongs to the entry whose StartupWMClass it has, or that is
named like its class.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

_MOST = 64 * 1024


def printable(text: str) -> str:
    """``text`` on one line, without control characters, at most 300 characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


class AppNames:
    """Looks applications up in the desktop's entries, which are read once.

    Args:
        environment: As `os.environ`: XDG_DATA_HOME, XDG_DATA_DIRS, HOME.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        home = environment.get("XDG_DATA_HOME") or os.path.join(environment.get("HOME", ""), ".local/share")
        dirs = environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        self._folders = [Path(home), *map(Path, dirs.split(":"))]
        self._known: dict[str, str] | None = None

    def name(self, instance: str, kind: str, pid: int = 0) -> str:
        """What an application is called.

        Args:
            instance: First part of WM_CLASS.
            kind: Second part, the class.
            pid: Its process, asked where the window says nothing of itself; 0 for none.
        """
        if self._known is None:
            self._known = dict(self._entries())
        for key in (kind, instance):
            found = self._known.get(key.lower())
            if key and found:
                return found
        return printable(kind or instance or _process(pid))

    def _entries(self) -> Iterator[tuple[str, str]]:
        # Later ones win, and the user's own are to.
        for folder in reversed(self._folders):
            try:
                files = sorted((folder / "applications").glob("*.desktop"))
            except OSError:
                continue
            for file in files:
                name, window = _entry(file)
                if name:
                    yield file.stem.lower(), name
                    # org.gnome.TextEditor's windows may call themselves texteditor
                    yield file.stem.rpartition(".")[2].lower(), name
                    if window:
                        yield window.lower(), name


def _entry(path: Path) -> tuple[str, str]:
    """(Name, StartupWMClass) of an entry, "" for what it lacks."""
    name = window = ""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = file.read(_MOST).splitlines()
    except OSError:
        return "", ""
    for line in lines[1:]:
        if line.startswith("["):  # its actions have names too
            break
        if line.startswith("Name=") and not name:
            name = printable(line[5:])
        elif line.startswith("StartupWMClass="):
            window = line[15:].strip()
    return name, window


def _process(pid: int) -> str:
    if pid <= 0:
        return ""
    import psutil

    try:
        return str(psutil.Process(pid).name())
    except psutil.Error:
        return ""
