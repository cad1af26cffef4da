"""Few words for what is asked of SQLite again and again: in batches, with marks, a column of numbers."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
AT_ONCE = 500  # placeholders in one statement


def batches(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Lists of at most ``size``."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def marks(values: list[int]) -> str:
    """Question marks for ``IN (...)``."""
    return ", ".join("?" * len(values))


def rows_of(
    connection: sqlite3.Connection, statement: str, ids: Iterable[int], *before: object
) -> Iterator[Any]:
    """The rows of a statement about some ids, in batches.

    Args:
        connection: To the library.
        statement: ``IN ({})`` stands in it for the ids.
        ids: Any number.
        before: Values for the question marks before them.
    """
    for part in batches(ids):
        yield from connection.execute(statement.format(marks(part)), [*before, *part])


def id_column(connection: sqlite3.Connection, statement: str, values: list[object]) -> NDArray[np.int64]:
    """Run a statement that selects one whole number a row, called id: a few times faster than row by row."""
    text = connection.execute(f"SELECT group_concat(id) FROM ({statement})", values).fetchone()[0]
    return numbers(text or "")


def numbers(joined: str) -> NDArray[np.int64]:
    """What group_concat made of whole numbers."""
    return np.fromstring(joined, np.int64, sep=",") if joined else np.empty(0, np.int64)


def storable(text: str) -> str:
    """A sentence may quote a file's name, which may be in any encoding."""
    return text.encode("utf-8", "replace").decode()


def version_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """What differs as soon as anything in the library has changed, here or by another connection."""
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version), connection.total_changes
