import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.run import prepare
from app.ui.system_events import SystemEvents


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def events(qapp: QApplication, told: list[str]) -> Iterator[SystemEvents]:
    made = SystemEvents(qapp, lambda: told.append("quit"), lambda: told.append("wanted"))
    yield made
    qapp.removeEventFilter(made)
    qapp.applicationStateChanged.disconnect(made._on_state)


def test_the_wish_to_quit_is_told_and_goes_on(
    qapp: QApplication, events: SystemEvents, told: list[str]
) -> None:
    assert not events.eventFilter(qapp, QEvent(QEvent.Type.Quit))
    assert told == ["quit"]
    assert not events.eventFilter(QWidget(), QEvent(QEvent.Type.Quit))
    assert told == ["quit"]


ENDED = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.ui.system_events import SystemEvents
from app.ui.window import MainWindow

qt = QApplication(["test"])
qt.setQuitOnLastWindowClosed(False)
window = MainWindow()
window.stays = True
window.hidden.connect(lambda: print("keeps running"))
window.closing.connect(lambda: print("closing"))
if sys.argv[1] == "listens":
    SystemEvents(qt, lambda: setattr(window, "stays", False), window.show)
window.show()
QTimer.singleShot(0, qt.quit)  # as the system does: Qt asks its windows first
qt.exec()
"""


@pytest.mark.parametrize(
    ("listens", "said"),
    [("listens", ["closing"]), ("does not", ["keeps running"])],
)
def test_a_window_that_stays_lets_the_system_end_the_app(listens: str, said: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDED, listens], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == said


def test_the_app_shows_itself_when_it_is_switched_to_with_nothing_to_see(
    qtbot: QtBot, qapp: QApplication, events: SystemEvents, told: list[str]
) -> None:
    active, inactive = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive
    events._on_state(inactive)
    assert told == []
    events._on_state(active)
    assert told == ["wanted"]
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    events._on_state(active)
    assert told == ["wanted"]


def test_tab_reaches_every_control(qapp: QApplication, tmp_path: Path) -> None:
    hints = qapp.styleHints()
    before = hints.tabFocusBehavior()
    hints.setTabFocusBehavior(Qt.TabFocusBehavior.TabFocusTextControls)
    try:
        prepare(qapp, tmp_path / "none.png")
        assert hints.tabFocusBehavior() == Qt.TabFocusBehavior.TabFocusAllControls
    finally:
        hints.setTabFocusBehavior(before)
