"""What is wrong with a library's file, in words; a damaged one is kept beside the new one."""

import glob
import sqlite3
import time
from pathlib import Path

from app.errors import AppError

_SIDE_FILES = ("-wal", "-shm")
_MARK = ".suspect"


class Damaged(AppError):
    """The library's file is damaged."""

    def __init__(self) -> None:
        super().__init__(
            "The library's file is damaged.", "Run earsight index: it keeps that file aside and begins anew."
        )

    @staticmethod
    def found() -> sqlite3.DatabaseError:
        """The error of a file in which a check found damage."""
        error = sqlite3.DatabaseError("damage was found")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        return error


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether SQLite says that the file is damaged, or none of its own."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def not_ours() -> AppError:
    """A file that is no library."""
    return AppError("That file is no photo library of Earsight.", "Name another file with --library.")


def was_ours(path: Path) -> bool:
    """Whether a file that cannot be read may be moved away: it is called a database, or was indexed into.

    Somebody may have named one of their photos by mistake.
    """
    return path.suffix in (".db", ".sqlite", ".sqlite3") or path.with_name(path.name + ".lock").exists()


def spoken(error: sqlite3.DatabaseError, path: Path) -> AppError:
    """What SQLite complains about, in plain words.

    Args:
        error: The complaint.
        path: The library.
    """
    code = _code(error)
    if is_damage(error):
        return Damaged()
    if code == sqlite3.SQLITE_FULL or _whole_code(error) == sqlite3.SQLITE_IOERR_WRITE:
        return AppError("The disk is full; the library was not changed.", "Make room on it and try again.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return AppError("Another program keeps the library.", "Close it, or try again in a minute.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return AppError("The library cannot be written to.", "Check the permissions of its file and disk.")
    return AppError(f"The library {path.name} cannot be used.", "Check its disk and its permissions.")


def suspect(path: Path) -> None:
    """Leave word that the library must be checked when it is opened next."""
    try:
        _mark(path).touch(0o600)
    except OSError:
        return  # on such a disk nothing can be repaired either


def suspected(path: Path) -> bool:
    """Whether somebody left word."""
    return _mark(path).exists()


def trust(path: Path) -> None:
    """It was checked, and is whole."""
    _mark(path).unlink(missing_ok=True)


def set_aside(path: Path, now: float) -> Path:
    """Move a damaged library out of the way; returns where it is then."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    target = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    # The library itself last: whoever opens it until then finds it damaged and waits for its turn.
    for suffix in _SIDE_FILES:
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.replace(target.with_name(target.name + suffix))
    path.replace(target)
    trust(path)
    return target


def forget_aside(path: Path, before: float | None = None) -> None:
    """Delete damaged libraries that were kept aside.

    Args:
        path: The library that they were.
        before: Only those that were moved before this time, in seconds since the epoch.

    Raises:
        OSError: One cannot be deleted.
    """
    for one in path.parent.glob(f"{glob.escape(path.name)}.damaged-*"):
        if before is None or one.stat().st_ctime < before:
            one.unlink(missing_ok=True)


def _mark(path: Path) -> Path:
    return path.with_name(path.name + _MARK)


def _code(error: sqlite3.DatabaseError) -> int:
    return _whole_code(error) & 0xFF


def _whole_code(error: sqlite3.DatabaseError) -> int:
    return int(getattr(error, "sqlite_errorcode", 0))
