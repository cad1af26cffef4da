"""The window in which a region is chosen, under a user's keys."""

from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from said import Said

from app.assistant.region import Rect
from app.shot import ScreenPart, Shot
from app.ui.dialogs.region_chooser import RegionChooser

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def chooser(qtbot: QtBot, said: Said) -> RegionChooser:
    pixels = np.zeros((600, 900, 3), dtype=np.uint8)
    chooser = RegionChooser(Shot(pixels, ScreenPart.SCREEN, 0, 0, "", "", 0, datetime.now(UTC)), said)
    qtbot.addWidget(chooser)
    with qtbot.waitActive(chooser):
        chooser.open()
    return chooser


def chosen(chooser: RegionChooser) -> list[Rect]:
    found: list[Rect] = []
    chooser.region_chosen.connect(found.append)
    return found


def test_a_screen_reader_reads_out_how_it_is_worked(qtbot: QtBot) -> None:
    said = Said()
    said.windows_are_read = True
    pixels = np.zeros((600, 900, 3), dtype=np.uint8)
    chooser = RegionChooser(Shot(pixels, ScreenPart.SCREEN, 0, 0, "", "", 0, datetime.now(UTC)), said)
    qtbot.addWidget(chooser)
    assert said.words == []
    qtbot.keyClick(chooser.map, Qt.Key.Key_5)
    assert said.words[0].startswith("Centre middle"), "where the region is, is news"


def test_it_tells_how_it_is_worked_and_has_the_focus(chooser: RegionChooser, said: Said) -> None:
    assert chooser.map.hasFocus()
    assert said.words[0].startswith("Choose a region. 1 to 9 go into a part of the screen")
    assert chooser.place.text() == "The whole screen, 900 by 600 pixels."


def test_every_step_is_spoken_and_return_takes_the_region(
    qtbot: QtBot, chooser: RegionChooser, said: Said
) -> None:
    found = chosen(chooser)
    qtbot.keyClick(chooser.map, Qt.Key.Key_3)
    assert said.words[-1] == "Top right: 300 by 200 pixels, 600 from the left and 0 from the top."
    qtbot.keyClick(chooser.map, Qt.Key.Key_Down)
    assert said.words[-1] == "Centre right: 300 by 200 pixels, 600 from the left and 100 from the top."
    qtbot.keyClick(chooser.map, Qt.Key.Key_Return)
    assert found == [Rect(600, 100, 300, 200)]
    assert not chooser.isVisible()


def test_the_keypad_lies_as_the_screen_does(qtbot: QtBot, chooser: RegionChooser, said: Said) -> None:
    qtbot.keyClick(chooser.map, Qt.Key.Key_7, Qt.KeyboardModifier.KeypadModifier)
    assert said.words[-1].startswith("Top left:")


def test_what_is_not_possible_is_said(qtbot: QtBot, chooser: RegionChooser, said: Said) -> None:
    qtbot.keyClick(chooser.map, Qt.Key.Key_Backspace)
    assert said.words[-1] == "This is the whole screen."
    qtbot.keyClick(chooser.map, Qt.Key.Key_Left)
    assert said.words[-1] == "This is the edge."
    for _ in range(6):
        qtbot.keyClick(chooser.map, Qt.Key.Key_5)
    assert said.words[-1] == "It cannot get smaller."


def test_escape_takes_nothing(qtbot: QtBot, chooser: RegionChooser) -> None:
    found = chosen(chooser)
    qtbot.keyClick(chooser.map, Qt.Key.Key_Escape)
    assert found == []
    assert not chooser.isVisible()


def test_the_region_stands_out_in_the_picture(qtbot: QtBot, chooser: RegionChooser) -> None:
    qtbot.keyClick(chooser.map, Qt.Key.Key_5)
    shown = chooser.map.grab().toImage()
    colours = {shown.pixelColor(x, shown.height() // 2).name() for x in range(shown.width())}
    assert "#ffffff" in colours
    assert "#000000" in colours
