import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_library import SmallEmbedder, picture, save
from numpy.typing import NDArray
from perceptions import LEFT, place, seen, shows
from photo_rows import matching

from app.adapters import decode
from app.cancel import CancelToken
from app.errors import AppError
from app.inference.perception import Code
from app.library.indexing.crops import write_crops
from app.library.indexing.hashes import content_hash
from app.library.indexing.indexer import Indexer
from app.library.indexing.report import Report
from app.library.inscribed.words import Part, Remark
from app.library.metadata.metadata import after_writing, write_alt_text
from app.library.metadata.rewritten import _KNOWN
from app.library.metadata.xmp import AltText
from app.library.store.database import Database
from app.library.store.perceived import write_perception
from app.library.store.records import Photo, find_photo
from app.library.store.words import refresh_words


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.db"


def pixels(data: bytes) -> NDArray[np.uint8]:
    return decode(data, 1 << 20).pixels


def index(library: Path, folder: Path) -> tuple[Report, SmallEmbedder]:
    embedder = SmallEmbedder()
    report = Indexer(lambda: Database(library), library, decode, embedder).run([folder], CancelToken())
    return report, embedder


def known_of(database: Database, path: Path) -> tuple[Photo, list[Any]]:
    """The photo of a file, and its rows in every table that says something of it, but for the file itself."""
    found = find_photo(database.connection, path)
    assert found is not None
    rows = [
        sorted(database.connection.execute(f"SELECT {columns} FROM {table} WHERE photo = ?", (found.id,)))
        for table, columns in _KNOWN.items()
        if table != "remark"
    ]
    return replace(found, remarks=()), rows


def tell(database: Database, path: Path, note: str = "By the sea") -> None:
    """Everything that can be known of a photo."""
    photo, _ = known_of(database, path)
    with database.writing() as connection:
        connection.execute("UPDATE photo SET note = ?, title = 'Ours' WHERE id = ?", (note, photo.id))
        connection.execute(
            "INSERT INTO caption VALUES (?, 'compact', 'brief', 'A dog.', 'fact', 0.9)", (photo.id,)
        )
        connection.execute("INSERT INTO reading VALUES (?, 'Bakery')", (photo.id,))
        code = Code("QR code", "table 7", LEFT)
        write_perception(
            connection, photo.id, 1, shows(seen("dog"), scene=place(room="kitchen"), codes=[code])
        )
        write_crops(connection, photo.id, "small", [16], np.ones((1, 4), np.float32))
        connection.execute("INSERT OR IGNORE INTO album VALUES (1, 'apple', 'Trip')")
        connection.execute("INSERT INTO album_photo VALUES (1, ?)", (photo.id,))
        connection.execute("INSERT OR IGNORE INTO name VALUES (1, 'Rex')")
        connection.execute("INSERT INTO example VALUES (1, ?, 1)", (photo.id,))
        refresh_words(connection, [photo.id])


def describe(database: Database, path: Path, text: str = "A dog on the beach.") -> bool:
    write_alt_text(path, AltText(text), pixels)
    return after_writing(database, path)


def nothing_new(report: Report, unchanged: int) -> bool:
    return report == Report(unchanged=unchanged)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_photo_keeps_all_and_the_next_run_finds_nothing_new(
    library: Path, folder: Path, ending: str
) -> None:
    path = save(picture(1), folder / f"a.{ending}")
    save(picture(2), folder / "b.png")
    assert index(library, folder)[0].new == 2
    with Database(library) as database:
        tell(database, path)
        before, rows = known_of(database, path)
        assert all(rows)
        assert describe(database, path)
        assert known_of(database, path) == (before, rows)
        found = find_photo(database.connection, path)
        assert found is not None
        assert found.remarks == (Remark(Part.ALT, "A dog on the beach."),)
        assert matching(database, "inscribed:beach") == [before.id]
        (content,) = database.connection.execute("SELECT content FROM photo WHERE id = ?", (before.id,))
        assert content[0] == content_hash(path.read_bytes())
        report, embedder = index(library, folder)
        assert nothing_new(report, 2)
        assert embedder.pictures_seen == 0
        assert known_of(database, path) == (before, rows)
        assert database.connection.execute("SELECT count(*) FROM photo").fetchone() == (2,)
        assert matching(database, "sea") == [before.id]
        assert database.problems() == []


def test_a_copy_with_the_old_bytes_keeps_the_photo_and_the_file_gets_one_like_it(
    library: Path, folder: Path
) -> None:
    path, copy = save(picture(1), folder / "a.jpg"), folder / "b.jpg"
    shutil.copyfile(path, copy)
    report, _ = index(library, folder)
    assert (report.new, report.copies) == (1, 1)
    with Database(library) as database:
        tell(database, path)
        before, rows = known_of(database, path)
        assert describe(database, path)
        one, one_rows = known_of(database, path)
        other, other_rows = known_of(database, copy)
        assert one.id != other.id == before.id
        assert one_rows == other_rows == rows
        assert (one.note, one.title, one.taken, one.perceptual) == (
            before.note, before.title, before.taken, before.perceptual,
        )  # fmt: skip
        assert one.captioned == before.captioned
        assert (one.paths, other.paths) == ((path,), (copy,))
        report, embedder = index(library, folder)
        assert nothing_new(report, 2)
        assert embedder.pictures_seen == 0
        assert known_of(database, path) == (one, one_rows)
        assert matching(database, "sea") == sorted([one.id, other.id])
        # The same words in the other make them one again.
        assert describe(database, copy)
        both, both_rows = known_of(database, copy)
        assert both.id == one.id
        assert both.paths == (path, copy)
        assert both_rows == rows
        assert database.connection.execute("SELECT count(*) FROM photo").fetchone() == (1,)
        assert nothing_new(index(library, folder)[0], 2)
        assert matching(database, "sea") == [one.id]
        assert database.problems() == []


@pytest.mark.parametrize("differs", ["note", "example"])
def test_two_that_become_one_lose_no_word_of_the_user(library: Path, folder: Path, differs: str) -> None:
    path, copy = save(picture(1), folder / "a.jpg"), folder / "b.jpg"
    shutil.copyfile(path, copy)
    index(library, folder)
    with Database(library) as database:
        tell(database, path)
        describe(database, path)
        other, _ = known_of(database, copy)
        with database.writing() as connection:
            if differs == "note":
                connection.execute("UPDATE photo SET note = 'Another' WHERE id = ?", (other.id,))
            else:
                connection.execute("UPDATE example SET is_it = 0 WHERE photo = ?", (other.id,))
        describe(database, copy)
        assert known_of(database, copy)[0].note == "By the sea"
        (row,) = database.connection.execute(
            "SELECT orphaned IS NOT NULL, note FROM photo WHERE id = ?", (other.id,)
        )
        assert row == (1, "Another" if differs == "note" else "By the sea")
        assert nothing_new(index(library, folder)[0], 2)


def test_a_link_to_the_file_changes_with_it(library: Path, folder: Path, tmp_path: Path) -> None:
    path, link = save(picture(1), folder / "a.jpg"), folder / "b.jpg"
    link.symlink_to(path)
    index(library, folder)
    with Database(library) as database:
        tell(database, path)
        before, rows = known_of(database, path)
        assert describe(database, link)
        assert known_of(database, path) == known_of(database, link) == (before, rows)
        assert nothing_new(index(library, folder)[0], 2)


def test_writing_the_same_words_again_changes_nothing(library: Path, folder: Path) -> None:
    path = save(picture(1), folder / "a.jpg")
    index(library, folder)
    with Database(library) as database:
        tell(database, path)
        describe(database, path)
        before = known_of(database, path)
        assert describe(database, path)
        assert known_of(database, path) == before


def test_a_file_that_another_program_edited_before_is_left_to_the_next_scan(
    library: Path, folder: Path
) -> None:
    path = save(picture(1), folder / "a.jpg")
    index(library, folder)
    with Database(library) as database:
        tell(database, path)
        before = known_of(database, path)
        save(picture(2), path)
        os.utime(path, ns=(1, 1_500_000_000_000_000_000))
        assert not describe(database, path)
        assert known_of(database, path) == before
        assert index(library, folder)[0].changed == 1
        assert known_of(database, path)[0].id != before[0].id


def test_files_that_are_not_known_or_not_there(library: Path, folder: Path) -> None:
    path = save(picture(1), folder / "a.jpg")
    with Database(library) as database:
        assert not after_writing(database, path)
        with pytest.raises(AppError, match="cannot be read"):
            after_writing(database, folder / "none.jpg")


def test_every_table_that_speaks_of_photos_is_copied(library: Path) -> None:
    with Database(library) as database:
        tables = {
            table
            for (table,) in database.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            for row in database.connection.execute(f"PRAGMA foreign_key_list({table})")
            if row[2] == "photo"
        }
        assert tables - {"file"} == set(_KNOWN)
        for table, columns in _KNOWN.items():
            every = {row[1] for row in database.connection.execute(f"PRAGMA table_info({table})")}
            assert every - {"photo"} == set(columns.split(", "))
