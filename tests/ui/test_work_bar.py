"""Long work: the bar, its words, its speed, and the button beside it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.pace import Pace, left_in_words, speed_in_words
from app.ui.widgets.steps import Moves
from app.ui.widgets.work_bar import WorkBar

pytestmark = pytest.mark.usefixtures("american")


class Bench:
    """A bar beside another control, with a clock that the test moves."""

    def __init__(self, qtbot: QtBot) -> None:
        self.now = 0.0
        self.said: list[str] = []
        self.stopped = 0
        self.window = QWidget()
        self.other = QPushButton("Other")
        self.bar = WorkBar("&Stop", "Stop it.", self._stop, self.said.append, self.other, lambda: self.now)
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.other)
        layout.addWidget(self.bar)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()

    def _stop(self) -> None:
        self.stopped += 1

    @property
    def label(self) -> str:
        return self.bar._label.text()


@pytest.fixture
def desk(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_it_is_seen_only_while_something_goes_on(desk: Bench) -> None:
    assert not desk.bar.isVisible()
    desk.bar.step(1, 10)
    assert desk.said == []
    desk.bar.begin("Indexing")
    assert desk.bar.isVisible()
    assert not desk.bar.bar.isVisible()  # how far it is is not known yet
    assert desk.label == "Indexing."
    desk.bar.step(1, 4)
    assert desk.bar.bar.isVisible()
    assert desk.bar.bar.value() == 250
    desk.bar.end()
    assert not desk.bar.isVisible()


def test_every_tenth_is_said_once_with_the_time_that_is_left(desk: Bench) -> None:
    desk.bar.begin("Indexing")
    for done in range(0, 101, 2):
        desk.bar.step(done, 100)
        desk.now += 4
    assert [words.split(",")[0].rstrip(".") for words in desk.said] == [
        f"{tenth} percent" for tenth in range(10, 100, 10)
    ]
    assert desk.said[0] == "10 percent, about 3 minutes left."
    assert desk.said[-1] == "90 percent, less than a minute left."
    desk.bar.begin("Describing")  # the next work begins anew
    desk.bar.step(10, 100)
    assert desk.said[-1] == "10 percent."


def test_bytes_have_a_speed_and_the_bar_tells_its_value(desk: Bench) -> None:
    desk.bar.begin("Installing Tiny", in_bytes=True)
    for second in range(8):
        desk.bar.step(500_000_000 + 2_500_000 * second, 1_530_000_000)
        desk.now += 1
    assert desk.label == "Installing Tiny: 33 percent, 2.5 megabytes a second, about 7 minutes left."
    told = QAccessible.queryAccessibleInterface(desk.bar.bar)
    assert told.role() is QAccessible.Role.ProgressBar
    assert told.text(QAccessible.Text.Name) == "Installing Tiny"
    assert told.text(QAccessible.Text.Description) == "2.5 megabytes a second, about 7 minutes left"
    value = told.valueInterface()
    assert value is not None
    assert value.currentValue() == 338


def test_the_button_stops_it_and_gives_the_focus_away_when_it_is_over(desk: Bench, qtbot: QtBot) -> None:
    desk.bar.begin("Indexing")
    desk.bar.stop.setFocus()
    qtbot.keyClick(desk.bar.stop, Qt.Key.Key_Space)
    assert desk.stopped == 1
    desk.bar.end()
    assert desk.other.hasFocus()


def test_a_pace_that_stalls_is_told_of_the_last_seconds_alone() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.speed is None
    for done in range(0, 1000, 100):
        pace.note(done, 2000)
        now[0] += 1
    assert pace.speed == pytest.approx(100)
    assert pace.left == pytest.approx(11)
    for _ in range(40):
        pace.note(900, 2000)
        now[0] += 1
    assert pace.speed is None
    assert pace.left is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (10, "less than a minute left"),
        (60, "about a minute left"),
        (150, "about 2 minutes left"),
        (9000, "about 2.5 hours left"),
    ],
)
def test_time_in_words(seconds: float | None, words: str) -> None:
    assert left_in_words(seconds) == words


@pytest.mark.parametrize(
    ("speed", "words"),
    [(None, ""), (20_000, "20 kilobytes a second"), (3_140_000, "3.1 megabytes a second")],
)
def test_speed_in_words(speed: float | None, words: str) -> None:
    assert speed_in_words(speed) == words


def test_a_move_is_what_can_be_seen() -> None:
    moves = Moves()
    assert [moves.reach(done, 10_000) for done in (0, 1, 9, 10, 15, 20)] == [
        True, False, False, True, False, True,
    ]  # fmt: skip
