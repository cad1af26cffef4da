"""What was described and asked, in the library's file: kept for some days, and really gone once deleted."""

import json
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.history.table import DAY, own_time, padded, write_anew
from app.history.words import sought, wanted
from app.library.curation.notes import plain
from app.library.store.damage import Damaged, asides, damage_told, forget_aside, set_aside_at
from app.library.store.database import Database
from app.library.store.rows import batches, marks, rows_of
from app.library.store.values import Origin

BUSY_MILLISECONDS = 5_000  # how long another program's writing is waited for
THUMBNAIL_BYTES = 32 << 10
_CHARACTERS = 100_000  # of one description or answer
_LINE = 500  # characters of a title or name
_PART = 4  # the history's own time advances by at most this part of the days it is kept
_LAST = (1 << 63) - 1  # no entry has a larger id

_Turn = tuple[str, str, float]


@dataclass(frozen=True)
class Asked:
    """A question about a picture, and its answer.

    Attributes:
        question: The user's words.
        answer: What was said.
        at: When, with the local time zone.
    """

    question: str
    answer: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One picture, what was said of it and asked about it.

    Attributes:
        id: Larger than that of every earlier entry; never used again.
        at: When, with the local time zone.
        app: Whose window it was, or "".
        window: That window's title, or "".
        model: Which model spoke.
        level: How much was said, a value of `app.inference.protocols.Level`, or "".
        place: Where the picture came from.
        source: Path of the file, or "".
        words: The latest full description.
        turns: What was asked, in order.
        thumbnail: JPEG, or b"" where there is none or it was not asked for.
    """

    id: int
    at: datetime
    app: str
    window: str
    model: str
    level: str
    place: Origin
    source: str
    words: str
    turns: tuple[Asked, ...] = ()
    thumbnail: bytes = b""


class History(AbstractContextManager["History"]):
    """The history in a library's file, over a connection of its own.

    It belongs to the thread that makes it. Deleting takes longer than the rest: it writes all texts anew.
    Making it can take long where an older library must be brought up to date.

    Args:
        path: The library's file; made when missing.
        now: The date and time; without a time zone it is local.

    Raises:
        AppError: The file cannot be opened or made, belongs to a newer Earsight or to another program.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self.path = path
        self._now = now
        self._trouble: AppError | None = None
        self._left = False  # whether the journal may still hold something that was deleted
        missing = not path.exists()
        try:
            self._database = Database(path, self._seconds)
        except AppError as error:
            if missing and not path.exists():
                raise AppError(
                    "The history cannot be kept: its folder cannot be written to.",
                    "Check the permissions of that folder, and its disk.",
                ) from error
            raise
        aside = self._database.opened.set_aside
        if aside is not None:
            self._trouble = damage_told(aside, self._database.opened.rescued)
        try:
            connection = self._database.connection
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA cache_size = -4096")
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close the connection. May be called twice."""
        if self._left:
            with suppress(AppError):
                self._wipe()
            self._left = False
        self._database.close()

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def add(
        self,
        *,
        at: datetime,
        place: str,
        words: str,
        app: str = "",
        window: str = "",
        model: str = "",
        level: str = "",
        source: str | Path = "",
        turns: Sequence[tuple[str, str, datetime]] = (),
        thumbnail: bytes = b"",
    ) -> int:
        """Keep one more; see `Entry` for what each argument means.

        The thumbnail is a JPEG of at most 32 kilobytes, as `app.history.rules.thumbnail` makes it.

        Returns:
            The id of the new entry.

        Raises:
            AppError: It could not be written.
            ValueError: The place is none, or the thumbnail is too large.
        """
        if len(thumbnail) > THUMBNAIL_BYTES:
            raise ValueError(f"a thumbnail of {len(thumbnail)} bytes")
        kept_turns = [_asked(*turn) for turn in turns]
        app, window, words, raw = _line(app), _line(window), _text(words), os.fsencode(source)
        texts = (app, window, _line(model), _line(level), Origin(place), raw, words, _to_json(kept_turns))
        with self._database.writing() as connection:
            times = (at.timestamp(), own_time(connection, self._seconds()))
            found_by = _all_sought(app, window, raw, words, kept_turns)
            (entry,) = connection.execute(
                "INSERT INTO history "
                "(at, kept, app, window, model, level, place, source, words, turns, sought) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (*times, *texts, found_by),
            ).fetchone()
            if thumbnail:
                connection.execute(
                    "INSERT INTO history_picture VALUES (?, ?)", (entry, padded(connection, thumbnail))
                )
        return int(entry)

    def set_words(self, id: int, words: str, level: str, model: str = "") -> bool:
        """Put a fuller description in place of the earlier one; whether there still is such an entry.

        Args:
            id: The entry.
            words: All that was said of it.
            level: How much that is.
            model: Which model spoke; "" leaves what is there.
        """
        spoken_by = {"model": _line(model)} if _line(model) else {}
        return self._change(id, {"words": _text(words), "level": _line(level), **spoken_by})

    def add_turn(self, id: int, question: str, answer: str, at: datetime) -> bool:
        """Keep one more question with its answer; whether there still is such an entry."""
        return self._change(id, {}, [_asked(question, answer, at)])

    def entries(self, limit: int, before_id: int | None = None) -> list[Entry]:
        """The latest entries, the newest first, without thumbnails.

        Args:
            limit: At most so many.
            before_id: Only those that are older than this one, to go on where an earlier call ended.
        """
        before = _LAST if before_id is None else before_id
        with self._database.reading() as connection:
            return _load(connection, "WHERE id < ? ORDER BY id DESC LIMIT ?", [before, limit])

    def search(self, words: str, limit: int) -> list[Entry]:
        """Entries that have all these words, in whatever form, the newest first; no thumbnails.

        Looked for in application, title, file name, description, questions and answers. The beginning of a
        word is enough; capitals and accents do not matter.
        """
        every = wanted(words)
        if not every:
            return []
        where = " AND ".join("instr(sought, ?) > 0" for _ in every)
        with self._database.reading() as connection:
            return _load(connection, f"WHERE {where} ORDER BY id DESC LIMIT ?", [*every, limit])

    def get(self, id: int) -> Entry | None:
        """One entry with its thumbnail; None when it is gone."""
        with self._database.reading() as connection:
            return next(iter(_load(connection, "WHERE id = ?", [id], pictures=True)), None)

    def delete(self, id: int) -> bool:
        """Delete one entry with all that belongs to it; whether it was there.

        Raises:
            AppError: It could not be deleted.
        """
        return self._delete("WHERE id = ?", [id]) > 0

    def delete_all(self) -> int:
        """Delete every entry; returns how many there were. Files that were kept aside stay, see `set_aside`.

        Raises:
            AppError: They could not be deleted; all are still there.
        """
        return self._delete("", [])

    def prune(self, days: int) -> int:
        """Delete what was kept for longer than some days; returns how many entries that were.

        Days are counted in the history's own time. It never goes back, and from call to call it advances by
        at most a quarter of the days: a clock that is wrong once deletes nothing that is newer than three
        quarters of them.

        Raises:
            AppError: They could not be deleted.
        """
        with self._database.writing() as connection:
            own = own_time(connection, self._seconds(), days * DAY / _PART)
            connection.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)",
                [("history time", own), ("history clock", self._seconds())],
            )
        return self._delete("WHERE kept <= ?", [own - days * DAY])

    def set_aside(self) -> list[Path]:
        """Damaged libraries that were kept aside, the oldest first: each holds a history, too."""
        return asides(self.path)

    def forget_aside(self, aside: Path) -> None:
        """Delete one of these, with everything in it.

        Raises:
            AppError: It cannot be deleted.
        """
        try:
            forget_aside(aside)
        except OSError as error:
            raise AppError(
                f"{aside.name} could not be deleted.", "Check the permissions of the library's folder."
            ) from error

    def overdue(self, days: int) -> AppError | None:
        """What the user must hear while a file that was kept aside holds a history older than some days."""
        names = [one.name for one in asides(self.path) if self._seconds() - set_aside_at(one) > days * DAY]
        if not names:
            return None
        age = "1 day" if days == 1 else f"{days} days"
        return AppError(
            f"A damaged library that I kept holds history of more than {age} ago: {', '.join(names)}.",
            "To be asked whether to delete it: earsight history delete --all.",
        )

    def take_trouble(self) -> AppError | None:
        """What the user must hear once about the library's file, if anything."""
        trouble, self._trouble = self._trouble, None
        return trouble

    def count(self) -> int:
        """How many entries there are."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM history").fetchone()[0])

    def size(self) -> int:
        """How many bytes its texts and pictures have; the index of words comes on top."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT (SELECT total(length(words) + length(turns) + length(sought)) FROM history)"
                " + (SELECT total(length(jpeg)) FROM history_picture)"
            ).fetchone()
            return int(row[0])

    def _change(self, id: int, new: dict[str, str], turns: Sequence[_Turn] = ()) -> bool:
        """Add questions to an entry, and give it other words, level and model."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT app, window, source, turns, words, level, model FROM history WHERE id = ?", (id,)
            ).fetchone()
            if row is None:
                return False
            app, window, source, kept, *old = row
            now = dict(zip(("words", "level", "model"), old, strict=True)) | new
            every = json.loads(kept) + list(turns)
            found_by = _all_sought(app, window, source, now["words"], every)
            connection.execute(
                "UPDATE history SET words = ?, level = ?, model = ?, turns = ?, sought = ? WHERE id = ?",
                (*now.values(), _to_json(every), found_by, id),
            )
            return True

    def _delete(self, where: str, arguments: Sequence[object]) -> int:
        with self._database.writing() as connection:
            ids = [row[0] for row in connection.execute(f"SELECT id FROM history {where}", arguments)]
            for part in batches(ids):
                these = marks(part)
                connection.execute(f"DELETE FROM history WHERE id IN ({these})", part)
                connection.execute(f"DELETE FROM history_picture WHERE entry IN ({these})", part)
            if ids:
                write_anew(connection)
        if ids:
            self._wipe()
        return len(ids)

    def _wipe(self) -> None:
        """Empty the journal, which holds pages as they were; where it is busy, the next deletion does it."""
        with self._database.reading() as connection:
            connection.execute("PRAGMA busy_timeout = 100")
            try:
                (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._left = bool(busy)
            finally:
                connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")

    def _seconds(self) -> float:
        return self._now().timestamp()


def _load(
    connection: sqlite3.Connection, where: str, arguments: Sequence[object], pictures: bool = False
) -> list[Entry]:
    columns = "id, at, app, window, model, level, place, source, words, turns"
    rows = connection.execute(f"SELECT {columns} FROM history {where}", arguments).fetchall()
    with_picture = [row[0] for row in rows] if pictures else []
    statement = "SELECT entry, jpeg FROM history_picture WHERE entry IN ({})"
    thumbnails = dict(rows_of(connection, statement, with_picture))
    try:
        return [_entry(row, thumbnails) for row in rows]
    except (ValueError, TypeError) as error:  # a flipped bit makes what this app never wrote
        raise Damaged.found() from error


def _entry(row: Sequence[Any], thumbnails: Mapping[int, bytes]) -> Entry:
    id_, at, app, window, model, level, place, source, words, turns = row
    return Entry(
        id=id_,
        at=_local(at),
        app=app,
        window=window,
        model=model,
        level=level,
        place=Origin(place),
        source=os.fsdecode(source),
        words=words,
        turns=tuple(Asked(question, answer, _local(then)) for question, answer, then in json.loads(turns)),
        thumbnail=thumbnails.get(id_, b"").strip(b"\0"),
    )


def _all_sought(app: str, window: str, source: bytes, words: str, turns: Sequence[_Turn]) -> str:
    name = Path(os.fsdecode(source)).name
    every = [app, window, name, words, *(part for turn in turns for part in turn[:2])]
    return sought(" ".join(every))


def _asked(question: str, answer: str, at: datetime) -> _Turn:
    return _text(question), _text(answer), at.timestamp()


def _to_json(turns: Sequence[_Turn]) -> str:
    return json.dumps(turns, ensure_ascii=False)


def _local(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds).astimezone()
    except (OverflowError, ValueError, OSError):  # nothing that this app wrote
        return datetime.fromtimestamp(0).astimezone()


def _text(text: str) -> str:
    return plain(text)[:_CHARACTERS]


def _line(text: str) -> str:
    return " ".join(plain(text).split())[:_LINE]
