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
from app.library.store.checking import (
    has_photos,
    left,
    look_at_header,
    problems,
    schema_differs,
    size_is_wrong,
)
from app.library.store.connections import Connection, beside, connect
from app.library.store.damage import (
    Damaged,
    Rescued,
    is_bug,
    is_damage,
    is_read_only,
    is_repairable,
    none_yet,
    not_ours,
    spoken,
    suspect,
    suspected,
    swap,
    trust,
    was_ours,
)
from app.library.store.lock import Presence, file_lock
from app.library.store.migrating import migrate, new_file
from app.library.store.schema import MIGRATIONS
from app.paths import COPY_PREFIX, private_folder

_log = logging.getLogger(__name__)

_READY = ".rescued"  # a whole library that takes the place of the damaged one
_WEEK = 7 * 86_400.0


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


class Database(contextlib.AbstractContextManager["Database"]):
    """One connection to the library: the thread's that makes it, which alone may use and close it.

    Args:
        path: The file. It and its folder are made when missing, for their owner only.
        now: Seconds since 1970.
        migrations: Scripts that lead from an empty file to today's tables.
        read_only: Never write; also what happens by itself where the file or its disk cannot be written to.
        on_rebuilding: Told before an older library is rebuilt, which takes minutes where it is large.
        writable: Whether this user may write to a file or folder, and its disk can be written to.

    Attributes:
        opened: How it was found.
        connection: Its own.
        read_only: Whether nothing can be written.

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
        writable: Callable[[Path], bool] = lambda path: os.access(path, os.W_OK),
        on_rebuilding: Callable[[], None] = lambda: None,
    ) -> None:
        if path.exists() and not path.is_file():
            # Root could replace a device, and give it another mode.
            raise not_ours()
        self.path = path
        self._now = now
        self._migrations = migrations
        self._writable = writable
        self._on_rebuilding = on_rebuilding
        self._copy = contextlib.ExitStack()  # one that is read in its place goes when this is closed
        self._presence = Presence(path)
        self._asked_read_only = read_only
        self.read_only = read_only or not self._can_write()
        self.opened = Opened(not path.exists())
        try:
            self.connection = self._first()
        except BaseException:
            self._presence.leave()
            raise
        if not self.read_only:
            self._presence.settle()
        self.connection.on_error = self._on_error

    def close(self) -> None:
        """Close the connection. May be called twice."""
        self.connection.close()
        self._presence.leave()
        self._copy.close()

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def check_writable(self) -> None:
        """Raise the AppError of a library that cannot be written to."""
        if self.read_only:
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
            if is_damage(error) and not self.read_only:  # also what is found in the values
                suspect(self.path)
            raise spoken(error, self.path) from error

    def problems(self) -> list[str]:
        """What is wrong anywhere in it; empty when all is well. Takes seconds where it is large."""
        self.connection.on_error = None
        try:
            found = problems(self.connection, not self.read_only, self._migrations)
        finally:
            self.connection.on_error = self._on_error
        if found and not self.read_only:
            suspect(self.path)
        return found

    def check_when_due(self) -> None:
        """Look for damage where that was not done for a week; whoever opens it next sees to what is found.

        Raises:
            Damaged: There is some.
        """
        row = self.connection.execute("SELECT value FROM meta WHERE key = 'checked'").fetchone()
        if self.read_only or (row is not None and abs(self._now() - float(row[0])) < _WEEK):
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
        repairable = not self.read_only and (damaged or (is_read_only(error) and self._can_write()))
        if repairable:
            suspect(self.path)
        if damaged or repairable:
            raise Damaged from error
        if not is_bug(error):
            raise spoken(error, self.path) from error

    def _first(self) -> Connection:
        alone = not self.read_only and self._come()
        try:
            return self._open(alone)
        except sqlite3.DatabaseError as error:
            if self.read_only or not is_repairable(error):
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
            if not self.read_only:
                self._make()
                if os.path.exists(f"{self.path}{_READY}"):
                    raise Damaged.found()
                unclean = alone and self._was_left()
            elif not self.path.exists():
                if not self._asked_read_only:
                    raise AppError(
                        "The library has no place.", "Check that your home folder may be written to."
                    )
                raise none_yet()
            connection = connect(*self._address())
        except OSError as error:
            self._copy.close()
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
            self._copy.close()
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

        if read_journal(beside(self.path, "-wal")).torn:
            raise Damaged.found()
        return True

    def _make(self) -> None:
        self._make_folder()
        # Made here with its mode, so that no moment passes in which others can read it; its -wal and
        # -shm files get the same mode from SQLite. One that is there is not opened: closing it again would
        # take away the locks that SQLite holds on it in this process.
        if not os.path.exists(self.path):
            with contextlib.suppress(FileExistsError):
                new_file(self.path)

    def _make_folder(self) -> None:
        if not os.path.isdir(self.path.parent):
            private_folder(self.path.parent)

    def _address(self) -> tuple[Path, str]:
        """The file to open, and SQLite's options for it."""
        path = self.path
        if not self.read_only:
            return path, ""
        if self._writable(path.parent):
            return path, "mode=ro"
        journal = beside(path, "-wal")
        if not journal.exists() or not journal.stat().st_size:
            # SQLite cannot make the -shm file that WAL needs there, and without a journal needs none.
            return path, "mode=ro&immutable=1"
        # The last writer did not finish: without its journal the file may be half of one thing and half of
        # another. SQLite puts them together only where it can write, so that happens to a copy.
        folder = self._copy.enter_context(tempfile.TemporaryDirectory(prefix=COPY_PREFIX))
        copied = Path(folder) / path.name
        shutil.copyfile(path, copied)
        shutil.copyfile(journal, beside(copied, "-wal"))
        return copied, "mode=ro"

    def _check(self, connection: Connection, unclean: bool) -> None:
        known = self._presence.known and not self.opened.new
        version, tables = look_at_header(connection, self._migrations, known)
        if self.read_only:
            if version < len(self._migrations):
                if not tables:
                    raise none_yet()
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
            if version:
                self._on_rebuilding()
            migrate(connection, self.path, self._migrations)
        if size_is_wrong(connection, self.path):
            raise Damaged.found()
        if unclean or suspected(self.path):
            self._check_all(connection)

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

    def _replace_damaged(self, alone: bool) -> Connection:
        """Put what can be read of it in its place, unless another process has done so meanwhile."""
        from app.library.store.rescue import count_rescued

        busy = AppError("Another program keeps the library.", "Close it, or try again in a minute.")
        ready = beside(self.path, _READY)
        if not was_ours(self.path) and not self._presence.known:
            raise not_ours()
        with file_lock(beside(self.path, ".repair"), busy, wait=True):
            try:
                return self._open(alone)
            except sqlite3.DatabaseError as error:
                if not is_repairable(error):
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

        making = beside(self.path, ".rescue")
        for suffix in ("", "-wal", "-shm", "-journal"):
            beside(making, suffix).unlink(missing_ok=True)
        new_file(making)
        with contextlib.closing(connect(making)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA foreign_keys = ON")
            migrate(connection, making, self._migrations)
            if has_photos(connection):
                connection.execute("BEGIN IMMEDIATE")
                rescue(connection, self.path, self._now())
                connection.execute("COMMIT")
        making.replace(ready)

    def _can_write(self) -> bool:
        if self.path.exists():
            return self._writable(self.path) and self._writable(self.path.parent)
        return self._writable(next(folder for folder in self.path.absolute().parents if folder.exists()))
