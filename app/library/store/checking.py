"""Looks for damage in all of a library, which takes seconds for a large one; and what tells it at once."""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.errors import AppError
from app.library.store.connections import connect

_INDEXED = ("words", "letters")
_OTHERS = ("sqlite_", "words_", "letters_")  # tables that SQLite makes and keeps itself
_LOOKED_AT = ("photo", "history")  # tables whose values SQLite's own rules do not tell
_TABLE = re.compile(r"CREATE (?:VIRTUAL )?TABLE (\w+)")


def problems(connection: sqlite3.Connection, write: bool, scripts: Sequence[str]) -> list[str]:
    """What is wrong in a library; empty when all is well. Says nothing of what the user keeps there.

    Args:
        connection: To it.
        write: Whether it may be written to; SQLite looks through the index of words only then.
        scripts: The migrations that made it.
    """
    found: list[str] = []
    if schema_differs(connection, scripts):
        found.append("a table is not as it was made")
    for check in (_integrity, _parents, _indices, _values):
        try:
            found += check(connection, write)
        except sqlite3.ProgrammingError:
            raise  # a bug of the app's, see `connect`
        except (sqlite3.DatabaseError, AppError) as error:
            # SQLite's words about a text hold that text.
            said = "a text cannot be read" if "decode" in str(error) else str(error)
            found.append(said)
    return found


def schema_differs(connection: sqlite3.Connection, scripts: Sequence[str]) -> bool:
    """Whether a table, a column or a rule that these migrations make is not there, or another."""
    with contextlib.closing(connect(Path("schema"), "mode=memory")) as made:
        for script in scripts:
            made.executescript(script)
        try:
            return not _schema(made) <= _schema(connection)
        except (sqlite3.DatabaseError, AppError):
            return True


def _schema(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    ).fetchall()
    return {row for row in rows if not row[1].startswith(_OTHERS)}


def tables_of(scripts: Sequence[str]) -> list[frozenset[str]]:
    """Names of the tables that each migration makes."""
    return [frozenset(_TABLE.findall(script)) for script in scripts]


def _integrity(connection: sqlite3.Connection, write: bool) -> list[str]:
    rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]


def _parents(connection: sqlite3.Connection, write: bool) -> list[str]:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [f"a row of {row[0]} has no parent" for row in broken]


def _indices(connection: sqlite3.Connection, write: bool) -> Iterator[str]:
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if write:
        for name in _INDEXED:
            if name in there:
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('integrity-check')")
    yield from ()


def _values(connection: sqlite3.Connection, write: bool) -> Iterator[str]:
    from app.library.store.values import mended

    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
    )
    for (table,) in names.fetchall():
        if table == "embedding" or table.startswith(_OTHERS):
            continue
        cursor = connection.execute(f"SELECT * FROM {table}")
        columns = [one[0] for one in cursor.description]
        for values in cursor:
            row = dict(zip(columns, values, strict=True)) if table in _LOOKED_AT else {}
            if mended(table, row) is not row:
                yield f"a row of {table} holds what it cannot"


def size_is_wrong(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file has another length than it says, with no journal that would explain that."""
    (count,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    if left(path):
        return False
    return bool(os.stat(path).st_size != count * size)


def left(path: Path) -> bool:
    """Whether a library has a journal with something in it."""
    try:
        return os.stat(f"{path}-wal").st_size > 0
    except FileNotFoundError:
        return False
