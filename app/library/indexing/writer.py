"""Writes what was read, and takes out what is gone. Each function runs in its caller's transaction."""

import logging
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.library.indexing.hashes import distance
from app.library.indexing.inscribing import inscribe, keep_inspected
from app.library.indexing.reading import About, ReadOutcome, ReadResult, Said
from app.library.indexing.report import Report
from app.library.indexing.scan import Gone, IndexJob
from app.library.store.rows import batches, marks
from app.library.store.words import refresh_words

_log = logging.getLogger(__name__)

DAY = 86_400.0
KEPT_DAYS = 30.0  # photos without a file stay that long
#: What the user says of a photo besides its title and note: tables, and their other columns.
SAID = {"album_photo": "album", "example": "name, is_it"}
STEP_DAYS = 7.0  # the library's own time advances by at most that from run to run
_ALIKE = 10  # bits of the perceptual hash in which an edited picture may differ from the one before
_SAME_TO_THE_MODEL = 0.9  # cosine of embeddings of a picture and its crop


def library_time(connection: sqlite3.Connection, now: float) -> float:
    """The library's own time, brought up to ``now``: it never goes back, and never leaps.

    What is kept for some days is counted in it, so that a clock that was set wrong, in either direction, does
    not end the waiting.
    """
    meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('time', 'clock')"))
    last, own = float(meta.get("clock", now)), float(meta.get("time", now))
    own += min(max(now - last, 0.0), STEP_DAYS * DAY)
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", [("time", own), ("clock", now)])
    return own


class Writer:
    """Writes what one run read, batch by batch, and counts it.

    Args:
        report: Counts are added to it.
        leaving: Photos that lose a file in this run: their files moved when they are found elsewhere.
        now: Seconds since 1970.
        time: The library's own time, see `library_time`.
    """

    def __init__(self, report: Report, leaving: frozenset[int], now: float, time: float) -> None:
        self._report = report
        self._leaving = leaving
        self._now = now
        self._time = time
        self.moved: set[int] = set()  # photos whose files were found elsewhere

    def write(
        self,
        connection: sqlite3.Connection,
        readings: Sequence[ReadResult],
        vectors: Mapping[int, NDArray[np.float32]],
        model: str,
    ) -> None:
        """Write a batch, in the caller's transaction.

        Args:
            connection: To the library.
            readings: Files.
            vectors: Index into ``readings`` -> (dimension,) float32, L2-normalised.
            model: Embedder.name; "" without one.
        """
        touched: set[int] = set()
        for index, reading in enumerate(readings):
            connection.execute("SAVEPOINT one_file")
            try:
                touched |= self._one(connection, reading, vectors.get(index), model)
            except (sqlite3.OperationalError, sqlite3.NotSupportedError, sqlite3.InternalError):
                raise  # the disk or the library, not this file
            except (sqlite3.Error, ArithmeticError, ValueError, LookupError, TypeError):
                # A value of this file that cannot be kept: all others are.
                _log.exception("What was read of a file could not be kept.")
                connection.execute("ROLLBACK TO one_file")
                self._report.broken += 1
            connection.execute("RELEASE one_file")
        refresh_words(connection, touched)

    def _one(
        self,
        connection: sqlite3.Connection,
        reading: ReadResult,
        vector: NDArray[np.float32] | None,
        model: str,
    ) -> set[int]:
        """Write one file; returns the photos whose words change."""
        if reading.outcome is ReadOutcome.WAITING:
            self._report.waiting += 1
        elif reading.outcome is ReadOutcome.BROKEN:
            self._report.broken += 1
            return self._hold(connection, reading, None)
        elif reading.outcome is ReadOutcome.GONE:
            self._gone(connection, reading)
        elif reading.outcome is ReadOutcome.INSPECTED:
            return self._inspected(connection, reading)
        else:
            return self._photo(connection, reading, model, vector)
        return set()

    def _inspected(self, connection: sqlite3.Connection, reading: ReadResult) -> set[int]:
        row = connection.execute(
            "SELECT photo FROM file WHERE path = ? AND size = ? AND modified = ?",
            (reading.job.path, reading.size, reading.modified),
        ).fetchone()
        if row is None or row[0] is None or reading.said is None:
            self._report.waiting += 1  # it changed since it was found
            return set()
        self._report.inspected += 1
        inscribe(connection, int(row[0]), reading.job.path, reading.said, self._now, same=True)
        return {int(row[0])}

    def _gone(self, connection: sqlite3.Connection, reading: ReadResult) -> None:
        row = connection.execute("SELECT id, photo FROM file WHERE path = ?", (reading.job.path,)).fetchone()
        if row is not None:
            self._report.gone += 1
            sweep(connection, [Gone(*row)], self._time)

    def _photo(
        self,
        connection: sqlite3.Connection,
        reading: ReadResult,
        model: str,
        vector: NDArray[np.float32] | None,
    ) -> set[int]:
        row = connection.execute(
            "SELECT id, orphaned FROM photo WHERE content = ?", (reading.content,)
        ).fetchone()
        if row is not None:
            photo, back = int(row[0]), row[1] is not None
            connection.execute("UPDATE photo SET orphaned = NULL WHERE id = ?", (photo,))
            if reading.about is not None and reading.said is not None:
                _learn(connection, photo, reading.about, reading.said)
        elif reading.about is not None and reading.said is not None:
            photo = _insert(connection, reading.content, reading.about, reading.said, self._now)
            back = False
        else:
            # It was known when it was read, and was forgotten since: the next run reads it.
            self._report.waiting += 1
            return set()
        if vector is not None and np.isfinite(vector).all():
            self._report.embedded += connection.execute(
                "INSERT OR IGNORE INTO embedding VALUES (?, ?, ?)",
                (model, photo, vector.astype("<f2").tobytes()),
            ).rowcount
        self._count(reading.job, photo, was_there=row is not None, back=back)
        touched = self._hold(connection, reading, photo, vector, model)
        if reading.said is not None:
            same = row is None or reading.job.photo == photo
            inscribe(connection, photo, reading.job.path, reading.said, self._now, same)
        return touched

    def _count(self, job: IndexJob, photo: int, was_there: bool, back: bool) -> None:
        if job.photo == photo:
            self._report.unchanged += not job.again
        elif was_there and (back or photo in self._leaving):
            self._report.moved += 1
            self.moved.add(photo)
        elif job.photo is not None:
            self._report.changed += 1
        elif was_there:
            self._report.copies += 1
        else:
            self._report.new += 1

    def _hold(
        self,
        connection: sqlite3.Connection,
        reading: ReadResult,
        photo: int | None,
        vector: NDArray[np.float32] | None = None,
        model: str = "",
    ) -> set[int]:
        """Write that a file holds a photo, or a problem; returns the photos whose words change."""
        job = reading.job
        row = connection.execute("SELECT photo FROM file WHERE path = ?", (job.path,)).fetchone()
        before = row[0] if row else None
        connection.execute(
            "INSERT INTO file (root, path, size, modified, photo, problem) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (path) DO UPDATE SET root = excluded.root, size = excluded.size, "
            "modified = excluded.modified, photo = excluded.photo, problem = excluded.problem",
            (job.root, job.path, reading.size, reading.modified, photo, reading.problem or None),
        )
        touched = {photo} if photo is not None else set()
        if before is not None and before != photo:
            orphan(connection, [before], self._time)
            if photo is not None and _has_words(connection, before):
                if _same_scene(connection, before, photo, reading, vector, model):
                    carry_over(connection, before, photo)
                    self._report.carried += 1
                else:
                    self._report.parted.append(Path(os.fsdecode(job.path)))
            touched.add(before)
        return touched


def sweep(connection: sqlite3.Connection, gone: Iterable[Gone], time: float) -> None:
    """Take files out. Their photos stay for a while, in case they come back."""
    for part in batches(gone):
        connection.executemany("DELETE FROM file WHERE id = ?", [(one.id,) for one in part])
        photos = {one.photo for one in part if one.photo is not None}
        orphan(connection, photos, time)
        refresh_words(connection, photos)


def orphan(connection: sqlite3.Connection, photos: Iterable[int], time: float) -> None:
    """Mark those of these photos that no file holds any more."""
    for part in batches(photos):
        connection.execute(
            f"UPDATE photo SET orphaned = ? WHERE id IN ({marks(part)}) AND orphaned IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM file WHERE file.photo = photo.id)",
            [time, *part],
        )


def forget_old_orphans(connection: sqlite3.Connection, time: float) -> int:
    """Delete photos that no file has held for long, but for those the user said something about.

    Returns:
        How many.
    """
    return connection.execute(
        "DELETE FROM photo WHERE orphaned IS NOT NULL AND orphaned < ? AND title = '' AND note = '' "
        "AND NOT EXISTS (SELECT 1 FROM example WHERE example.photo = photo.id) "
        "AND NOT EXISTS (SELECT 1 FROM file WHERE file.photo = photo.id)",
        (time - KEPT_DAYS * DAY,),
    ).rowcount


def _has_words(connection: sqlite3.Connection, photo: int) -> bool:
    """Whether the user said something about a photo."""
    (found,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM photo WHERE id = ?1 AND (title != '' OR note != '')) "
        "OR EXISTS (SELECT 1 FROM example WHERE photo = ?1) "
        "OR EXISTS (SELECT 1 FROM album_photo WHERE photo = ?1)",
        (photo,),
    ).fetchone()
    return bool(found)


def _same_scene(
    connection: sqlite3.Connection,
    before: int,
    photo: int,
    reading: ReadResult,
    vector: NDArray[np.float32] | None,
    model: str,
) -> bool:
    """Whether a file that was changed still shows what it did: turned, cropped, edited or saved again.

    Either it was taken at the same moment, as both say, or it looks alike, turned or mirrored as it may be,
    or the model sees nearly the same in it.
    """
    rows = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT id, perceptual, taken, taken_from, camera FROM photo WHERE id IN (?, ?)", (before, photo)
        )
    }
    (old, when, source, camera), (new, *at) = rows[before], rows[photo]
    if source == "exif" and at[:2] == [when, source] and at[2] in (camera, ""):
        return True
    turned = () if reading.about is None else reading.about.turned
    if old is not None and any(distance(old, one) <= _ALIKE for one in (new, *turned) if one is not None):
        return True
    if vector is None:
        return False
    seen = connection.execute(
        "SELECT vector FROM embedding WHERE model = ? AND photo = ?", (model, before)
    ).fetchone()
    if seen is None or len(seen[0]) != 2 * len(vector):
        return False
    return bool(np.frombuffer(seen[0], "<f2").astype(np.float32) @ vector >= _SAME_TO_THE_MODEL)


def carry_over(connection: sqlite3.Connection, before: int, photo: int) -> None:
    """What the user said of a picture stays with its file when that was edited."""
    share(connection, SAID, before, photo)
    # Said once is enough, unless other files still hold the picture as it was.
    connection.execute(
        "UPDATE photo SET title = '', note = '' WHERE id = ? AND orphaned IS NOT NULL AND (title, note) = "
        "(SELECT title, note FROM photo WHERE id = ?)",
        (before, photo),
    )
    connection.execute(
        "DELETE FROM example WHERE photo = ? AND (SELECT orphaned FROM photo WHERE id = ?) IS NOT NULL",
        (before, before),
    )


def share(connection: sqlite3.Connection, tables: Mapping[str, str], before: int, photo: int) -> None:
    """Give a photo what is known of another, and what the user said of it, where it does not have its own.

    Args:
        connection: In a transaction.
        tables: Each table that says something of a photo, and its other columns.
        before: The other.
        photo: The one that is given it.
    """
    for table, columns in tables.items():
        connection.execute(
            f"INSERT OR IGNORE INTO {table} (photo, {columns}) "
            f"SELECT ?, {columns} FROM {table} WHERE photo = ?",
            (photo, before),
        )
    for column in ("title", "note"):
        connection.execute(
            f"UPDATE photo SET {column} = (SELECT {column} FROM photo WHERE id = ?) "
            f"WHERE id = ? AND {column} = ''",
            (before, photo),
        )


def _learn(connection: sqlite3.Connection, photo: int, about: About, said: Said) -> None:
    """Write again what a rescue lost of a photo (`app.library.store.rescue`): it has no width then."""
    columns = ", ".join(f"{name} = ?" for name in _FACTS)
    connection.execute(
        f"UPDATE photo SET {columns} WHERE id = ? AND width = 0", (*_facts(about, said), photo)
    )


_FACTS = (
    "width", "height", "format", "taken", "taken_from", "camera", "latitude", "longitude", "place", "country",
    "perceptual", "sharpness", "brightness", "kind", "kind_confidence",
)  # fmt: skip


def _facts(about: About, said: Said) -> tuple[object, ...]:
    latitude, longitude = said.gps or (None, None)
    return (
        about.width, about.height, about.format, said.taken.moment, said.taken.source, about.camera,
        latitude, longitude, said.place, said.country, about.measures.perceptual, about.measures.sharpness,
        about.measures.brightness, about.kind.value, about.kind_confidence,
    )  # fmt: skip


def _insert(connection: sqlite3.Connection, content: bytes, about: About, said: Said, now: float) -> int:
    cursor = connection.execute(
        f"INSERT INTO photo (content, added, {', '.join(_FACTS)}) VALUES (?, ?{', ?' * len(_FACTS)})",
        (content, now, *_facts(about, said)),
    )
    photo = int(cursor.lastrowid or 0)
    keep_inspected(connection, photo, said.taken)
    return photo
