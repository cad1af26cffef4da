import errno
import os
from pathlib import Path

import pytest

from app.atomic import atomic_write


def test_bytes_take_the_place_of_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_bytes(b"old")
    with atomic_write(target) as file:
        file.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_text_is_utf_8_with_the_line_ends_it_was_given(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    with atomic_write(target, 0o666, text=True) as file:
        file.write("é\r\n\n")
    assert target.read_bytes() == "é\r\n\n".encode()
    (tmp_path / "usual").touch()
    assert target.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_link_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"other")
    target = tmp_path / "link"
    target.symlink_to(tmp_path / "other")
    with atomic_write(target) as file:
        file.write(b"new")
    assert not target.is_symlink()
    assert (tmp_path / "other").read_bytes() == b"other"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_cannot_be_written_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "kept"
    target.write_bytes(b"old")

    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="full"), atomic_write(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), atomic_write(tmp_path / "kept"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_the_longest_names_work(tmp_path: Path) -> None:
    target = tmp_path / ("ü" * 127)
    with atomic_write(target) as file:
        file.write(b"new")
    assert list(tmp_path.iterdir()) == [target]


def test_the_disk_is_told_before_the_name_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *names: (steps.append("replace"), replace(*names)))
    with atomic_write(tmp_path / "kept") as file:
        file.write(b"new")
    assert steps == ["fsync", "replace"]
