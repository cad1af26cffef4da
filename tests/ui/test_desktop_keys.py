"""Having a Wayland desktop give out keys, as it is heard: a portal on a real bus, a made-up desktop."""

import sys
from pathlib import Path

import pytest
from fake_portal import FakePortal, FakeShortcuts, session_bus
from pytestqt.qtbot import QtBot
from waiting import PATIENCE

from app.assistant.settings_store import SettingsStore
from app.desktop.keys.portal import WaylandHotkeys
from app.gui.desktop_keys import DesktopKeys
from app.tasks import TaskManager

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="portals are Linux's")
ICONS = Path(__file__).resolve().parents[2] / "assets" / "icons"


def set_up(qtbot: QtBot, bus: str, choices: SettingsStore) -> list[str]:
    """What is said, one after the other."""
    said: list[str] = []
    tasks = TaskManager()
    hotkeys = WaylandHotkeys(bus)
    try:
        DesktopKeys(hotkeys, choices, tasks.on_main, ICONS).set_up(said.append)
        assert len(said) == 1
        assert "asks you about the keys" in said[0]
        qtbot.waitUntil(lambda: len(said) == 2, timeout=int(PATIENCE * 1000))
    finally:
        hotkeys.stop()
        tasks.close()
    return said


@pytest.fixture
def choices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SettingsStore:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return SettingsStore(tmp_path / "settings.json")


def test_the_keys_that_came_of_it_are_said_and_taken_from_then_on(
    qtbot: QtBot, tmp_path: Path, choices: SettingsStore
) -> None:
    desk = FakeShortcuts(gives=lambda _names: (0, {"screen": "Ctrl+Alt+Shift+D", "stop": ""}))
    with session_bus() as bus, FakePortal(bus, shortcuts=desk):
        said = set_up(qtbot, bus, choices)
    assert said[1].startswith(
        "The desktop gave Earsight keys, which work in every program. Describe the screen:"
    )
    assert "Describe the screen: Ctrl+Alt+Shift+D." in said[1]
    assert "Without keys: Describe a region, " in said[1]
    assert choices.settings.desktop_keys
    assert (tmp_path / ".local/share/applications/earsight.desktop").is_file(), (
        "by which the desktop knows it"
    )


def test_a_no_is_told_with_what_to_do(qtbot: QtBot, choices: SettingsStore) -> None:
    with session_bus() as bus, FakePortal(bus, shortcuts=FakeShortcuts(gives=lambda _names: (1, {}))):
        said = set_up(qtbot, bus, choices)
    assert said[1].startswith("The desktop gave Earsight no keys. In the desktop's keyboard settings, add")
    assert not choices.settings.desktop_keys


def test_what_cannot_be_put_among_the_programs_is_told(tmp_path: Path, choices: SettingsStore) -> None:
    (tmp_path / ".local").write_text("in the way")
    said: list[str] = []
    keys = DesktopKeys(WaylandHotkeys("unix:path=/nowhere"), choices, lambda call: call(), ICONS)
    assert not keys.offered
    keys.set_up(said.append)
    assert said[0].startswith("Earsight cannot be put among your programs.")
