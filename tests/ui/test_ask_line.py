"""The small window for a question."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.ui.dialogs.ask_line import AskLine


def opened(qtbot: QtBot) -> tuple[AskLine, list[str]]:
    line = AskLine("Window - Tom & Jerry")
    asked: list[str] = []
    line.asked.connect(asked.append)
    with qtbot.waitActive(line):
        line.open()
    return line, asked


def test_it_has_the_focus_and_says_what_it_is_about(qtbot: QtBot) -> None:
    line, _ = opened(qtbot)
    assert line.field.hasFocus()
    face = QAccessible.queryAccessibleInterface(line.field)
    assert face.text(QAccessible.Text.Name) == "Question about: Window - Tom & Jerry"
    line.close()


def test_without_a_model_that_answers_it_says_so_and_offers_the_page(qtbot: QtBot) -> None:
    line = AskLine("Window", "No model that answers is installed.")
    with qtbot.waitActive(line):
        line.open()
    assert line.field.hasFocus()
    face = QAccessible.queryAccessibleInterface(line.field)
    assert face.text(QAccessible.Text.Description).startswith("No model that answers is installed. Type")
    asked: list[str] = []
    line.asked.connect(asked.append)
    (button,) = line.findChildren(QPushButton)
    with qtbot.waitSignal(line.models_wanted):
        button.click()
    assert not line.isVisible()
    assert asked == []
    again = AskLine("Window", "No model that answers is installed.")
    again.asked.connect(asked.append)
    with qtbot.waitActive(again):
        again.open()
    qtbot.keyClicks(again.field, "How many?")
    qtbot.keyClick(again.field, Qt.Key.Key_Return)
    assert asked == ["How many?"]


def test_return_sends_and_closes(qtbot: QtBot) -> None:
    line, asked = opened(qtbot)
    qtbot.keyClicks(line.field, "  What is it? ")
    qtbot.keyClick(line.field, Qt.Key.Key_Return)
    assert asked == ["What is it?"]
    qtbot.waitUntil(lambda: not line.isVisible())


def test_escape_leaves_without_asking(qtbot: QtBot) -> None:
    line, asked = opened(qtbot)
    qtbot.keyClicks(line.field, "What")
    qtbot.keyClick(line.field, Qt.Key.Key_Escape)
    assert asked == []
    qtbot.waitUntil(lambda: not line.isVisible())
