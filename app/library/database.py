"""Opens the library's file: private, migrated, whole; what is damaged is kept aside and said."""

import contextlib
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError
from app.library.schema import MIGRATIONS
from app.paths import private_folder

_log = logging.getLogger(__name__)

APPLICATION_ID = 0x45617253  # "EarS"
BUSY_SECONDS = 30.0
_SIDE_FILES = ("-wal", "-shm")


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
    """One connection to the library; a thread's own. Closing it closes the file.

    Args:
        path: The file. It and its folder are made when missing, for their owner only.
        now: Seconds since 1970.
        migrations: Scripts that lead from an empty file to today's tables.
        read_only: Never write; also what happens by itself where the file or its disk cannot be written to.

    Raises:
        AppError: The file belongs to a newer Earsight or another program, or cannot be opened.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], float] = time.time,
        migrations: Sequence[str] = MIGRATIONS,
        read_only: bool = False,
    ) -> None:
        self.path = path
        self._now = now
        self._migrations = migrations
        set_aside = None
        new = not path.exists()
        try:
            self.connection = self._open(read_only)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error) or read_only:
                raise _said(error, path) from error
            set_aside = self._set_aside()
            new = True
            self.connection = self._open(read_only)
        self.opened = Opened(new, set_aside)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._read_only

    def close(self) -> None:
        """Close the connection. May be called twice."""
        self.connection.close()

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
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            raise _said(error, self.path) from error

    def problems(self) -> list[str]:
        """What `PRAGMA integrity_check` and `foreign_key_check` complain about; empty when all is well."""
        try:
            found = [str(row[0]) for row in self.connection.execute("PRAGMA integrity_check(20)")]
            broken = self.connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [text for text in found if text != "ok"] + [
            f"a row of {row[0]} has no parent" for row in broken
        ]

    def _open(self, read_only: bool) -> sqlite3.Connection:
        self._read_only = read_only or not self._writable()
        if not self._read_only:
            private_folder(self.path.parent)
            # Made here with its mode, so that no moment passes in which others can read it; its -wal and
            # -shm files get the same mode from SQLite.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self.path.chmod(0o600)
        elif not self.path.exists():
            raise AppError("There is no library yet.", "Make one: earsight index, then a folder of photos.")
        connection = self._connect()
        try:
            self._check(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        uri = self.path.absolute().as_uri()
        if self._read_only:
            # On a disk that cannot be written to, SQLite cannot make the -shm file that WAL needs.
            frozen = not os.access(self.path.parent, os.W_OK) and not _has_journal(self.path)
            uri += "?mode=ro" + ("&immutable=1" if frozen else "")
        connection = sqlite3.connect(
            uri, timeout=BUSY_SECONDS, isolation_level=None, uri=True, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32768")
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        kind = int(connection.execute("PRAGMA application_id").fetchone()[0])
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and kind != APPLICATION_ID:
            raise AppError("That file is no photo library of Earsight.", "Name another file with --library.")
        if version > len(self._migrations):
            raise AppError(
                "This library was written by a newer Earsight.", "Update Earsight, or name another library."
            )
        if self._read_only:
            if version < len(self._migrations):
                raise AppError(
                    "This library is of an older Earsight and cannot be brought up to date here.",
                    "Make its file writable.",
                )
            return
        connection.execute("PRAGMA journal_mode = WAL")
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
        source = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            copy = sqlite3.connect(partial)
            try:
                source.backup(copy)
            finally:
                copy.close()
        finally:
            source.close()
        partial.replace(target)

    def _set_aside(self) -> Path:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(self._now()))
        target = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        number = 1
        while target.exists():
            number += 1
            target = self.path.with_name(f"{self.path.name}.damaged-{stamp}-{number}")
        shutil.move(self.path, target)
        for suffix in _SIDE_FILES:
            side = self.path.with_name(self.path.name + suffix)
            if side.exists():
                shutil.move(side, target.with_name(target.name + suffix))
        _log.error("The library was damaged; it is kept aside and a new one begins.")
        return target

    def _writable(self) -> bool:
        if self.path.exists():
            return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        folder = self.path.parent
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return os.access(folder, os.W_OK)


def _has_journal(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


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


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _said(error: sqlite3.DatabaseError, path: Path) -> AppError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return AppError("The disk is full; the library was not changed.", "Make room on it and try again.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return AppError("Another program keeps the library.", "Close it, or try again in a minute.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return AppError("The library's file is damaged.", "Run earsight index: it begins a new one.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return AppError("The library cannot be written to.", "Check the permissions of its file and disk.")
    return AppError(f"The library {path.name} cannot be used.", "Check its disk and its permissions.")
