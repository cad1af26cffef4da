"""The page "What did it keep?", under a user's keys."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from said import Said

from app.errors import AppError
from app.tasks import TaskManager
from app.ui.dialogs.asking import ConfirmDialog
from app.ui.pages.kept import Kept, KeptPage


class Cupboard:
    """Holds things; each can be counted and thrown away."""

    def __init__(self) -> None:
        self.entries = 3
        self.failure: AppError | None = None
        self.threads: set[str] = set()

    def says(self) -> str:
        self.threads.add(threading.current_thread().name)
        return f"{self.entries} entries"

    def clear(self) -> None:
        self.threads.add(threading.current_thread().name)
        if self.failure is not None:
            raise self.failure
        self.entries = 0

    def broken(self) -> str:
        raise AppError("It cannot be read.", "Check the disk.")


@pytest.fixture
def cupboard() -> Cupboard:
    return Cupboard()


@pytest.fixture
def voice() -> Said:
    return Said()


@pytest.fixture
def page(qtbot: QtBot, tasks: TaskManager, cupboard: Cupboard, voice: Said) -> Iterator[KeptPage]:
    window = QWidget()
    made = KeptPage(
        [
            Kept("History", cupboard.says, cupboard.clear),
            Kept("Settings", lambda: "1 kilobyte"),
            Kept("Logs", cupboard.broken, cupboard.clear),
        ],
        tasks,
        voice,
    )
    QVBoxLayout(window).addWidget(made)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    made.focus_first()
    yield made
    window.close()  # held until here


def texts(page: KeptPage) -> list[str]:
    return [row.text for row in page.list.rows]


def confirm(qtbot: QtBot) -> ConfirmDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), ConfirmDialog))
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, ConfirmDialog)
    return dialog


def test_everything_is_counted_in_the_background(qtbot: QtBot, page: KeptPage, cupboard: Cupboard) -> None:
    assert texts(page)[0] == "History: being counted."
    page.on_shown()
    qtbot.waitUntil(lambda: page.status.text() == "Everything is counted.")
    assert texts(page) == [
        "History: 3 entries.",
        "Settings: 1 kilobyte. It cannot be deleted here.",
        "Logs: It cannot be read.",
    ]
    assert threading.main_thread().name not in cupboard.threads
    row = QAccessible.queryAccessibleInterface(page.list).child(0)
    assert row.text(QAccessible.Text.Name) == "History: 3 entries."


def test_deleting_asks_first_and_gives_the_focus_back(
    qtbot: QtBot, page: KeptPage, cupboard: Cupboard, voice: Said
) -> None:
    page.on_shown()
    qtbot.waitUntil(lambda: page.status.text() == "Everything is counted.")
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    dialog = confirm(qtbot)
    assert voice.words[-1] == "History: 3 entries. All of it is deleted. That cannot be undone."
    assert dialog.accessibleDescription() == "", "Orca reads the label already"
    assert dialog.no.hasFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.list.hasFocus)
    assert cupboard.entries == 3
    voice.windows_are_read = True
    said = len(voice.words)
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    dialog = confirm(qtbot)
    assert len(voice.words) == said, "a screen reader reads it out"
    qtbot.keyClick(dialog.yes, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: texts(page)[0] == "History: 0 entries.")
    qtbot.waitUntil(page.list.hasFocus)
    assert voice.words[-1] == "History: deleted."
    assert page.list.currentIndex().row() == 0


def test_a_failure_is_said(qtbot: QtBot, page: KeptPage, cupboard: Cupboard, voice: Said) -> None:
    cupboard.failure = AppError("The disk is full.", "Make room.")
    qtbot.keyClick(page.buttons["delete"], Qt.Key.Key_Space)
    qtbot.keyClick(confirm(qtbot).yes, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: voice.words[-1] == "The disk is full. Make room.")
    assert cupboard.entries == 3


def test_what_cannot_be_deleted_says_so(qtbot: QtBot, page: KeptPage, voice: Said) -> None:
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert voice.words == ["Settings cannot be deleted here."]


def test_counting_again_and_hearing_a_row(
    qtbot: QtBot, page: KeptPage, cupboard: Cupboard, voice: Said
) -> None:
    cupboard.entries = 8
    qtbot.keyClick(page.list, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: voice.words == ["Everything is counted."])
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert voice.words[-1] == "History: 8 entries."


def test_with_nothing_to_show(qtbot: QtBot, tasks: TaskManager, voice: Said) -> None:
    page = KeptPage([], tasks, voice)
    qtbot.addWidget(page)
    page.on_shown()
    assert page.status.text() == "Nothing is kept."
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert voice.words == ["There is nothing to delete."]


def test_every_control_has_a_name(page: KeptPage) -> None:
    for control in page.findChildren(QWidget):
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
            assert control.accessibleName(), control
            assert control.accessibleDescription(), control
