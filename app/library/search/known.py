"""Words of a library that settle what an ambiguous word of a query means."""

import os
import sqlite3
from pathlib import Path

from app.library.query.model import KnownWords


def known_words(connection: sqlite3.Connection) -> KnownWords:
    """Cameras, folders and albums, taught names, and places that occur."""
    folders = {
        Path(os.fsdecode(raw)).name for (raw,) in connection.execute("SELECT path FROM root")
    } | _below_roots(connection)
    folders |= {title for (title,) in connection.execute("SELECT DISTINCT title FROM album")}
    return KnownWords(
        cameras=_column(connection, "camera"),
        folders=tuple(sorted(name for name in folders if name)),
        names=tuple(name for (name,) in connection.execute("SELECT name FROM name ORDER BY name")),
        places=_column(connection, "place"),
        scenes=tuple(name for (name,) in connection.execute(_SCENES)),
    )


_AT_ONCE = 20_000  # rows

# From one name to the next, by the table's key: there are few names and very many rows.
_SCENES = """
    WITH RECURSIVE found(name) AS (
        SELECT min(name) FROM scene
        UNION ALL
        SELECT (SELECT min(name) FROM scene WHERE scene.name > found.name) FROM found WHERE name NOT NULL
    )
    SELECT name FROM found WHERE name NOT NULL
"""


def southern(connection: sqlite3.Connection) -> bool:
    """Whether most photos were taken south of the equator, where summer begins in December."""
    south, all_ = connection.execute(
        "SELECT count(*) FILTER (WHERE latitude < 0), count(*) FROM photo WHERE latitude IS NOT NULL"
    ).fetchone()
    return bool(2 * south > all_)


def _below_roots(connection: sqlite3.Connection) -> set[str]:
    """Names of the folders that hold photos, and of those between them and the root."""
    roots = {bytes(raw) for (raw,) in connection.execute("SELECT path FROM root")}
    folders: set[bytes] = set()
    last = b""
    # In the order of the index of paths, where those of a folder mostly follow each other.
    cursor = connection.execute("SELECT path FROM file ORDER BY path")
    while rows := cursor.fetchmany(_AT_ONCE):
        for (raw,) in rows:
            folder = raw[: raw.rfind(b"/")]
            if folder != last:
                folders.add(folder)
                last = folder
    seen: set[bytes] = set()
    for folder in folders:
        while folder not in seen and folder not in roots and len(folder) > 1:
            seen.add(folder)
            folder = folder.rpartition(b"/")[0]
    return {os.fsdecode(name) for name in {folder.rpartition(b"/")[2] for folder in seen}}


def _column(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    # Sorted here: SQLite would sort them all before it takes each once.
    found = connection.execute(f"SELECT DISTINCT {name} FROM photo WHERE orphaned IS NULL")
    return tuple(sorted(value for (value,) in found if value))
