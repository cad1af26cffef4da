"""The history is written as the session goes on, on a real file."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hearing import narrated
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.assistant.history_writer import HistoryWriter
from app.assistant.session import BUG, Session
from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.picture import Picture
from app.describe.result import Description
from app.errors import AppError
from app.history.history import Entry, History
from app.inference.protocols import Level
from app.settings import Settings
from app.shot import ScreenPart, Shot
from app.tasks import TaskManager

NOW = datetime(2026, 11, 23, 10, 32, tzinfo=UTC)


def shot(app: str = "Terminal", window: str = "notes") -> Shot:
    return Shot(np.full((600, 900, 3), 200, dtype=np.uint8), ScreenPart.WINDOW, 0, 0, app, window, 7, NOW)


class Model:
    """Describes and answers."""

    @narrated
    def describe(
        self, picture: Picture, level: Level, cancel: CancelToken
    ) -> Generator[str, None, Description]:
        words = {Level.BRIEF: "One.", Level.DETAILED: "One. Two.", Level.FULL: "One. Two. Three."}[level]
        yield words
        return Description(None, level=level, model="compact", spoken=words)

    @narrated
    def read(self, picture: Picture, cancel: CancelToken) -> Generator[str, None, Description]:
        yield "It says: STOP."
        return Description(None, level=Level.FULL, spoken="It says: STOP.")

    @narrated
    def ask(self, pictures: Any, question: str, cancel: CancelToken) -> Generator[str, None, Answer]:
        yield "It is brown."
        return Answer((None,), question, "It is brown.", model="talker", spoken="It is brown.")


class Silent:
    windows_are_read = False
    speaking = False

    def say(self, text: str, *, interrupt: bool = False) -> None:
        """Nobody listens."""

    def repeat(self, text: str = "") -> bool:
        return bool(text)

    def announce(self, text: str) -> None:
        """Nobody listens."""

    def confirm(self, text: str) -> None:
        """Nobody listens."""

    def hush(self) -> None:
        """It is silent."""


class House:
    def __init__(self, path: Path, tasks: TaskManager, writer: TaskManager, qtbot: QtBot) -> None:
        self.settings = Settings()
        self.complaints: list[str] = []
        self.error: AppError | None = None
        self.qtbot = qtbot
        self.now = NOW

        def preview(source: Any) -> QImage:
            picture = QImage(64, 48, QImage.Format.Format_RGB32)
            picture.fill(0xFF336699)
            return picture

        model = Model()
        self.session = Session(lambda: model, lambda: model, tasks, Silent(), preview, lambda: self.now)

        def open_history() -> History:
            if self.error is not None:
                raise self.error
            return History(path, lambda: self.now)

        self.keeping = HistoryWriter(
            self.session,
            lambda: self.settings,
            open_history,
            writer,
            lambda error: self.complaints.append(str(error)),
            lambda: self.now,
        )

    @property
    def entries(self) -> list[Entry]:
        def every(history: History) -> list[Entry]:
            return [entry for one in history.entries(50) if (entry := history.get(one.id))]

        return self.keeping.ask(every) or []

    def describe(self, source: Any) -> None:
        with self.qtbot.waitSignal(self.keeping.kept):
            self.session.open(source)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.session.busy)
        self.qtbot.wait(60)


@pytest.fixture
def house(qtbot: QtBot, tmp_path: Path) -> Iterator[House]:
    tasks, writer = TaskManager(), TaskManager(workers=1)
    made = House(tmp_path / "library.db", tasks, writer, qtbot)
    yield made
    tasks.close()
    made.keeping.close()
    writer.close()


def test_a_picture_of_the_screen_is_kept_with_all_that_is_known(house: House) -> None:
    house.describe(shot())
    (entry,) = house.entries
    assert (entry.app, entry.window, entry.place, entry.level) == ("Terminal", "notes", "window", "brief")
    assert (entry.words, entry.model, entry.source) == ("One.", "compact", "")
    assert entry.thumbnail.startswith(b"\xff\xd8")
    assert len(entry.thumbnail) <= 32 << 10


def test_a_fuller_description_replaces_and_a_question_is_added(house: House) -> None:
    house.describe(shot())
    with house.qtbot.waitSignal(house.keeping.kept):
        house.session.more()
    with house.qtbot.waitSignal(house.keeping.kept):
        house.session.ask("Which colour?")
    (entry,) = house.entries
    assert (entry.words, entry.level) == ("One. Two.", "detailed")
    assert [(asked.question, asked.answer) for asked in entry.turns] == [("Which colour?", "It is brown.")]


def test_a_file_and_the_clipboard(house: House, tmp_path: Path) -> None:
    path = tmp_path / "dog.png"
    Image.new("RGB", (60, 40)).save(path)
    house.describe(path)
    house.describe(b"png")
    clip, file = house.entries
    assert (file.place, file.source) == ("file", str(path))
    assert (clip.place, clip.source) == ("clipboard", "")


@pytest.mark.parametrize(
    ("settings", "source"),
    [
        (Settings(private=True), shot()),
        (Settings(history=False), shot()),
        (Settings(), shot("KeePassXC", "Passwords")),
        (Settings(), shot("Firefox", "Mail - Mozilla Firefox Private Browsing")),
        (Settings(history_never=("terminal",)), shot()),
        (Settings(), replace(shot(), beside=(("Editor", "notes"), ("KeePassXC", "Passwords")))),
    ],
)
def test_what_must_not_be_kept_is_not(house: House, settings: Settings, source: Shot) -> None:
    house.keeping.begin()
    house.qtbot.waitUntil(lambda: house.keeping.history is not None)
    house.settings = settings
    house.session.open(source)
    house.settle()
    assert house.entries == []


def test_ordinary_windows_beside_are_no_hindrance(house: House) -> None:
    house.describe(replace(shot(), beside=(("Editor", "Private.txt"), ("", ""))))
    assert [entry.app for entry in house.entries] == ["Terminal"]


def test_private_mode_counts_from_the_next_turn_on(house: House) -> None:
    house.describe(shot())
    house.settings = replace(house.settings, private=True)
    house.session.more()
    house.settle()
    assert [entry.words for entry in house.entries] == ["One."]


def test_a_picture_of_which_nobody_says_whose_it_is_is_not_kept(house: House) -> None:
    house.describe(shot())
    house.session.open(shot("", ""))
    house.qtbot.waitUntil(lambda: len(house.session.turns) == 1 and not house.session.busy)
    house.settle()
    assert [entry.app for entry in house.entries] == ["Terminal"]


def recalled(house: House, back: int) -> str | None:
    found: list[str | None] = []
    house.keeping.recall(back, found.append)
    house.qtbot.waitUntil(lambda: bool(found))
    return found[0]


def test_it_is_recalled_in_words(house: House) -> None:
    assert recalled(house, 0) is None
    house.describe(shot())
    house.now += timedelta(days=1)
    house.describe(shot("Files", ""))
    today, yesterday = recalled(house, 0), recalled(house, 1)
    assert today is not None
    assert today.startswith("Today ")
    assert today.endswith("Files: One.")
    assert yesterday is not None
    assert yesterday.startswith("Yesterday ")
    assert yesterday.endswith("Terminal, notes: One.")
    assert recalled(house, 2) is None


def test_what_is_not_kept_is_recalled_while_the_app_runs(house: House) -> None:
    house.describe(shot())
    house.settings = replace(house.settings, private=True)
    house.now += timedelta(minutes=1)
    house.session.open(shot("Files", ""))
    house.settle()
    house.session.more()
    house.qtbot.waitUntil(lambda: house.session.level_said == "detailed" and not house.session.busy)
    house.session.ask("Why?")
    house.qtbot.waitUntil(lambda: len(house.session.turns) == 2 and not house.session.busy)
    newest, before = recalled(house, 0), recalled(house, 1)
    assert newest is not None
    assert newest.endswith("Files: One. Two. 1 question.")
    assert before is not None
    assert before.endswith("Terminal, notes: One.")
    assert recalled(house, 2) is None
    house.settle()
    assert [entry.app for entry in house.entries] == ["Terminal"]
    house.keeping.forget()
    last = recalled(house, 0)
    assert last is not None
    assert last.endswith("Terminal, notes: One.")


def test_an_entry_whose_file_is_there_is_gone_on_with(house: House, tmp_path: Path) -> None:
    path = tmp_path / "dog.png"
    Image.new("RGB", (60, 40)).save(path)
    house.describe(path)
    house.describe(shot())
    _, file = house.entries
    assert house.keeping.go_on_from(file)
    assert [turn.words for turn in house.session.turns] == ["One."]
    with house.qtbot.waitSignal(house.keeping.kept):
        house.session.ask("Which colour?")
    assert len(house.entries) == 2
    assert house.entries[1].turns[0].answer == "It is brown."
    assert not house.keeping.go_on_from(house.entries[0])


def test_what_cannot_be_kept_is_said_once(house: House) -> None:
    house.error = AppError("The history cannot be kept.", "Free some room.")
    for _ in range(2):
        house.session.open(shot())
        house.settle()
    why = "The history cannot be kept. Free some room."
    assert house.complaints == [why]
    assert house.keeping.trouble == why
    found: list[str | None] = []
    house.keeping.recall(0, found.append)
    house.qtbot.waitUntil(lambda: house.complaints == [why, why])
    assert found == [], "nobody says that nothing was kept"


def test_what_was_read_stays_beside_the_description(house: House) -> None:
    with house.qtbot.waitSignal(house.keeping.kept):
        house.session.open(shot(), reads=True)
    for _ in range(2):
        with house.qtbot.waitSignal(house.keeping.kept):
            house.session.more()
    (entry,) = house.entries
    assert (entry.words, entry.level, entry.model) == ("It says: STOP.\nOne. Two.", "detailed", "compact")


def test_an_entry_that_is_taken_up_again_only_grows(house: House, tmp_path: Path) -> None:
    path = tmp_path / "dog.png"
    Image.new("RGB", (60, 40)).save(path)
    house.describe(path)
    with house.qtbot.waitSignal(house.keeping.kept):
        house.session.more()
    (entry,) = house.entries
    house.describe(shot())
    assert house.keeping.go_on_from(entry)
    with house.qtbot.waitSignal(house.keeping.kept):
        house.session.more()
    entry = next(one for one in house.entries if one.id == entry.id)
    assert (entry.words, entry.level) == ("One. Two. Three.", "full")


def test_what_begins_with_a_question_has_its_model(house: House) -> None:
    house.session.hold(shot())
    with house.qtbot.waitSignal(house.keeping.kept):
        house.session.ask("Which colour?")
    (entry,) = house.entries
    assert (entry.model, entry.words) == ("talker", "")


def test_what_is_too_old_goes_while_the_app_runs(house: House) -> None:
    with house.qtbot.waitSignal(house.keeping.kept):
        house.keeping.begin()
    house.describe(shot())
    house.settings = replace(house.settings, history_days=1)
    for _ in range(6):  # time goes on by a quarter of the days at most
        house.now += timedelta(hours=8)
        with house.qtbot.waitSignal(house.keeping.kept):
            house.keeping.prune()
    assert house.entries == []


@pytest.mark.expect_log("The history could not be used")
def test_a_flaw_of_the_history_is_said(house: House) -> None:
    house.error = ValueError("secret")  # type: ignore[assignment]
    house.session.open(shot())
    house.qtbot.waitUntil(lambda: house.complaints == [BUG])
