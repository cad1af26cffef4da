"""What is in a library, in numbers."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.library.store.damage import suspect
from app.library.store.database import Database


@dataclass(frozen=True)
class Status:
    """What is in a library.

    Attributes:
        photos: That a file holds.
        to_describe: Photos that were not looked at yet.
        to_read: Photos whose text was not looked for yet.
        broken: Files that could not be read, with the reason each.
        roots: Indexed folders, and whether their disk is away.
        models: Embedder.name -> how many photos it has seen.
    """

    photos: int
    to_describe: int
    to_read: int
    broken: tuple[tuple[Path, str], ...]
    roots: tuple[tuple[Path, bool], ...]
    models: dict[str, int]


def status_of(connection: sqlite3.Connection, perceiving: bool = False) -> Status:
    """Count.

    Args:
        connection: To the library.
        perceiving: Photos in which no objects were looked for are still to be described, too.
    """
    unperceived = " OR id NOT IN (SELECT photo FROM perceived)" if perceiving else ""
    photos, to_describe, to_read = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE captioned IS NULL{unperceived}), "
        "count(*) FILTER (WHERE read IS NULL) FROM photo WHERE orphaned IS NULL"
    ).fetchone()
    return Status(
        photos,
        to_describe,
        to_read,
        broken=tuple((_path(path), problem) for path, problem in connection.execute(_BROKEN)),
        roots=tuple((_path(path), bool(away)) for path, away in connection.execute(_ROOTS)),
        models=embedded(connection),
    )


def look(path: Path) -> tuple[int, list[str]]:
    """How many photos a library has, and what is wrong in its file. Nothing in it is changed.

    Raises:
        AppError: It cannot be opened.
    """
    with Database(path, read_only=True) as database:
        problems = database.problems()
        (photos,) = database.connection.execute(
            "SELECT count(*) FROM photo WHERE orphaned IS NULL"
        ).fetchone()
    if problems:
        suspect(path)  # whoever opens it next sees to it
    return int(photos), problems


def embedded(connection: sqlite3.Connection) -> dict[str, int]:
    """Embedder.name -> how many photos it has seen."""
    # By the index: the table itself holds a kilobyte a row.
    return dict(
        connection.execute(
            "SELECT model, count(*) FROM embedding INDEXED BY embedding_photo GROUP BY model ORDER BY model"
        )
    )


_BROKEN = "SELECT path, problem FROM file WHERE problem IS NOT NULL ORDER BY path"
_ROOTS = "SELECT path, away FROM root ORDER BY path"


def _path(raw: bytes) -> Path:
    return Path(os.fsdecode(raw))
