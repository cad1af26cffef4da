"""Opens every connection to a SQLite file. A connection belongs to the thread that opened it."""

import sqlite3
from pathlib import Path

_BUSY_SECONDS = 30.0


def connect(path: Path, options: str = "") -> sqlite3.Connection:
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
    )
