"""What the app writes into the user's session."""

from pathlib import Path

import pytest

from app.desktop.session.autostart import Autostart
from app.desktop.session.launcher import Launcher
from app.desktop.session.program_entry import ENTRY, KINDS
from app.desktop.session.system_entries import HELD_BACK, SystemEntries

COMMAND = ["/opt/Ear sight/python", "-m", "app", "gui"]


def made(home: Path, platform: str = "linux", icon: Path = Path("/opt/icon.png")) -> SystemEntries:
    return SystemEntries(COMMAND, icon, {"XDG_DATA_HOME": str(home / "data")}, home, platform)


def test_open_with_is_offered_and_taken_back(tmp_path: Path) -> None:
    entry = tmp_path / "data" / "applications" / ENTRY
    assert made(tmp_path).apply(starts=False, offered=False) == []
    assert list(tmp_path.iterdir()) == []
    assert made(tmp_path).apply(starts=False, offered=True) == []
    lines = entry.read_text().splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert 'Exec="/opt/Ear sight/python" -m app gui %F' in lines
    assert f"MimeType={';'.join(KINDS)};" in lines
    assert "Icon=/opt/icon.png" in lines
    assert entry.stat().st_mode & 0o777 == 0o644
    when = entry.stat().st_mtime_ns
    assert made(tmp_path).apply(starts=False, offered=True) == []
    assert entry.stat().st_mtime_ns == when, "it is as it should be"
    # The app was moved: the entry follows.
    assert made(tmp_path, icon=Path("/new/icon.png")).apply(starts=False, offered=True) == []
    assert "Icon=/new/icon.png" in entry.read_text()
    assert made(tmp_path).apply(starts=False, offered=False) == []
    assert list(entry.parent.iterdir()) == []


def test_somebody_elses_entry_stays(tmp_path: Path) -> None:
    entry = tmp_path / "data" / "applications" / ENTRY
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\nName=Earsight\n")
    assert made(tmp_path).apply(starts=False, offered=False) == []
    assert entry.exists()


def test_both_are_told_apart(tmp_path: Path) -> None:
    assert made(tmp_path).apply(starts=True, offered=False) == []
    start = tmp_path / ".config" / "autostart" / "earsight.desktop"
    assert "gui --hidden\n" in start.read_text()
    assert not (tmp_path / "data").exists()
    assert made(tmp_path).apply(starts=False, offered=True) == []
    assert not start.exists()
    assert (tmp_path / "data" / "applications" / ENTRY).exists()


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    (tmp_path / ".config").write_text("in the way")
    problems = made(tmp_path).apply(starts=True, offered=True)
    assert [one.split(". ")[0] for one in problems] == [
        "Earsight cannot be started with your session",
        "Earsight's entry among your programs cannot be written",
    ]


def test_an_entry_of_what_was_moved_follows_and_one_that_was_turned_off_stays(tmp_path: Path) -> None:
    start = tmp_path / ".config" / "autostart" / "earsight.desktop"
    assert made(tmp_path).refresh() == []
    assert not start.exists()
    assert made(tmp_path).apply(starts=True, offered=False) == []
    moved = SystemEntries(["/new/earsight"], Path("/opt/icon.png"), {}, tmp_path, "linux")
    assert moved.refresh() == []
    assert "Exec=/new/earsight --hidden\n" in start.read_text()
    off = start.read_text().replace("X-GNOME-Autostart-enabled=true", "Hidden=true")
    start.write_text(off)
    assert made(tmp_path).refresh() == []
    assert start.read_text() == off


@pytest.mark.parametrize("held_back", [True, False])
def test_a_start_that_macos_holds_back_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held_back: bool
) -> None:
    monkeypatch.setattr(Autostart, "held_back", property(lambda _self: held_back))
    assert made(tmp_path, "darwin").apply(starts=True, offered=False) == ([HELD_BACK] if held_back else [])
    assert made(tmp_path, "darwin").apply(starts=False, offered=False) == []


def test_a_mac_opens_files_by_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Autostart, "held_back", False)
    assert made(tmp_path, "darwin").apply(starts=True, offered=True) == []
    assert [path.name for path in tmp_path.iterdir()] == ["Library"]


def put_in_menu(home: Path, python: Path) -> tuple[Launcher, Path]:
    launcher = Launcher(home, python, python.parent)
    launcher.enable()
    entries = SystemEntries(launcher.command, Path("/opt/icon.png"), {}, home, "linux", launcher=launcher)
    entries._open.put(in_menu=True, offered=True)  # type: ignore[union-attr]
    return launcher, home / ".local" / "share" / "applications" / ENTRY


def test_taking_back_open_with_leaves_the_menu_as_it_is(tmp_path: Path) -> None:
    launcher, entry = put_in_menu(tmp_path, tmp_path)
    entries = SystemEntries(launcher.command, Path("/opt/icon.png"), {}, tmp_path, "linux", launcher=launcher)
    assert entries.files == {}, "what was installed is no file that is kept of the user"
    assert entries.apply(starts=False, offered=False) == []
    lines = entry.read_text().splitlines()
    assert "Categories=Utility;Accessibility;" in lines
    assert "Icon=earsight" in lines
    assert not [line for line in lines if line.startswith("MimeType")]
    assert not (entry.parent / "mimeinfo.cache").exists()
    assert entries.apply(starts=False, offered=True) == []
    assert "image/png=earsight.desktop;" in (entry.parent / "mimeinfo.cache").read_text().splitlines()


def test_a_launcher_of_a_folder_that_was_moved_is_set_right(tmp_path: Path) -> None:
    old, new = tmp_path / "old" / "python", tmp_path / "new" / "python"
    for python in (old, new):
        python.parent.mkdir()
        python.touch(0o755)
    put_in_menu(tmp_path, old)
    launcher = Launcher(tmp_path, new, new.parent)
    command = ["/somewhere/else"]
    # The other one is there: it stays in the menu.
    other = SystemEntries(command, Path("/opt/icon.png"), {}, tmp_path, "linux", launcher=launcher)
    before = launcher.file.read_bytes()
    assert other.refresh() == []
    assert launcher.file.read_bytes() == before
    assert "/somewhere" not in (tmp_path / ".local" / "share" / "applications" / ENTRY).read_text()
    old.unlink()
    assert other.refresh() == []
    assert launcher.here
