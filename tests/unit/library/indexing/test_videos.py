"""Videos are taken in: their first scene that shows something, text of the first few, date and words."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from made_clips import clip, plain, screen, shown
from made_library import SmallEmbedder

from app.adapters import decode, words_in
from app.cancel import CancelToken
from app.library.indexing.hashes import sampled_hash
from app.library.indexing.indexer import Indexer
from app.library.indexing.report import Report
from app.library.search.cutoff import Strength
from app.library.search.wording import hit_in_words, photo_in_words
from app.library.store.database import Database
from app.library.store.records import Photo, find_photo

NOW = datetime(2026, 11, 29, 12)


def index(path: Path, folder: Path) -> Report:
    indexer = Indexer(lambda: Database(path), path, decode, SmallEmbedder(), now=NOW.timestamp)
    return indexer.run([folder], CancelToken())


def known(path: Path, file: Path) -> Photo:
    with Database(path) as database:
        assert database.problems() == []
        found = find_photo(database.connection, file)
    assert found is not None
    return found


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "avi"])
def test_a_video_is_taken_in_with_its_first_telling_scene(path: Path, folder: Path, ending: str) -> None:
    black = np.zeros((240, 320, 3), np.uint8)
    film = clip(folder / f"VID_20240612_153012.{ending}", shown((black, 1), (plain(220, 30, 30), 2)))
    report = index(path, folder)
    assert (report.new, report.broken, report.embedded) == (1, 0, 1)
    photo = known(path, film)
    assert (photo.width, photo.height, photo.format) == (320, 240, ending.upper())
    assert photo.is_video
    assert photo.taken.isoformat()[:10] == "2024-06-12"
    assert photo.brightness is not None
    assert photo.brightness > 0.2  # not the black opening
    assert "It is a video; what I say of it is of its first scenes." in photo_in_words(photo, NOW)
    assert "on a video" in hit_in_words(photo, 1, Strength.STRONG, 0, False, NOW)
    assert index(path, folder) == Report(unchanged=1)


def test_what_is_written_in_a_video_is_found(path: Path, folder: Path) -> None:
    tags = {"title": "Ottilie on the harp", "comment": "by the sea", "creation_time": "2019-08-07T12:00:00Z"}
    film = clip(folder / "a.mp4", shown((plain(30, 180, 40), 1)), tags=tags)
    index(path, folder)
    photo = known(path, film)
    assert [one.text for one in photo.remarks] == ["Ottilie on the harp", "by the sea"]
    assert (photo.taken.date().isoformat(), photo.taken_from) == ("2019-08-07", "exif")


def test_a_video_that_is_none_is_a_file_that_could_not_be_read(path: Path, folder: Path) -> None:
    (folder / "a.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + b"\0" * 500)
    (folder / "b.mov").write_bytes(b"no film")
    clip(folder / "c.mp4", shown((plain(30, 180, 40), 1)))
    report = index(path, folder)
    assert (report.new, report.broken) == (1, 2)


def test_the_text_of_the_first_scenes_is_read_once_each(folder: Path) -> None:
    film = clip(
        folder / "a.mp4",
        shown((screen(["BAKERY"]), 3), (plain(220, 30, 30, (960, 540)), 3), (screen(["EXIT", "BAKERY"]), 3)),
    )
    seen: list[tuple[int, int]] = []

    def read(loaded: Any, cancel: CancelToken, tell: Any) -> Any:
        seen.append(loaded.image.size)
        dark = float(np.asarray(loaded.image.convert("L")).mean()) < 200
        lines = [] if dark else ["BAKERY"] if len(seen) == 1 else ["EXIT", "BAKERY"]
        return SimpleNamespace(lines=[SimpleNamespace(text=line) for line in lines])

    assert words_in(read, film, CancelToken()) == "BAKERY\nEXIT"  # type: ignore[arg-type]
    assert len(seen) == 3


def test_very_large_files_are_told_by_samples() -> None:
    size = 5_000_000_000

    def read(at: int, length: int, changed: int = -1) -> bytes:
        return bytes([1 if at <= changed < at + length else 0]) * min(length, 10)

    one = sampled_hash(read, size)
    assert len(one) == 16
    assert sampled_hash(read, size) == one
    assert sampled_hash(read, size + 1) != one
    assert sampled_hash(lambda at, length: read(at, length, 0), size) != one
    assert sampled_hash(lambda at, length: read(at, length, size - 1), size) != one
