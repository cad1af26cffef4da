import itertools
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from photo_rows import add_photo, new_library

from app.library.curation.review import Cosines, DuplicateKind, copies, near_copies, near_pairs, poor
from app.library.store.database import Database

HASH = 0x0F1E2D3C4B5A6978


def test_exact_copies_are_listed_with_the_shortest_path_to_keep(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/copy of a.jpg", "/photos/a.jpg")
        add_photo(database, "/photos/b.jpg")
        (found,) = copies(database.connection)
        assert (found.keep, found.others) == (Path("/photos/a.jpg"), (Path("/photos/copy of a.jpg"),))
        assert found.photos == (photo,)
        assert found.sentence() == "2 files hold the very same picture; a.jpg could stay."


def test_a_burst_versions_and_mere_likeness_are_told_apart(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        _near(database, "/photos/1.jpg", 0, taken="2024-01-01T10:00:00", sharpness=20.0)
        sharp = _near(database, "/photos/2.jpg", 1, taken="2024-01-01T10:00:02", sharpness=30.0)
        (burst,) = near_copies(database.connection)
        assert burst.kind is DuplicateKind.BURST
        assert burst.photos[0] == sharp
        assert burst.sentence() == "2 photos taken within seconds; the sharpest is 2.jpg."
    with new_library(tmp_path / "versions") as database:
        _near(database, "/photos/small.jpg", 0, width=800, height=600, sharpness=90.0)
        large = _near(database, "/photos/large.jpg", 3, sharpness=20.0)
        (versions,) = near_copies(database.connection)
        assert versions.kind is DuplicateKind.VERSIONS
        assert versions.photos[0] == large
    with new_library(tmp_path / "alike") as database:
        _near(database, "/photos/a.jpg", 0, taken_from="file")
        _near(database, "/photos/b.jpg", 0, taken_from="file")
        (alike,) = near_copies(database.connection)
        assert alike.kind is DuplicateKind.ALIKE
        assert "look alike" in alike.sentence()


def test_flat_and_distant_and_vanished_pictures_are_nobodys_copies(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        for number in range(3):
            add_photo(database, f"/photos/flat {number}.png")
        _near(database, "/photos/a.jpg", 0)
        _near(database, "/photos/b.jpg", 0xFF)
        _near(database, "/photos/gone.jpg", 1, orphaned=5.0)
        assert near_copies(database.connection) == []


def test_embeddings_have_the_last_word_where_there_are_some(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        _near(database, "/photos/a.jpg", 0)
        _near(database, "/photos/b.jpg", 1)

        def always(value: float) -> Cosines:
            return lambda first, _: np.full(len(first), value, np.float32)

        for value, count in ((0.3, 0), (0.95, 1), (float("nan"), 1)):
            assert len(near_copies(database.connection, always(value))) == count


def test_blurred_and_dark_photos_are_listed_but_no_screenshots(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, "/photos/fine.jpg", sharpness=40.0, brightness=0.5)
        add_photo(database, "/photos/soft.jpg", sharpness=3.0, brightness=0.5, taken="2023-01-01T00:00:00")
        add_photo(database, "/photos/night.jpg", sharpness=2.0, brightness=0.02)
        add_photo(database, "/photos/screen.png", sharpness=1.0, brightness=0.01, kind="screenshot")
        add_photo(database, "/photos/unknown.jpg")
        said = [one.sentence() for one in poor(database.connection)]
        assert said == ["night.jpg may be too dark.", "soft.jpg may be blurred."]


def test_names_in_any_encoding_can_be_said(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, b"/photos/b\xfc.jpg", b"/photos/long b\xfc.jpg")
        copies(database.connection)[0].sentence().encode()


@given(
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 63), max_size=9)), max_size=25),
)
def test_the_quick_way_finds_the_same_neighbours_as_comparing_all(
    seeds: list[int], flips: list[tuple[int, list[int]]]
) -> None:
    values = list(seeds)
    for which, bits in flips:
        value = seeds[which % len(seeds)]
        for bit in bits:
            value ^= 1 << bit
        values.append(value)
    values = list(dict.fromkeys(values))
    expected = {
        (a, b)
        for a, b in itertools.combinations(range(len(values)), 2)
        if (values[a] ^ values[b]).bit_count() <= 7
    }
    first, second = near_pairs(np.array(values, np.uint64))
    assert set(zip(first.tolist(), second.tolist(), strict=True)) == expected


def test_equal_hashes_hang_together() -> None:
    first, second = near_pairs(np.array([5, 9 << 40, 5, 5], np.uint64))
    pairs = set(zip(first.tolist(), second.tolist(), strict=True))
    assert {(0, 2), (2, 3)} <= pairs


def test_in_a_large_library_every_near_pair_is_found() -> None:
    hashes = np.random.default_rng(0).integers(0, 2**64, 50_000, dtype=np.uint64)
    hashes[40_000:] = hashes[:10_000] ^ np.uint64(0b1011)
    first, _ = near_pairs(hashes)
    assert len(first) == 10_000


def _near(database: Database, path: str, flip: int, **columns: Any) -> int:
    return add_photo(database, path, perceptual=(HASH ^ flip).to_bytes(8, "big"), **columns)
