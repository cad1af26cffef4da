"""What is wrong with a library's file, in words; a damaged one is kept beside the new one."""

import glob
import itertools
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError
from app.library.store.connections import beside, corrupt

_SIDE_FILES = ("-wal", "-shm")
_MARK = ".suspect"
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Rescued:
    """How much was taken over.

    Attributes:
        photos: Photos.
        roots: Folders that are indexed.
        words: Photos that have a title or a note of the user's.
        entries: Of the history.
    """

    photos: int = 0
    roots: int = 0
    words: int = 0
    entries: int = 0


class Damaged(AppError):
    """The library's file is damaged."""

    def __init__(self) -> None:
        super().__init__(
            "The library's file is damaged.",
            "Use it once more: what can be read of it is taken over into a new one, and the old one is kept.",
        )

    @staticmethod
    def found() -> sqlite3.DatabaseError:
        """The error of a file in which a check found damage."""
        return corrupt("damage was found")


def damage_told(aside: Path, rescued: Rescued) -> AppError:
    """What the user hears of a library that was damaged.

    Args:
        aside: Where the damaged file is kept.
        rescued: What could be read of it.
    """
    kept = f"The library was damaged. I kept it as {aside.name} and began a new one"
    counts = (
        (rescued.photos, "photo", "photos"),
        (rescued.words, "title or note", "titles or notes"),
        (rescued.entries, "history entry", "history entries"),
    )
    found = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    if not found and not rescued.roots:
        return AppError(f"{kept}; nothing in it could be read.", "Index your folders again: earsight index.")
    return AppError(
        f"{kept} with what could be read of it: {', '.join(found) or 'its folders'}.",
        "Look at your folders again: earsight index.",
    )


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether SQLite says that the file is damaged, or none of its own."""
    undecoded = str(error).startswith("Could not decode to UTF-8")  # sqlite3's own words, without a code
    return undecoded or _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_bug(error: sqlite3.DatabaseError) -> bool:
    """Whether a statement was wrong, or what it would write; the file and its disk are not."""
    return not is_damage(error) and (
        isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError))
        or _code(error) in (0, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE)
    )


def is_read_only(error: sqlite3.DatabaseError) -> bool:
    """Whether SQLite takes the file for one that may not be written to."""
    return _whole_code(error) == sqlite3.SQLITE_READONLY


def is_repairable(error: sqlite3.DatabaseError) -> bool:
    """Damage, or a header that says of a file that can be written to that it cannot."""
    return is_damage(error) or is_read_only(error)


def not_ours() -> AppError:
    """A file that is no library."""
    return AppError("That file is no photo library of Earsight.", "Name another file with --library.")


def none_yet() -> AppError:
    """Nothing was indexed yet."""
    return AppError("There is no library yet.", "Make one: earsight index, then a folder of photos.")


def was_ours(path: Path) -> bool:
    """Whether a file that cannot be read may be moved away: it is called a database, or was indexed into.

    Somebody may have named one of their photos by mistake.
    """
    return path.suffix in (".db", ".sqlite", ".sqlite3") or beside(path, ".lock").exists()


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
        return AppError(
            "The disk is full; the library keeps what it had taken in.", "Make room on it and try again."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return AppError("Another program keeps the library.", "Close it, or try again in a minute.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return AppError("The library cannot be written to.", "Check the permissions of its file and disk.")
    return AppError(f"The library {path.name} cannot be used.", "Check its disk and its permissions.")


def suspect(path: Path) -> None:
    """Leave word that the library must be checked when it is opened next."""
    try:
        beside(path, _MARK).touch(0o600)
    except OSError:
        return  # on such a disk nothing can be repaired either


def suspected(path: Path) -> bool:
    """Whether somebody left word."""
    return os.path.exists(beside(path, _MARK))


def trust(path: Path) -> None:
    """It was checked, and is whole."""
    beside(path, _MARK).unlink(missing_ok=True)


def swap(path: Path, rescued: Path, now: float) -> Path:
    """Put a library in a damaged one's place, which is kept beside it; returns where it is then.

    May be ended at any moment and begun again: the damaged file stays under its name until the other takes
    it, and its journal goes before, as it must never lie beside another file.

    Raises:
        OSError: The folder cannot be written to.
    """
    target = next((one for one in asides(path) if path.exists() and one.samefile(path)), None)
    if target is None:
        target = _free_name(path, now)
        try:
            os.link(path, target)
        except FileNotFoundError:
            target.touch(0o600)
        except OSError:  # a disk that knows no links
            path.replace(target)
    for suffix in _SIDE_FILES:
        side = beside(path, suffix)
        if side.exists():
            side.replace(beside(target, suffix))
    rescued.replace(path)
    trust(path)
    return target


def asides(path: Path) -> list[Path]:
    """Damaged libraries that were kept aside, the oldest first.

    Args:
        path: The library that they were.
    """
    found = path.parent.glob(f"{glob.escape(path.name)}.damaged-*")
    return sorted(one for one in found if not one.name.endswith(_SIDE_FILES))


def forget_aside(aside: Path) -> None:
    """Delete one damaged library that was kept aside; nothing but the user's own word does that.

    Raises:
        OSError: It cannot be deleted.
    """
    for suffix in (*_SIDE_FILES, ""):
        beside(aside, suffix).unlink(missing_ok=True)


def set_aside_at(aside: Path) -> float:
    """When it was set aside, in seconds since the epoch."""
    stamp = aside.name.rpartition(".damaged-")[2][: len("20260101-000000")]
    try:
        return time.mktime(time.strptime(stamp, _STAMP))
    except (ValueError, OverflowError):
        return aside.stat().st_ctime


def _free_name(path: Path, now: float) -> Path:
    name = f".damaged-{time.strftime(_STAMP, time.localtime(now))}"
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(target for one in names if not (target := beside(path, one)).exists())


def _code(error: sqlite3.DatabaseError) -> int:
    return _whole_code(error) & 0xFF


def _whole_code(error: sqlite3.DatabaseError) -> int:
    return int(getattr(error, "sqlite_errorcode", 0))
