"""New pictures, described when nobody talks."""

import threading
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hearing import narrated
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.assistant.new_picture_describer import QUIET_SECONDS, NewPictureDescriber
from app.assistant.session import Session
from app.cancel import CancelToken
from app.describe.picture import Picture
from app.describe.result import Description
from app.errors import AppError
from app.inference.protocols import Level
from app.tasks import TaskManager

SHOT = Path("/shots/1.png")


class Describer:
    """Says two sentences; held back while `gate` is shut."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, Level]] = []
        self.tokens: list[CancelToken] = []
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    @narrated
    def describe(
        self, picture: Picture, level: Level, cancel: CancelToken
    ) -> Generator[str, None, Description]:
        self.asked.append((picture.source, level))
        self.tokens.append(cancel)
        while not self.gate.wait(0.01):
            cancel.check()
        if self.error is not None:
            raise self.error
        words = ["A cat."] if level is Level.BRIEF else ["A cat.", "It sleeps."]
        yield from words
        return Description(None, level=level, spoken=" ".join(words))


class House:
    windows_are_read = False

    def __init__(self, tasks: TaskManager) -> None:
        self.said: list[str] = []
        self.speaking = False
        self.now = 1000.0
        self.describer = Describer()

        def when() -> datetime:
            return datetime.now(UTC)

        self.session = Session(
            lambda: self.describer,
            lambda: pytest.fail("Nobody asks here."),
            tasks,
            self,
            lambda _source: QImage(),
            when,
        )
        self.free = True
        self.newcomers = NewPictureDescriber(
            self.session, self, lambda: self.describer, tasks, when, lambda: self.now, lambda: self.free
        )

    def say(self, text: str, *, interrupt: bool = False) -> None:
        self.said.append(text)

    def repeat(self, text: str = "") -> bool:
        self.say(text)
        return bool(text)

    def announce(self, text: str) -> None:
        self.said.append(text)

    def confirm(self, text: str) -> None:
        self.said.append(text)

    def hush(self) -> None:
        self.said.append(".")

    @property
    def words(self) -> list[str]:
        return [one for one in self.said if one != "."]


@pytest.fixture
def house(qtbot: QtBot) -> Iterator[House]:
    tasks = TaskManager()
    made = House(tasks)
    yield made
    made.describer.gate.set()
    made.newcomers.stop()
    tasks.close()


def test_a_screenshot_is_told_and_the_key_for_more_goes_on_with_it(qtbot: QtBot, house: House) -> None:
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: house.words == ["New screenshot: A cat."])
    assert house.said[-1] == "New screenshot: A cat.", "it is not silenced by what follows"
    house.session.more()
    qtbot.waitUntil(lambda: house.words[-1] == "It sleeps.")
    assert house.describer.asked == [(SHOT, Level.BRIEF), (SHOT, Level.DETAILED)]


@pytest.mark.parametrize(
    ("count", "folder", "words"),
    [
        (5, "", "5 new screenshots. The latest: A cat."),
        (1, "Camera", "New picture in Camera: A cat."),
        (2, "Camera", "2 new pictures in Camera. The latest: A cat."),
    ],
)
def test_many_and_other_folders(qtbot: QtBot, house: House, count: int, folder: str, words: str) -> None:
    house.newcomers.arrived(count, SHOT, folder)
    qtbot.waitUntil(lambda: house.words == [words])


def test_it_waits_until_nothing_else_is_said_and_folds_what_comes_meanwhile(
    qtbot: QtBot, house: House
) -> None:
    house.speaking = True
    house.newcomers.arrived(1, SHOT, "")
    house.newcomers.arrived(2, Path("/shots/3.png"), "")
    qtbot.wait(400)
    assert house.describer.asked == []
    house.speaking = False
    qtbot.waitUntil(lambda: house.words == ["3 new screenshots. The latest: A cat."])
    assert house.describer.asked == [(Path("/shots/3.png"), Level.BRIEF)]


def test_what_the_user_wants_goes_first(qtbot: QtBot, house: House) -> None:
    house.describer.gate.clear()
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: len(house.describer.tokens) == 1)
    house.session.open(Path("/mine.png"))
    assert house.describer.tokens[0].cancelled
    house.describer.gate.set()
    qtbot.waitUntil(lambda: house.words == ["A cat.", "New screenshot: A cat."])


def test_a_talk_that_was_just_had_is_not_replaced(qtbot: QtBot, house: House) -> None:
    house.session.open(Path("/mine.png"))
    qtbot.waitUntil(lambda: house.words == ["A cat."] and not house.session.busy)
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: len(house.words) == 2)
    assert house.session.source == Path("/mine.png")
    house.now += QUIET_SECONDS + 1
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: len(house.words) == 3)
    assert house.session.source == SHOT


def test_a_file_that_is_no_picture_is_told_in_words(qtbot: QtBot, house: House) -> None:
    house.describer.error = AppError("1.png is damaged.", "Copy it again.")
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: house.words == ["New screenshot: 1.png is damaged."])


@pytest.mark.expect_log("A new picture could not be described")
def test_a_bug_is_noted_and_the_arrival_still_told(qtbot: QtBot, house: House, log_guard: list[Any]) -> None:
    house.describer.error = ValueError("secret")
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: house.words == ["New screenshot:"])


def test_what_waits_can_be_forgotten(qtbot: QtBot, house: House) -> None:
    house.speaking = True
    house.newcomers.arrived(1, SHOT, "")
    house.newcomers.stop()
    house.speaking = False
    qtbot.wait(400)
    assert house.words == []


def test_what_gave_way_to_the_user_is_told_afterwards(qtbot: QtBot, house: House) -> None:
    house.describer.gate.clear()
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: len(house.describer.tokens) == 1)
    house.session.open(Path("/mine.png"))
    house.newcomers.arrived(2, Path("/shots/3.png"), "")
    house.describer.gate.set()
    qtbot.waitUntil(lambda: house.words == ["A cat.", "3 new screenshots. The latest: A cat."])
    assert house.describer.asked[-1] == (Path("/shots/3.png"), Level.BRIEF)
    assert house.session.source == Path("/mine.png")


def test_folders_are_told_one_by_one(qtbot: QtBot, house: House) -> None:
    house.speaking = True
    house.newcomers.arrived(2, SHOT, "")
    house.newcomers.arrived(1, Path("/downloads/b.png"), "Downloads")
    house.speaking = False
    told = ["2 new screenshots. The latest: A cat.", "New picture in Downloads: A cat."]
    qtbot.waitUntil(lambda: house.words == told)


def test_the_picture_does_not_change_under_a_user_who_is_in_the_window(qtbot: QtBot, house: House) -> None:
    house.session.hold(Path("/mine.png"))
    house.free = False
    house.newcomers.arrived(1, SHOT, "")
    qtbot.waitUntil(lambda: house.words == ["New screenshot: A cat."])
    assert house.session.source == Path("/mine.png")
