"""Brings a library's file up to date, with a whole copy of it beside it first."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from app.library.store.connections import beside, connect
from app.library.store.schema import APPLICATION_ID


def new_file(path: Path) -> None:
    """Make an empty file, for its owner only.

    Raises:
        FileExistsError: There is one.
        OSError: It cannot be made.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    """Run the migrations that were not run yet: all of them, or none.

    Args:
        connection: To the library.
        path: Its file.
        migrations: Scripts that lead from an empty file to today's tables.
    """
    # Another process may be at it: the lock first, then a second look at the version.
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version:
            _back_up(path, version)
        for number, script in enumerate(migrations[version:], start=version + 1):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _back_up(path: Path, version: int) -> None:
    """A whole copy beside the library, before anything in it is changed."""
    target = beside(path, f".v{version}.backup")
    partial = beside(target, ".part")
    partial.unlink(missing_ok=True)
    new_file(partial)
    with closing(connect(path, "mode=ro")) as source, closing(connect(partial)) as copy:
        source.backup(copy)
    partial.replace(target)


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
