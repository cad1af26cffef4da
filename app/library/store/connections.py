"""Opens every connection to a SQLite file. A connection belongs to the thread that opened it."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_BUSY_SECONDS = 30.0
_AT_ONCE = 256  # rows


class Connection(sqlite3.Connection):
    """One whose complaints can be heard, wherever they come up: at a statement or at any of its rows.

    Attributes:
        on_error: Gets what SQLite complains about. It raises something better, or returns, and then the
            complaint is raised as it is.
    """

    on_error: Callable[[sqlite3.DatabaseError], None] | None = None

    def cursor(self, *_: Any) -> "_Cursor":  # type: ignore[override]  # always of ours
        """A cursor whose complaints are heard."""
        return _Cursor(self)

    def execute(self, *args: Any) -> "_Cursor":
        """Run a statement on a cursor of ours: sqlite3 itself would not ask for one."""
        return _Cursor(self).execute(*args)

    def executemany(self, *args: Any) -> "_Cursor":
        """Likewise."""
        return _Cursor(self).executemany(*args)

    def complain(self, error: sqlite3.DatabaseError) -> None:
        """Let it be heard."""
        if self.on_error is not None:
            self.on_error(error)


class _Cursor(sqlite3.Cursor):
    connection: Connection

    def execute(self, *args: Any) -> "_Cursor":
        self._heard(super().execute, *args)
        return self

    def executemany(self, *args: Any) -> "_Cursor":
        self._heard(super().executemany, *args)
        return self

    def fetchone(self) -> Any:
        return self._heard(super().fetchone)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return self._heard(super().fetchmany, size)

    def fetchall(self) -> list[Any]:
        return self._heard(super().fetchall)

    def _heard(self, call: Callable[..., T], *args: Any) -> T:
        try:
            return call(*args)
        except sqlite3.DatabaseError as error:
            self.connection.complain(error)
            raise
        except UnicodeDecodeError as error:
            # What SQLite complains about quotes damaged words of the schema, and sqlite3 cannot decode that.
            found = corrupt("the complaint was no text")
            self.connection.complain(found)
            raise found from error

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]  # one call for many rows, which is faster
        while rows := self.fetchmany(_AT_ONCE):
            yield from rows

    def __next__(self) -> Any:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row


def connect(path: Path, options: str = "") -> Connection:
    """Open a file, with a transaction only where one is begun.

    Only the calling thread may use the connection, and close it: threads that share one share its cached
    statements, and read each other's rows or none. sqlite3 looks at that itself, at every call.

    Args:
        path: The file.
        options: SQLite's, as in an address: "mode=ro".

    Raises:
        sqlite3.ProgrammingError: From whatever touches the connection on another thread. It is a bug of the
            app's, and no fault of the file's.
    """
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{options}",
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=True,
        uri=True,
        factory=Connection,
    )


def beside(path: Path, suffix: str) -> Path:
    """A file that belongs to another: beside it, its name with more at the end."""
    return path.with_name(path.name + suffix)


def corrupt(words: str) -> sqlite3.DatabaseError:
    """The error of a file that is damaged, where SQLite itself raised none."""
    error = sqlite3.DatabaseError(words)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


@contextlib.contextmanager
def reading_values(connection: sqlite3.Connection) -> Iterator[None]:
    """A value that cannot be one of ours is damage of the file, at which SQLite did not complain.

    Raises:
        AppError: In place of a ValueError, where the connection is the library's.
    """
    try:
        yield
    except ValueError as error:
        if isinstance(connection, Connection):
            found = corrupt("a value was damaged")
            with contextlib.suppress(sqlite3.DatabaseError):
                connection.complain(found)
        raise error
