"""Writes what a photo's file, and those beside it, say. Called in the transaction of the writer."""

import os
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from app.library.indexing.capture_time import Taken
from app.library.indexing.reading import Said
from app.library.indexing.scan import Gone, IndexJob
from app.library.inscribed.exif import Read
from app.library.inscribed.inspect import VERSION, inspect
from app.library.inscribed.sidecars import probed
from app.library.inscribed.words import Remark, Spot, Witness
from app.library.store.words import refresh_words

_RANKS = ("file", "name", "exif")
#: Who may be contradicted by a file that lies beside the photo no more.
_BESIDE = (Witness.SIDECAR, Witness.TAKEOUT)


def inscribe(
    connection: sqlite3.Connection, photo: int, path: bytes, said: Said, now: float, same: bool
) -> None:
    """Keep what is said of a photo.

    Args:
        connection: In a transaction.
        photo: Its id.
        path: The file, whose row is there.
        said: By it and what lies beside it.
        now: Seconds since 1970.
        same: Whether the file held this photo before.
    """
    (file,) = connection.execute("SELECT id FROM file WHERE path = ?", (path,)).fetchone()
    _remarks(connection, photo, int(file), said.inscription.remarks)
    if said.stamp:
        connection.execute("INSERT OR REPLACE INTO beside VALUES (?, ?)", (file, said.stamp))
    else:
        connection.execute("DELETE FROM beside WHERE file = ?", (file,))
    _facts(connection, photo, said, now, same)


def written_anew(connection: sqlite3.Connection, path: Path, read: Read) -> None:
    """Keep what a file says now that Earsight has written into it; when and where it was taken stays."""
    row = connection.execute("SELECT id, photo FROM file WHERE path = ?", (os.fsencode(path),)).fetchone()
    if row is not None and row[1] is not None:
        raw = os.fsencode(path)
        _remarks(connection, row[1], row[0], inspect(read, raw, probed(raw)).remarks)
        refresh_words(connection, [row[1]])


def keep_inspected(connection: sqlite3.Connection, photo: int, taken: Taken) -> None:
    """Remember that a photo's file was looked into, and who says when it was taken."""
    connection.execute(
        "INSERT OR REPLACE INTO inspected (photo, dated_by, version) VALUES (?, ?, ?)",
        (photo, taken.by.value, VERSION),
    )


def uninspected(
    connection: sqlite3.Connection, jobs: Sequence[IndexJob], gone: Sequence[Gone]
) -> list[IndexJob]:
    """One file for each photo whose files nobody has looked into yet, but for those that are in the run."""
    rows = connection.execute(
        "SELECT f.path, f.root, f.photo, f.id, b.stamp FROM file f JOIN root r ON r.id = f.root "
        "LEFT JOIN inspected i ON i.photo = f.photo LEFT JOIN beside b ON b.file = f.id "
        "WHERE NOT r.away AND f.photo IS NOT NULL AND (i.version IS NULL OR i.version < ?)",
        (VERSION,),
    )
    planned, photos = {job.path for job in jobs}, {job.photo for job in jobs if job.again}
    left = {one.id for one in gone}
    found: dict[int, IndexJob] = {}
    for path, root, photo, one, stamp in rows:
        if path not in planned and photo not in photos and one not in left:
            # What lies beside it was known, or the scan has found it: nobody needs to look again.
            sidecars = () if stamp is None else None
            found.setdefault(photo, IndexJob(path, root, photo, inspect=True, sidecars=sidecars))
    return list(found.values())


def _remarks(connection: sqlite3.Connection, photo: int, file: int, remarks: Sequence[Remark]) -> None:
    """The remarks of a photo's bytes and of what lies beside this file, in place of those there were."""
    connection.execute("DELETE FROM remark WHERE file = ?", (file,))
    connection.execute("DELETE FROM remark WHERE photo = ? AND file IS NULL", (photo,))
    (last,) = connection.execute("SELECT max(number) FROM remark WHERE photo = ?", (photo,)).fetchone()
    connection.executemany(
        "INSERT INTO remark (photo, number, file, part, spot, text) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (photo, number, None if one.spot is Spot.FILE else file, one.part.value, one.spot.value, one.text)
            for number, one in enumerate(remarks, 0 if last is None else last + 1)
        ],
    )


def _facts(connection: sqlite3.Connection, photo: int, said: Said, now: float, same: bool) -> None:
    """When and where it was taken, where this file knows better than what was known."""
    known = connection.execute(
        "SELECT taken, taken_from, latitude, dated_by, version FROM photo LEFT JOIN inspected ON photo = id "
        "WHERE id = ?",
        (photo,),
    ).fetchone()
    taken, source, latitude, dated_by, version = known
    if said.gps is not None and (latitude is None or same):
        connection.execute(
            "UPDATE photo SET latitude = ?, longitude = ?, place = ?, country = ? WHERE id = ?",
            (*said.gps, said.place, said.country, photo),
        )
    if _better(said.taken, taken, source, dated_by, now, same):
        connection.execute(
            "UPDATE photo SET taken = ?, taken_from = ? WHERE id = ?",
            (said.taken.moment, said.taken.source, photo),
        )
        keep_inspected(connection, photo, said.taken)
    elif version != VERSION:
        keep_inspected(connection, photo, Taken(taken, source, Witness(dated_by or Witness.CAMERA)))


def _better(new: Taken, taken: str, source: str, dated_by: str | None, now: float, same: bool) -> bool:
    if (new.moment, new.source) == (taken, source):
        return True
    if source == "exif" and _late(taken, now):
        return True  # what was believed before such dates were doubted
    rank, before = _RANKS.index(new.source), _RANKS.index(source)
    if rank != before:
        return rank > before or (same and dated_by in _BESIDE)
    if source != "exif":
        return same
    order = list(Witness)
    by = Witness(dated_by) if dated_by in order else Witness.CAMERA
    return order.index(new.by) <= order.index(by) or (same and by in _BESIDE)


def _late(taken: str, now: float) -> bool:
    try:
        return taken > (datetime.fromtimestamp(now) + timedelta(days=1)).isoformat()
    except (OverflowError, ValueError, OSError):
        return False
