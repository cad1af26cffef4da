"""Writes photos into a library without any picture: what stands in the rows is all that matters."""

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.library.store.database import Database
from app.library.store.words import refresh_words


def new_library(folder: Path) -> Database:
    """An empty library in a folder of the test's."""
    return Database(folder / "library" / "library.sqlite")


def add_photo(
    database: Database,
    *paths: str | bytes | Path,
    caption: str = "",
    stance: str = "fact",
    text: str = "",
    vector: NDArray[np.float32] | None = None,
    model: str = "small",
    content: bytes | None = None,
    size: int = 1000,
    modified: int = 1_700_000_000_000_000_000,
    **columns: Any,
) -> int:
    """One photo; its id.

    Args:
        database: The library.
        paths: The files that hold it.
        caption: A brief caption, "" for none.
        stance: Of the caption.
        text: Read in it, "" for none.
        vector: (d,) its embedding by ``model``.
        model: See ``vector``.
        content: 16 bytes; by default made of the paths.
        size: Of the files.
        modified: Of the files, in nanoseconds.
        columns: Of the table photo.
    """
    raw = [os.fsencode(path) for path in paths]
    with database.writing() as connection:
        if content is None:
            count = connection.execute("SELECT count(*) FROM photo").fetchone()[0]
            content = hashlib.blake2b(b"%d" % count + b"|".join(raw), digest_size=16).digest()
        photo = _photo(connection, content, columns)
        connection.execute("INSERT OR IGNORE INTO root (path, added) VALUES (?, 0)", (b"/photos",))
        root = connection.execute("SELECT id FROM root WHERE path = ?", (b"/photos",)).fetchone()[0]
        connection.executemany(
            "INSERT INTO file (root, path, size, modified, photo) VALUES (?, ?, ?, ?, ?)",
            [(root, path, size, modified, photo) for path in raw],
        )
        if caption:
            connection.execute(
                "INSERT INTO caption VALUES (?, 'compact', 'brief', ?, ?, 0.9)", (photo, caption, stance)
            )
        if text:
            connection.execute("INSERT INTO reading VALUES (?, ?)", (photo, text))
        if vector is not None:
            connection.execute(
                "INSERT INTO embedding VALUES (?, ?, ?)", (model, photo, vector.astype("<f2").tobytes())
            )
        refresh_words(connection, [photo])
    return photo


def matching(database: Database, word: str) -> list[int]:
    """Photos whose words hold a word."""
    rows = database.connection.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY 1", (word,))
    return [row[0] for row in rows]


def _photo(connection: sqlite3.Connection, content: bytes, columns: dict[str, Any]) -> int:
    values: dict[str, Any] = {
        "content": content,
        "added": 0.0,
        "width": 4000,
        "height": 3000,
        "format": "JPEG",
        "taken": "2024-06-12T12:00:00",
        "taken_from": "exif",
        "kind": "photo",
    } | columns
    if isinstance(values.get("objects"), Sequence) and not isinstance(values["objects"], str):
        values["objects"] = ", ".join(values["objects"])
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO photo ({', '.join(values)}) VALUES ({marks})", list(values.values())
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid
