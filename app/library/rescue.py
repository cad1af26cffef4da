"""Takes over what can still be read of a damaged library.

That is folders, the user's words, embeddings, captions and the history.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.library.connections import connect
from app.library.database import Database

# In an order in which every row finds those it refers to. Files are looked at anew.
_PHOTOS = ("root", "photo", "caption", "reading", "album", "album_photo", "name", "example", "embedding")
_TABLES = (*_PHOTOS, "history", "history_picture")
_MANY = 500


@dataclass(frozen=True)
class Rescued:
    """How much was taken over: photos, all of which wait until their files are found again; and folders."""

    photos: int
    roots: int


def rescue(database: Database, damaged: Path, now: float) -> Rescued:
    """Fill a new library from the one that was set aside.

    Its photos are marked as if their files were gone: when the folders are indexed next, each file finds its
    photo again by its content, with everything that was known of it.

    Args:
        database: New and empty.
        damaged: The old file; it stays as it is.
        now: Seconds since 1970.

    Raises:
        AppError: The new library cannot be written to.
    """
    with contextlib.closing(connect(damaged, "mode=ro&immutable=1")) as old, database.writing() as connection:
        old.execute("PRAGMA cell_size_check = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if not _is_readable(old, int(version)):
            return Rescued(0, 0)
        for table in _TABLES:
            # Rows whose parents could not be read are left out.
            connection.execute("PRAGMA defer_foreign_keys = ON")
            for columns, row in _rows(old, table):
                marks = ", ".join("?" * len(row))
                with contextlib.suppress(sqlite3.IntegrityError):
                    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)
        for child, column, parent in _orphans(connection):
            connection.execute(f"DELETE FROM {child} WHERE {column} NOT IN (SELECT id FROM {parent})")
        connection.execute("UPDATE photo SET orphaned = ?", (now,))
        # The days that it is kept for begin anew, as its own time does.
        connection.execute("UPDATE history SET kept = ?", (now,))
        connection.execute("DELETE FROM history_picture WHERE entry NOT IN (SELECT id FROM history)")
        (photos,) = connection.execute("SELECT count(*) FROM photo").fetchone()
        (roots,) = connection.execute("SELECT count(*) FROM root").fetchone()
        return Rescued(int(photos), int(roots))


def _is_readable(old: sqlite3.Connection, version: int) -> bool:
    """Whether its tables are those of this version or of an earlier one, which had fewer."""
    try:
        return 1 <= int(old.execute("PRAGMA user_version").fetchone()[0]) <= version
    except sqlite3.DatabaseError:
        return False


def _rows(old: sqlite3.Connection, table: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Columns and values of all rows that can be read: up to the damage, and from the end back to it."""
    for order in ("", " ORDER BY rowid DESC"):
        try:
            found = old.execute(f"SELECT * FROM {table}{order}")
            columns = ", ".join(one[0] for one in found.description)
            for row in found:
                yield columns, row
            return
        except sqlite3.DatabaseError:
            continue  # the other half comes next; rows that come twice are taken once


def _orphans(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """(table, column, parent) of every reference between the tables."""
    for table in _TABLES:
        for row in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            yield table, row[3], row[2]
