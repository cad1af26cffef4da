"""The list of rows, under a user's keys and a screen reader's questions."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.page_actions import Deed, show_menu
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList

TOWNS = [
    Row("First: a boat, in Porto.", "Why: it looks like it.", data=1),
    Row("Second: a dog on a beach.", data=2),
    Row("Third: a bakery, in Lisbon.", find="bakery", data=3),
]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rows(qtbot: QtBot, clock: Clock) -> Iterator[RowList]:
    window = QWidget()
    made = RowList("Results", "Return opens one.", clock=clock)
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addWidget(QLineEdit())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    made.set_rows(TOWNS)
    made.setFocus()
    yield made
    window.close()


def at(rows: RowList) -> object:
    assert rows.row is not None
    return rows.row.data


def test_a_screen_reader_hears_all_of_a_row(rows: RowList) -> None:
    list_ = QAccessible.queryAccessibleInterface(rows)
    assert list_.role() is QAccessible.Role.List
    assert list_.text(QAccessible.Text.Name) == "Results"
    assert list_.text(QAccessible.Text.Description) == "Return opens one."
    first = list_.child(0)
    assert first.role() is QAccessible.Role.ListItem
    assert first.text(QAccessible.Text.Name) == TOWNS[0].text
    assert first.text(QAccessible.Text.Description) == TOWNS[0].description
    assert list_.childCount() == len(TOWNS)


def test_arrows_walk_return_opens_control_c_copies(qtbot: QtBot, rows: RowList) -> None:
    opened: list[Row] = []
    walked: list[Row] = []
    rows.opened.connect(opened.append)
    rows.entered_row.connect(walked.append)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    qtbot.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert walked == [TOWNS[1]]
    assert opened == [TOWNS[1]]
    assert QGuiApplication.clipboard().text() == TOWNS[1].text


def test_type_ahead_finds_words(qtbot: QtBot, rows: RowList, clock: Clock) -> None:
    qtbot.keyClicks(rows, "do")
    assert at(rows) == 2
    clock.now += 60
    qtbot.keyClick(rows, Qt.Key.Key_B)  # the dog is on a beach: the next word that begins so is there
    assert at(rows) == 3
    clock.now += 60
    qtbot.keyClick(rows, Qt.Key.Key_B)
    assert at(rows) == 1
    qtbot.keyClick(rows, Qt.Key.Key_B)
    assert at(rows) == 2
    clock.now += 60
    qtbot.keyClicks(rows, "lisbon")  # that row is found by other words
    assert at(rows) == 2


def test_the_place_and_the_focus_survive_other_rows(rows: RowList) -> None:
    rows.go_to(1)
    rows.set_rows([Row("A new one.", data=9), *TOWNS])
    assert at(rows) == 2
    rows.set_rows([row for row in rows.rows if row.data != 2])
    assert at(rows) == 3  # what was at its place
    rows.set_rows(rows.rows[:1])
    assert at(rows) == 9
    rows.set_rows([])
    assert rows.row is None
    assert rows.hasFocus()
    rows.set_rows(TOWNS)
    assert at(rows) == 1


def test_the_menu_key_offers_what_can_be_done_and_gives_the_focus_back(qtbot: QtBot, rows: RowList) -> None:
    done: list[str] = []
    deeds = [Deed("&Why…", "Ctrl+I", "Say why.", lambda: done.append("why"))]

    def offer(where: QPoint) -> None:
        menu = show_menu(rows, "What to do with it", deeds, where)
        qtbot.waitUntil(menu.isVisible)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    rows.menu_wanted.connect(offer)
    for key, modifier in (
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
    ):
        done.clear()
        qtbot.keyClick(rows, key, modifier)
        assert done == ["why"]
        assert rows.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_End, Qt.Key.Key_Home])
def test_of_ten_thousand_rows_few_are_laid_out_at_once(qtbot: QtBot, rows: RowList, key: Qt.Key) -> None:
    asked: set[int] = set()

    class Noting(Row):
        def __getattribute__(self, name: str) -> object:
            if name == "text":
                asked.add(id(self))
            return super().__getattribute__(name)

    many = [
        Noting(f"Number {n}: a photo of something, on 12 June 2024, in Porto.", find=f"Number {n}", data=n)
        for n in range(10_000)
    ]
    rows.set_rows(many, current=0)
    qtbot.keyClick(rows, key)
    qtbot.keyClicks(rows, "9999")
    assert at(rows) == 9_999
    assert 0 < len(asked) < 1_000
