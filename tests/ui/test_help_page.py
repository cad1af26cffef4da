"""The page that explains and checks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from page_desk import PageDesk
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from said import Said

from app import __version__
from app.doctor.check import Check, CheckState
from app.errors import AppError
from app.speech.earcons import NAMES
from app.tasks import TaskManager
from app.ui.page import Page
from app.ui.page_actions import Deed, add_keys
from app.ui.pages.help import HelpPage
from app.ui.pages.help_texts import SOUNDS
from app.ui.window import MainWindow


class HelpDesk(PageDesk):
    def __init__(self, qtbot: QtBot, tasks: TaskManager) -> None:
        super().__init__(qtbot)
        self.keys = [
            ("Describe the screen", "Control Alt Shift D, then D", "Describes it."),
            ("Quit", "", "Ends."),
        ]
        self.checks: list[Callable[[], Check]] = []
        self.failure: Exception | None = None
        self.played: list[str] = []
        self.silent = ""
        self.page = HelpPage(self.said, tasks, lambda: self.keys, self._checks, self._play)
        self.show(self.page)

    def _play(self, name: str) -> str:
        if not self.silent:
            self.played.append(name)
        return self.silent

    def _checks(self) -> list[Callable[[], Check]]:
        if self.failure is not None:
            raise self.failure
        return self.checks

    @property
    def rows(self) -> list[str]:
        return [self.page.rows.item(n).text() for n in range(self.page.rows.count())]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[HelpDesk]:
    tasks = TaskManager()
    yield HelpDesk(qtbot, tasks)
    tasks.close()


def test_it_begins_with_the_topics_and_shows_the_keys(desk: HelpDesk) -> None:
    desk.page.focus_first()
    assert desk.page.topic.hasFocus()
    lines = desk.page.text.toPlainText().splitlines()
    assert "Describe the screen: Control Alt Shift D, then D. Describes it." in lines
    assert "Quit: no keys. Ends." in lines
    assert desk.page.text.accessibleName() == "Keys everywhere"


def test_keys_changed_meanwhile_are_shown(desk: HelpDesk) -> None:
    desk.keys = [("Describe the screen", "F9", "Describes it.")]
    desk.page.on_shown()
    assert "Describe the screen: F9. Describes it." in desk.page.text.toPlainText()


def test_every_topic_is_reached_by_arrow_and_has_sentences(desk: HelpDesk, qtbot: QtBot) -> None:
    desk.page.focus_first()
    texts = {}
    for _ in range(desk.page.topic.count()):
        texts[desk.page.topic.currentText()] = desk.page.text.toPlainText()
        qtbot.keyClick(desk.page.topic, Qt.Key.Key_Down)
    assert list(texts) == [
        "Keys everywhere", "Keys in this window", "A minute's tour", "Your privacy", "About Earsight",
    ]  # fmt: skip
    assert "Control O: Choose an image file" in texts["Keys in this window"]
    assert f"version {__version__}." in texts["About Earsight"]
    assert len(set(texts.values())) == 5
    for name, text in texts.items():
        for line in text.splitlines():
            assert line.endswith("."), (name, line)
            assert len(line) < 130, line


def test_every_sound_is_told_and_played(desk: HelpDesk, qtbot: QtBot) -> None:
    assert [name for name, _called, _means in SOUNDS] == list(NAMES)
    sounds = desk.page.sounds
    assert all(": " in row.text and row.text.endswith(".") for row in sounds.rows)
    sounds.setFocus()
    for _ in NAMES:
        qtbot.keyClick(sounds, Qt.Key.Key_Return)
        qtbot.keyClick(sounds, Qt.Key.Key_Down)
    assert desk.played == list(NAMES)
    assert desk.said.words == []
    desk.silent = "Sounds are off."
    qtbot.keyClick(sounds, Qt.Key.Key_Return)
    assert desk.said.words == ["Sounds are off."]


class Gardens(Page):
    """A page with a key of its own."""

    def __init__(self) -> None:
        super().__init__("Gardens")
        self.about = "Gardens are listed here."
        self.field = QLineEdit()
        self.other = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.other)
        add_keys(self, [Deed("&Water", "Ctrl+W", "Water the garden.", lambda: None)])


def test_f1_shows_the_part_about_the_page_and_leads_back(qtbot: QtBot, tasks: TaskManager) -> None:
    gardens, help_ = Gardens(), HelpPage(Said(), tasks, lambda: [], lambda: [])
    window = MainWindow()
    window.add_page(gardens)
    window.add_page(help_)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()

    def explain() -> None:
        help_.explain(window.page, window.pages, window.turn_to_page)

    gardens.other.setFocus()
    explain()
    assert window.page is help_
    assert help_.text.hasFocus()
    assert help_.text.accessibleName() == "The page Gardens"
    assert help_.text.toPlainText().splitlines() == [
        "Gardens are listed here.", "Control W: Water the garden.", "F1: Go back to where you were.",
        "Keys that work on every page have a topic of their own here.",
    ]  # fmt: skip
    explain()
    assert window.page is gardens
    assert gardens.other.hasFocus()
    explain()
    explain()
    window.turn_to_page(help_)
    explain()  # there is nowhere to go back to
    assert window.page is help_
    assert [help_.topic.itemText(n) for n in range(help_.topic.count())].count("The page Gardens") == 1


def test_a_minutes_tour_takes_a_minute(desk: HelpDesk) -> None:
    desk.page.topic.setCurrentIndex(2)
    assert 90 <= len(desk.page.text.toPlainText().split()) <= 190


def test_checks_become_rows(desk: HelpDesk, qtbot: QtBot) -> None:
    desk.checks = [
        lambda: Check("Voice", CheckState.WORKS, "It speaks."),
        lambda: Check("Folders", CheckState.LIMITED, "One is read only.", "Make it writable."),
        lambda: Check("Model", CheckState.MISSING, "There is none."),
    ]
    assert desk.rows == ["Nothing was checked yet. Press Check Earsight."]
    desk.press("Check Earsight")
    qtbot.waitUntil(lambda: len(desk.said.words) == 2)
    assert desk.rows == [
        "Voice: fine. It speaks.",
        "Folders: works in part. One is read only. Make it writable.",
        "Model: does not work. There is none.",
    ]
    assert desk.said.words == [
        "Checking. This takes some seconds.",
        "2 of 3 checks found something. The list says what.",
    ]
    desk.checks = desk.checks[:1]
    desk.press("Check Earsight")
    qtbot.waitUntil(lambda: len(desk.said.words) == 4)
    assert desk.said.words[-1] == "All 1 checks are fine."
    assert desk.rows == ["Voice: fine. It speaks."]


def test_checking_twice_at_once_is_answered(desk: HelpDesk, qtbot: QtBot) -> None:
    desk.press("Check Earsight")
    desk.press("Check Earsight")
    assert desk.said.words[-1] == "The checks are still running."
    qtbot.waitUntil(lambda: desk.said.words[-1] == "All 0 checks are fine.")


def test_checks_that_cannot_run_say_why(desk: HelpDesk, qtbot: QtBot) -> None:
    def fails() -> Any:
        raise AppError("It broke.", "Mend it.")

    desk.checks = [fails]
    desk.press("Check Earsight")
    qtbot.waitUntil(lambda: desk.said.words[-1] == "It broke. Mend it.")
    desk.failure = AppError("There are no checks.", "")
    desk.press("Check Earsight")
    qtbot.waitUntil(lambda: desk.said.words[-1] == "There are no checks.")
    assert desk.rows == ["There are no checks."]


def test_no_check_begins_after_the_end(desk: HelpDesk, qtbot: QtBot) -> None:
    ran: list[int] = []

    def first() -> Check:
        ran.append(1)
        return Check("Voice", CheckState.WORKS, "It speaks.")

    desk.checks = [first] * 50
    desk.press("Check Earsight")
    qtbot.waitUntil(lambda: len(ran) > 0)
    desk.page.on_closed()
    before = len(ran)
    qtbot.wait(50)
    assert len(ran) <= before + 1


def test_links_ask_for_what_they_name(desk: HelpDesk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.welcome_wanted):
        desk.press("Welcome again")
    with qtbot.waitSignal(desk.page.kept_wanted):
        desk.press("What is kept")


def test_everything_has_a_name_and_mnemonics_are_unique(desk: HelpDesk) -> None:
    for control in desk.page.findChildren(QWidget):
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
            assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name), control
    texts = [one.text() for one in [*desk.page.findChildren(QLabel), *desk.page.findChildren(QPushButton)]]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(letters) == 7
    assert len(set(letters)) == 7


def test_tab_follows_the_reading_order(desk: HelpDesk, qtbot: QtBot) -> None:
    desk.page.focus_first()
    met = []
    for _ in range(7):
        met.append(desk.page.focusWidget().accessibleName())
        qtbot.keyClick(desk.page.focusWidget(), Qt.Key.Key_Tab)
    assert met == [
        "Topic", "Keys everywhere", "Sounds", "Check Earsight", "Welcome again", "What is kept",
        "Results of the checks",
    ]  # fmt: skip
