"""Keeps what is known of a photo whose file was written anew with the same picture in it."""

import os
import sqlite3
from pathlib import Path

from app.library.indexing.walk import changed_at
from app.library.indexing.writer import SAID, share
from app.library.store.perceived import PERCEIVED
from app.library.store.words import refresh_words

# Each table that says something of a photo, and its other columns.
_KNOWN = {
    "embedding": "model, vector",
    "caption": "model, level, text, stance, confidence",
    "reading": "text",
    "inspected": "dated_by, version",
    "remark": "number, file, part, spot, text",
    **{table: ", ".join(columns) for table, columns in PERCEIVED.items()},
    **SAID,
}


def keep_photo(connection: sqlite3.Connection, path: Path, content: bytes, found: os.stat_result) -> bool:
    """Point a file's row at its new content, in the caller's transaction; all that is known goes with it.

    Args:
        connection: To the library.
        path: The file, as it was indexed; its time of change is as it was before.
        content: 16 bytes, hash of what it holds now.
        found: Of the file as it is now.

    Returns:
        Whether the library knows the file as it was.
    """
    row = connection.execute(
        "SELECT photo FROM file WHERE path = ? AND modified = ?", (os.fsencode(path), changed_at(found))
    ).fetchone()
    if row is None or row[0] is None:
        return False
    before = int(row[0])
    # The same file under another path, by a link to it or to its folder, has changed with it.
    files = connection.execute("SELECT id, path FROM file WHERE photo = ?", (before,)).fetchall()
    changed = [one for one, raw in files if raw == os.fsencode(path) or _is(raw, found)]
    known = connection.execute("SELECT id FROM photo WHERE content = ?", (content,)).fetchone()
    if known is not None:
        photo = int(known[0])
        connection.execute("UPDATE photo SET orphaned = NULL WHERE id = ?", (photo,))
    elif len(changed) == len(files):
        photo = before
        connection.execute("UPDATE photo SET content = ? WHERE id = ?", (content, photo))
    else:
        photo = _copy(connection, before, content)
    connection.executemany(
        "UPDATE file SET photo = ?, size = ?, modified = ?, problem = NULL WHERE id = ?",
        [(photo, found.st_size, changed_at(found), one) for one in changed],
    )
    if photo != before:
        share(connection, _KNOWN, before, photo)
        if len(changed) == len(files):
            _merge(connection, before, photo)
    refresh_words(connection, {before, photo})
    return True


def _is(raw: bytes, found: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.stat(raw), found)
    except OSError:
        return False


def _copy(connection: sqlite3.Connection, before: int, content: bytes) -> int:
    """A photo like another, of other bytes; its id."""
    columns = ", ".join(
        row[1]
        for row in connection.execute("PRAGMA table_info(photo)").fetchall()
        if row[1] not in ("id", "content")
    )
    cursor = connection.execute(
        f"INSERT INTO photo (content, {columns}) SELECT ?, {columns} FROM photo WHERE id = ?",
        (content, before),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _merge(connection: sqlite3.Connection, before: int, photo: int) -> None:
    """Take out a photo that no file holds any more, once another has all that is known of it.

    One whose title, note or examples say something else stays without a file, as after a deletion.
    """
    said = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM photo one JOIN photo other ON other.id = ? WHERE one.id = ? "
        "AND (one.title NOT IN ('', other.title) OR one.note NOT IN ('', other.note)))",
        (photo, before),
    ).fetchone()[0]
    taught = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM example one JOIN example other ON other.name = one.name "
        "WHERE one.photo = ? AND other.photo = ? AND one.is_it != other.is_it)",
        (before, photo),
    ).fetchone()[0]
    if said or taught:
        connection.execute(
            "UPDATE photo SET orphaned = coalesce((SELECT value FROM meta WHERE key = 'time'), 0) "
            "WHERE id = ?",
            (before,),
        )
    else:
        connection.execute("DELETE FROM photo WHERE id = ?", (before,))
