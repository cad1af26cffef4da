"""What the own voice says while one walks the window, where no screen reader runs."""

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.ui.focus_voice import FocusVoice, words_of
from app.ui.page import Page
from app.ui.page_actions import Deed, show_menu
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList
from app.ui.widgets.words import WordsView


class Voice:
    """Notes what it is told, and whether that cut something off."""

    speaks_alone = True
    reader = ""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.cut: list[bool] = []

    def mention(self, text: str, *, interrupt: bool) -> None:
        self.said.append(text)
        self.cut.append(interrupt)


def named(control: QWidget, name: str) -> QWidget:
    control.setAccessibleName(name)
    return control


class Room:
    """A page with one control of each kind, walked by keys."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.voice = Voice()
        self.wanted = True
        self.rows_wanted = False
        self.window = QWidget()
        page = Page("Kitchen", self.window)
        QVBoxLayout(self.window).addWidget(page)
        self.field = QLineEdit()
        choice, number, rows, self.words = QComboBox(), QSpinBox(), RowList("Results", ""), WordsView()
        choice.addItems(["Tea", "Coffee"])
        number.setSuffix(" cups")
        rows.set_rows([Row("A dog."), Row("A cat.")])
        self.words.append_words("One line.\nAnother.", new_paragraph=False)
        layout = QVBoxLayout(page)
        for control, name in (
            (self.field, "Question"),
            (QPushButton("Ask"), "Ask"),
            (QCheckBox("Loud"), "Loud"),
            (choice, "Drink"),
            (number, "How many"),
            (rows, "Results"),
            (self.words, "Description"),
            (QListWidget(), "Folders"),
        ):
            layout.addWidget(named(control, name))
        qtbot.addWidget(self.window)
        app = cast(QApplication, QApplication.instance())
        self.focus_voice = FocusVoice(
            app, self.voice, lambda: self.wanted, lambda: self.rows_wanted, self.window
        )
        with qtbot.waitActive(self.window):
            self.window.show()
        self.field.setFocus()

    def press(self, key: Qt.Key) -> list[str]:
        """What is said when a key is pressed."""
        self.settle()
        self.voice.said.clear()
        focused = QApplication.focusWidget()
        assert focused is not None
        self.qtbot.keyClick(focused, key)
        self.settle()
        return list(self.voice.said)

    def settle(self) -> None:
        self.qtbot.wait(20)


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    made = Room(qtbot)
    yield made
    made.window.close()


def test_every_kind_of_control_is_said_with_its_value(room: Room) -> None:
    room.settle()
    assert room.voice.said == ["Kitchen. Question, field: empty"]
    tab = Qt.Key.Key_Tab
    assert room.press(tab) == ["Ask, button"]
    assert room.press(tab) == ["Loud, switch: off"]
    assert room.press(Qt.Key.Key_Space) == ["on"]
    assert room.press(tab) == ["Drink, choice: Tea"]
    assert room.press(Qt.Key.Key_Down) == ["Coffee"]
    assert room.press(tab) == ["How many, number: 0 cups"]
    assert room.press(Qt.Key.Key_Up) == ["1 cups"]
    assert room.press(tab) == ["Results, list: A dog."]
    assert room.press(Qt.Key.Key_Down) == ["A cat."]
    assert room.press(Qt.Key.Key_Down) == [], "it is the last"
    assert room.press(tab) == ["Description, text"]
    assert room.press(Qt.Key.Key_Down) == ["Another."]
    assert room.press(tab) == ["Folders, list: empty"]
    assert room.voice.cut[1:] == [True] * 12


def test_what_is_typed_is_not_echoed_and_what_moves_by_itself_waits(room: Room) -> None:
    room.settle()
    assert room.press(Qt.Key.Key_A) == []
    room.voice.said.clear()
    room.words.setFocus()
    room.settle()
    assert (room.voice.said, room.voice.cut[-1]) == (["Description, text"], False)
    assert words_of(room.field) == "Question, field: a"


def test_beside_a_screen_reader_and_where_it_is_not_wanted_nothing_is_said(room: Room) -> None:
    room.settle()
    room.voice.speaks_alone = False
    assert room.press(Qt.Key.Key_Tab) == []
    room.voice.speaks_alone, room.wanted = True, False
    assert room.press(Qt.Key.Key_Tab) == []
    room.wanted = True
    assert room.press(Qt.Key.Key_Space) == ["on"]


def test_a_control_that_goes_takes_nothing_with_it(room: Room, qtbot: QtBot) -> None:
    dialog = QWidget()
    button = QPushButton("Close")
    QVBoxLayout(dialog).addWidget(named(button, "Close"))
    with qtbot.waitActive(dialog):
        dialog.show()
    button.setFocus()
    room.settle()
    assert room.voice.said[-1] == "Close, button"
    dialog.deleteLater()
    room.settle()
    with qtbot.waitActive(room.window):
        room.window.activateWindow()
    room.settle()
    assert room.voice.said[-1] == "Kitchen. Question, field: empty"


def test_entries_of_a_menu(room: Room) -> None:
    menu = QMenu("Go", room.window)
    action = menu.addAction("&History")
    action.setShortcut("Ctrl+4")
    room.focus_voice.follow_menu(menu)
    action.hover()
    assert room.voice.said[-1] == "History, Ctrl 4"
    room.wanted = False
    action.hover()
    assert room.voice.said.count("History, Ctrl 4") == 1


@pytest.mark.parametrize("how", ["menu key", "button", "context"])
def test_a_menu_that_a_key_opens_over_a_control_is_said(room: Room, qtbot: QtBot, how: str) -> None:
    rows = room.window.findChild(RowList)
    assert rows is not None
    deeds = [Deed("&Open", "Ctrl+O", "", lambda: None), Deed("&Note…", "", "", lambda: None)]
    rows.menu_wanted.connect(lambda where: show_menu(rows, "What to do with it", deeds, where))
    over: QWidget = rows
    if how == "button":
        over = room.window.findChildren(QPushButton)[0]
        over.clicked.connect(rows.ask_for_menu)  # type: ignore[attr-defined]
    over.setFocus()
    room.settle()
    room.voice.said.clear()
    if how == "context":
        where = rows.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, where, rows.mapToGlobal(where))
        QApplication.sendEvent(rows, event)
    else:
        qtbot.keyClick(over, Qt.Key.Key_Space if how == "button" else Qt.Key.Key_Menu)
    room.settle()
    assert room.voice.said == ["What to do with it, menu. Open, Ctrl O"]
    menu = QApplication.activePopupWidget()
    assert menu is not None
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    assert room.voice.said[1:] == ["Note…"]
    menu.close()


def test_the_menu_of_a_field_is_said_too_with_what_cannot_be_had(room: Room, qtbot: QtBot) -> None:
    room.settle()
    where = room.field.rect().center()
    room.voice.said.clear()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, where, room.field.mapToGlobal(where))
    QApplication.sendEvent(room.field, event)
    room.settle()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert room.voice.said[0].startswith("menu")
    undo = menu.actions()[0]
    undo.hover()
    assert room.voice.said[-1].startswith("Undo, not available")
    menu.close()


@pytest.mark.parametrize("kind", [QPlainTextEdit, QTextEdit])
def test_what_is_typed_into_a_field_of_several_lines_is_not_read_again_at_every_key(
    room: Room, qtbot: QtBot, kind: type[QPlainTextEdit | QTextEdit]
) -> None:
    note = kind()
    room.window.findChildren(Page)[0].layout().addWidget(named(note, "Note"))
    note.setFocus()
    room.settle()
    assert room.voice.said[-1] == "Note, text: empty"
    for key in (Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_Return, Qt.Key.Key_C, Qt.Key.Key_Backspace):
        assert room.press(key) == []
    assert room.press(Qt.Key.Key_Up) == ["ab"], "a line that one walks to is said"
    assert room.press(Qt.Key.Key_Left) == []
    assert words_of(note) == "Note, text: ab"


def test_where_voiceover_is_silent_in_lists_it_is_told_the_rows_alone(room: Room) -> None:
    room.settle()
    room.voice.speaks_alone, room.voice.reader = False, "voiceover"
    rows = room.window.findChild(RowList)
    assert rows is not None
    rows.setFocus()
    assert room.press(Qt.Key.Key_Down) == []
    room.rows_wanted = True
    assert room.press(Qt.Key.Key_Up) == ["A dog."]
    assert room.press(Qt.Key.Key_Up) == [], "it is the first"
    assert room.press(Qt.Key.Key_Tab) == []
    room.voice.reader = "orca"
    rows.setFocus()
    assert room.press(Qt.Key.Key_Down) == []
