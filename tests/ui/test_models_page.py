"""The page of the models over a real store and a hub on this machine, by keyboard alone."""

import json
import random
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import hub_server
import pytest
from hub_server import REVISION, stall, status
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from said import Said
from waiting import PATIENCE

from app.inference.models.catalog import Catalog
from app.inference.models.hub import Hub
from app.inference.models.install import Installer
from app.inference.models.known import KnownModel, Licence, known_models
from app.inference.models.licences import Licences
from app.inference.models.store import ModelStore
from app.paths import find_assets
from app.tasks import TaskManager
from app.ui.focus_voice import value_of
from app.ui.pages.models import ModelsPage
from app.ui.pages.models_texts import KNOWN, in_words, size_in_words
from app.ui.pages.models_words import AUTOMATIC
from app.ui.widgets.steps import Steps
from app.ui.widgets.words import WordsView
from app.ui.window import MainWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
TERMS = Licence("terms", "The Terms", "no selling", "You may not sell it.")
TINY = KnownModel("tiny", "Tiny", "apple/tiny", REVISION, 3_000_000, 1024, 10**9, "It is small.", TERMS)
FINDER = KnownModel(
    "finder", "Finder", "apple/finder", REVISION, 10**6, 256, 10**9, "It finds.", TERMS, "mobileclip"
)
CONFIG = json.dumps({"model_type": "llava_qwen2", "mm_vision_tower": "mobileclip_l_1024"}).encode()
FILES = {
    "config.json": CONFIG,
    "model.safetensors": random.Random(0).randbytes(3_000_000),
    "vocab.json": b'{"a": 0}',
    "merges.txt": b"#version: 0.2\n",
}
ASKING = "Asking for Tiny. Escape stops it."


class Shown:
    """The page in a window, and what goes on around it."""

    def __init__(self, qtbot: QtBot, store: ModelStore, tasks: TaskManager) -> None:
        self.qtbot = qtbot
        self.said = Said()
        self.chosen = AUTOMATIC
        self.changes = 0
        self.page = ModelsPage(
            store,
            tasks,
            self.said,
            chosen=lambda: self.chosen,
            set_model=self._set,
            on_changed=self._changed,
        )
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.add_page(self.page)
        self.page.focus_first()
        with qtbot.waitActive(self.window):
            self.window.show()
        qtbot.waitUntil(lambda: len(self.rows) > 1)

    def _set(self, model: str) -> str:
        self.chosen = model
        return ""

    def _changed(self) -> None:
        self.changes += 1

    @property
    def rows(self) -> list[str]:
        return [row.text for row in self.page.list.rows]

    def go_to(self, model: str) -> None:
        self.page.list.go_to([row.data.id for row in self.page.list.rows].index(model))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)  # a dialog gave it back
        focused = QApplication.focusWidget()
        assert focused is not None
        self.qtbot.keyClick(focused, key, modifier)

    def hear(self, *words: str) -> list[str]:
        """Wait until something with these words was said; all that was said, which is then forgotten."""

        def said() -> bool:
            return any(all(word in text for word in words) for text in self.said.words)

        try:
            self.qtbot.waitUntil(said)
        except Exception as error:
            raise AssertionError(f"{words} not in {self.said.words}") from error
        heard = self.said.words[:]
        self.said.words.clear()
        return heard

    def dialog(self) -> QDialog:
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
        found = QApplication.activeWindow()
        assert isinstance(found, QDialog)
        return found

    def install_and_agree(self) -> None:
        self.go_to("tiny")
        self.key(Qt.Key.Key_I, CONTROL)
        self.dialog()
        self.key(Qt.Key.Key_A, ALT)


@pytest.fixture
def server() -> Iterator[hub_server.Hub]:
    with hub_server.serving(hub_server.Hub(dict(FILES))) as hub:
        yield hub


@pytest.fixture(autouse=True)
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that a socket is connected to; nothing but this machine is reached."""
    seen: list[Any] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        seen.append(address)
        if isinstance(address, tuple) and address[0] != "127.0.0.1":
            raise OSError("no network in tests")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    return seen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "terms.txt").write_text("All the terms, line by line.")
    return tmp_path / "models"


@pytest.fixture
def store(tmp_path: Path, folder: Path, server: hub_server.Hub) -> ModelStore:
    return ModelStore(
        Catalog([find_assets() / "models", folder]),
        folder,
        Installer(folder, lambda: Hub(server.endpoint, stall=2.0, attempts=2, pause=0.01)),
        Licences(tmp_path / "texts", tmp_path / "licences.json", lambda: date(2026, 11, 23)),
        (TINY, FINDER),
    )


@pytest.fixture
def shown(qtbot: QtBot, store: ModelStore) -> Iterator[Shown]:
    manager = TaskManager()
    made = Shown(qtbot, store, manager)
    yield made
    made.page.on_closed()
    manager.close()


@pytest.fixture
def installed(shown: Shown) -> Shown:
    shown.install_and_agree()
    shown.hear("Tiny is installed")
    shown.qtbot.waitUntil(lambda: any("Tiny is installed" in row for row in shown.rows))
    return shown


def test_rows_say_everything_and_opening_the_page_connects_to_nobody(
    shown: Shown, connections: list[Any]
) -> None:
    automatic, compact, tiny, finder = shown.rows
    assert automatic.endswith("This is chosen.")
    assert "is installed: " in compact
    assert "It describes pictures and finds photos." in compact
    assert "Licence: " in compact
    assert tiny == (
        "Tiny can be installed: 3 megabytes. It describes pictures and answers questions. It is small. "
        "It needs about 1 gigabyte of memory. It sees pictures at 1024 by 1024 pixels. "
        "Licence: The Terms, no selling."
    )
    assert "It finds photos." in finder
    assert shown.page.list.hasFocus()
    assert connections == []


def test_cards_show_state_facts_and_one_thing_to_do(shown: Shown) -> None:
    automatic, compact, tiny, finder = shown.page.list.rows
    assert (automatic.badge, automatic.deed) == ("Chosen", "")
    assert (compact.badge, compact.deed) == ("Installed", "Use for describing")
    assert (tiny.title, tiny.badge, tiny.deed) == ("Tiny", "Can be installed", "Install…")
    assert tiny.detail == (
        "It describes pictures and answers questions. It is small.\n"
        "To be fetched: 3 megabytes. It needs about 1 gigabyte of memory. "
        "It sees pictures at 1024 by 1024 pixels.\n"
        "Licence: The Terms, no selling."
    )
    assert finder.deed == "Install…"
    shown.page.list.go_to(2)
    place = shown.page.list.visualRect(shown.page.list.currentIndex())
    card = shown.page.list._painter.places(tiny, shown.page.list.viewport().width())
    where = place.topLeft() + card.deed.center()
    shown.qtbot.mouseClick(shown.page.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    shown.dialog()
    shown.hear("The licence of Tiny")
    shown.key(Qt.Key.Key_Escape)


def test_while_the_list_fills_it_says_so(qtbot: QtBot, store: ModelStore) -> None:
    may = Event()

    class Slow:
        def offers(self) -> list[Any]:
            assert may.wait(PATIENCE)
            return store.offers()

        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

    manager = TaskManager()
    said = Said()
    page = ModelsPage(Slow(), manager, said, chosen=lambda: AUTOMATIC, set_model=lambda _id: "")
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    page.on_shown()
    page.focus_first()
    assert value_of(page.list) == "The models are being looked at."
    assert page.list.rows == []
    qtbot.keyClick(page.list, Qt.Key.Key_Return)  # nothing is opened
    with qtbot.waitSignal(page.list.filled):
        may.set()
    assert value_of(page.list).startswith("Automatic choice")
    page.on_closed()
    manager.close()


def test_what_the_models_own_rooms_say_is_translated() -> None:
    texts = {str(text) for text in KNOWN}
    for model in known_models():
        assert {model.why, model.licence.short, model.licence.plain} <= texts
    assert {model.licence for model in Catalog([find_assets() / "models"]).installed()} <= texts
    assert in_words("fetched from apple/tiny") == "fetched from apple/tiny"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "less than a megabyte"),
        (31_000_000, "31 megabytes"),
        (970_000_000, "1 gigabyte"),
        (1_530_000_000, "1.5 gigabytes"),
        (32_000_000_000, "32 gigabytes"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_nothing_is_fetched_before_the_licence_is_agreed_to(
    shown: Shown, connections: list[Any], tmp_path: Path, folder: Path
) -> None:
    shown.go_to("tiny")
    shown.key(Qt.Key.Key_Return)
    dialog = shown.dialog()
    shown.hear("The licence of Tiny, in short: You may not sell it.", "Escape installs nothing.")
    text = dialog.focusWidget()
    assert isinstance(text, WordsView)
    assert text.toPlainText() == "All the terms, line by line."
    assert_named(dialog)
    agree = next(one for one in dialog.findChildren(QPushButton) if "agree" in one.text())
    assert not agree.isDefault()
    shown.key(Qt.Key.Key_Return)  # in the text, it agrees to nothing
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    shown.key(Qt.Key.Key_I, CONTROL)
    shown.dialog()
    shown.key(Qt.Key.Key_Escape)
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert connections == []
    assert not (tmp_path / "licences.json").exists()
    assert list(folder.iterdir()) == []


def test_it_installs_once_agreed_to_and_tells_tenths(
    shown: Shown, server: hub_server.Hub, folder: Path, tmp_path: Path
) -> None:
    shown.install_and_agree()
    heard = shown.hear("Tiny is installed, and all its files were checked.")
    assert ASKING in heard
    assert "Fetching Tiny: 3 megabytes to go." in heard
    percents = [int(words.split()[0]) for words in heard if words.endswith("percent.")]
    assert percents
    assert percents == sorted(set(percents))
    assert all(percent % 10 == 0 and 0 < percent < 100 for percent in percents)
    assert (folder / "tiny" / "model.safetensors").stat().st_size == 3_000_000
    assert "terms" in json.loads((tmp_path / "licences.json").read_text())
    shown.qtbot.waitUntil(lambda: any("Tiny is installed: 3 megabytes." in row for row in shown.rows))
    assert shown.page.list.row is not None
    assert shown.page.list.row.data.id == "tiny"  # still there, though it moved up
    assert shown.page.list.hasFocus()
    assert shown.changes == 1
    before = len(server.requests)
    shown.key(Qt.Key.Key_I, CONTROL)  # the licence is not shown again
    shown.hear("Tiny is installed already")
    assert len(server.requests) == before


def test_escape_stops_and_the_next_time_goes_on(shown: Shown, server: hub_server.Hub) -> None:
    server.faults["model.safetensors"] = [stall(1_500_000)]
    shown.install_and_agree()
    shown.hear("percent.")
    shown.key(Qt.Key.Key_Escape)
    shown.hear("Stopped. Installing Tiny again goes on from there.")
    shown.qtbot.waitUntil(lambda: any("was begun and is not finished" in row for row in shown.rows))
    shown.go_to("tiny")
    shown.key(Qt.Key.Key_I, CONTROL)
    heard = shown.hear("Tiny is installed, and")
    assert any(words.startswith("Going on with Tiny: ") for words in heard)
    assert any(int(begin.partition("=")[2].rstrip("-") or 0) > 0 for _, _, begin in server.requests if begin)


def test_errors_are_said_in_words(shown: Shown, server: hub_server.Hub) -> None:
    server.faults["api"] = [status(500)] * 2
    shown.install_and_agree()
    shown.hear("The model hub has a fault of its own at the moment.")
    assert "fault of its own" in shown.page.status.text()
    shown.key(Qt.Key.Key_Escape)  # nothing goes on any more


def test_a_model_is_chosen_and_finders_do_not_speak(installed: Shown) -> None:
    installed.go_to("tiny")
    installed.key(Qt.Key.Key_Return)
    installed.hear("Tiny describes pictures from now on.")
    assert installed.chosen == "tiny"
    installed.qtbot.waitUntil(lambda: "It is chosen to describe pictures." in installed.rows[2])
    installed.go_to("finder")
    installed.key(Qt.Key.Key_U, CONTROL)
    installed.hear("Finder is not installed yet.")
    installed.go_to(AUTOMATIC)
    installed.key(Qt.Key.Key_U, CONTROL)
    installed.hear("The best model that fits into memory")
    assert installed.chosen == AUTOMATIC


def test_files_are_checked_and_mended(installed: Shown, folder: Path) -> None:
    installed.go_to("tiny")
    installed.key(Qt.Key.Key_K, CONTROL)
    installed.hear("Tiny: all 4 files are as they should be.")
    (folder / "tiny" / "vocab.json").write_text('{"b": 0}')
    installed.key(Qt.Key.Key_K, CONTROL)
    installed.hear("Tiny: vocab.json is damaged. Install it again to fetch just that.")
    installed.key(Qt.Key.Key_I, CONTROL)
    installed.hear("Tiny is mended. Fetched again: vocab.json.")


def test_removing_asks_first_and_keeps_the_focus(installed: Shown, folder: Path) -> None:
    installed.chosen = "tiny"
    installed.go_to("tiny")
    installed.key(Qt.Key.Key_Delete)
    installed.hear("Delete Tiny from this computer?")
    focused = installed.dialog().focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.accessibleName() == "Keep"
    installed.key(Qt.Key.Key_Return)
    installed.qtbot.waitUntil(installed.page.list.hasFocus)
    assert (folder / "tiny").exists()
    installed.key(Qt.Key.Key_Delete)
    installed.dialog()
    installed.key(Qt.Key.Key_R, ALT)
    installed.hear("Tiny is removed. That freed 3 megabytes.")
    installed.qtbot.waitUntil(lambda: any("Tiny can be installed" in row for row in installed.rows))
    assert installed.page.list.hasFocus()
    assert installed.page.list.row is not None
    assert installed.chosen == AUTOMATIC
    assert not (folder / "tiny").exists()


def test_what_ships_with_earsight_stays_and_what_is_not_there_is_said(shown: Shown) -> None:
    shown.page.list.go_to(1)
    shown.key(Qt.Key.Key_Delete)
    shown.dialog()
    shown.key(Qt.Key.Key_R, ALT)
    shown.hear("is part of Earsight and stays.")
    shown.key(Qt.Key.Key_I, CONTROL)
    shown.hear("cannot be fetched by Earsight.")
    shown.go_to("finder")
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_K):
        shown.key(key, CONTROL if key == Qt.Key.Key_K else Qt.KeyboardModifier.NoModifier)
        shown.hear("Finder is not installed yet.")


def test_a_licence_is_read_without_being_agreed_to(shown: Shown, connections: list[Any]) -> None:
    shown.go_to("finder")
    shown.key(Qt.Key.Key_L, CONTROL | SHIFT)
    dialog = shown.dialog()
    shown.hear("The Terms. In short: You may not sell it.", "You have not accepted this licence yet.")
    assert [one.text() for one in dialog.findChildren(QPushButton) if one.isVisible()] == ["&Close"]
    shown.key(Qt.Key.Key_Escape)
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert connections == []


def test_a_broken_folder_has_one_row(qtbot: QtBot, store: ModelStore, folder: Path) -> None:
    (folder / "tiny").mkdir()
    (folder / "tiny" / "config.json").write_bytes(CONFIG)
    manager = TaskManager()
    shown = Shown(qtbot, store, manager)
    assert [row.data.id for row in shown.page.list.rows].count("tiny") == 1
    assert any(row.startswith("Not usable: ") for row in shown.rows)
    shown.page.on_closed()
    manager.close()


def test_each_control_has_a_name_and_mnemonics_differ(shown: Shown) -> None:
    assert_named(shown.window)
    texts = [*(button.text() for button in shown.page.buttons.values()), "&Models"]
    letters = [text[text.index("&") + 1].lower() for text in texts]
    assert len(letters) == len(set(letters)), letters
    assert not set(letters) & set("figh")  # the menus'


@pytest.mark.parametrize(
    ("done", "told"),
    [([5, 10, 14, 19, 20, 95, 100], [10, 20, 90]), ([0, 0], []), ([100], [])],
)
def test_steps_are_tenths(done: list[int], told: list[int]) -> None:
    steps = Steps()

    assert [percent for one in done if (percent := steps.reach(one, 100)) is not None] == told
    assert steps.reach(0, 0) is None


def assert_named(root: QWidget) -> None:
    """Every control that takes the focus has a role and a name."""
    for control in [root, *root.findChildren(QWidget)]:
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
            told = QAccessible.queryAccessibleInterface(control)
            assert told is not None, control
            assert told.text(QAccessible.Text.Name), control
            assert told.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), control


def test_what_a_model_does_is_said_by_its_card_alone() -> None:
    assert not any("answers questions" in model.why for model in known_models())
