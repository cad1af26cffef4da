import itertools
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from photo_rows import add_photo, new_library

from app.library.curation.review import Cosines, DuplicateKind, copies, near_copies, near_pairs, poor
from app.library.store.database import Database

HASH = 0x0F1E2D3C4B5A6978


def test_exact_copies_are_listed_with_the_likeliest_original_to_keep(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/copy of a.jpg", "/photos/a.jpg")
        add_photo(database, "/photos/b.jpg")
        (found,) = copies(database.connection)
        assert (found.keep, found.others) == (Path("/photos/a.jpg"), (Path("/photos/copy of a.jpg"),))
        assert found.photos == (photo,)
        assert found.sentence() == (
            "2 files hold the very same picture: a.jpg and copy of a.jpg, both in the folder photos. "
            "a.jpg could stay."
        )


@pytest.mark.parametrize(
    ("original_", "copy"),
    [
        ("/p/2024/May/long/IMG_1.jpg", "/p/x/IMG_1 (1).jpg"),
        ("/p/2024/May/long/IMG_1.jpg", "/p/IMG_1 copy.jpg"),
        ("/p/2024/May/long/IMG_1.jpg", "/p/Copy of IMG_1.jpg"),
        ("/p/2024/May/long/IMG_1.jpg", "/p/IMG_1 - Kopie.jpg"),
        ("/p/2024/May/long/IMG_1.jpg", "/p/Downloads/IMG_1.jpg"),
        ("/p/2024/May/long/IMG_1.jpg", "/p/WhatsApp Images/a.jpg"),
        ("/p/2024/May/long/IMG_1.jpg", "/p/Backup/IMG_1.jpg"),
        ("/tmp/p/2024/May/long/IMG_1.jpg", "/tmp/p/Downloads/a.jpg"),
        ("/p/2024/May/long/IMG_1.jpg", "/p/copy/a.jpg"),
        ("/p/a.jpg", "/p/deep/a.jpg"),
    ],
)
def test_which_of_two_copies_could_stay(tmp_path: Path, original_: str, copy: str) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, copy, original_)
        (found,) = copies(database.connection)
        assert found.keep == Path(original_)


def test_a_link_is_no_copy_and_never_stays_for_the_real_file(tmp_path: Path) -> None:
    real = tmp_path / "s" / "2024" / "IMG_0300.jpg"
    link, other = tmp_path / "best.jpg", tmp_path / "s" / "other.jpg"
    real.parent.mkdir(parents=True)
    real.write_bytes(b"photo")
    link.symlink_to(real)
    hard = tmp_path / "hard.jpg"
    os.link(real, hard)
    with new_library(tmp_path / "one") as database:
        add_photo(database, real, link, hard)
        assert copies(database.connection) == []
    other.write_bytes(b"photo")
    with new_library(tmp_path / "two") as database:
        add_photo(database, real, link, other)
        (found,) = copies(database.connection)
        assert {found.keep, *found.others} == {real, other}


def test_files_of_one_name_are_told_by_their_folders(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, "/p/2024/May/a.jpg", "/p/2023/May/a.jpg")
        (found,) = copies(database.connection)
        assert found.sentence() == (
            "2 files hold the very same picture: a.jpg in the folder May in 2023, and a.jpg in the folder "
            "May in 2024. The one in the folder May in 2023 could stay."
        )


def test_of_many_files_a_few_are_named(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, *(f"/p/{number}.jpg" for number in range(7)))
        (found,) = copies(database.connection)
        assert found.sentence() == (
            "7 files hold the very same picture: 0.jpg, 1.jpg, 2.jpg and 4 more, all in the folder p. "
            "0.jpg could stay."
        )


def test_a_burst_versions_and_mere_likeness_are_told_apart(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        _near(database, "/photos/1.jpg", 0, taken="2024-01-01T10:00:00", sharpness=20.0)
        sharp = _near(database, "/photos/2.jpg", 1, taken="2024-01-01T10:00:02", sharpness=30.0)
        (burst,) = near_copies(database.connection)
        assert burst.kind is DuplicateKind.BURST
        assert burst.photos[0] == sharp
        assert burst.sentence() == (
            "2 photos taken within seconds: 2.jpg and 1.jpg, both in the folder photos. "
            "The sharpest is 2.jpg."
        )
    with new_library(tmp_path / "versions") as database:
        _near(database, "/photos/small.jpg", 0, width=800, height=600, sharpness=90.0)
        large = _near(database, "/photos/large.jpg", 3, sharpness=20.0)
        (versions,) = near_copies(database.connection)
        assert versions.kind is DuplicateKind.VERSIONS
        assert versions.photos[0] == large
        assert versions.sentence().endswith("The best is large.jpg: it has the most pixels.")
    with new_library(tmp_path / "alike") as database:
        _near(database, "/photos/a.jpg", 0, taken_from="file")
        _near(database, "/photos/b.jpg", 0, taken_from="file")
        (alike,) = near_copies(database.connection)
        assert alike.kind is DuplicateKind.ALIKE
        assert alike.sentence() == (
            "2 photos look alike: a.jpg and b.jpg, both in the folder photos. "
            "I cannot tell which is the best."
        )


@pytest.mark.parametrize("taken", ["2024-01-01T10:00:00", "2024-01-01T10:00:02", "2024-05-01T09:00:00"])
def test_of_photos_with_the_same_pixels_none_is_sharper_or_better(tmp_path: Path, taken: str) -> None:
    measures: dict[str, Any] = {"sharpness": 30.0, "brightness": 0.5}
    with new_library(tmp_path) as database:
        _near(database, "/photos/a.jpg", 0, taken="2024-01-01T10:00:00", size=90_000, **measures)
        _near(database, "/photos/b.jpg", 0, taken=taken, size=60_000, **measures)
        (found,) = near_copies(database.connection)
        said = found.sentence()
        assert said.endswith(
            "a.jpg and b.jpg, both in the folder photos. "
            "Their pixels measure the same; only what is written in the files differs."
        )


def test_of_the_same_pixels_the_file_with_the_cameras_words_could_stay(tmp_path: Path) -> None:
    measures: dict[str, Any] = {"sharpness": 30.0, "brightness": 0.5}
    with new_library(tmp_path) as database:
        _near(database, "/photos/a.jpg", 0, taken_from="file", camera="", **measures)
        _near(database, "/photos/b.jpg", 0, camera="iPhone 12", **measures)
        (found,) = near_copies(database.connection)
        assert found.sentence().endswith(" b.jpg could stay: it holds what the camera wrote.")


_FILE: dict[str, Any] = {"taken_from": "file", "camera": ""}
_CAMERA: dict[str, Any] = {"camera": "iPhone 12"}
_SMALL: dict[str, Any] = {"width": 1200, "height": 900}
_HALF: dict[str, Any] = {"width": 3200, "height": 2400}


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        # What the camera wrote, then pixels, then bytes: whatever sharpness says.
        (_CAMERA | {"size": 200_000}, _FILE | {"size": 70_000, "sharpness": 99.0}, "what the camera wrote"),
        (_CAMERA | {"size": 70_000}, _FILE | {"size": 200_000, "sharpness": 99.0}, "what the camera wrote"),
        (_CAMERA | _HALF, _FILE, "what the camera wrote"),
        (_CAMERA, _FILE | _SMALL, "what the camera wrote"),
        ({"camera": "Canon", "taken_from": "file"}, _FILE | {"size": 9_000}, "what the camera wrote"),
        (_FILE, _FILE | _SMALL | {"size": 9_000, "sharpness": 99.0}, "the most pixels"),
        (_FILE, _FILE | _HALF | {"size": 9_000}, "the most pixels"),
        (_CAMERA, _CAMERA | _SMALL | {"sharpness": 99.0}, "the most pixels"),
        (_CAMERA | {"camera": "A"}, _CAMERA | _SMALL | {"camera": "B"}, "the most pixels"),
        (_FILE | {"size": 90_000}, _FILE | {"sharpness": 99.0}, "lost the least"),
        (_CAMERA | {"size": 90_000}, _CAMERA | {"sharpness": 99.0}, "lost the least"),
        (_FILE | {"size": 90_000, "format": "PNG"}, _FILE | {"sharpness": 99.0}, "lost the least"),
        (_CAMERA | {"size": 90_000}, _CAMERA | {"camera": "B", "size": 10_000}, "lost the least"),
        (_CAMERA | {"sharpness": 30.0}, _CAMERA | {"taken": "2024-06-12T13:00:00", "sharpness": 9.0},
         "the sharpest"),
        (_FILE | {"size": 1_000}, _FILE | {"size": 990, "sharpness": 99.0}, ""),
        (_FILE, _CAMERA | _SMALL, ""),  # one has the pixels, the other what the camera wrote
        (_FILE, _CAMERA | {"width": 160, "height": 120}, ""),
        (_FILE | {"sharpness": 30.0}, _FILE, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("swapped", [False, True])
def test_what_the_best_is_decided_by(
    tmp_path: Path, one: dict[str, Any], other: dict[str, Any], why: str, swapped: bool
) -> None:
    with new_library(tmp_path) as database:
        both = [("/p/one.jpg", 0, one), ("/p/sent/other.jpg", 1, other)]
        for path, flip, columns in reversed(both) if swapped else both:
            _near(database, path, flip, **columns)
        (found,) = near_copies(database.connection)
        if why:
            assert why in found.sentence()
            assert found.keep.name == "one.jpg"
            assert "The best is one.jpg" in found.sentence()
        else:
            assert "I cannot tell which is the best." in found.sentence()
            assert found.keep.name == "one.jpg" or one == _FILE | {"size": 1_000} or "sharpness" in one
        assert "in the folder p" in found.sentence()
        assert "in the folder sent" in found.sentence()


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
