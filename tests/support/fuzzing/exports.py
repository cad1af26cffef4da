"""Mutated exports of a library, taken back in: nothing that was there may be lost."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from photo_rows import add_photo, new_library

from app.errors import AppError
from app.library.curation.names import teach
from app.library.curation.notes import set_note, set_title
from app.library.exchange.exchange import export_library, import_library, records
from app.library.exchange.form import Record
from app.library.store.database import Database
from fuzzing.mutate import altered, as_json, mutated, text
from fuzzing.target import Lost, Target

_WORDS = (
    b"null",
    b"true",
    b"1e999",
    b"NaN",
    b"[",
    b"{",
    b'"',
    b"\\ud800",
    b"\\u0000",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"'",
    b",",
    b'"end"',
    b'"note"',
    b"bytes:",
    b"\0",
    b'""',
    b"-1",
    b"[]",
    b'"names":[{"name":"REX","is_it":false}]',
)


def _fill(database: Database, theirs: bool) -> None:
    for number in range(6):
        photo = add_photo(
            database,
            f"/photos/{number}.jpg",
            content=bytes([number]) * 16,
            caption=f"A ship {number}." if number % 2 or theirs else "",
            text="EXIT" if number % 3 == 0 or theirs else "",
            objects=("ship", "sea") if number % 2 == 0 or theirs else "",
        )
        if number < 4 or theirs:
            set_title(database, photo, f"Title {number} {'theirs' if theirs else 'ours'}")
        if number > 1 or theirs:
            set_note(database, photo, f"=note\nof {number} {'theirs' if theirs else 'ours'}")
        if number % 2:
            teach(database, "Rex", photo, is_it=theirs)
    with database.writing() as connection:
        for title in ("Trip", "Home") if theirs else ("Trip",):
            connection.execute("INSERT INTO album (source, title) VALUES ('Photos', ?)", (title,))
        connection.execute(
            "INSERT INTO album_photo SELECT album.id, photo.id FROM photo, album WHERE photo.id < 4"
        )


def taken_in(folder: Path) -> Target:
    """Import of a damaged export into a library that knows some of it otherwise."""
    samples = {}
    for theirs in (True, False):
        with new_library(folder / ("theirs" if theirs else "ours")) as database:
            _fill(database, theirs)
            for ending in ("json", "csv") if theirs else ():
                export_library(database, folder / f"out.{ending}")
                samples[ending] = (folder / f"out.{ending}").read_bytes()
    others = list(samples.values())
    source = folder / "in"

    def make(random: Random) -> bytes:
        chance = random.random()
        if chance < 0.45:
            return _lines(random, samples["json"])
        if chance < 0.7:
            return _rows(random, samples["csv"])
        return mutated(random, random.choice(others), others, _WORDS)

    def take(data: bytes) -> str:
        source.write_bytes(data)
        shutil.rmtree(folder / "now", ignore_errors=True)
        shutil.copytree(folder / "ours", folder / "now")
        with new_library(folder / "now") as database:
            before = list(records(database.connection))
            try:
                done = import_library(database, source)
            except AppError:
                if list(records(database.connection)) != before:
                    raise Lost("a refused export changed something") from None
                return "refused"
            done.sentence()
            _compare(before, list(records(database.connection)))
            if problems := database.problems():
                raise Lost(f"the library is damaged: {problems}")
            target = folder / ("again.csv" if data[:1] == b"c" else "again.json")
            export_library(database, target)
            again = import_library(database, target)
            if again.photos:
                raise Lost(f"its own export taught {again.photos} photos something")
        return "taken in" if done.photos else "nothing new"

    return Target(make, take, (AppError,), seconds=20.0)


def _lines(random: Random, data: bytes) -> bytes:
    lines = [json.loads(line) for line in data.splitlines()]
    count = random.choice((1, 1, 2, 4))
    for number in random.sample(range(len(lines)), min(count, len(lines))):
        lines[number] = _changed(random, lines[number])
    if random.random() < 0.2:
        lines.insert(random.randrange(1, len(lines)), random.choice(lines))
        lines[-1] = {"end": len(lines) - 2}
    return b"\n".join(as_json(line) for line in lines)


def _changed(random: Random, line: Any) -> Any:
    if isinstance(line, dict) and "content" in line and random.random() < 0.7:
        # Values of the right sort, of every length and with every character.
        name = random.choice(
            ("title", "note", "text", "objects", "captions", "albums", "names", "content", "path")
        )
        return {**line, name: _like(random, line[name])}
    return altered(random, line)


def _like(random: Random, value: Any) -> Any:
    if isinstance(value, str):
        return random.choice(
            (text(random, 40), text(random, 3) * 90, "x" * random.choice((200, 201, 9_990, 10_001)), "")
        )
    if isinstance(value, list):
        return [_like(random, one) for one in value] * random.choice((1, 1, 2))
    if isinstance(value, dict):
        return {key: _like(random, one) if random.random() < 0.5 else one for key, one in value.items()}
    return random.choice((value, None, 0.5, 1, 2, True))


def _rows(random: Random, data: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    for _ in range(random.choice((1, 2, 4))):
        row = random.choice(rows)
        at = random.randrange(len(row))
        row[at] = (
            str(_like(random, row[at])) if random.random() < 0.6 else json.dumps(_like(random, [row[at]]))
        )
    if random.random() < 0.2:
        order = random.sample(range(len(rows[0])), len(rows[0]))
        rows = [[row[at] for at in order] for row in rows]
    out = io.StringIO()
    csv.writer(out, quoting=random.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _compare(before: list[Record], after: list[Record]) -> None:
    now = {one.content: one for one in after}
    for old in before:
        new = now.get(old.content)
        if new is None:
            raise Lost("a photo is gone")
        for name in ("title", "text", "objects", "paths"):
            if getattr(old, name) and getattr(old, name) != getattr(new, name):
                raise Lost(f"another {name}")
        if old.note and not f"{new.note}\n".startswith(f"{old.note}\n"):
            raise Lost("another note")
        if old.kind != "unknown" and old.kind != new.kind:
            raise Lost("another kind")
        sets: tuple[Callable[[Record], tuple[Any, ...]], ...] = (
            lambda one: one.captions,
            lambda one: one.albums,
            lambda one: one.names,
        )
        if any(not set(of(old)) <= set(of(new)) for of in sets):
            raise Lost("captions, albums or names are gone")
