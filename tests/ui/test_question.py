"""Questions about the picture, typed into the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from describing_window import DescribingWindow as MainWindow
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.assistant.session import BUG, MORE_COMES, NO_QUESTION, OPEN_FIRST, STILL
from app.errors import AppError
from app.inference.protocols import Level

Make = Callable[..., MainWindow]
CONTROL = Qt.KeyboardModifier.ControlModifier
GIST = "Photo: A dog runs on grass."
TEXT = 'It says: "STOP".'
ANSWER = "The model says: It is brown."
REST = "Light brown."


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClick(target, key, modifiers)


def type_question(qtbot: QtBot, window: MainWindow, question: str) -> None:
    press(qtbot, Qt.Key.Key_L, CONTROL)
    assert window.question.hasFocus()
    qtbot.keyClicks(window.question, question)
    press(qtbot, Qt.Key.Key_Return)


@pytest.fixture
def window(qtbot: QtBot, make_window: Make, speaker: Any, picture: Path) -> MainWindow:
    """A window that has described its picture."""
    made = make_window(speaker)
    made.open_source(picture)
    qtbot.waitUntil(lambda: made.status.text().startswith("Done."))
    return made


def answered(qtbot: QtBot, window: MainWindow, asker: Any, times: int = 1) -> None:
    qtbot.waitUntil(lambda: len(asker.asked) == times and window.status.text() == "Done.")


def test_the_answer_is_added_and_said(
    qtbot: QtBot, window: MainWindow, asker: Any, speaker: Any, picture: Path
) -> None:
    type_question(qtbot, window, " What colour is it? ")
    answered(qtbot, window, asker)
    assert asker.asked == [([picture], "What colour is it?")]
    assert window.words.toPlainText() == f"{GIST}\nQuestion: What colour is it?\n{ANSWER} {REST}"
    assert speaker.words == [GIST, ANSWER, REST]
    assert window.question.text() == ""
    assert window.question.hasFocus()


def test_a_follow_up_may_have_the_same_answer(
    qtbot: QtBot, window: MainWindow, asker: Any, speaker: Any
) -> None:
    for times in (1, 2):
        type_question(qtbot, window, "Sure?")
        answered(qtbot, window, asker, times)
    assert speaker.words == [GIST, ANSWER, REST, ANSWER, REST]


def test_what_is_repeated_and_copied_is_the_answer(
    qtbot: QtBot, window: MainWindow, asker: Any, speaker: Any
) -> None:
    type_question(qtbot, window, "What colour?")
    answered(qtbot, window, asker)
    press(qtbot, Qt.Key.Key_R, CONTROL)
    assert speaker.words[-1] == f"!{ANSWER} {REST}"
    window.buttons["copy"].click()
    assert QGuiApplication.clipboard().text() == f"{ANSWER} {REST}"


def test_more_goes_on_after_an_answer(
    qtbot: QtBot, window: MainWindow, asker: Any, describer: Any, speaker: Any
) -> None:
    type_question(qtbot, window, "What colour?")
    answered(qtbot, window, asker)
    press(qtbot, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: window.status.text().startswith("Done. Press"))
    assert [level for _, level in describer.asked] == [Level.BRIEF, Level.DETAILED]
    assert speaker.words[-1] == TEXT


def test_more_during_an_answer_follows_it(
    qtbot: QtBot, window: MainWindow, asker: Any, describer: Any, speaker: Any
) -> None:
    asker.held = True
    type_question(qtbot, window, "What colour?")
    qtbot.waitUntil(lambda: ANSWER in speaker.words)
    press(qtbot, Qt.Key.Key_D, CONTROL)
    asker.held = False
    qtbot.waitUntil(lambda: TEXT in speaker.words)
    assert speaker.words == [GIST, ANSWER, MORE_COMES, REST, TEXT]


def test_a_question_takes_the_place_of_a_description_under_way(
    qtbot: QtBot, make_window: Make, describer: Any, asker: Any, speaker: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker)
    window.open_source(picture)
    describer.permit()
    qtbot.waitUntil(lambda: GIST in speaker.words)
    type_question(qtbot, window, "What colour?")
    answered(qtbot, window, asker)
    assert describer.tokens[0].cancelled
    assert speaker.heard[-4:] == [GIST, ".", ANSWER, REST]
    describer.permit(2)
    press(qtbot, Qt.Key.Key_D, CONTROL)
    # It was cut off, so it is said again.
    qtbot.waitUntil(lambda: speaker.words == [GIST, ANSWER, REST, GIST])


def test_escape_stops_an_answer_and_the_next_one_comes(
    qtbot: QtBot, window: MainWindow, asker: Any, speaker: Any
) -> None:
    asker.held = True
    type_question(qtbot, window, "What colour?")
    qtbot.waitUntil(lambda: ANSWER in speaker.words)
    press(qtbot, Qt.Key.Key_Escape)
    assert asker.tokens[0].cancelled
    assert window.status.text() == "Stopped."
    assert speaker.heard[-1] == "."
    asker.held = False
    type_question(qtbot, window, "And now?")
    answered(qtbot, window, asker, 2)
    assert speaker.words == [GIST, ANSWER, ANSWER, REST]


def test_a_new_picture_stops_an_answer(
    qtbot: QtBot, window: MainWindow, asker: Any, speaker: Any, picture: Path
) -> None:
    asker.held = True
    type_question(qtbot, window, "What colour?")
    qtbot.waitUntil(lambda: ANSWER in speaker.words)
    window.open_source(picture)
    assert asker.tokens[0].cancelled
    qtbot.waitUntil(lambda: window.status.text().startswith("Done."))
    assert REST not in window.words.toPlainText()


def test_without_a_model_the_field_answers_in_a_sentence(
    qtbot: QtBot, window: MainWindow, asker: Any, speaker: Any
) -> None:
    asker.failure = AppError("No model that answers questions is installed.", "Install one.")
    type_question(qtbot, window, "What colour?")
    qtbot.waitUntil(
        lambda: speaker.words[-1] == "!No model that answers questions is installed. Install one."
    )
    assert window.words.toPlainText().endswith("No model that answers questions is installed. Install one.")
    assert window.question.isEnabled()


@pytest.mark.expect_log("An answer failed")
def test_a_bug_is_one_sentence(qtbot: QtBot, window: MainWindow, asker: Any, speaker: Any) -> None:
    asker.failure = ZeroDivisionError("secret")
    type_question(qtbot, window, "What colour?")
    qtbot.waitUntil(lambda: speaker.words[-1] == f"!{BUG}")


def test_silence_during_an_answer_is_broken(
    qtbot: QtBot, make_window: Make, asker: Any, speaker: Any, picture: Path
) -> None:
    window = make_window(speaker, silence_ms=50)
    window.open_source(picture)
    qtbot.waitUntil(lambda: window.status.text().startswith("Done."))
    asker.held = True
    type_question(qtbot, window, "What colour?")
    qtbot.waitUntil(lambda: STILL in speaker.words)


def test_a_question_needs_a_picture_and_words(
    qtbot: QtBot, make_window: Make, asker: Any, speaker: Any, picture: Path
) -> None:
    window = make_window(speaker)
    type_question(qtbot, window, "What colour?")
    assert speaker.words == [OPEN_FIRST]
    assert window.question.text() == "What colour?"
    window.open_source(picture)
    qtbot.waitUntil(lambda: window.status.text().startswith("Done."))
    window.question.clear()
    type_question(qtbot, window, "  ")
    assert speaker.words[-1] == NO_QUESTION
    assert asker.asked == []


def test_the_keys_of_the_window_work_in_the_field(
    qtbot: QtBot, window: MainWindow, describer: Any, speaker: Any
) -> None:
    press(qtbot, Qt.Key.Key_L, CONTROL)
    qtbot.keyClicks(window.question, "What is in the back")
    assert window.question.text() == "What is in the back"  # Space types
    press(qtbot, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: TEXT in speaker.words)
    assert window.question.hasFocus()
