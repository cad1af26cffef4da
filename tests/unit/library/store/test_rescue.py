"""What is saved of a damaged library."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from made_library import SmallEmbedder, make_pictures

from app.adapters import decode
from app.cancel import CancelToken
from app.library.curation.names import teach
from app.library.curation.notes import set_note
from app.library.indexing.indexer import Indexer
from app.library.store.connections import connect
from app.library.store.database import Database
from app.library.store.rescue import rescue


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    make_pictures(folder, 60)
    library = tmp_path / "library.db"
    embedder = SmallEmbedder()
    Indexer(lambda: Database(library), library, decode, embedder).run([folder], CancelToken())
    with Database(library) as database:
        for photo in (1, 30, 60):
            set_note(database, photo, f"note {photo}")
        teach(database, "Rex", 30)
        database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return library


def damage(library: Path, table: str) -> None:
    """Overwrite the last page of a table."""
    last = "SELECT max(pageno) FROM dbstat WHERE name = ?"
    root = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
    with closing(connect(library)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute(last if _has_dbstat(connection) else root, (table,)).fetchone()
    with library.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def _has_dbstat(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'").fetchone())


@pytest.mark.parametrize("table", ["words_data", "file", "embedding", "caption"])
def test_the_users_words_survive_damage_elsewhere(filled: Path, tmp_path: Path, table: str) -> None:
    damage(filled, table)
    aside = filled.replace(tmp_path / "damaged.db")
    with Database(filled) as database, database.writing() as connection:
        saved = rescue(connection, aside, time.time())
        assert (saved.photos, saved.roots) == (60, 1)
        assert database.problems() == []
    embedder = SmallEmbedder()
    report = Indexer(lambda: Database(filled), filled, decode, embedder).run(None, CancelToken())
    assert report.broken == 0
    with Database(filled) as database:
        ask = database.connection.execute
        assert ask("SELECT count(*) FROM photo WHERE orphaned IS NULL").fetchone() == (60,)
        notes = {row[0] for row in ask("SELECT note FROM photo WHERE note != ''")}
        assert notes == {"note 1", "note 30", "note 60"}
        assert ask("SELECT count(*) FROM example").fetchone() == (1,)
        assert ask("SELECT count(*) FROM embedding").fetchone() == (60,)
        assert database.problems() == []
    if table != "embedding":
        assert embedder.pictures_seen == 0


def test_of_damaged_photos_those_that_can_be_read_are_saved(filled: Path, tmp_path: Path) -> None:
    damage(filled, "photo")
    aside = filled.replace(tmp_path / "damaged.db")
    with Database(filled) as database, database.writing() as connection:
        saved = rescue(connection, aside, time.time())
        assert saved.roots == 1
        assert 0 <= saved.photos <= 60
        assert database.problems() == []


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000, bytes(100_000)])
def test_what_is_no_library_any_more_gives_nothing(tmp_path: Path, content: bytes) -> None:
    aside = tmp_path / "damaged.db"
    aside.write_bytes(content)
    with Database(tmp_path / "library.db") as database, database.writing() as connection:
        saved = rescue(connection, aside, time.time())
        assert (saved.photos, saved.roots) == (0, 0)
        assert database.problems() == []


def test_a_photo_whose_row_is_lost_is_read_again_and_keeps_its_words(filled: Path) -> None:
    with Database(filled) as database:
        ask = database.connection.execute
        wanted = ask("SELECT content, width, height, taken, note FROM photo ORDER BY id").fetchall()
        (size,) = ask("PRAGMA page_size").fetchone()
        (root,) = ask("SELECT rootpage FROM sqlite_schema WHERE name = 'photo'").fetchone()
    with filled.open("r+b") as file:
        file.seek((root - 1) * size)
        first = file.read(12)
        page = int.from_bytes(first[8:12], "big") if first[0] == 5 else root
        file.seek((page - 1) * size)
        file.write(bytes(size))
    aside = filled.replace(filled.with_name("damaged.db"))
    with Database(filled) as database, database.writing() as connection:
        assert rescue(connection, aside, time.time()).photos == 60
        (lost,) = connection.execute("SELECT count(*) FROM photo WHERE width = 0").fetchone()
        assert lost > 0
    report = Indexer(lambda: Database(filled), filled, decode, SmallEmbedder()).run(None, CancelToken())
    assert (report.new, report.unchanged) == (0, 60)
    with Database(filled) as database:
        ask = database.connection.execute
        assert ask("SELECT content, width, height, taken, note FROM photo ORDER BY id").fetchall() == wanted
