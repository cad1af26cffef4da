"""The page of the conversation, under a user's keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from describing_window import DescribingWindow
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from said import Said

from app.ui.pages.conversation import ConversationPage

GIST = "Photo: A dog runs on grass."
TEXT = 'It says: "STOP".'
ANSWER = "It is brown. Light brown."


class Talk:
    """A window with a picture that was described, and the page about it."""

    def __init__(self, window: DescribingWindow, page: ConversationPage, said: Said) -> None:
        self.window, self.page, self.said = window, page, said

    @property
    def rows(self) -> list[str]:
        return [self.page.turns.item(n).text() for n in range(self.page.turns.count())]

    def ask(self, qtbot: QtBot, question: str) -> None:
        qtbot.keyClicks(self.page.question, question)
        qtbot.keyClick(self.page.question, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not self.window.session.busy)


@pytest.fixture
def where(tmp_path: Path) -> list[Path | None]:
    return [tmp_path / "talk.txt"]


@pytest.fixture
def talk(
    qtbot: QtBot,
    make_window: Callable[..., DescribingWindow],
    speaker: Any,
    picture: Path,
    where: list[Path | None],
) -> Talk:
    window = make_window(speaker)
    said = Said()

    def choose(_parent: QWidget, _name: str) -> Path | None:
        return where[0]

    page = ConversationPage(window.session, said, choose_place=choose)
    window.add_page(page)
    window.open_source(picture)
    qtbot.waitUntil(lambda: len(window.session.turns) == 1)
    window.turn_to_page(page)
    return Talk(window, page, said)


def test_it_begins_with_the_question_and_shows_what_was_said(talk: Talk) -> None:
    assert talk.page.question.hasFocus()
    assert talk.rows == [f"Earsight: {GIST}"]
    assert talk.page.picture.accessibleName() == "Picture: dog.png"


def test_questions_and_answers_become_rows(qtbot: QtBot, talk: Talk, asker: Any) -> None:
    talk.ask(qtbot, "What colour?")
    talk.ask(qtbot, "Sure?")
    assert [question for _, question in asker.asked] == ["What colour?", "Sure?"]
    spoken = " ".join(asker.words)
    assert talk.rows == [
        f"Earsight: {GIST}",
        "You: What colour?",
        f"Earsight: {spoken}",
        "You: Sure?",
        f"Earsight: {spoken}",
    ]
    assert talk.page.question.text() == ""


def test_more_takes_the_place_of_what_it_goes_on_from(qtbot: QtBot, talk: Talk) -> None:
    talk.page.buttons[1].click()
    qtbot.waitUntil(lambda: talk.rows == [f"Earsight: {GIST} {TEXT}"])


def test_a_description_after_a_question_is_a_row_of_its_own(qtbot: QtBot, talk: Talk) -> None:
    talk.ask(qtbot, "What colour?")
    talk.page.buttons[1].click()
    qtbot.waitUntil(lambda: len(talk.rows) == 4)
    assert talk.rows[3] == f"Earsight: {GIST} {TEXT}"


def test_a_turn_is_copied_from_its_row_and_all_of_it_by_the_button(qtbot: QtBot, talk: Talk) -> None:
    talk.ask(qtbot, "What colour?")
    talk.page.turns.setFocus()
    talk.page.turns.setCurrentRow(1)
    qtbot.keyClick(talk.page.turns, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "You: What colour?"
    talk.page.buttons[2].click()
    assert QGuiApplication.clipboard().text() == talk.page.text()
    assert talk.page.text().startswith(f"About: dog.png\n\nEarsight: {GIST}\n\nYou: What colour?\n\n")
    assert talk.said.words == ["The conversation was copied."]


def test_it_is_saved_as_text(talk: Talk, where: list[Path | None]) -> None:
    talk.page.buttons[3].click()
    assert where[0] is not None
    assert where[0].read_text() == f"About: dog.png\n\nEarsight: {GIST}\n"
    assert talk.said.words == ["Saved as talk.txt."]


def test_what_cannot_be_saved_is_said_and_thinking_better_of_it_is_silent(
    talk: Talk, where: list[Path | None], tmp_path: Path
) -> None:
    where[0] = tmp_path / "none" / "talk.txt"
    talk.page.buttons[3].click()
    assert talk.said.words == ["The conversation could not be saved there. Choose another folder."]
    where[0] = None
    talk.page.buttons[3].click()
    assert len(talk.said.words) == 1


def test_without_a_picture_nothing_is_copied_or_saved(
    make_window: Callable[..., DescribingWindow], qtbot: QtBot
) -> None:
    window = make_window()
    said = Said()
    page = ConversationPage(window.session, said)
    window.add_page(page)
    page.buttons[2].click()
    page.buttons[3].click()
    assert said.words == ["There is nothing to copy yet.", "There is nothing to save yet."]


def test_the_focus_stays_on_a_row_that_is_being_read(qtbot: QtBot, talk: Talk) -> None:
    talk.ask(qtbot, "What colour?")
    talk.page.turns.setFocus()
    talk.page.turns.setCurrentRow(0)
    talk.page.buttons[1].click()
    qtbot.waitUntil(lambda: len(talk.rows) == 4)
    assert talk.page.turns.currentRow() == 0
    assert talk.page.turns.hasFocus()
