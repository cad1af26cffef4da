"""Exploring the picture in the window, and the boxes drawn on it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from describing_window import DescribingWindow
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.describe.findings import Findings
from app.describe.result import TextLine
from app.inference.perception import Perception, SeenObject
from app.inference.protocols import Stance

Make = Callable[..., DescribingWindow]


def press(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, held)


@pytest.fixture
def window(qtbot: QtBot, make_window: Make, speaker: Any, picture: Path) -> DescribingWindow:
    window = make_window(speaker)
    window.open_source(picture)
    qtbot.waitUntil(lambda: not window.session.busy)
    return window


def last(speaker: Any) -> str:
    return speaker.words[-1].removeprefix("!")


def test_e_explores_the_picture_and_escape_ends_it(
    qtbot: QtBot, window: DescribingWindow, speaker: Any
) -> None:
    press(qtbot, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: last(speaker) == "Exploring dog.png. One")
    assert window.status.text() == "Exploring dog.png. One"
    press(qtbot, Qt.Key.Key_Right)
    assert last(speaker) == "Two"
    press(qtbot, Qt.Key.Key_Tab)
    assert last(speaker) == "Three"
    press(qtbot, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert last(speaker) == "Two"
    press(qtbot, Qt.Key.Key_Right)
    assert last(speaker) == "Edge."
    press(qtbot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert window.copied == ["Two"]
    press(qtbot, Qt.Key.Key_Return)
    assert last(speaker) == "This is a picture. The pointer goes only to what is on the screen now."
    press(qtbot, Qt.Key.Key_Escape)
    assert last(speaker) == "Exploring has ended."
    assert not window.explore.running
    press(qtbot, Qt.Key.Key_Tab)
    assert not window.picture.hasFocus()


def test_finding_takes_letters_that_are_keys_elsewhere(
    qtbot: QtBot, window: DescribingWindow, speaker: Any
) -> None:
    window.shell.explore()
    qtbot.waitUntil(lambda: "One" in last(speaker))
    press(qtbot, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    for key in (Qt.Key.Key_F, Qt.Key.Key_O):
        press(qtbot, key)
    assert last(speaker) == "o"
    press(qtbot, Qt.Key.Key_Return)
    assert last(speaker) == "Four"
    press(qtbot, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_Escape)
    assert window.explore.running
    press(qtbot, Qt.Key.Key_F3)
    assert last(speaker) == "Four"


def test_without_a_picture_it_says_so(qtbot: QtBot, make_window: Make, speaker: Any) -> None:
    window = make_window(speaker)
    window.shell.explore()
    assert last(speaker) == "There is no picture yet. Open one, or have the screen described."
    assert not window.explore.running


def test_another_picture_ends_it(qtbot: QtBot, window: DescribingWindow, speaker: Any, picture: Path) -> None:
    window.shell.explore()
    qtbot.waitUntil(lambda: "One" in last(speaker))
    window.open_source(picture)
    assert not window.explore.running
    qtbot.waitUntil(lambda: not window.session.busy)


def test_boxes_are_off_at_first_and_drawn_with_their_names(qtbot: QtBot, window: DescribingWindow) -> None:
    page = window.shell.describing
    found = Findings(60, 40)
    found.lines = (TextLine("STOP", 0.99, (30, 20, 60, 40)),)
    objects = (
        SeenObject("dog", 0.9, (0.0, 0.0, 0.5, 0.5), Stance.FACT),
        SeenObject("cat", 0.1, (0.0, 0.0, 0.5, 0.5), Stance.WITHHELD),
    )
    found.perceived = Perception(objects)
    assert window.session.picture is not None
    window.session.picture.findings = found
    assert not page.boxes.isChecked()
    assert window.picture.marks == ()
    page.boxes.setChecked(True)
    assert {(mark.words, mark.place) for mark in window.picture.marks} == {
        ("a dog", (0.0, 0.0, 0.5, 0.5)),
        ("STOP", (0.5, 0.5, 1.0, 1.0)),
    }
    window.picture.repaint()
    page.boxes.setChecked(False)
    assert window.picture.marks == ()


def test_boxes_are_seen(qtbot: QtBot, window: DescribingWindow) -> None:
    qtbot.waitUntil(lambda: window.picture.shows_image)
    before = window.picture.grab().toImage()
    found = Findings(60, 40)
    found.lines = (TextLine("STOP", 0.99, (10, 10, 50, 30)),)
    assert window.session.picture is not None
    window.session.picture.findings = found
    window.shell.describing.boxes.setChecked(True)
    assert window.picture.grab().toImage() != before
