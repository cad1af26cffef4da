"""What is known of one photo, as a dataclass, and how it is read from the library."""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.folders.pictures import is_video
from app.library.inscribed.words import Part, Remark, Spot, Witness
from app.library.store.connections import reading_values
from app.library.store.rows import batches, marks

_COLUMNS = (
    "id, width, height, format, taken, taken_from, camera, latitude, longitude, place, country, perceptual, "
    "sharpness, brightness, kind, kind_confidence, objects, title, note, captioned, read"
)

_PARTS, _SPOTS, _WITNESSES = frozenset(Part), frozenset(Spot), frozenset(Witness)


@dataclass(frozen=True)
class Caption:
    """One sentence a model wrote: ``level`` and ``stance`` are values of Level and Stance."""

    model: str
    level: str
    text: str
    stance: str
    confidence: float | None


@dataclass(frozen=True)
class Photo:
    """One content and everything the library knows of it.

    Attributes:
        paths: The files that hold it, shortest first; empty when they are gone.
        taken: Local time where it was taken.
        taken_from: "exif", "name" (the file's name) or "file" (the file's date): how far to trust it.
        gps: (latitude, longitude) in degrees.
        perceptual: 64 bits as 8 bytes; None for a flat picture.
        captions: Brief ones first.
        text: Read in it; "".
        captioned: Whether the background pass has looked at it.
        read: Whether its text was looked for.
        remarks: What people wrote in its files and beside them, the most telling first.
        dated_by: Who says when it was taken, where ``taken_from`` is "exif".
    """

    id: int
    paths: tuple[Path, ...]
    width: int
    height: int
    format: str
    taken: datetime
    taken_from: str
    camera: str
    gps: tuple[float, float] | None
    place: str
    country: str
    perceptual: bytes | None
    sharpness: float | None
    brightness: float | None
    kind: str
    kind_confidence: float | None
    objects: tuple[str, ...]
    title: str
    note: str
    captions: tuple[Caption, ...]
    text: str
    captioned: bool
    read: bool
    remarks: tuple[Remark, ...] = ()
    dated_by: Witness = Witness.CAMERA

    @property
    def is_video(self) -> bool:
        """Whether its files are a video's, by their names."""
        return any(is_video(os.fsencode(path.name)) for path in self.paths)


def load_photos(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Photo]:
    """Photos by id, in the order asked for; ids that are not there are left out."""
    return {photo.id: photo for part in batches(ids) for photo in _load(connection, part)}


def find_photo(connection: sqlite3.Connection, path: Path) -> Photo | None:
    """The photo that a file holds, by the file's path as it was indexed."""
    held = "SELECT photo FROM file WHERE path = ? AND photo IS NOT NULL"
    ids = [photo for (photo,) in connection.execute(held, (os.fsencode(path),))]
    return next(iter(load_photos(connection, ids).values()), None)


def _load(connection: sqlite3.Connection, ids: list[int]) -> list[Photo]:
    wanted = marks(ids)
    paths: defaultdict[int, list[Path]] = defaultdict(list)
    for photo, path in connection.execute(
        f"SELECT photo, path FROM file WHERE photo IN ({wanted}) ORDER BY length(path), path", ids
    ):
        paths[photo].append(Path(os.fsdecode(path)))
    captions: defaultdict[int, list[Caption]] = defaultdict(list)
    for photo, *rest in connection.execute(
        f"SELECT photo, model, level, text, stance, confidence FROM caption WHERE photo IN ({wanted}) "
        "ORDER BY level = 'brief' DESC, model",
        ids,
    ):
        captions[photo].append(Caption(*rest))
    texts = dict(connection.execute(f"SELECT photo, text FROM reading WHERE photo IN ({wanted})", ids))
    remarks: defaultdict[int, list[Remark]] = defaultdict(list)
    for photo, part, spot, text in connection.execute(
        f"SELECT photo, part, spot, text FROM remark WHERE photo IN ({wanted}) ORDER BY photo, number", ids
    ):
        if part in _PARTS and spot in _SPOTS:
            remarks[photo].append(Remark(Part(part), text, Spot(spot)))
    dated = dict(connection.execute(f"SELECT photo, dated_by FROM inspected WHERE photo IN ({wanted})", ids))
    rows = {
        row[0]: row for row in connection.execute(f"SELECT {_COLUMNS} FROM photo WHERE id IN ({wanted})", ids)
    }
    with reading_values(connection):
        return [
            replace(
                _photo(rows[photo], paths[photo], captions[photo], texts.get(photo, "")),
                remarks=tuple(remarks[photo]),
                dated_by=Witness(by) if (by := dated.get(photo)) in _WITNESSES else Witness.CAMERA,
            )
            for photo in ids
            if photo in rows
        ]


def _photo(row: tuple, paths: list[Path], captions: list[Caption], text: str) -> Photo:  # type: ignore[type-arg]
    (one, width, height, format_, taken, taken_from, camera, latitude, longitude, place, country) = row[:11]
    (perceptual, sharpness, brightness, kind, confidence, objects, title, note, captioned, read) = row[11:]
    return Photo(
        id=one,
        paths=tuple(paths),
        width=width,
        height=height,
        format=format_,
        taken=datetime.fromisoformat(taken),
        taken_from=taken_from,
        camera=camera,
        gps=None if latitude is None or longitude is None else (latitude, longitude),
        place=place,
        country=country,
        perceptual=perceptual,
        sharpness=sharpness,
        brightness=brightness,
        kind=kind,
        kind_confidence=confidence,
        objects=tuple(word.strip() for word in objects.split(",") if word.strip()),
        title=title,
        note=note,
        captions=tuple(captions),
        text=text,
        captioned=captioned is not None,
        read=read is not None,
    )
