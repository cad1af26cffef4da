import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.library.store.database import Database
from app.library.store.records import find_photo, load_photos
from app.library.store.rows import batches
from app.library.store.words import refresh_words


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "library.db") as database:
        with database.writing() as connection:
            connection.execute("INSERT INTO root (id, path, added) VALUES (1, x'2f61', 0)")
            for one in (1, 2, 3):
                connection.execute(
                    "INSERT INTO photo "
                    "(id, content, added, width, height, format, taken, taken_from, objects) "
                    "VALUES (?, ?, 0, 40, 30, 'PNG', '2024-06-12T10:00:00', 'exif', 'dog, ball')",
                    (one, bytes([one])),
                )
            for photo, path in ((1, "/a/Trip to_Porto/IMG_1.jpg"), (1, "/a/b.jpg"), (2, "/a/c\udcff.jpg")):
                connection.execute(
                    "INSERT INTO file (root, path, size, modified, photo) VALUES (1, ?, 1, 1, ?)",
                    (os.fsencode(path), photo),
                )
            connection.execute("INSERT INTO caption VALUES (1, 'm', 'full', 'Long.', 'fact', 0.5)")
            connection.execute("INSERT INTO caption VALUES (1, 'm', 'brief', 'A running dog.', 'fact', NULL)")
            connection.execute("INSERT INTO reading VALUES (1, 'BAKERY open')")
            connection.execute("INSERT INTO album VALUES (1, 'apple', 'Holidays')")
            connection.execute("INSERT INTO album_photo VALUES (1, 1)")
            refresh_words(connection, [1, 2, 3])
        yield database


def ids(connection: sqlite3.Connection, table: str, query: str) -> list[int]:
    return [
        row[0] for row in connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (query,))
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("caption:run", [1]),
        ("objects:balls", [1, 2, 3]),
        ("reading:bakery", [1]),
        ("name:porto", [1]),
        ("name:b", [1]),
        ("album:holiday", [1]),
        ("note:nothing", []),
    ],
)
def test_the_words_of_a_photo_are_found(database: Database, query: str, found: list[int]) -> None:
    assert ids(database.connection, "words", query) == found


def test_pieces_of_words_are_found(database: Database) -> None:
    assert ids(database.connection, "letters", "reading:akery") == [1]
    assert ids(database.connection, "letters", "name:orto") == [1]


def test_refreshing_replaces_and_an_orphan_has_no_words(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE photo SET note = 'my birthday' WHERE id = 1")
        connection.execute("UPDATE photo SET orphaned = 1 WHERE id = 2")
        for _ in range(2):
            refresh_words(connection, [1, 2])
    assert ids(database.connection, "words", "note:birthday") == [1]
    assert database.connection.execute("SELECT rowid FROM words ORDER BY 1").fetchall() == [(1,), (3,)]
    assert database.connection.execute("SELECT rowid FROM letters ORDER BY 1").fetchall() == [(1,), (3,)]


def test_a_deleted_photo_takes_everything_with_it(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO embedding VALUES ('m', 1, x'00')")
        connection.execute("DELETE FROM file WHERE photo = 1")
        connection.execute("DELETE FROM photo WHERE id = 1")
    for table in ("caption", "reading", "embedding", "album_photo"):
        assert database.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    assert ids(database.connection, "words", "porto") == []
    assert ids(database.connection, "letters", "akery") == []
    assert database.problems() == []
    # Whoever keeps vectors in memory is told.
    assert database.connection.execute("SELECT value FROM meta WHERE key = 'removed'").fetchone() == (1,)


def test_only_some_copies_of_a_photo_name_it(database: Database) -> None:
    with database.writing() as connection:
        connection.executemany(
            "INSERT INTO file (root, path, size, modified, photo) VALUES (1, ?, 1, 1, 2)",
            [(b"/a/copy%d.jpg" % number,) for number in range(5000)],
        )
        refresh_words(connection, [2])
    name = database.connection.execute("SELECT name FROM words WHERE rowid = 2").fetchone()[0]
    assert len(name.split("copy")) == 50


def test_a_photo_is_read_with_everything(database: Database) -> None:
    photo = load_photos(database.connection, [1])[1]
    assert photo.paths == (Path("/a/b.jpg"), Path("/a/Trip to_Porto/IMG_1.jpg"))
    assert [one.text for one in photo.captions] == ["A running dog.", "Long."]
    assert (photo.text, photo.objects, photo.gps) == ("BAKERY open", ("dog", "ball"), None)
    assert not photo.captioned
    assert photo.taken.isoformat() == "2024-06-12T10:00:00"


def test_photos_come_in_the_order_asked_for(database: Database) -> None:
    assert list(load_photos(database.connection, [3, 99, 1, 2])) == [3, 1, 2]
    assert load_photos(database.connection, []) == {}


def test_a_photo_is_found_by_its_file(database: Database) -> None:
    found = find_photo(database.connection, Path("/a/c\udcff.jpg"))
    assert found is not None
    assert found.id == 2
    assert find_photo(database.connection, Path("/a/none.jpg")) is None


def test_batches_hold_everything_once() -> None:
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([], 3)) == []
