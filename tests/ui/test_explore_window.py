"""The small window that takes the keys where they cannot be taken from the desktop."""

from collections.abc import Iterator

import pytest
from exploring import Ears, MadeKeys, MadeScreen
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.assistant.explore.explore import Explore
from app.controls import Control, Role
from app.describe.findings import Findings
from app.tasks import TaskManager
from app.ui.dialogs.explore_window import ExploreWindow

SAVE = Control(Role.BUTTON, "Save", box=(110, 60, 190, 90))
OPEN = Control(Role.BUTTON, "Open", box=(300, 60, 380, 90))


class MadeDesk:
    def __init__(self, qtbot: QtBot, tasks: TaskManager) -> None:
        self.ears = Ears()
        self.explore = Explore(
            self.ears, self.ears, MadeScreen(SAVE, OPEN), tasks, tasks, self._look, MadeKeys(False), None,
            self.ears.said.append,
        )  # type: ignore[arg-type]  # fmt: skip
        self.explore.begin()
        qtbot.waitUntil(lambda: self.ears.working == 0 and bool(self.ears.said))
        self.window = ExploreWindow(self.explore)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()

    def _look(self, *_about: object) -> Findings:
        found = Findings(400, 300)
        found.lines = ()
        return found


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[MadeDesk]:
    tasks = TaskManager()
    yield MadeDesk(qtbot, tasks)
    tasks.close()


def test_its_keys_explore_tab_too(qtbot: QtBot, desk: MadeDesk) -> None:
    qtbot.keyClick(desk.window, Qt.Key.Key_Right)
    assert desk.ears.last == "Open, button"
    qtbot.keyClick(desk.window, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.ears.last == "Save, button"
    assert desk.window.words.text() == "Save, button"  # for a machine without sound
    qtbot.keyClick(desk.window, Qt.Key.Key_Tab)
    assert desk.ears.last == "Open, button"
    qtbot.keyClick(desk.window, Qt.Key.Key_Shift)
    assert desk.ears.last == "Open, button"


def test_letters_are_found_and_escape_closes_it(qtbot: QtBot, desk: MadeDesk) -> None:
    qtbot.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(desk.window, "op")
    assert desk.window.words.text().endswith(" op")
    qtbot.keyClick(desk.window, Qt.Key.Key_Return)
    assert desk.ears.last == "Open, button"
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.ears.last == "Exploring has ended."
    assert not desk.window.isVisible()


def test_closing_it_ends_exploring(qtbot: QtBot, desk: MadeDesk) -> None:
    desk.window.close()
    assert not desk.explore.running
    assert desk.ears.last == "Exploring has ended."


def test_it_has_a_name_and_says_what_it_is_for(desk: MadeDesk) -> None:
    assert desk.window.windowTitle() == "Exploring"
    assert "Escape ends it" in desk.window.accessibleDescription()
