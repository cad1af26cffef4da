from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from photo_rows import add_photo, new_library

from app.errors import AppError
from app.library.curation.lookalikes import FOUND, Lookalikes
from app.library.curation.names import all_names, forget, rename, taught, teach
from app.library.search.vectors import Vectors
from app.library.store.database import Database

DIMENSION = 32


def test_the_users_last_word_about_a_photo_counts(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photos = [add_photo(database, f"/photos/{number}.jpg") for number in range(3)]
        assert teach(database, " Rex ", photos[0]) == "Rex"
        teach(database, "rex", photos[1])
        teach(database, "REX", photos[1], is_it=False)
        teach(database, "Ada", photos[2])
        known = taught(database.connection, "rEx")
        assert (known.name, known.examples, known.corrections) == ("Rex", (photos[0],), (photos[1],))
        assert [one.name for one in all_names(database.connection)] == ["Ada", "Rex"]


def test_what_cannot_be_taught_is_said(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/a.jpg")
        for name, photo_id, words in (
            ("\n", photo, "at least one letter"),
            ("x" * 61, photo, "61 characters"),
            ("Rex", photo + 1, "not in the library"),
        ):
            with pytest.raises(AppError, match=words):
                teach(database, name, photo_id)
        with pytest.raises(AppError, match="was not taught"):
            forget(database, "Rex")
        assert all_names(database.connection) == []


def test_a_forgotten_name_is_in_no_file_of_the_library_any_more(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/a.jpg")
        teach(database, "Zebulon Quillfeather", photo)
        teach(database, "Ada", photo)
        assert b"Quillfeather" in _bytes(database)
        assert rename(database, "zebulon quillfeather", "Wolfram Octothorpe")
        assert b"Quillfeather" not in _bytes(database)
        assert b"Octothorpe" in _bytes(database)
        assert forget(database, "Wolfram Octothorpe")
        assert b"Octothorpe" not in _bytes(database)
        assert [one.name for one in all_names(database.connection)] == ["Ada"]
        assert database.connection.execute("SELECT count(*) FROM example").fetchone() == (1,)


def test_forgetting_while_another_reads_says_that_it_is_not_overwritten_yet(tmp_path: Path) -> None:
    with new_library(tmp_path) as database, Database(database.path) as other:
        teach(database, "Zebulon", add_photo(database, "/photos/a.jpg"))
        database.connection.execute("PRAGMA busy_timeout = 50")
        other.connection.execute("BEGIN")
        other.connection.execute("SELECT count(*) FROM name").fetchone()
        assert forget(database, "Zebulon") is False
        other.connection.execute("COMMIT")


def test_a_name_is_not_given_to_two(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/a.jpg")
        teach(database, "Rex", photo)
        teach(database, "Ada", photo)
        with pytest.raises(AppError, match="There is Ada already"):
            rename(database, "Rex", "Ada")
        assert rename(database, "Rex", "REX")
        assert taught(database.connection, "rex").name == "REX"


def test_what_was_taught_is_found_in_other_photos_and_nowhere_else(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        rex, others = _library(database)
        for photo in rex[:3]:
            teach(database, "Rex", photo)
        finder = _finder(database)
        found = finder.found(taught(database.connection, "Rex"))
        assert set(found) == set(rex[3:])
        assert all(FOUND <= probability <= 1 for probability in found.values())
        assert list(found.values()) == sorted(found.values(), reverse=True)
        assert not set(found) & set(others)


def test_a_correction_counts_at_once_and_for_its_likes(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        rex, _ = _library(database)
        for photo in rex[:3]:
            teach(database, "Rex", photo)
        twin = _twin(database, rex[4])
        finder = _finder(database)
        before = finder.found(taught(database.connection, "Rex"))
        assert {rex[4], twin} <= set(before)
        teach(database, "Rex", rex[4], is_it=False)
        after = finder.found(taught(database.connection, "Rex"))
        assert set(before) - set(after) == {rex[4], twin}


def test_one_example_or_a_handful_of_photos_finds_nothing(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        rex, _ = _library(database)
        teach(database, "Rex", rex[0])
        assert _finder(database).found(taught(database.connection, "Rex")) == {}
    with new_library(tmp_path / "small") as database:
        rex, _ = _library(database, others=10)
        for photo in rex[:3]:
            teach(database, "Rex", photo)
        assert _finder(database).found(taught(database.connection, "Rex")) == {}


def test_a_new_photo_is_found_once_the_embeddings_are_refreshed(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        rex, _ = _library(database)
        for photo in rex[:3]:
            teach(database, "Rex", photo)
        vectors = Vectors(database.connection, "small", DIMENSION)
        vectors.refresh()
        finder = Lookalikes(vectors)
        known = taught(database.connection, "Rex")
        before = finder.found(known)
        new = _twin(database, rex[5])
        assert finder.found(known) == before
        vectors.refresh()
        assert set(finder.found(known)) == {*before, new}


def _library(database: Database, others: int = 300) -> tuple[list[int], list[int]]:
    """Eight photos of one thing among others of anything."""
    rng = np.random.default_rng(7)
    thing = _unit(rng.normal(size=DIMENSION))
    rex = [
        add_photo(
            database, f"/photos/rex {number}.jpg", vector=_unit(thing + 0.08 * rng.normal(size=DIMENSION))
        )
        for number in range(8)
    ]
    rest = [
        add_photo(database, f"/photos/other {number}.jpg", vector=_unit(rng.normal(size=DIMENSION)))
        for number in range(others)
    ]
    return rex, rest


def _twin(database: Database, photo: int) -> int:
    raw = database.connection.execute("SELECT vector FROM embedding WHERE photo = ?", (photo,)).fetchone()[0]
    vector = np.frombuffer(raw, "<f2").astype(np.float64)
    rng = np.random.default_rng(1)
    return add_photo(database, "/photos/twin.jpg", vector=_unit(vector + 0.002 * rng.normal(size=DIMENSION)))


def _finder(database: Database) -> Lookalikes:
    vectors = Vectors(database.connection, "small", DIMENSION)
    vectors.refresh()
    return Lookalikes(vectors)


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def _bytes(database: Database) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(database.path.parent.iterdir()) if path.is_file())
