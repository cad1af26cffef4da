"""`make install-desktop` and `make remove-desktop`: what they write, and that nothing of it is left."""

import json
import os
from pathlib import Path

import pytest
from packaging_scripts import load

from app.application import LIBRARY_FILE
from app.desktop.session.single import SingleInstance
from app.paths import Paths

desktop_entry = load("desktop_entry")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder with nothing in it; the app's own lie in it, too."""
    home = tmp_path / "home \u00e4 100%"
    home.mkdir()
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("EARSIGHT_HOME", str(home / "app"))
    return home


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def run(home: Path, *arguments: str, answer: str | None = None) -> str:
    ask = None if answer is None else (lambda _question: answer)
    return str(desktop_entry.main(arguments, platform="linux", ask=ask, home=home))


def test_what_is_put_there_is_all_taken_away(home: Path) -> None:
    said = run(home, "install", "yes")
    assert said.startswith("Earsight is in the menu of programs, and under Open with")
    assert "starts with the computer" in said
    files = [name for name, data in tree(home).items() if data is not None]
    share = ".local/share/"
    assert ".local/bin/earsight" in files
    assert share + "applications/earsight.desktop" in files
    assert share + "icons/hicolor/48x48/apps/earsight.png" in files
    assert ".config/autostart/earsight.desktop" in files
    assert os.access(home / ".local/bin/earsight", os.X_OK)
    settings = json.loads((home / "app/config/settings.json").read_text())
    assert settings["open_with"]
    assert settings["launch_at_login"]
    # No settings and no library are left that could stay.
    assert run(home, "remove") == "Earsight is no longer among your programs. Its folder stays."
    assert [name for name, data in tree(home).items() if data is not None] == []
    assert run(home, "remove") == "Earsight was not among your programs."


def test_what_others_have_there_stays_as_it_was(home: Path) -> None:
    theirs = {
        ".local/bin/tool": "#!/bin/sh\n",
        ".local/share/applications/other.desktop": "[Desktop Entry]\nMimeType=image/png;\n",
        ".local/share/applications/mimeinfo.cache": "[MIME Cache]\nimage/png=other.desktop;\n",
        ".local/share/icons/hicolor/48x48/apps/other.png": "",
        ".config/autostart/other.desktop": "[Desktop Entry]\n",
        "app/config/settings.json": '{"voice_rate": 300}',
    }
    for name, text in theirs.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    before = tree(home)
    run(home, "install", "yes")
    table = (home / ".local/share/applications/mimeinfo.cache").read_text()
    assert "image/png=earsight.desktop;other.desktop;" in table
    said = run(home, "remove")
    assert said == "Earsight is no longer among your programs. Its folder and your settings stay."
    after = tree(home)
    settings = "app/config/settings.json"
    assert json.loads(after[settings] or b"")["voice_rate"] == 300
    ours = {settings, "app/config/instance.lock"}
    assert {k: v for k, v in after.items() if k not in ours} == {
        k: v for k, v in before.items() if k not in ours
    }


@pytest.mark.parametrize(
    ("given", "answer", "starts"), [("", "y", True), ("", "no", False), ("no", "y", False), ("", None, False)]
)
def test_whether_it_starts_with_the_computer_is_asked_where_it_was_not_said(
    home: Path, given: str, answer: str | None, starts: bool
) -> None:
    run(home, "install", *([given] if given else []), answer=answer)
    assert (home / ".config/autostart/earsight.desktop").exists() is starts


@pytest.mark.parametrize("word", ["maybe", "ja", "y e s", "1"])
def test_a_start_that_is_neither_yes_nor_no_is_refused(home: Path, word: str) -> None:
    with pytest.raises(SystemExit, match="AUTOSTART=yes or AUTOSTART=no"):
        run(home, "install", word, answer="no")
    assert not (home / ".local").exists()


def test_a_library_that_stays_is_told(home: Path) -> None:
    run(home, "install", "no")
    library = Paths.standard().data / "library" / LIBRARY_FILE
    library.parent.mkdir()
    library.touch()
    assert run(home, "remove").endswith(" Its folder and your library stay.")


def test_a_start_that_was_chosen_earlier_is_kept(home: Path) -> None:
    run(home, "install", "yes")
    assert "It starts with the computer." in run(home, "install")


def test_a_start_that_the_desktop_turned_off_leaves_nothing_either(home: Path) -> None:
    run(home, "install", "yes")
    entry = home / ".config/autostart/earsight.desktop"
    entry.write_text(entry.read_text() + "Hidden=true\n")
    run(home, "remove")
    assert not entry.exists()


def test_another_program_of_that_name_is_not_written_over(home: Path) -> None:
    other = home / ".local/bin/earsight"
    other.parent.mkdir(parents=True)
    other.write_text("#!/bin/sh\n")
    with pytest.raises(SystemExit, match="is another program"):
        run(home, "install", "no")
    assert other.read_text() == "#!/bin/sh\n"
    run(home, "remove")
    assert other.exists()


def test_a_running_app_would_take_it_back_so_it_is_asked_to_end(home: Path) -> None:
    instance = SingleInstance(Paths.standard().config)
    assert instance.claim()
    try:
        with pytest.raises(SystemExit, match="Earsight is running"):
            run(home, "install", "no")
    finally:
        instance.close()


def test_a_full_disk_is_told(home: Path) -> None:
    (home / ".local").write_text("in the way")
    with pytest.raises(SystemExit, match="cannot be put among your programs"):
        run(home, "install", "no")


def test_a_mac_has_its_own_way(home: Path) -> None:
    with pytest.raises(SystemExit, match="make app"):
        desktop_entry.main(["install"], platform="darwin", home=home)
