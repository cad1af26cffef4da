import sqlite3
from pathlib import Path

import numpy as np
import pytest
from made_library import SmallEmbedder
from numpy.typing import NDArray
from perceptions import perceive, perhaps, seen, shows
from photo_rows import add_photo, new_library

from app.cancel import CancelToken
from app.inference.perception import Perception
from app.inference.protocols import Kind
from app.library.indexing.crops import crops_of, write_crops
from app.library.indexing.objects import ObjectFinder
from app.library.store.perceived import load_perceptions
from app.library.tools import Perceiver

PICTURE = np.random.default_rng(3).integers(0, 256, (400, 600, 3), dtype=np.uint8)
HALF = (0.0, 0.0, 0.5, 0.5)
DOG, CAT = 16, 15


def look(pixels: NDArray[np.uint8], cancel: CancelToken) -> Perception:
    return shows(seen("dog", HALF), seen("person", HALF))


def crops(connection: sqlite3.Connection) -> list[tuple[str, int, int]]:
    return connection.execute("SELECT model, class, photo FROM crop ORDER BY model, photo, number").fetchall()


def test_an_object_is_cut_out_with_a_margin() -> None:
    ((kind, cut),) = crops_of(PICTURE, shows(seen("dog", (0.25, 0.25, 0.75, 0.75))))
    assert (kind, cut.shape) == (DOG, (232, 348, 3))
    assert np.array_equal(cut, PICTURE[84:316, 126:474])


@pytest.mark.parametrize(
    "one",
    [
        seen("person", HALF),
        seen("pizza", HALF),
        perhaps("dog", HALF),
        seen("dog", (0.5, 0.5, 0.51, 0.6)),
        seen("dog", (0.0, 0.0, 1.0, 1.0)),
        seen("dog", (0.5, 0.5, 0.5, 0.5)),
    ],
)
def test_nobody_and_nothing_that_shows_too_little_is_cut_out(one: object) -> None:
    assert crops_of(PICTURE, Perception((one,))) == []  # type: ignore[arg-type]


def test_of_many_the_largest_are_cut_out() -> None:
    boxes = [(0.0, 0.0, 0.2 + 0.05 * size, 0.5) for size in range(7)]
    found = crops_of(PICTURE, shows(*(seen("dog", box) for box in boxes)))
    assert [cut.shape[1] for _, cut in found] == [324, 292, 259, 227]


def test_they_are_embedded_once_by_each_model(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo, plain = add_photo(database, "/a.jpg"), add_photo(database, "/b.jpg")
        ask = database.connection.execute
        small = SmallEmbedder()
        finder = ObjectFinder(Perceiver(look, 1), small)

        def due(finder: ObjectFinder) -> list[int]:
            return [row[0] for row in ask(f"SELECT id FROM photo WHERE {finder.due} ORDER BY id")]

        assert due(finder) == [photo, plain]
        for one in (photo, plain):
            write = finder.look(database.connection, one, Kind.PHOTO.value, PICTURE, CancelToken())
            with database.writing() as connection:
                assert write(connection)
        assert (due(finder), small.pictures_seen) == ([], 2)
        assert crops(database.connection) == [("small", DOG, photo), ("small", DOG, plain)]

        def never(pixels: NDArray[np.uint8], cancel: CancelToken) -> Perception:
            raise AssertionError("it was looked at before")

        better = ObjectFinder(Perceiver(never, 1), SmallEmbedder("a 'better' one"))
        assert due(better) == [photo, plain]
        write = better.look(database.connection, photo, Kind.PHOTO.value, PICTURE, CancelToken())
        with database.writing() as connection:
            assert write(connection)
        assert due(better) == [plain]
        assert database.problems() == []


def test_a_later_look_takes_the_old_crops_away(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        perceive(database, photo, seen("dog"))
        with database.writing() as connection:
            write_crops(connection, photo, "small", [DOG, CAT], np.ones((2, 4), np.float32))
        later = ObjectFinder(Perceiver(look, 2), SmallEmbedder())
        write = later.look(database.connection, photo, Kind.PHOTO.value, PICTURE, CancelToken())
        with database.writing() as connection:
            assert write(connection)
        assert crops(database.connection) == [("small", DOG, photo)]


def test_in_a_screenshot_nothing_is_cut_out(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        finder = ObjectFinder(Perceiver(look, 1), SmallEmbedder())
        write = finder.look(database.connection, photo, Kind.SCREENSHOT.value, PICTURE, CancelToken())
        with database.writing() as connection:
            assert write(connection)
        assert crops(database.connection) == []
        assert load_perceptions(database.connection, [photo])[photo].objects == ()
