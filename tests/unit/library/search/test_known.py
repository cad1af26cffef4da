import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from photo_rows import add_photo, new_library

from app.library.query.model import KnownWords
from app.library.search.known import known_words, southern
from app.library.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with new_library(tmp_path) as opened:
        yield opened


def test_an_empty_library_knows_no_words(database: Database) -> None:
    assert known_words(database.connection) == KnownWords()
    assert not southern(database.connection)


def test_cameras_and_places_that_occur_once_each_in_order(database: Database) -> None:
    add_photo(database, "/photos/1.jpg", camera="Canon EOS", place="Porto, Portugal")
    add_photo(database, "/photos/2.jpg", camera="Apple iPhone 12", place="Cascais, Portugal")
    add_photo(database, "/photos/3.jpg", camera="Canon EOS")
    add_photo(database, "/photos/4.jpg", camera="Nikon D90", place="Rome, Italy", orphaned=1.0)
    known = known_words(database.connection)
    assert known.cameras == ("Apple iPhone 12", "Canon EOS")
    assert known.places == ("Cascais, Portugal", "Porto, Portugal")


def test_folders_between_a_root_and_its_photos_and_albums(database: Database) -> None:
    add_photo(database, "/photos/trips/Lisbon/day 1/1.jpg", "/photos/2.jpg")
    add_photo(database, b"/photos/caf\xe9/3.jpg")
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO album (source, title) VALUES ('apple', 'Wedding'), ('other', 'Wedding')"
        )
    expected = {"photos", "trips", "Lisbon", "day 1", "Wedding", os.fsdecode(b"caf\xe9")}
    folders = known_words(database.connection).folders
    assert set(folders) == expected
    assert len(folders) == len(expected)


def test_whatever_the_order_of_files_and_folders_each_folder_is_named(database: Database) -> None:
    chance = random.Random(5)
    names = ("a", "a b", "a-", "a.jpg", "a0", "b", "0", "\u00e4", "z")
    paths = {
        "/photos/" + "/".join(f"{chance.choice(names)}{depth}" for depth in range(chance.randint(0, 3)))
        for _ in range(60)
    }
    files = sorted({f"{path.rstrip('/')}/{chance.choice(names)}.jpg" for path in paths})
    for file in files:
        add_photo(database, file)
    expected = {part for file in files for part in Path(file).parent.relative_to("/").parts}
    assert len(expected) > 20
    assert set(known_words(database.connection).folders) == expected


def test_taught_names(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO name (name) VALUES ('Rex'), ('Ana')")
    assert known_words(database.connection).names == ("Ana", "Rex")


def test_summer_is_where_most_photos_are(database: Database) -> None:
    for number, latitude in enumerate((-33.9, -37.8, 52.5)):
        add_photo(database, f"/photos/{number}.jpg", latitude=latitude, longitude=0.0)
    assert southern(database.connection)
    add_photo(database, "/photos/even.jpg", latitude=48.1, longitude=0.0)
    assert not southern(database.connection)
