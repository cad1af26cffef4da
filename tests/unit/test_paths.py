"""The folders: where they are, that they are private, and that assets are found both ways."""

import os
import stat
from pathlib import Path

import pytest

from app.paths import HOME_VARIABLE, Paths, find_assets, private_folder

FOLDERS = ("config", "cache", "data", "logs")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", FOLDERS)
def test_each_folder_is_made_private_under_the_home_variable(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    old = os.umask(0)
    try:
        folder: Path = getattr(Paths.standard(), name)
    finally:
        os.umask(old)
    assert folder == tmp_path / "home" / name
    assert mode(folder) == 0o700


def test_building_the_paths_touches_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    Paths.standard()
    assert list(tmp_path.iterdir()) == []


def test_without_the_variable_the_folders_are_the_systems_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(HOME_VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    paths = Paths.standard()
    found = {getattr(paths, name) for name in FOLDERS}
    assert len(found) == len(FOLDERS)
    for folder in found:
        assert folder.is_relative_to(tmp_path)
        assert "earsight" in folder.parts
        assert mode(folder) == 0o700


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    assert mode(private_folder(folder)) == 0o700


def test_a_file_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(FileExistsError):
        private_folder(tmp_path / "taken")


def test_assets_of_the_checkout() -> None:
    paths = Paths.standard()
    assert (paths.samples / "LICENSES.md").is_file()


def test_assets_of_a_wheel_win(tmp_path: Path) -> None:
    (tmp_path / "app" / "_assets").mkdir(parents=True)
    (tmp_path / "assets").mkdir()
    assert find_assets(tmp_path / "app") == tmp_path / "app" / "_assets"


def test_missing_assets_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no assets"):
        find_assets(tmp_path / "app")
