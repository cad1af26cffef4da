import os
from pathlib import Path

from app.folders.settle import Settling


def test_a_file_at_rest_is_told_once(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    settling = Settling(1.0)
    settling.touch(file, 10.0)
    assert len(settling) == 1
    assert settling.settled(10.9) == set()
    assert settling.settled(11.0) == {file}
    assert settling.settled(99.0) == set()
    assert len(settling) == 0


def test_every_touch_begins_the_wait_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    settling = Settling(1.0)
    for now in (10.0, 10.5, 11.0, 11.5):
        settling.touch(file, now)
        assert settling.settled(now + 0.4) == set()
    assert settling.settled(12.5) == {file}


def test_a_file_that_grows_without_a_word_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    settling = Settling(1.0)
    settling.touch(file, 10.0)
    file.write_bytes(b"one two")
    assert settling.settled(11.0) == set()
    os.utime(file, ns=(0, 1))
    assert settling.settled(12.0) == set()
    assert settling.settled(13.0) == {file}


def test_a_file_that_is_open_is_waited_for_until_it_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    settling = Settling(1.0, open_rest=10.0)
    settling.touch(file, 10.0, is_open=True)
    # Its times are set while it is still open.
    settling.touch(file, 11.0)
    assert settling.settled(20.9) == set()
    settling.touch(file, 20.9, is_open=False)
    assert settling.settled(21.8) == set()
    assert settling.settled(21.9) == {file}


def test_a_file_that_is_never_closed_is_told_in_the_end(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    settling = Settling(1.0, open_rest=10.0)
    settling.touch(file, 10.0, is_open=True)
    assert settling.settled(20.0) == {file}


def test_what_is_gone_is_told_after_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"one")
    settling = Settling(1.0)
    settling.touch(file, 10.0)
    file.unlink()
    assert settling.settled(10.9) == set()
    assert settling.settled(11.0) == {file}


def test_a_name_that_no_system_takes_is_as_good_as_gone() -> None:
    settling = Settling(1.0)
    settling.touch(Path("a\0b.jpg"), 10.0)
    assert settling.settled(11.0) == {Path("a\0b.jpg")}


def test_when_the_first_may_be_at_rest(tmp_path: Path) -> None:
    settling = Settling(1.0, open_rest=10.0)
    assert settling.due() is None
    settling.touch(tmp_path / "a.jpg", 10.0, is_open=True)
    assert settling.due() == 20.0
    settling.touch(tmp_path / "b.jpg", 12.0)
    assert settling.due() == 13.0
    settling.settled(13.0)
    assert settling.due() == 20.0
