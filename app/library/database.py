"""Opens the library's file: private, migrated, whole; what is damaged is kept aside and said."""

import contextlib
import logging
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError
from app.library.connections import connect
from app.library.damage import (
    Damaged,
    is_damage,
    not_ours,
    set_aside,
    spoken,
    suspect,
    suspected,
    trust,
    was_ours,
)
from app.library.lock import FileLock
from app.library.schema import MIGRATIONS
from app.paths import COPY_PREFIX, private_folder

_log = logging.getLogger(__name__)

APPLICATION_ID = 0x45617253  # "EarS"


def may_write(path: Path) -> bool:
    """Whether this user may write to a file or folder, and its disk can be written to."""
    return os.access(path, os.W_OK)


@dataclass(frozen=True)
class Opened:
    """How a library was found.

    Attributes:
        new: It was not there and has been made.
        set_aside: Where a damaged file was moved; None when nothing was wrong.
    """

    new: bool
    set_aside: Path | None = None


class Database:
    """One connection to the library: the thread's that makes it, which alone may use and close it.

    Args:
        path: The file. It and its folder are made when missing, for their owner only.
        now: Seconds since 1970.
        migrations: Scripts that lead from an empty file to today's tables.
        read_only: Never write; also what happens by itself where the file or its disk cannot be written to.

        writable: Whether a file or folder can be written to.

    Raises:
        AppError: The file belongs to a newer Earsight or another program, or cannot be opened.
        Damaged: It is damaged, and was to be read only.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], float] = time.time,
        migrations: Sequence[str] = MIGRATIONS,
        read_only: bool = False,
        writable: Callable[[Path], bool] = may_write,
    ) -> None:
        self.path = path
        self._now = now
        self._migrations = migrations
        self._writable = writable
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        aside = None
        new = not path.exists()
        try:
            self.connection = self._open(read_only)
        except sqlite3.DatabaseError as error:
            if not is_damage(error) or self._read_only:
                raise spoken(error, path) from error
            aside = self._replace_damaged()
            new = aside is not None
        self.opened = Opened(new, aside)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._read_only

    def close(self) -> None:
        """Close the connection. May be called twice."""
        self.connection.close()
        self._drop_copy()

    def __enter__(self) -> "Database":
        """Use it in a with statement."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def check_writable(self) -> None:
        """Raise the AppError of a library that cannot be written to."""
        if self._read_only:
            raise AppError(
                "The library cannot be written to.", "Check the permissions of its file, and of its disk."
            )

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is written, or nothing.

        Raises:
            AppError: The disk is full, the library cannot be written to, or another program keeps it.
        """
        self.check_writable()
        with self.reading():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    # A full disk may have ended it already; and what fails here hides what went wrong.
                    with contextlib.suppress(sqlite3.DatabaseError):
                        self.connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """What SQLite complains about inside is said in words. Damage is looked into at the next opening.

        Raises:
            Damaged: The file is damaged.
            AppError: Its disk fails, or another program keeps it.
        """
        try:
            yield self.connection
        except sqlite3.DatabaseError as error:
            if not is_damage(error) and isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
                raise
            if is_damage(error) and not self._read_only:
                suspect(self.path)
            raise spoken(error, self.path) from error

    def problems(self) -> list[str]:
        """What `PRAGMA integrity_check` and `foreign_key_check` complain about; empty when all is well."""
        try:
            found = [str(row[0]) for row in self.connection.execute("PRAGMA integrity_check(20)")]
            broken = self.connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.ProgrammingError:
            raise  # a bug of the app's, see `connect`
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [text for text in found if text != "ok"] + [
            f"a row of {row[0]} has no parent" for row in broken
        ]

    def _open(self, read_only: bool) -> sqlite3.Connection:
        self._read_only = read_only or not self._can_write()
        try:
            if not self._read_only:
                self._make()
            elif not self.path.exists():
                raise AppError(
                    "There is no library yet.", "Make one: earsight index, then a folder of photos."
                )
            connection = connect(*self._address())
        except OSError as error:
            self._drop_copy()
            raise AppError(
                f"The library {self.path.name} cannot be opened.", "Check its disk and its permissions."
            ) from error
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -32768")
            self._check(connection)
        except BaseException:
            connection.close()
            self._drop_copy()
            raise
        return connection

    def _make(self) -> None:
        if not self.path.parent.is_dir():
            private_folder(self.path.parent)
        # Made here with its mode, so that no moment passes in which others can read it; its -wal and
        # -shm files get the same mode from SQLite.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def _address(self) -> tuple[Path, str]:
        """The file to open, and SQLite's options for it."""
        path = self.path
        if not self._read_only:
            return path, ""
        if self._writable(path.parent):
            return path, "mode=ro"
        journal = _side(path, "-wal")
        if not journal.exists() or not journal.stat().st_size:
            # SQLite cannot make the -shm file that WAL needs there, and without a journal needs none.
            return path, "mode=ro&immutable=1"
        # The last writer did not finish: without its journal the file may be half of one thing and half of
        # another. SQLite puts them together only where it can write, so that happens to a copy.
        self._copy = tempfile.TemporaryDirectory(prefix=COPY_PREFIX)
        copied = Path(self._copy.name) / path.name
        shutil.copyfile(path, copied)
        shutil.copyfile(journal, _side(copied, "-wal"))
        return copied, "mode=ro"

    def _check(self, connection: sqlite3.Connection) -> None:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        kind = int(connection.execute("PRAGMA application_id").fetchone()[0])
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and kind != APPLICATION_ID:
            raise not_ours()
        if version > len(self._migrations):
            raise AppError(
                "This library was written by a newer Earsight.", "Update Earsight, or name another library."
            )
        if self._read_only:
            if version < len(self._migrations):
                if not tables:
                    raise AppError(
                        "There is no library yet.", "Make one: earsight index, then a folder of photos."
                    )
                raise AppError(
                    "This library is of an older Earsight and cannot be brought up to date here.",
                    "Make its file writable.",
                )
            return
        # Only now: it may have been somebody's photo.
        if self.path.stat().st_mode & 0o077:
            self.path.chmod(0o600)
        if not tables:
            # At 4096 bytes every embedding of a kilobyte takes a page of its own; set before the first table.
            connection.execute("PRAGMA page_size = 8192")
        connection.execute("PRAGMA journal_mode = WAL")
        if suspected(self.path):
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Damaged.found()
            trust(self.path)
        if version < len(self._migrations):
            self._migrate(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        # Another process may be at it: the lock first, then a second look at the version.
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if version:
                self._back_up(version)
            for number, script in enumerate(self._migrations[version:], start=version + 1):
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _back_up(self, version: int) -> None:
        """A whole copy beside the library, before anything in it is changed."""
        target = self.path.with_name(f"{self.path.name}.v{version}.backup")
        partial = target.with_name(target.name + ".part")
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        with (
            contextlib.closing(connect(self.path, "mode=ro")) as source,
            contextlib.closing(connect(partial)) as copy,
        ):
            source.backup(copy)
        partial.replace(target)

    def _replace_damaged(self) -> Path | None:
        """Keep the damaged file aside and open a new one; None when another process has done so meanwhile."""
        busy = AppError("Another program keeps the library.", "Close it, or try again in a minute.")
        if not was_ours(self.path):
            raise not_ours()
        lock = FileLock(_side(self.path, ".repair"), busy)
        lock.take(wait=True)
        with lock:
            try:
                self.connection = self._open(False)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise spoken(error, self.path) from error
            else:
                return None
            aside = set_aside(self.path, self._now())
            self.connection = self._open(False)
        _log.error("The library was damaged; it is kept aside and a new one begins.")
        return aside

    def _drop_copy(self) -> None:
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None

    def _can_write(self) -> bool:
        if self.path.exists():
            return self._writable(self.path) and self._writable(self.path.parent)
        folder = self.path.parent
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return self._writable(folder)


def _side(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; triggers hold semicolons of their own."""
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        raise ValueError("a migration ends in the middle of a statement")
