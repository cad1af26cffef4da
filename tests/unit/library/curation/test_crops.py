from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from perceptions import perceive, seen
from photo_rows import add_photo, new_library

from app.library.curation.crops import CropLookalikes
from app.library.curation.lookalikes import FOUND
from app.library.curation.names import Taught, taught, teach
from app.library.indexing.crops import write_crops
from app.library.store.database import Database

DIMENSION = 32
DOG, CAT = 16, 15


class Kennel:
    """A library of dogs: some photos of one of them, each beside another, and many of others."""

    def __init__(self, database: Database) -> None:
        self._rng = np.random.default_rng(7)
        self.database = database
        self.rex_looks = self.any()
        self.rex = [self.photo(self.like(self.rex_looks), self.any()) for _ in range(8)]
        self.others = [self.photo(self.any()) for _ in range(200)]

    def any(self) -> NDArray[np.float32]:
        return self.like(self._rng.normal(size=DIMENSION), 0.0)

    def like(self, one: NDArray[np.float32], noise: float = 0.05) -> NDArray[np.float32]:
        vector = one + noise * self._rng.normal(size=DIMENSION)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    def photo(self, *vectors: NDArray[np.float32], kind: int = DOG) -> int:
        count = self.database.connection.execute("SELECT count(*) FROM photo").fetchone()[0]
        photo = add_photo(self.database, f"/photos/{count}.jpg")
        perceive(self.database, photo, *[seen("dog")] * len(vectors))
        with self.database.writing() as connection:
            write_crops(connection, photo, "small", [kind] * len(vectors), np.stack(vectors))
        return photo

    def finder(self) -> CropLookalikes:
        return CropLookalikes(self.database.connection, "small", DIMENSION)


def test_what_was_taught_is_found_beside_anything(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        kennel = Kennel(database)
        for photo in kennel.rex[:3]:
            teach(database, "Rex", photo)
        found = kennel.finder().found(taught(database.connection, "Rex"))
        assert set(found) == set(kennel.rex[3:])
        assert all(FOUND <= probability <= 1 for probability in found.values())
        assert list(found.values()) == sorted(found.values(), reverse=True)


def test_a_correction_counts_for_its_likes(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        kennel = Kennel(database)
        twin = kennel.photo(kennel.like(kennel.rex_looks, 0.0))
        finder = kennel.finder()
        examples = tuple(kennel.rex[:3])
        assert twin in finder.found(Taught("Rex", examples, ()))
        wrong = kennel.photo(kennel.like(kennel.rex_looks, 0.0))
        assert twin not in finder.found(Taught("Rex", examples, (wrong,)))


def test_nothing_is_found_by_one_example_or_by_things_of_two_sorts(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        kennel = Kennel(database)
        cat = kennel.photo(kennel.like(kennel.rex_looks), kind=CAT)
        plain = add_photo(database, "/photos/plain.jpg")
        finder = kennel.finder()
        for examples in ((), (kennel.rex[0],), (kennel.rex[0], cat), (kennel.rex[0], plain), (99_999,)):
            assert finder.found(Taught("Rex", examples, ())) == {}


def test_with_a_handful_of_crops_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        kennel = Kennel(database)
        with database.writing() as connection:
            connection.execute("DELETE FROM crop WHERE photo > 20")
        assert kennel.finder().found(Taught("Rex", tuple(kennel.rex[:3]), ())) == {}


def test_a_new_photo_is_found_at_once(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        kennel = Kennel(database)
        finder, known = kennel.finder(), Taught("Rex", tuple(kennel.rex[:3]), ())
        before = finder.found(known)
        new = kennel.photo(kennel.like(kennel.rex_looks, 0.02))
        assert set(finder.found(known)) == {*before, new}


def test_embeddings_of_another_length_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        kennel = Kennel(database)
        other = CropLookalikes(database.connection, "small", 2 * DIMENSION)
        assert other.found(Taught("Rex", tuple(kennel.rex[:3]), ())) == {}
