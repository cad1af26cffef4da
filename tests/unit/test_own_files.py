"""The guard of all tests: it sees what lies beside the repository, and nothing else."""

import os
import sys
from pathlib import Path

import pytest
from own_files import Beside


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    for folder in (root, tmp_path / "shared", tmp_path / "allowed", tmp_path / ".cache"):
        folder.mkdir()
        (folder / "file").write_text("")
    return root


def test_what_lies_beside_the_repository_is_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(root / "tmp"))
    beside, shared = Beside(root, [root.parent / "allowed"]), root.parent / "shared"
    for folder in ("clone", "allowed", ".cache"):
        (root.parent / folder / "file").read_text()
        list((root.parent / folder).iterdir())
    (root / ".." / "clone" / "file").read_text()
    assert beside.seen == []
    monkeypatch.chdir(root)
    (shared / "file").read_bytes()
    os.listdir("../shared")
    with pytest.raises(FileNotFoundError):
        os.listdir(b"../shared/nothing")
    sys.audit("sqlite3.connect", str(shared / "library.db"))
    assert beside.seen == [str(shared / name) for name in ("file", "", "nothing", "library.db")]


def test_temporary_files_and_pythons_own_are_not_counted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(root.parent))
    beside = Beside(root)  # it lies where temporary files lie
    (root.parent / "shared" / "file").read_text()
    beside_python = Beside(Path(os.__file__).parents[1] / "clone")
    Path(os.__file__).read_text(encoding="utf-8")
    assert beside.seen == beside_python.seen == []
