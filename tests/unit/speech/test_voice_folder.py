import os
import shutil
import stat
from pathlib import Path

import pytest

from app.speech.voice_folder import VoiceFolder


def test_it_is_private_and_goes_with_what_it_holds(tmp_path: Path) -> None:
    folder = VoiceFolder(tmp_path)
    (folder.path / "sound.wav").write_bytes(b"words")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_stale_ones_go_and_living_ones_stay(tmp_path: Path) -> None:
    living = VoiceFolder(tmp_path)
    stale = tmp_path / "earsight-voice-old"
    (stale / "inner").mkdir(parents=True)
    (stale / "inner" / "sound.wav").write_bytes(b"words")
    other = tmp_path / "somebody-elses"
    other.mkdir()
    second = VoiceFolder(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {living.path.name, second.path.name, other.name}
    living.remove()
    second.remove()


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_bytes(b"")
    (tmp_path / "earsight-voice-link").symlink_to(precious)
    VoiceFolder(tmp_path).remove()
    assert (precious / "file").exists()


def test_it_lies_in_the_users_own_folder_when_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = VoiceFolder()
    assert folder.path.parent == tmp_path
    folder.remove()


def test_never_in_a_folder_with_a_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spaced = tmp_path / "a b"
    spaced.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(spaced))
    folder = VoiceFolder()
    assert " " not in os.fspath(folder.path)
    folder.remove()


def test_a_folder_that_was_cleared_away_is_made_again(tmp_path: Path) -> None:
    folder = VoiceFolder(tmp_path)
    shutil.rmtree(folder.path)
    inner = folder.subfolder()
    assert inner.parent == folder.path
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    VoiceFolder(tmp_path).remove()  # it is locked: nobody takes it for a stale one
    assert inner.is_dir()
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_can_be_made_again_it_is_still_removed_in_peace(tmp_path: Path) -> None:
    parent = tmp_path / "parent"
    parent.mkdir()
    folder = VoiceFolder(parent)
    shutil.rmtree(parent)
    with pytest.raises(FileNotFoundError):
        folder.subfolder()
    folder.remove()
