"""Keeps what was perceived in photos: objects, faces, the scene, codes; only what may be told."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from functools import cache

from app.inference.coco import coco_classes
from app.inference.perception import Box, Code, Face, Judged, Perception, Scene, SeenObject
from app.inference.protocols import Level, Stance
from app.library.store.rows import rows_of, storable

#: Tables that hold it, and their columns but the photo.
PERCEIVED = {
    "perceived": ("version", "problem"),
    "object": ("class", "number", "fact", "part", "score", "x0", "y0", "x1", "y1"),
    "scene": ("name", "part", "fact", "probability"),
    "code": ("number", "format", "content", "x0", "y0", "x1", "y1"),
    "crop": ("model", "class", "number", "vector"),
    "cropped": ("model",),
}
FACE = 80  # object.class
_SIDE = 255
_MODEL = "detector"  # of the caption that says what is fact
_NOT_LOOKED = "Objects are looked for in photos only."
_TOLD = (Stance.FACT, Stance.HEDGED)


@cache
def class_numbers() -> dict[str, int]:
    """The number that each class is kept under; never another one."""
    return {one.name: number for number, one in enumerate(coco_classes())}


def write_perception(
    connection: sqlite3.Connection, photo: int, version: int, seen: Perception, words: str = ""
) -> bool:
    """Write what was perceived in a photo, in the caller's transaction, instead of what was before.

    Args:
        connection: To the library.
        photo: Its id.
        version: Of what looked.
        seen: What it saw.
        words: What is fact of it as one sentence, which is kept as a caption.

    Returns:
        Whether nobody with this version or a later one had meanwhile.

    Raises:
        KeyError: An object has a name that is none of COCO's.
    """
    if not _take(connection, photo, version, None if seen.looked else _NOT_LOOKED):
        return False
    objects = [
        (class_numbers()[one.name], one.stance, one.part, one.score, one.box) for one in seen.objects
    ] + [(FACE, one.stance, False, one.score, one.box) for one in seen.faces]
    told = sorted((one for one in objects if one[1] in _TOLD), key=lambda one: -one[3])
    scene = [(field.name, getattr(seen.scene, field.name)) for field in fields(Scene)]
    _insert(
        connection, "object", photo,
        [(kind, number, stance is Stance.FACT, part, round(100 * score), *_small(box))
         for number, (kind, stance, part, score, box) in enumerate(told)],
    )  # fmt: skip
    _insert(
        connection, "scene", photo,
        [(judged.name, part, judged.stance is Stance.FACT, round(100 * judged.probability))
         for part, judged in scene if judged is not None and judged.stance in _TOLD],
    )  # fmt: skip
    _insert(
        connection, "code", photo,
        [(number, storable(code.format), storable(code.content), *_small(code.box))
         for number, code in enumerate(seen.codes)],
    )  # fmt: skip
    if words:
        connection.execute(
            "INSERT INTO caption VALUES (?, ?, ?, ?, ?, NULL)",
            (photo, _MODEL, Level.BRIEF.value, words, Stance.FACT.value),
        )
    return True


def write_unperceived(connection: sqlite3.Connection, photo: int, version: int, problem: str) -> bool:
    """Write why a photo could not be looked at: this version does not try again. As `write_perception`."""
    return _take(connection, photo, version, storable(problem))


def perceived_by(connection: sqlite3.Connection, photo: int, version: int) -> bool:
    """Whether a photo was looked at by this version or a later one."""
    row = connection.execute(
        "SELECT version >= ? FROM perceived WHERE photo = ?", (version, photo)
    ).fetchone()
    return row is not None and bool(row[0])


def load_perceptions(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Perception]:
    """What was perceived in photos, by id; of those that were looked at."""
    wanted = list(ids)
    there = {row[0]: row[2] is None for row in rows_of(connection, _SELECT["perceived"], wanted)}
    objects: defaultdict[int, list[SeenObject]] = defaultdict(list)
    faces: defaultdict[int, list[Face]] = defaultdict(list)
    names = coco_classes()
    for photo, kind, _, fact, part, score, *box in rows_of(connection, _SELECT["object"], wanted):
        stance = Stance.FACT if fact else Stance.HEDGED
        if kind == FACE:
            faces[photo].append(Face(score / 100, _box(box), stance))
        elif 0 <= kind < len(names):
            objects[photo].append(SeenObject(names[kind].name, score / 100, _box(box), stance, bool(part)))
    scenes: defaultdict[int, dict[str, Judged]] = defaultdict(dict)
    known = {field.name for field in fields(Scene)}
    for photo, name, part, fact, probability in rows_of(connection, _SELECT["scene"], wanted):
        if part in known:
            stance = Stance.FACT if fact else Stance.HEDGED
            scenes[photo][part] = Judged(name, probability / 100, stance)
    codes: defaultdict[int, list[Code]] = defaultdict(list)
    for photo, _, format_, content, *box in rows_of(connection, _SELECT["code"], wanted):
        codes[photo].append(Code(format_, content, _box(box)))
    return {
        photo: Perception(
            tuple(objects[photo]),
            tuple(faces[photo]),
            tuple(codes[photo]),
            Scene(**scenes[photo]),
            looked=there[photo],
        )
        for photo in wanted
        if photo in there
    }


_SELECT = {
    table: f"SELECT photo, {', '.join(columns)} FROM {table} WHERE photo IN ({{}})"
    + (" ORDER BY photo, number" if "number" in columns else "")
    for table, columns in PERCEIVED.items()
}


def _take(connection: sqlite3.Connection, photo: int, version: int, problem: str | None) -> bool:
    """Say that a photo was looked at, and take away what an older version saw; False where that is newer."""
    done = connection.execute(
        "INSERT INTO perceived VALUES (?, ?, ?) ON CONFLICT (photo) DO UPDATE "
        "SET version = excluded.version, problem = excluded.problem WHERE version < excluded.version",
        (photo, version, problem),
    ).rowcount
    if done > 0:
        for table in PERCEIVED.keys() - {"perceived"}:
            connection.execute(f"DELETE FROM {table} WHERE photo = ?", (photo,))
        connection.execute("DELETE FROM caption WHERE photo = ? AND model = ?", (photo, _MODEL))
    return done > 0


def _insert(
    connection: sqlite3.Connection, table: str, photo: int, rows: list[tuple[int | str, ...]]
) -> None:
    columns = PERCEIVED[table]
    connection.executemany(
        f"INSERT INTO {table} (photo, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})",
        [(photo, *row) for row in rows],
    )


def _small(box: Box) -> tuple[int, ...]:
    return tuple(round(_SIDE * min(max(place, 0.0), 1.0)) for place in box)


def _box(small: list[int]) -> Box:
    left, top, right, bottom = (place / _SIDE for place in small)
    return left, top, right, bottom
