import os
import shutil
from pathlib import Path

import pytest

from app.folders.fresh import Came, Fresh

START = 1_000_000.0


def put(path: Path, at: float, content: bytes = b"one") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shots").mkdir()
    return tmp_path / "shots"


def following(folder: Path, **more: bool) -> Fresh:
    fresh = Fresh(folder, START, **more)
    assert fresh.take({folder}, START) == Came()
    return fresh


def test_what_was_there_is_not_new_and_what_comes_is_so_once(folder: Path) -> None:
    put(folder / "old.png", START - 50)
    fresh = following(folder)
    a, b = put(folder / "a.png", START + 2), put(folder / "b.png", START + 1)
    assert fresh.take({folder / "old.png", a, b}, START + 5).new == [b, a]
    assert fresh.take({a, b, folder}, START + 6) == Came()
    assert len(fresh) == 3


def test_what_came_between_the_start_and_the_first_look_is_new(folder: Path) -> None:
    put(folder / "old.png", START - 50)
    fresh = Fresh(folder, START)
    came = put(folder / "a.png", START + 1)
    writing = put(folder / "b.png", START + 9.5)
    assert fresh.take({folder}, START + 10) == Came([came], [writing])
    assert fresh.take({writing}, START + 11).new == [writing]


def test_edits_and_new_names_are_nothing_new(folder: Path) -> None:
    old = put(folder / "old.png", START - 50)
    fresh = following(folder)
    put(old, START + 1, b"edited")
    assert fresh.take({old}, START + 2) == Came()
    renamed = old.rename(folder / "sub.png")
    assert fresh.take({old, renamed}, START + 3) == Came()
    # An editor that writes another file and puts it in the old one's place.
    put(folder / "x.tmp", START + 4).rename(renamed)
    assert fresh.take({renamed}, START + 5) == Came()


def test_what_is_moved_out_and_back_is_nothing_new(folder: Path, tmp_path: Path) -> None:
    old = put(folder / "old.png", START - 50)
    fresh = following(folder)
    old.rename(tmp_path / "old.png")
    assert fresh.take({old}, START + 1) == Came()
    (tmp_path / "old.png").rename(old)
    assert fresh.take({old}, START + 2) == Came()


def test_what_is_moved_in_is_new_however_old_it_is(folder: Path, tmp_path: Path) -> None:
    fresh = following(folder)
    moved = put(tmp_path / "holiday.jpg", START - 9999).rename(folder / "holiday.jpg")
    assert fresh.take({moved}, START + 1).new == [moved]


def test_a_name_that_is_used_again_and_an_inode_that_is(folder: Path) -> None:
    old = put(folder / "old.png", START - 50)
    fresh = following(folder)
    old.unlink()
    assert fresh.take({old}, START + 1) == Came()
    again = put(folder / "old.png", START + 2)
    assert fresh.take({again}, START + 3).new == [again]
    again.unlink()
    # Most file systems give its inode to one of these.
    others = [put(folder / f"{number}.png", START + 4 + number) for number in range(3)]
    assert fresh.take({again, *others}, START + 9).new == others


def test_folders_that_come_move_and_go(folder: Path, tmp_path: Path) -> None:
    fresh = following(folder)
    put(tmp_path / "trip" / "day" / "a.jpg", START - 10)
    (tmp_path / "trip" / "day" / "notes.txt").write_text("no picture")
    put(tmp_path / "trip" / ".cache" / "b.jpg", START - 10)
    trip = (tmp_path / "trip").rename(folder / "trip")
    assert fresh.take({trip}, START).new == [trip / "day" / "a.jpg"]
    moved = trip.rename(folder / "journey")
    assert fresh.take({trip, moved}, START) == Came()
    shutil.rmtree(moved)
    assert fresh.take({moved}, START) == Came()
    assert len(fresh) == 0


def test_subfolders_do_not_count_where_nobody_asks_for_them(folder: Path) -> None:
    fresh = following(folder, recursive=False)
    inside = put(folder / "sub" / "a.png", START + 1)
    own = put(folder / "b.png", START + 1)
    assert fresh.take({folder, folder / "sub", inside}, START + 5).new == [own]


def test_a_look_through_later_finds_what_nobody_told(folder: Path) -> None:
    fresh = following(folder)
    missed = put(folder / "a.png", START - 1)
    assert fresh.take({folder}, START + 600).new == [missed]


def test_a_folder_that_comes_back(folder: Path) -> None:
    put(folder / "old.png", START - 50)
    fresh = following(folder)
    shutil.rmtree(folder)
    fresh.absent(START + 100)
    put(folder / "older.png", START + 50)
    new = put(folder / "new.png", START + 150)
    assert fresh.take({folder}, START + 200).new == [new]
    assert fresh.take({folder}, START + 300) == Came()


def test_empty_files_pipes_and_what_is_gone(folder: Path) -> None:
    fresh = following(folder)
    empty = put(folder / "empty.png", START + 1, b"")
    os.mkfifo(folder / "pipe.png")
    odd = {empty, folder / "pipe.png", folder / "gone.png", folder / "a\0b.png", folder}
    assert fresh.take(odd, START + 5) == Came()
    put(empty, START + 6)
    assert fresh.take({empty}, START + 8).new == [empty]
