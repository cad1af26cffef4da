"""A small library with the user's words in it, and many ways in which its file can be damaged.

As a script it tells what is rescued: PYTHONPATH=tests/support:. python tests/support/damaged_libraries.py
"""

import logging
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from photo_rows import add_photo

from app.adapters import decode
from app.errors import AppError
from app.history.history import History
from app.inference.protocols import Embedder
from app.library.curation.names import teach
from app.library.curation.notes import set_note, set_title
from app.library.exchange.exchange import add_to_album, records
from app.library.library import Library
from app.library.places.table import Places
from app.library.store.connections import connect
from app.library.store.damage import Damaged
from app.library.store.database import Database
from app.library.store.text_index import TextIndex
from app.library.tools import Tools
from app.paths import find_assets

PHOTOS = 150
LATE = range(131, 151)  # photos whose note stands in the journal alone where that is left
PAGE = 8192
NOW = datetime(2026, 6, 12, 12)


@dataclass(frozen=True)
class Kept:
    """What the user has in a library. Photos are told by their content."""

    photos: frozenset[str]
    titles: frozenset[tuple[str, str]]
    notes: frozenset[tuple[str, str]]
    names: frozenset[tuple[str, str]]
    albums: frozenset[tuple[str, str]]
    entries: frozenset[str]

    def missing(self, other: "Kept") -> dict[str, int]:
        """How much of this another does not have, by what it is; only what is missing."""
        lost = {one.name: len(getattr(self, one.name) - getattr(other, one.name)) for one in fields(self)}
        return {name: count for name, count in lost.items() if count}


@dataclass(frozen=True)
class Run:
    """What one use of the library said, and what it found."""

    said: tuple[str, ...]
    kept: Kept
    problems: tuple[str, ...]


class _NoModel:
    def best(self) -> Embedder | None:
        return None

    def for_search(self, counts: Mapping[str, int]) -> Embedder | None:
        return None


def use(path: Path) -> Run:
    """Use a library as the app does: look, read all the user's words, search, write, read the history.

    Raises:
        Exception: A bug: anything but an AppError.
    """
    tools = Tools(decode, None, None, _NoModel(), Places(find_assets() / "places"), lambda: NOW)
    library, said = Library(path, tools), []
    kept: Kept | None = None
    for _ in range(3):
        try:
            library.must_exist()
            kept = _look(library)
        except Damaged as error:
            said.append(str(error))
            mended = library.mend()
            said += [] if mended is None else [str(mended)]
        except AppError as error:
            said.append(str(error))
            kept = _look(library)
        if kept is not None:
            break
    assert kept is not None, said
    trouble = library.take_trouble()
    said += [] if trouble is None else [str(trouble)]
    problems = tuple(library.database.problems())
    library.close()
    return Run(tuple(said), kept, problems)


def _look(library: Library) -> Kept:
    library.status()
    database = library.database
    found = list(records(database.connection))
    index = TextIndex(database.connection)
    for word in ("lake", "grandmother", "boat", "birthday"):
        index.having(word)
        index.any_of([word])
    (last,) = database.connection.execute("SELECT max(id) FROM photo").fetchone()
    if last is not None:
        (note,) = database.connection.execute("SELECT note FROM photo WHERE id = ?", (last,)).fetchone()
        set_note(database, last, note)
    with History(library.path, lambda: NOW) as history:
        entries = [one.words for one in history.entries(1000)]
        for entry in history.entries(3):
            history.get(entry.id)
        history.add(at=NOW, place="file", words="a word")
        history.delete(history.entries(1)[0].id)
    database.check_when_due()
    return Kept(
        photos=frozenset(one.content.hex() for one in found),
        titles=frozenset((one.content.hex(), one.title) for one in found if one.title),
        notes=frozenset((one.content.hex(), one.note) for one in found if one.note),
        names=frozenset((one.content.hex(), name) for one in found for name, _ in one.names),
        albums=frozenset((one.content.hex(), title) for one in found for _, title in one.albums),
        entries=frozenset(entries),
    )


def make_library(folder: Path) -> Path:
    """A library whose last notes stand in its journal alone, as after a kill; its -wal and -shm beside it."""
    path = folder / "library.db"
    rng = random.Random(7)
    words = ["lake", "boat", "grandmother", "birthday", "snow", "garden", "letter", "train", "harbour"]
    with Database(path, now=NOW.timestamp) as database:
        for number in range(1, PHOTOS + 1):
            says = " ".join(rng.choices(words, k=30))
            photo = add_photo(
                database, f"/photos/{number:04d}.jpg", caption=says, text=f"letter {number} {says}"
            )
            set_title(database, photo, f"title {number} {rng.choice(words)}")
            if number not in LATE:
                set_note(database, photo, f"note {number} " + " ".join(rng.choices(words, k=40)))
            with database.writing() as connection:
                add_to_album(connection, "Apple Photos", f"album {number % 7}", photo)
            if number % 10 == 0:
                teach(database, f"Rex {number % 3}", photo)
        with History(path, lambda: NOW) as history:
            for number in range(1, 60):
                history.add(
                    at=NOW,
                    place="file",
                    words=f"entry {number} " + " ".join(rng.choices(words, k=40)),
                    turns=[("what is it", f"answer {number}", NOW)],
                    thumbnail=b"\xff\xd8" + rng.randbytes(3000) + b"\xff\xd9",
                )
        database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for number in LATE:
            set_note(database, number, f"note {number} " + " ".join(rng.choices(words, k=40)))
        left = folder / "left"
        left.mkdir()
        for suffix in ("", "-wal", "-shm"):
            shutil.copyfile(f"{path}{suffix}", left / f"library.db{suffix}")
        shutil.copyfile(f"{path}.open", left / "library.db.open")
    return left / "library.db"


def finished(library: Path, folder: Path) -> Path:
    """A copy of a library, closed as it should be: its file alone."""
    path = copied(library, folder)
    Database(path, now=NOW.timestamp).close()
    return path


def copied(library: Path, folder: Path) -> Path:
    """A copy of a library with what lies beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in library.parent.glob("library.db*"):
        shutil.copyfile(one, folder / one.name)
    return folder / "library.db"


Damage = Callable[[Path], None]


def variants() -> Iterator[tuple[str, bool, Damage]]:
    """(name, whether it begins with a journal that was left, what damages the library)."""
    yield from ((f"header {at:02d}", False, flipped(at)) for at in HEADER)
    yield from ((f"header {at:02d} left", True, flipped(at)) for at in (3, 17, 18, 30, 58, 70))
    yield from ((f"cut to {part:g}", False, cut(part)) for part in (0, 0.002, 0.03, 0.3, 0.55, 0.9, 0.999))
    yield from ((f"cut to {part:g} left", True, cut(part)) for part in (0, 0.4, 0.95))
    yield from ((f"zeros {name}", False, zeroed(name)) for name in TREES)
    yield from ((f"zeros inside {name}", False, zeroed(name, leaf=True)) for name in TREES[:6])
    yield "zeros first page", False, pages(lambda number, count: number == 1, zero)
    yield "zeros every tenth page", False, pages(lambda number, count: number % 10 == 4, zero)
    yield "zeros all but the first page", False, pages(lambda number, count: number > 1, zero)
    yield "noise at the schema", False, pages(lambda number, count: number == 1, noise)
    for seed in range(4):
        yield f"no text in the schema {seed}", False, no_text_in_schema(seed)
    yield "flips every seventh page", False, pages(lambda number, count: number % 7 == 2, flips)
    yield "flips every page", False, pages(lambda number, count: True, flips)
    for seed in range(6):
        yield f"flips anywhere {seed}", False, anywhere(seed)
    yield "wal flip in header", True, flipped(9, "-wal")
    yield "wal flip in salt", True, flipped(18, "-wal")
    yield "wal flip in first frame", True, flipped(32 + 24 + 900, "-wal")
    yield "wal flip in the middle", True, flipped(32 + 9 * (PAGE + 24) + 5000, "-wal")
    yield "wal flip in a frame's header", True, flipped(32 + 5 * (PAGE + 24) + 9, "-wal")
    yield "wal cut", True, cut(0.5, "-wal")
    yield "wal cut short", True, cut(0.0001, "-wal")
    yield "wal zeros", True, whole(lambda data: bytes(len(data)), "-wal")
    yield "wal of another file", True, whole(lambda data: b"no journal" * 5000, "-wal")
    yield "shm noise", True, whole(lambda data: random.Random(3).randbytes(len(data)), "-shm")
    yield "shm cut", True, cut(0.1, "-shm")
    yield "text in its place", False, whole(lambda data: b"a shopping list, and more\n" * 400)
    yield (
        "a picture in its place",
        False,
        whole(lambda data: b"\xff\xd8\xff\xe0" + random.Random(4).randbytes(9000)),
    )
    yield "another database in its place", False, another


HEADER = (0, 5, 16, 17, 18, 19, 20, 21, 23, 28, 31, 35, 47, 55, 59, 60, 63, 68, 71)
TREES = (
    "photo", "words_data", "words_content", "history", "embedding", "letters_data", "file", "root", "album",
    "name", "example", "sqlite_autoindex_photo_1", "meta", "history_picture",
)  # fmt: skip


def whole(change: Callable[[bytes], bytes], suffix: str = "") -> Damage:
    """All of a file is replaced."""

    def damage(path: Path) -> None:
        one = path.with_name(path.name + suffix)
        one.write_bytes(change(one.read_bytes()))

    return damage


def flipped(at: int, suffix: str = "") -> Damage:
    """One bit of one byte."""
    return whole(lambda data: data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :], suffix)


def cut(part: float, suffix: str = "") -> Damage:
    """Only so much of it is left."""
    return whole(lambda data: data[: int(len(data) * part)], suffix)


def zeroed(name: str, leaf: bool = False) -> Damage:
    """Zeros in place of the first page of a table or an index, or of one that it leads to."""

    def damage(path: Path) -> None:
        with closing(connect(path, "mode=ro")) as connection:
            (root,) = connection.execute(
                "SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)
            ).fetchone()
        data = bytearray(path.read_bytes())
        start = (root - 1) * PAGE
        if leaf and data[start] in (2, 5):
            start = (int.from_bytes(data[start + 8 : start + 12], "big") - 1) * PAGE
        data[start : start + PAGE] = bytes(PAGE)
        path.write_bytes(data)

    return damage


def pages(which: Callable[[int, int], bool], change: Callable[[bytes, random.Random], bytes]) -> Damage:
    """Pages by their number."""

    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        count = len(data) // PAGE
        rng = random.Random(count)
        for number in range(1, count + 1):
            if which(number, count):
                start = (number - 1) * PAGE
                data[start : start + PAGE] = change(bytes(data[start : start + PAGE]), rng)
        path.write_bytes(data)

    return damage


def zero(page: bytes, rng: random.Random) -> bytes:
    """Zeros."""
    return bytes(len(page))


def noise(page: bytes, rng: random.Random) -> bytes:
    """Anything."""
    return rng.randbytes(len(page))


def flips(page: bytes, rng: random.Random) -> bytes:
    """Three bits."""
    changed = bytearray(page)
    for _ in range(3):
        changed[rng.randrange(len(page))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def anywhere(seed: int) -> Damage:
    """Forty bits."""

    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        rng = random.Random(seed)
        for _ in range(40):
            data[rng.randrange(100, len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)

    return damage


def no_text_in_schema(seed: int) -> Damage:
    """Bytes that are no UTF-8 in the words that make a table."""

    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        rng = random.Random(seed)
        tables = [found.start() for found in re.finditer(rb"CREATE TABLE ", bytes(data))]
        for start in rng.sample(tables, min(3, len(tables))):
            data[start + rng.randrange(13, 40)] |= 0x80
        path.write_bytes(data)

    return damage


def another(path: Path) -> None:
    """The database of another program."""
    path.unlink()
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY, address TEXT)")


def main() -> int:
    """Print a line for each variant, and how many were rescued completely, in part and not."""
    logging.disable()
    counts = {"whole": 0, "in part": 0, "bug": 0, "not healed": 0}
    with tempfile.TemporaryDirectory() as place:
        left = make_library(Path(place))
        before = use(copied(left, Path(place) / "before")).kept
        for number, (name, journal, damage) in enumerate(variants()):
            folder = Path(place) / f"{number}"
            path = (copied if journal else finished)(left, folder)
            damage(path)
            try:
                first, second = use(path), use(path)
            except Exception as error:
                counts["bug"] += 1
                print(f"{name}: BUG {error!r}")
                if "-v" in sys.argv:
                    logging.disable(logging.NOTSET)
                    logging.getLogger().exception(name)
                    logging.disable()
                continue
            missing = before.missing(first.kept)
            counts["in part" if missing else "whole"] += 1
            healed = not second.said or (not second.kept.photos and "The library is empty." in second.said[0])
            bad = not healed or second.problems or first.kept.missing(second.kept)
            counts["not healed"] += bool(bad)
            print(f"{name}: {'said' if first.said else 'nothing to say'}; lost {missing or 'nothing'}")
            if bad or "-v" in sys.argv:
                print("   ", first.said, first.problems, second.said, second.problems)
    print(sum(counts.values()) - counts["not healed"], counts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
