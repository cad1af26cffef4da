"""Keeps the two full-text tables as the other tables are. Called in the transaction that changed them."""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from app.library.store.rows import batches, marks

_MANY = 500
_COPIES = 50  # files of one photo whose names are kept


def refresh_words(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Write the words of these photos again: after a change of anything that stands in them."""
    for part in batches(ids, _MANY):
        wanted = marks(part)
        connection.execute(f"DELETE FROM words WHERE rowid IN ({wanted})", part)
        connection.execute(f"DELETE FROM letters WHERE rowid IN ({wanted})", part)
        names = _names(connection, part)
        rows = connection.execute(
            f"""
            SELECT p.id,
                (SELECT group_concat(text, ' ') FROM caption WHERE photo = p.id),
                p.objects,
                (SELECT group_concat(text, ' ') FROM (
                    SELECT text FROM reading WHERE photo = p.id
                    UNION ALL SELECT format || ' ' || content FROM code WHERE photo = p.id)),
                p.title, p.note, p.place,
                (SELECT group_concat(a.title, ' ') FROM album_photo JOIN album a ON a.id = album
                 WHERE photo = p.id),
                (SELECT group_concat(text, ' . ') FROM remark WHERE photo = p.id)
            FROM photo p WHERE p.id IN ({wanted}) AND p.orphaned IS NULL
            """,
            part,
        ).fetchall()
        connection.executemany(
            "INSERT INTO words (rowid, caption, objects, reading, title, note, name, place, album, "
            "inscribed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (one, caption, objects, reading, title, note, names.get(one, ""), place, album, inscribed)
                for one, caption, objects, reading, title, note, place, album, inscribed in rows
            ],
        )
        connection.executemany(
            "INSERT INTO letters (rowid, reading, title, note, name, inscribed) VALUES (?, ?, ?, ?, ?, ?)",
            [(row[0], row[3], row[4], row[5], names.get(row[0], ""), row[8]) for row in rows],
        )


def _names(connection: sqlite3.Connection, ids: list[int]) -> dict[int, str]:
    """File names without their ending, and the folder's name, which often says what it holds."""
    return {
        photo: " ".join(
            _words(path)
            for (path,) in connection.execute(
                "SELECT path FROM file WHERE photo = ? ORDER BY id LIMIT ?", (photo, _COPIES)
            )
        )
        for photo in ids
    }


def _words(raw: bytes) -> str:
    path = Path(os.fsdecode(raw))
    return f"{path.parent.name} {path.stem}".replace("_", " ").encode("utf-8", "replace").decode()
