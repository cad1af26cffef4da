"""An Apple Photos library, read through osxphotos (an optional extra) and never written to.

Names of persons are not taken over: Photos says who is in a picture by its own recognition, and here a name
is only what the user taught. Photos hidden there, or in its trash, stay out.
"""

import importlib
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.library.curation.notes import (
    NOTE_CHARACTERS,
    TITLE_CHARACTERS,
    clean_note,
    clean_title,
    plain,
    write,
)
from app.library.exchange.exchange import add_to_album
from app.library.phrases import counted, joined
from app.library.store.database import Database
from app.library.store.words import refresh_words

SOURCE = "Apple Photos"


@dataclass(frozen=True)
class ApplePhoto:
    """One photo of an Apple Photos library.

    Attributes:
        uuid: Its id there.
        path: The edited file, else the original; None while it is only in iCloud.
        date: When it was taken, with its offset.
        title: "" without one.
        description: What Photos calls caption; "" without one.
        keywords: As given.
        albums: Titles of the albums it is in.
        location: (latitude, longitude) in degrees.
    """

    uuid: str
    path: Path | None
    date: datetime
    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    albums: tuple[str, ...] = ()
    location: tuple[float, float] | None = None


@dataclass
class Merged:
    """What a merge did: photos found here, those that are not indexed, and those only in iCloud."""

    known: int = 0
    unknown: int = 0
    away: int = 0

    def sentence(self) -> str:
        """All of it in plain words, fit to be spoken."""
        told = (
            (self.unknown, "are not indexed yet."),
            (self.away, "are only in iCloud; download them in Photos first."),
        )
        more = (f"{counted(number)} {what}" for number, what in told if number)
        known = counted(self.known)
        return joined([f"Albums and titles of {known} were taken over from Apple Photos.", *more])


def read_apple_photos(library: Path | None = None, platform: str = sys.platform) -> Iterator[ApplePhoto]:
    """The photos of a library, movies left out.

    Args:
        library: The .photoslibrary; None for the one last opened in Photos.
        platform: Of this computer, as `sys.platform` says it.

    Raises:
        AppError: This is no Mac, osxphotos is missing, or the library cannot be read.
    """
    if platform != "darwin":
        raise AppError("Apple Photos can be read on a Mac only.", "Export the photos there, then index them.")
    try:
        osxphotos = importlib.import_module("osxphotos")
    except ImportError:
        raise AppError(
            "Reading Apple Photos needs the part called osxphotos.", "Install earsight[apple-photos]."
        ) from None
    try:
        # https://rhettbull.github.io/osxphotos/ : PhotosDB, PhotoInfo
        database = osxphotos.PhotosDB(dbfile=str(library) if library else None)
        found = database.photos(images=True, movies=False)
    except Exception as error:  # of many kinds, undocumented; none of them is the user's doing
        raise AppError(
            "The Apple Photos library cannot be read.",
            "Give the terminal Full Disk Access in System Settings.",
        ) from error
    for info in found:
        if not info.hidden and not info.intrash:
            yield from_info(info)


def from_info(info: Any) -> ApplePhoto:
    """An osxphotos.PhotoInfo as it is used here."""
    path = info.path_edited or info.path
    latitude, longitude = info.location or (None, None)
    return ApplePhoto(
        uuid=info.uuid,
        path=Path(path) if path else None,
        date=info.date,
        title=info.title or "",
        description=info.description or "",
        keywords=tuple(info.keywords or ()),
        albums=tuple(info.albums or ()),
        location=None if latitude is None or longitude is None else (latitude, longitude),
    )


def merge_apple_photos(database: Database, photos: Iterable[ApplePhoto]) -> Merged:
    """Take over albums, and titles and notes where there are none yet; after the files were indexed.

    An album's photos that left it there leave it here. Keywords become part of the note.

    Args:
        database: The library.
        photos: All of the Apple library.

    Raises:
        AppError: The library cannot be written to, or Apple's not be read; nothing was changed then.
    """
    done = Merged()
    with database.writing() as connection:
        before = _members(connection)
        connection.execute(
            "DELETE FROM album_photo WHERE album IN (SELECT id FROM album WHERE source = ?)", (SOURCE,)
        )
        changed = set()
        for apple in photos:
            row = connection.execute(
                "SELECT p.id, title, note FROM file JOIN photo p ON p.id = photo WHERE path = ?",
                (os.fsencode(apple.path or ""),),
            ).fetchone()
            if row is None:
                done.away += apple.path is None
                done.unknown += apple.path is not None
                continue
            done.known += 1
            if _merge(connection, apple, *row):
                changed.add(row[0])
        after = _members(connection)
        connection.execute(
            "DELETE FROM album WHERE source = ? AND id NOT IN (SELECT album FROM album_photo)", (SOURCE,)
        )
        refresh_words(connection, sorted(changed | {photo for _, photo in before ^ after}))
    return done


def _merge(connection: sqlite3.Connection, apple: ApplePhoto, photo: int, title: str, note: str) -> bool:
    for album in apple.albums:
        add_to_album(connection, SOURCE, plain(album)[:TITLE_CHARACTERS], photo)
    new_title = clean_title(plain(apple.title)[:TITLE_CHARACTERS])
    said = [apple.description, f"Keywords: {', '.join(apple.keywords)}." if apple.keywords else ""]
    new_note = clean_note(plain("\n".join(filter(None, said)))[:NOTE_CHARACTERS])
    given = {
        column: new
        for column, old, new in (("title", title, new_title), ("note", note, new_note))
        if new and not old
    }
    for column, new in given.items():
        write(connection, photo, column, new)
    return bool(given)


def _members(connection: sqlite3.Connection) -> set[tuple[str, int]]:
    return set(
        connection.execute(
            "SELECT title, photo FROM album_photo JOIN album ON album.id = album WHERE source = ?", (SOURCE,)
        )
    )


def folders_of(photos: Iterable[ApplePhoto]) -> list[Path]:
    """The folders to index for these photos: of originals, and of edited versions, inside their package."""
    found: set[Path] = set()
    for photo in photos:
        if photo.path is None:
            continue
        parts = photo.path.parts
        inside = next((i for i, part in enumerate(parts) if part.endswith(".photoslibrary")), None)
        if inside is None:
            found.add(photo.path.parent)  # a library that refers to files elsewhere
            continue
        # <library>/originals/0/..., <library>/resources/renders/0/...
        depth = 3 if parts[inside + 1 : inside + 2] == ("resources",) else 2
        found.add(Path(*parts[: inside + depth]))
    return sorted(found)
