"""The whole library to a JSON or CSV file and back; `app.library.exchange.form` says how photos stand in it.

Coming back, nothing of ours is lost: a title of ours stays, two notes are both kept, captions and texts only
fill what is empty, and our word on a taught name stays. All of a file is taken in, or nothing.
"""

import csv
import json
import os
import sqlite3
import stat
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TextIO

from app.atomic import atomic_write
from app.errors import AppError
from app.inference.protocols import Kind, Level, Stance
from app.library.curation.names import clean_name
from app.library.curation.notes import clean_title, plain, tidy_note
from app.library.exchange.form import (
    COLUMNS,
    HEADER,
    VERSION,
    Record,
    Unfit,
    from_cells,
    from_json,
    parsed,
    to_cells,
    to_json,
)
from app.library.phrases import counted, joined
from app.library.store.database import Database
from app.library.store.records import Photo, load_photos
from app.library.store.rows import batches, rows_of
from app.library.store.words import refresh_words

_LINE_BYTES = 16 << 20
_FIRST_BYTES = 4096
_JSON_BEGINS = b'{"earsight": '
_CSV_BEGINS = b'"content","path",'


@dataclass
class Imported:
    """What came in.

    Attributes:
        photos: Photos that were given something.
        unknown: Photos of the file that are not in this library.
        kept_titles: Titles that differed; ours stayed.
        joined_notes: Notes that differed; both were kept.
    """

    photos: int = 0
    unknown: int = 0
    kept_titles: int = 0
    joined_notes: int = 0

    def sentence(self) -> str:
        """All of it in plain words, fit to be spoken."""
        told = (
            (self.unknown, "of the file are not in this library; index them first."),
            (self.kept_titles, "had another title here; yours stayed."),
            (self.joined_notes, "had another note here; both are kept."),
        )
        more = (f"{counted(number)} {what}" for number, what in told if number)
        return joined([f"{counted(self.photos)} learned something.", *more])


def export_library(database: Database, target: Path) -> int:
    """Write all that is known, embeddings excepted, for the owner only; .csv as CSV, any other as JSON lines.

    Args:
        database: The library.
        target: Replaced only when the whole file is written.

    Returns:
        How many photos.

    Raises:
        AppError: It cannot be written, or something else than a file is there.
    """
    if target.exists() and not target.is_file():  # root could put a file in a device's place
        raise AppError(
            f"{target.name or target} is a folder, a device or a pipe, no file.", "Name another one."
        )
    connection = database.connection
    try:
        with atomic_write(target, text=True) as file:
            # One moment of the library, whatever others write meanwhile.
            connection.execute("BEGIN")
            try:
                write = _write_csv if target.suffix.lower() == ".csv" else _write_json
                count = write(connection, file)
            finally:
                connection.execute("ROLLBACK")
    except OSError as error:
        raise AppError("The export could not be written.", "Check the folder and its disk's room.") from error
    return count


def is_export(path: Path) -> bool:
    """Whether a file begins as those do that `export_library` writes."""
    try:
        with _opened(path) as file:
            first = file.readline(_FIRST_BYTES)
    except OSError:
        return False
    return first.startswith((_JSON_BEGINS, _CSV_BEGINS))


def import_library(database: Database, source: Path, now: Callable[[], float] = time.time) -> Imported:
    """Take an export back in: titles, notes, captions, texts, albums and names, by content or else by path.

    Args:
        database: The library.
        source: A file that `export_library` wrote; its first character tells JSON from CSV.
        now: Seconds since 1970.

    Raises:
        AppError: It cannot be read, is damaged or is another program's; nothing was taken in then.
    """
    done = Imported()
    with database.writing() as connection:
        touched = []
        for number, record in _records(source):
            try:
                photo = _find(connection, record)
                if photo is None:
                    done.unknown += 1
                elif _merge(connection, photo, record, now(), done):
                    touched.append(photo.id)
            except AppError as error:
                raise AppError(f"Line {number}: {error.message}", "Nothing was imported.") from error
        touched = list(dict.fromkeys(touched))
        refresh_words(connection, touched)
        done.photos = len(touched)
    return done


def records(connection: sqlite3.Connection) -> Iterator[Record]:
    """Every photo that some file holds, or that the user has said something of."""
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM photo WHERE orphaned IS NULL OR title != '' OR note != '' "
            "OR id IN (SELECT photo FROM example) ORDER BY id"
        )
    ]
    of_albums = (
        "SELECT photo, source, title FROM album_photo JOIN album ON album.id = album WHERE photo IN ({}) "
        "ORDER BY source, title"
    )
    of_names = (
        "SELECT photo, name.name, is_it FROM example JOIN name ON name.id = example.name WHERE photo IN ({}) "
        "ORDER BY name.name"
    )
    for part in batches(ids):
        contents = dict(rows_of(connection, "SELECT id, content FROM photo WHERE id IN ({})", part))
        albums: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        for photo, source, title in rows_of(connection, of_albums, part):
            albums[photo].append((source, title))
        names: defaultdict[int, list[tuple[str, bool]]] = defaultdict(list)
        for photo, name, is_it in rows_of(connection, of_names, part):
            names[photo].append((name, bool(is_it)))
        for id_, known in load_photos(connection, part).items():
            yield _record(known, contents[id_], albums[id_], names[id_])


def _record(
    photo: Photo, content: bytes, albums: list[tuple[str, str]], names: list[tuple[str, bool]]
) -> Record:
    return Record(
        content=content,
        paths=tuple(os.fsencode(path) for path in photo.paths),
        title=photo.title,
        note=photo.note,
        text=photo.text,
        objects=photo.objects,
        kind=photo.kind,
        captions=tuple((c.model, c.level, c.text, c.stance, c.confidence) for c in photo.captions),
        albums=tuple(albums),
        names=tuple(names),
        captioned=photo.captioned,
        read=photo.read,
        facts={
            "taken": photo.taken.isoformat(),
            "taken_from": photo.taken_from,
            "camera": photo.camera,
            "place": photo.place,
            "country": photo.country,
            "latitude": photo.gps[0] if photo.gps else None,
            "longitude": photo.gps[1] if photo.gps else None,
            "width": photo.width,
            "height": photo.height,
            "format": photo.format,
        },
    )


def _write_json(connection: sqlite3.Connection, file: TextIO) -> int:
    file.write(json.dumps(HEADER) + "\n")
    count = 0
    for record in records(connection):
        file.write(json.dumps(to_json(record), ensure_ascii=False) + "\n")
        count += 1
    file.write(json.dumps({"end": count}) + "\n")
    return count


def _write_csv(connection: sqlite3.Connection, file: TextIO) -> int:
    writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    count = 0
    for record in records(connection):
        writer.writerow(to_cells(record))
        count += 1
    return count


def _records(source: Path) -> Iterator[tuple[int, Record]]:
    """Each record of a file and the line it ends on."""
    try:
        with _opened(source) as file:
            lines = _lines(file)
            _, first = next(lines, (1, ""))
            if first.lstrip().startswith("{"):
                yield from _json_records(first, lines)
            else:
                yield from _csv_records(first, lines)
    except OSError as error:
        raise AppError("That file cannot be read.", "Check its name and its permissions.") from error


def _opened(path: Path) -> BinaryIO:
    """Open a file, and nothing that would be waited for, such as a pipe."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("no regular file")
    return os.fdopen(handle, "rb")


def _lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    number = 0
    while raw := file.readline(_LINE_BYTES + 1):
        number += 1
        if len(raw) > _LINE_BYTES:
            raise _damaged(number, "is too long")
        try:
            yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise _damaged(number, "is no text") from None


def _json_records(first: str, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, Record]]:
    number, count, ended = 1, 0, False
    try:
        header = parsed(first)
        if not isinstance(header, dict) or header.get("earsight") != HEADER["earsight"]:
            raise _foreign()
        if header.get("version") != VERSION:
            raise AppError(
                "That export is of another version of Earsight.", "Update Earsight, then try again."
            )
        for number, line in lines:
            if not line.strip():
                continue
            if ended:
                raise Unfit("comes after the end")
            value = parsed(line)
            if isinstance(value, dict) and "end" in value:
                if value["end"] != count:
                    raise Unfit("counts other photos than there are")
                ended = True
            else:
                yield number, from_json(value)
                count += 1
    except Unfit as error:
        raise _damaged(number, str(error)) from None
    if not ended:
        raise AppError(
            "That export is not whole: its end is missing.", "Export it again. Nothing was imported."
        )


def _csv_records(first: str, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, Record]]:
    reader = csv.reader(chain([first], (line for _, line in lines)), strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if "content" not in names or "path" not in names:
            raise _foreign()
        for cells in reader:
            if any(cells):
                yield reader.line_num, from_cells(names, cells)
    except Unfit as error:
        raise _damaged(reader.line_num, str(error)) from None
    except csv.Error:
        raise _damaged(reader.line_num, "is not whole") from None


def _find(connection: sqlite3.Connection, record: Record) -> Photo | None:
    row = None
    if record.content:
        row = connection.execute("SELECT id FROM photo WHERE content = ?", (record.content,)).fetchone()
    else:
        for path in record.paths:
            row = row or connection.execute("SELECT photo FROM file WHERE path = ?", (path,)).fetchone()
    if row is None or row[0] is None:
        return None
    return load_photos(connection, [row[0]]).get(row[0])


def _merge(connection: sqlite3.Connection, photo: Photo, record: Record, now: float, done: Imported) -> bool:
    """Whether anything came of it."""
    before = connection.total_changes
    title, note = clean_title(record.title), tidy_note(record.note)
    if title and not photo.title:
        connection.execute("UPDATE photo SET title = ? WHERE id = ?", (title, photo.id))
    elif title and title != photo.title:
        done.kept_titles += 1
    if note and note not in photo.note:
        # Together they may be longer than a note that is typed: nothing of either is left out.
        joined = f"{photo.note}\n{note}" if photo.note else note
        connection.execute("UPDATE photo SET note = ? WHERE id = ?", (joined, photo.id))
        done.joined_notes += bool(photo.note)
    connection.executemany(
        "INSERT OR IGNORE INTO caption VALUES (?, ?, ?, ?, ?, ?)",
        [
            (photo.id, model, level, plain(text), stance, confidence)
            for model, level, text, stance, confidence in record.captions
            if level in list(Level) and stance in list(Stance)
        ],
    )
    if record.text and not photo.text:
        connection.execute("INSERT INTO reading VALUES (?, ?)", (photo.id, plain(record.text)))
    if record.objects and not photo.objects:
        words = ", ".join(plain(one).replace(",", " ") for one in record.objects)
        connection.execute("UPDATE photo SET objects = ? WHERE id = ?", (words, photo.id))
    if photo.kind == "unknown" != record.kind and record.kind in list(Kind):
        connection.execute("UPDATE photo SET kind = ? WHERE id = ?", (record.kind, photo.id))
    # What another machine has looked at is not looked at again.
    if record.captioned and not photo.captioned:
        connection.execute("UPDATE photo SET captioned = ? WHERE id = ?", (now, photo.id))
    if record.read and not photo.read:
        connection.execute("UPDATE photo SET read = ? WHERE id = ?", (now, photo.id))
    for source, album in record.albums:
        add_to_album(connection, source, album, photo.id)
    for name, is_it in record.names:
        name = clean_name(name)
        connection.execute("INSERT OR IGNORE INTO name (name) VALUES (?)", (name,))
        connection.execute(
            "INSERT OR IGNORE INTO example SELECT id, ?, ? FROM name WHERE name = ?",
            (photo.id, int(is_it), name),
        )
    return connection.total_changes > before


def add_to_album(connection: sqlite3.Connection, source: str, title: str, photo: int) -> bool:
    """Put a photo into an album from elsewhere, made when it is new; whether that changed anything."""
    source, title = clean_title(source), clean_title(title)
    if not source or not title:
        return False
    before = connection.total_changes
    connection.execute("INSERT OR IGNORE INTO album (source, title) VALUES (?, ?)", (source, title))
    connection.execute(
        "INSERT OR IGNORE INTO album_photo SELECT id, ? FROM album WHERE source = ? AND title = ?",
        (photo, source, title),
    )
    return connection.total_changes > before


def _damaged(number: int, what: str) -> AppError:
    return AppError(f"Line {number:,} of that file {what}.", "Nothing was imported.")


def _foreign() -> AppError:
    return AppError("That file is no export of an Earsight library.", "Choose one that Earsight wrote.")
