"""Looks for damage in all of a library, which takes seconds for a large one; and what tells it at once."""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.errors import AppError
from app.library.store.connections import connect
from app.library.store.damage import Damaged, is_bug, not_ours
from app.library.store.schema import APPLICATION_ID

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


def look_at_header(
    connection: sqlite3.Connection, migrations: Sequence[str], known: bool
) -> tuple[int, bool]:
    """Which version a library has, and whether there are tables; what its header says must go together.

    Args:
        connection: To it.
        migrations: Scripts that lead from an empty file to today's tables.
        known: Whether a whole library was there once.

    Raises:
        AppError: It is none of ours, or a newer Earsight's.
        sqlite3.DatabaseError: It is damaged.
    """
    ask = connection.execute
    try:
        version = int(ask("PRAGMA user_version").fetchone()[0])
        kind = int(ask("PRAGMA application_id").fetchone()[0])
        (names,) = ask("SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'table'").fetchone()
        there = frozenset(str(names or "").split())
        odd = ask("PRAGMA auto_vacuum").fetchone()[0] or ask("PRAGMA encoding").fetchone()[0] != "UTF-8"
    except sqlite3.OperationalError as error:
        if is_bug(error):  # of a format that SQLite never heard of
            raise Damaged.found() from error
        raise
    made = [frozenset(_TABLE.findall(script)) for script in migrations]
    whole = bool(made[0]) and made[0] <= there
    if there and kind != APPLICATION_ID and not whole and not known:
        raise not_ours()
    if not there and known:
        raise Damaged.found()
    if version > len(migrations) and not (whole and _only(there, made)):
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


def has_photos(connection: sqlite3.Connection) -> bool:
    """Whether its tables are today's, and not those of a test."""
    return bool(connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'history_picture'").fetchone())


def _only(there: frozenset[str], made: Sequence[frozenset[str]]) -> bool:
    """Whether there are no tables but ours; a newer Earsight has made others."""
    known = frozenset().union(*made)
    begins = ("sqlite_", *(f"{one}_" for one in known))
    return all(one in known or one.startswith(begins) for one in there)


def _integrity(connection: sqlite3.Connection, write: bool) -> list[str]:
    rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]


def _parents(connection: sqlite3.Connection, write: bool) -> list[str]:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [f"a row of {row[0]} has no parent" for row in broken]


def _indices(connection: sqlite3.Connection, write: bool) -> Iterator[str]:
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for name in _INDEXED if write else ():
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
    return not left(path) and os.stat(path).st_size != count * size


def left(path: Path) -> bool:
    """Whether a library has a journal with something in it."""
    try:
        return os.stat(f"{path}-wal").st_size > 0
    except FileNotFoundError:
        return False
