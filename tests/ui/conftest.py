"""Collaborators of the window, written out by hand: a describer one can hold back, and a voice that notes."""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from describing_window import DescribingWindow
from exploring import Ears, MadeKeys
from hearing import narrated
from PIL import Image
from PySide6.QtCore import QLocale
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.assistant import outlet
from app.assistant.explore.explore import Explore
from app.assistant.outlet import Outlet
from app.assistant.session import Session
from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.findings import Findings
from app.describe.picture import Picture
from app.describe.result import Description, TextLine
from app.inference.protocols import Level, Stance
from app.shot import Source
from app.tasks import TaskManager
from app.ui.intake import ask_for_file
from app.ui.shell import Shell
from app.ui.widgets.preview import load_preview

Described = Generator[str, None, Description]
GIST = "Photo: A dog runs on grass."
TEXT = 'It says: "STOP".'
SIZE = "The picture is 60 by 40 pixels."
WORDS = {
    Level.BRIEF: (GIST,),
    Level.DETAILED: (GIST, TEXT),
    Level.FULL: (GIST, TEXT, SIZE),
}


@pytest.fixture
def american() -> Iterator[None]:
    """Numbers and dates as in the United States."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


class ScriptedDescriber:
    """Says `WORDS`, one sentence for each permit when it is held back.

    Attributes:
        asked: (source, level) of every call.
        tokens: Their cancel tokens.
        failure: Raised after the first sentence instead of going on.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Source, Level]] = []
        self.tokens: list[CancelToken] = []
        self.failure: Exception | None = None
        self.words: dict[Level, tuple[str, ...]] = dict(WORDS)
        self.caption: str | None = "A dog runs on grass."
        self._permits: threading.Semaphore | None = None

    def hold(self) -> None:
        """Say nothing without a permit."""
        self._permits = threading.Semaphore(0)

    def permit(self, sentences: int = 1) -> None:
        """Let it go on; the end of the work needs a permit too."""
        assert self._permits is not None
        self._permits.release(sentences)

    @narrated
    def describe(self, picture: Picture, level: Level, cancel: CancelToken) -> Described:
        self.asked.append((picture.source, level))
        self.tokens.append(cancel)
        for number, words in enumerate(self.words[level]):
            self._wait(cancel)
            if self.failure is not None and number == 1 - (level is Level.BRIEF):
                raise self.failure
            yield words
        self._wait(cancel)
        spoken = " ".join(self.words[level])
        return Description(None, stance=Stance.FACT, caption=self.caption, level=level, spoken=spoken)

    @narrated
    def read(self, picture: Picture, cancel: CancelToken) -> Described:
        self.tokens.append(cancel)
        self._wait(cancel)
        yield TEXT
        return Description(None, level=Level.FULL, spoken=TEXT)

    def _wait(self, cancel: CancelToken) -> None:
        if self._permits is not None:
            while not cancel.cancelled and not self._permits.acquire(timeout=0.02):
                continue
            if cancel.cancelled:
                self._permits.release()
        cancel.check()


class ScriptedAsker:
    """Answers every question with `words`, one sentence for each permit when it is held back.

    Attributes:
        asked: (sources, question) of every call.
        tokens: Their cancel tokens.
        failure: Raised instead.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[list[Source], str]] = []
        self.tokens: list[CancelToken] = []
        self.failure: Exception | None = None
        self.words: tuple[str, ...] = ("The model says: It is brown.", "Light brown.")
        self.held = False

    @narrated
    def ask(
        self, pictures: Sequence[Picture], question: str, cancel: CancelToken
    ) -> Generator[str, None, Answer]:
        self.asked.append(([picture.source for picture in pictures], question))
        self.tokens.append(cancel)
        if self.failure is not None:
            raise self.failure
        for words in self.words:
            yield words
            while self.held and not cancel.cancelled:
                time.sleep(0.005)
            cancel.check()
        return Answer((None,), question, "It is brown. Light brown.", spoken=" ".join(self.words))


class NotingSpeaker:
    """Notes what it is told; "!" before what interrupts, "." for stop."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.speaking = False
        self.broken = False
        self.rate = 200
        self.paused = False
        self.talking = True

    def say(self, text: str, *, interrupt: bool = False, on_unheard: Callable[[], None]) -> None:
        if self.broken:
            threading.Thread(target=on_unheard).start()
        else:
            self.heard.append(("!" if interrupt else "") + text)

    def stop(self) -> None:
        self.heard.append(".")

    def set_rate(self, rate: int) -> None:
        self.rate = rate

    def pause(self) -> bool:
        self.paused = self.talking
        return self.talking

    def resume(self) -> None:
        self.paused = False

    @property
    def words(self) -> list[str]:
        return [text for text in self.heard if text != "."]


def look_at_text(source: Source, part: object, cancel: CancelToken) -> Findings:
    """A picture of four words, in two rows."""
    found = Findings(60, 40)
    places = {
        "One": (2, 2, 20, 10),
        "Two": (40, 2, 58, 10),
        "Three": (2, 30, 20, 38),
        "Four": (40, 30, 58, 38),
    }
    found.lines = tuple(TextLine(text, 0.99, box) for text, box in places.items())
    return found


@pytest.fixture
def describer() -> ScriptedDescriber:
    return ScriptedDescriber()


@pytest.fixture
def asker() -> ScriptedAsker:
    return ScriptedAsker()


@pytest.fixture
def speaker() -> NotingSpeaker:
    return NotingSpeaker()


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reaches Qt's accessibility as an announcement; "!" before assertive ones."""
    said: list[str] = []

    class Listening(QAccessible):
        @staticmethod
        def updateAccessibility(event: object) -> None:
            assert isinstance(event, QAccessibleAnnouncementEvent)
            urgent = event.politeness() is QAccessible.AnnouncementPoliteness.Assertive
            said.append(("!" if urgent else "") + event.message())

    monkeypatch.setattr(outlet, "QAccessible", Listening)
    return said


@pytest.fixture
def tasks(qtbot: QtBot, describer: ScriptedDescriber, asker: ScriptedAsker) -> Iterator[TaskManager]:
    manager = TaskManager()
    yield manager
    for token in [*describer.tokens, *asker.tokens]:
        token.cancel()
    manager.close()


@pytest.fixture
def looks(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which looks as before when the test is over."""
    font, style, flash = qapp.font(), qapp.style().objectName(), qapp.cursorFlashTime()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setFont(font)
    qapp.setPalette(QPalette())
    qapp.setCursorFlashTime(flash)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "dog.png"
    Image.new("RGB", (60, 40), (90, 160, 60)).save(path)
    return path


@pytest.fixture
def make_window(
    qtbot: QtBot, describer: ScriptedDescriber, asker: ScriptedAsker, tasks: TaskManager
) -> Callable[..., DescribingWindow]:
    """Makes a shown, active window with the page for describing."""

    def make(
        speaker: NotingSpeaker | None = None,
        *,
        choose_file: Callable[[QWidget], Path | None] = ask_for_file,
        preview: Callable[[Source], QImage] = load_preview,
        **arguments: Any,
    ) -> DescribingWindow:
        window = DescribingWindow()
        outlet = Outlet(window, speaker, tasks.on_main)
        session = Session(
            lambda: describer,
            lambda: asker,
            tasks,
            outlet,
            preview,
            lambda: datetime.now(UTC),
            parent=window,
            **arguments,
        )
        window.explore = Explore(
            outlet,
            Ears(),
            None,
            tasks,
            tasks,
            look_at_text,
            MadeKeys(False),
            None,
            window.copied.append,
            window,
        )  # type: ignore[arg-type]
        window.shell = Shell(window, session, outlet, window.explore, choose_file=choose_file)
        window.session = session
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
        return window

    return make
