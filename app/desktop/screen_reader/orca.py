"""Orca: whether it runs in this session, which version, and whether anybody listens to announcements."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from app.desktop.screen_reader.announcement_listeners import AnnouncementListeners
from app.desktop.screen_reader.watch import ReaderState

# Orca's repository: the listener for object:announcement came with 45.alpha (commit
# 9b02b1c4d of July 2023), but raised a TypeError at every event until "Fix order of argument in an
# isinstance call" (4471fdc13), which 45.2 is the first release to have. Debian 12 has 43.1.
HEARS_SINCE = (45, 2)

_YOUNG = 15.0
"""Seconds in which a new process is looked at again: Orca takes its name a moment after its start."""
_SESSION = ("DISPLAY", "WAYLAND_DISPLAY")
_ASK_VERSION = 10.0


def version_of(words: str) -> tuple[int, ...]:
    """The numbers in what ``orca --version`` prints: "43.1", "45.beta", "Orca 49.0.1 (rev. a1b2)"."""
    found = re.search(r"\d+(?:\.\d+)*", words)
    return tuple(int(number) for number in found.group().split(".")) if found else ()


def ask_version() -> tuple[int, ...]:
    """What the installed Orca says; empty when it does not answer. Takes half a second."""
    try:
        done = subprocess.run(
            ["orca", "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_ASK_VERSION,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return version_of(done.stdout)


class OrcaLook:
    """Looks for this user's Orca on this display; for one thread.

    After the first look it costs a listing of /proc, since a process that is no Orca is not read again.

    Args:
        proc: Where processes are listed.
        environment: The session's, by default this process's own.
        anyone_listens: Whether somebody listens to announcements, by default who asked AT-SPI for them.
    """

    def __init__(
        self,
        proc: Path = Path("/proc"),
        environment: Mapping[str, str] = os.environ,
        anyone_listens: Callable[[], bool] | None = None,
    ) -> None:
        self._proc = proc
        self._session = _session_of(environment)
        self._seen: dict[str, float] = {}
        self._pid = ""
        self._version: tuple[int, ...] | None = None
        bus = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
        self._anyone_listens = anyone_listens or AnnouncementListeners(bus).any

    def __call__(self) -> ReaderState:
        """What there is just now."""
        pid = self._pid if self._pid and self._is_orca(self._pid) else self._find()
        if pid != self._pid:
            # A reader that was updated while it ran is another process afterwards.
            self._pid, self._version = pid, None
            if pid:
                # Its version takes a second or more to tell, and a window that opens meanwhile is read out
                # whatever it is. Until the next look, who listens to announcements must do.
                return ReaderState("orca", (), self._anyone_listens())
        if not pid:
            return ReaderState(hears_announcements=self._anyone_listens())
        if self._version is None:
            self._version = ask_version()
        return ReaderState("orca", self._version, self._version >= HEARS_SINCE)

    def _find(self) -> str:
        now = time.monotonic()
        pids = {name for name in os.listdir(self._proc) if name.isdigit()}
        self._seen = {pid: since for pid, since in self._seen.items() if pid in pids}
        for pid in pids:
            first = self._seen.setdefault(pid, now)
            if now - first <= _YOUNG and self._is_orca(pid):
                return pid
        return ""

    def _is_orca(self, pid: str) -> bool:
        """Whether this is a Python program that calls itself orca, of this user and session."""
        folder = self._proc / pid
        try:
            if (folder / "comm").read_bytes().strip() != b"orca":
                return False
            if folder.stat().st_uid != os.getuid():
                return False
            # The chemistry program of that name is no Python.
            if not os.path.basename(os.readlink(folder / "exe")).startswith("python"):
                return False
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            return False
        theirs = _session_of(dict(line.split("=", 1) for line in environment.split("\0") if "=" in line))
        return all(theirs[name] == value for name, value in self._session.items() if name in theirs)


def _session_of(environment: Mapping[str, str]) -> dict[str, str]:
    """The displays that it names; ":0" and ":0.0" are the same."""
    return {name: environment[name].removesuffix(".0") for name in _SESSION if environment.get(name)}
