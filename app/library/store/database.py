"""Opens the library's file: private, migrated, whole; what is damaged is kept aside and said."""

import contextlib
import logging
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import AppError
from app.library.store.checking import left, problems, schema_differs, size_is_wrong, tables_of
from app.library.store.connections import Connection, connect
from app.library.store.damage import (
    Damaged,
    Rescued,
    is_bug,
    is_damage,
    is_read_only,
    not_ours,
    spoken,
    suspect,
    suspected,
    swap,
    trust,
    was_ours,
)
from app.library.store.lock import FileLock, Presence
from app.library.store.schema import MIGRATIONS
from app.paths import COPY_PREFIX, private_folder

_log = logging.getLogger(__name__)

APPLICATION_ID = 0x45617253  # "EarS"
_READY = ".rescued"  # a whole library that takes the place of the damaged one
_WEEK = 7 * 86_400.0


def may_write(path: Path) -> bool:
    """Whether this user may write to a file or folder, and its disk can be written to."""
    return os.access(path, os.W_OK)


@dataclass(frozen=True)
class Opened:
    """How a library was found.

    Attributes:
        new: It was not there and has been made.
        set_aside: Where a damaged file is kept; None when nothing was wrong.
        rescued: What could be read of that, and is in this one now.
    """

    new: bool
    set_aside: Path | None = None
    rescued: Rescued = field(default_factory=Rescued)


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
        if path.exists() and not path.is_file():
            # Root could replace a device, and give it another mode.
            raise not_ours()
        self.path = path
        self._now = now
        self._migrations = migrations
        self._writable = writable
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._presence = Presence(path)
        self._asked_read_only = read_only
        self._read_only = read_only or not self._can_write()
        self.opened = Opened(not path.exists())
        try:
            self.connection = self._first()
        except BaseException:
            self._presence.leave()
            raise
        if not self._read_only:
            self._presence.settle()
        self.connection.on_error = self._on_error

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._read_only

    def close(self) -> None:
        """Close the connection. May be called twice."""
        self.connection.close()
        self._presence.leave()
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
                    with contextlib.suppress(sqlite3.DatabaseError, AppError):
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
            if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
                raise
            raise spoken(error, self.path) from error

    def problems(self) -> list[str]:
        """What is wrong anywhere in it; empty when all is well. Takes seconds where it is large."""
        self.connection.on_error = None
        try:
            found = problems(self.connection, not self._read_only, self._migrations)
        finally:
            self.connection.on_error = self._on_error
        if found and not self._read_only:
            suspect(self.path)
        return found

    def check_when_due(self) -> None:
        """Look for damage where that was not done for a week; whoever opens it next sees to what is found.

        Raises:
            Damaged: There is some.
        """
        row = self.connection.execute("SELECT value FROM meta WHERE key = 'checked'").fetchone()
        if self._read_only or (row is not None and abs(self._now() - float(row[0])) < _WEEK):
            return
        if self.problems():
            raise Damaged
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('checked', ?)", (self._now(),))

    def _on_error(self, error: sqlite3.DatabaseError) -> None:
        """What SQLite complains about is said in words, and damage is seen to at the next opening."""
        damaged = is_damage(error) or (
            str(error).startswith("no such ") and schema_differs(self.connection, self._migrations)
        )
        if not self._read_only and (damaged or (is_read_only(error) and self._can_write())):
            suspect(self.path)
            raise Damaged from error
        if damaged:
            raise Damaged from error
        if not is_bug(error):
            raise spoken(error, self.path) from error

    def _first(self) -> Connection:
        alone = not self._read_only and self._come()
        try:
            return self._open(alone)
        except sqlite3.DatabaseError as error:
            if self._read_only or not _is_repairable(error):
                raise spoken(error, self.path) from error
        try:
            return self._replace_damaged(alone)
        except sqlite3.DatabaseError as error:
            raise spoken(error, self.path) from error

    def _come(self) -> bool:
        try:
            self._make_folder()
        except OSError:
            return False  # opening it will tell
        return self._presence.come()

    def _open(self, alone: bool) -> Connection:
        """Open it.

        Args:
            alone: Nobody else has it open: what its journal holds then was left by an unclean end.
        """
        unclean = False
        try:
            if not self._read_only:
                self._make()
                if os.path.exists(f"{self.path}{_READY}"):
                    raise Damaged.found()
                unclean = alone and self._was_left()
            elif not self.path.exists():
                if not self._asked_read_only:
                    raise AppError(
                        "The library has no place.", "Check that your home folder may be written to."
                    )
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
            self._check(connection, unclean)
        except BaseException:
            connection.close()
            self._drop_copy()
            raise
        return connection

    def _was_left(self) -> bool:
        """Whether the last that wrote to it was ended before it was done.

        Raises:
            sqlite3.DatabaseError: Its journal has flaws. SQLite would leave out all after the first.
        """
        if not left(self.path):
            return False
        from app.library.store.wal import read_journal

        if read_journal(_side(self.path, "-wal")).torn:
            raise Damaged.found()
        return True

    def _make(self) -> None:
        self._make_folder()
        # Made here with its mode, so that no moment passes in which others can read it; its -wal and
        # -shm files get the same mode from SQLite. One that is there is not opened: closing it again would
        # take away the locks that SQLite holds on it in this process.
        if not os.path.exists(self.path):
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))

    def _make_folder(self) -> None:
        if not os.path.isdir(self.path.parent):
            private_folder(self.path.parent)

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

    def _check(self, connection: Connection, unclean: bool) -> None:
        version, tables = self._look(connection)
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
        if version < len(self._migrations):
            self._migrate(connection)
        if size_is_wrong(connection, self.path):
            raise Damaged.found()
        if unclean or suspected(self.path):
            self._check_all(connection)

    def _look(self, connection: Connection) -> tuple[int, bool]:
        """Which version it has, and whether there are tables; what the header says must go together."""
        ask = connection.execute
        try:
            version = int(ask("PRAGMA user_version").fetchone()[0])
            kind = int(ask("PRAGMA application_id").fetchone()[0])
            names = ask("SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'table'").fetchone()[
                0
            ]
            there = frozenset(str(names or "").split())
            odd = ask("PRAGMA auto_vacuum").fetchone()[0] or ask("PRAGMA encoding").fetchone()[0] != "UTF-8"
        except sqlite3.OperationalError as error:
            if is_bug(error):  # of a format that SQLite never heard of
                raise Damaged.found() from error
            raise
        made = tables_of(self._migrations)
        whole = bool(made[0]) and made[0] <= there
        known = self._presence.known and not self.opened.new
        if there and kind != APPLICATION_ID and not whole and not known:
            raise not_ours()
        if not there and known:
            raise Damaged.found()
        if version > len(self._migrations) and not (whole and _only(there, made)):
            raise AppError(
                "This library was written by a newer Earsight.", "Update Earsight, or name another library."
            )
        if there and (
            odd
            or kind != APPLICATION_ID
            or not 1 <= version <= len(made)
            or not frozenset().union(*made[:version]) <= there
            or (version < len(made) and made[version] and made[version] <= there)
        ):
            raise Damaged.found()
        return version, bool(there)

    def _check_all(self, connection: Connection) -> None:
        """After a complaint, or an end that was not clean."""
        if problems(connection, True, self._migrations):
            suspect(self.path)
            raise Damaged.found()
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            if is_read_only(error):  # by its header alone
                raise Damaged.found() from error
            raise
        trust(self.path)

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

    def _replace_damaged(self, alone: bool) -> Connection:
        """Put what can be read of it in its place, unless another process has done so meanwhile."""
        from app.library.store.rescue import count_rescued

        busy = AppError("Another program keeps the library.", "Close it, or try again in a minute.")
        ready = _side(self.path, _READY)
        if not was_ours(self.path) and not self._presence.known:
            raise not_ours()
        lock = FileLock(_side(self.path, ".repair"), busy)
        lock.take(wait=True)
        with lock:
            try:
                return self._open(alone)
            except sqlite3.DatabaseError as error:
                if not _is_repairable(error):
                    raise
            try:
                if not ready.exists():
                    self._rescue(ready)
                aside = swap(self.path, ready, self._now())
            except OSError as error:
                raise AppError(
                    f"The library {self.path.name} is damaged, and cannot be put right.",
                    "Check its disk's room and its permissions.",
                ) from error
            connection = self._open(False)
        _log.error("The library was damaged; it is kept aside, and what could be read is in a new one.")
        rescued = count_rescued(connection) if has_photos(connection) else Rescued()
        self.opened = Opened(True, aside, rescued)
        return connection

    def _rescue(self, ready: Path) -> None:
        """Make a whole library out of what can be read; it has its name only once it is finished."""
        from app.library.store.rescue import rescue

        making = _side(self.path, ".rescue")
        for suffix in ("", "-wal", "-shm", "-journal"):
            _side(making, suffix).unlink(missing_ok=True)
        os.close(os.open(making, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with contextlib.closing(connect(making)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA foreign_keys = ON")
            self._migrate(connection)
            if has_photos(connection):
                connection.execute("BEGIN IMMEDIATE")
                rescue(connection, self.path, self._now())
                connection.execute("COMMIT")
        making.replace(ready)

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


def has_photos(connection: sqlite3.Connection) -> bool:
    """Whether its tables are today's, and not those of a test."""
    return bool(connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'history_picture'").fetchone())


def _only(there: frozenset[str], made: Sequence[frozenset[str]]) -> bool:
    """Whether there are no tables but ours; a newer Earsight has made others."""
    known = frozenset().union(*made)
    begins = ("sqlite_", *(f"{one}_" for one in known))
    return all(one in known or one.startswith(begins) for one in there)


def _is_repairable(error: sqlite3.DatabaseError) -> bool:
    """Damage, or a header that says of a file that can be written to that it cannot."""
    return is_damage(error) or is_read_only(error)


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
