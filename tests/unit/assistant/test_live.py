"""The live region: drawn pictures, a real camera thread; the real OCR in one test."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from pytestqt.qtbot import QtBot
from waiting import LONGER_THAN_A_TEST, PATIENCE

from app.adapters import load
from app.assistant.live import LiveRegion
from app.cancel import CancelToken
from app.describe.ocr.rapid import RapidOcr
from app.describe.reader import TextReader
from app.describe.result import TextLine
from app.errors import AppError
from app.inference.perception import SeenObject
from app.inference.protocols import Stance
from app.shot import ScreenPart, Shot
from app.tasks import TaskManager

PITCH = 40


def shot(*texts: str, paper: str = "white", place: ScreenPart = ScreenPart.REGION, **more: object) -> Shot:
    image = Image.new("RGB", (900, 600), paper)
    draw = ImageDraw.Draw(image)
    for row, text in enumerate(texts):
        draw.text((30, 20 + row * PITCH), text, fill="black", font=ImageFont.load_default(20))
    found = Shot(np.asarray(image), place, 0, 0, "Editor", "notes.txt", 7, datetime.now(UTC))
    return replace(found, **more)  # type: ignore[arg-type]


class Screen:
    """What is on the screen, who reads it, and what was said."""

    windows_are_read = False

    def __init__(self, tasks: TaskManager) -> None:
        self.shot = shot()
        self.texts: tuple[str, ...] = ()
        self.error: Exception | None = None
        self.said: list[str] = []
        self.speaking = False
        self.takes = 0
        self.threads: set[str] = set()
        self.reads: list[tuple[int, int]] = []
        self.described = 0
        self.read_error: Exception | None = None
        self.mains = True
        self.gate = threading.Event()
        self.gate.set()
        self.deaf = False
        self.embedded = 0
        self.objects: Sequence[SeenObject] = ()
        self.tasks = tasks
        self.live = self.make()

    def make(self, **more: object) -> LiveRegion:
        own = {"embed": self.embed, "describe": self.describe, "detect": self.detect}
        options = {**own, "pace": 0.02, "budget": 1.0} | more
        return LiveRegion(
            self.tasks, self, self.tasks.on_main, self.read, **options, on_mains=lambda: self.mains
        )  # type: ignore[arg-type]

    def show(self, *texts: str, **more: object) -> None:
        self.texts = texts
        self.shot = shot(*texts, **more)  # type: ignore[arg-type]

    def take(self) -> Shot:
        self.takes += 1
        self.threads.add(threading.current_thread().name)
        if self.error is not None:
            raise self.error
        return self.shot

    def read(self, part: Shot, cancel: CancelToken) -> Sequence[TextLine]:
        """Exact, of the lines that are wholly on the part."""
        while not self.gate.wait(0.01):
            if not self.deaf:
                cancel.check()
        if self.read_error is not None:
            raise self.read_error
        height = len(part.pixels)
        self.reads.append((part.top, height))
        tops = [(text, 20 + row * PITCH - part.top) for row, text in enumerate(self.texts) if text]
        return [
            TextLine(text, 0.99, (30, top, 30 + 10 * len(text), top + 22))
            for text, top in tops
            if top >= 0 and top + 22 <= height
        ]

    def embed(self, part: Shot, cancel: CancelToken) -> np.ndarray:  # type: ignore[type-arg]
        self.embedded += 1
        mean = part.pixels.reshape(-1, 3).mean(axis=0).astype(np.float32)
        return mean - 100

    def detect(self, part: Shot, cancel: CancelToken) -> Sequence[SeenObject]:
        return self.objects

    def describe(self, part: Shot, cancel: CancelToken) -> str:
        self.described += 1
        return "A blue page."

    def say(self, text: str, *, interrupt: bool = False) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.said.append(text)

    def hush(self) -> None:
        self.said.append(".")


@pytest.fixture
def screen(qtbot: QtBot) -> Iterator[Screen]:
    tasks = TaskManager(workers=1)
    made = Screen(tasks)
    yield made
    made.gate.set()
    made.live.close()
    tasks.close()


def looked(qtbot: QtBot, screen: Screen, times: int = 3) -> None:
    """Until a look that began now is over."""
    goal = screen.takes + times
    qtbot.waitUntil(lambda: screen.takes >= goal or not screen.live.running)


def test_only_what_changed_is_said(qtbot: QtBot, screen: Screen) -> None:
    screen.show("Building", "Step one")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    assert screen.live.running
    assert screen.said == []
    screen.show("Building", "Step one", "Step two is running", "Please wait!")
    qtbot.waitUntil(lambda: screen.said == ["Step two is running. Please wait!"])
    screen.show("Step one", "Step two is running", "Please wait!", "Done")
    qtbot.waitUntil(lambda: screen.said[1:] == ["Done."])
    assert len(screen.threads) == 1
    assert not any("live" in name for name in screen.threads), "pictures are taken on the camera's thread"
    screen.live.stop()
    assert not screen.live.running


def test_nothing_is_read_while_nothing_moves_and_then_only_the_part_that_did(
    qtbot: QtBot, screen: Screen
) -> None:
    texts = [f"Line {name} here" for name in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta")]
    screen.show(*texts)
    screen.live.start(screen.take)
    looked(qtbot, screen, 5)
    assert screen.reads == [(0, 600)]
    texts[3] = "Something else"
    screen.show(*texts)
    qtbot.waitUntil(lambda: screen.said == ["Something else."])
    ((top, height),) = screen.reads[1:]
    assert top <= 20 + 3 * PITCH
    assert height < 200
    # What was not read again is still known.
    screen.show(*texts, "More")
    qtbot.waitUntil(lambda: screen.said[1:] == ["More."])
    screen.show("Header", *texts)
    qtbot.waitUntil(lambda: screen.said[2:] == ["Header."])


def test_the_last_number_is_said_once_it_rests(qtbot: QtBot, screen: Screen) -> None:
    screen.live = screen.make(monotonic=lambda: float(screen.takes))
    screen.show("You are number 9 in the queue")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    for number in range(8, 0, -1):
        screen.show(f"You are number {number} in the queue")
        looked(qtbot, screen, 2)
    last = "You are number 1 in the queue."
    qtbot.waitUntil(lambda: screen.said[-1:] == [last])
    assert screen.said.count(last) == 1


def test_a_long_change_is_cut(qtbot: QtBot, screen: Screen) -> None:
    screen.show("Start")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    names = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
    screen.show("Start", *[f"this is the long line with number {name} of them" for name in names])
    qtbot.waitUntil(lambda: len(screen.said) == 1)
    assert screen.said[0].startswith("this is the long line with number one of them. ")
    assert screen.said[0].endswith(" And 6 more lines.")


def test_another_scene_is_described_when_no_text_tells_it(qtbot: QtBot, screen: Screen) -> None:
    screen.show("Same words")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.show("Same words", paper="blue")
    qtbot.waitUntil(lambda: screen.said == ["A blue page."])
    looked(qtbot, screen, 5)
    assert screen.described == 1
    screen.show("Same words", "New words", paper="white")
    qtbot.waitUntil(lambda: screen.said[1:] == ["New words."])
    looked(qtbot, screen, 5)
    assert screen.described == 1


def test_without_a_model_only_that_it_changed(qtbot: QtBot, screen: Screen) -> None:
    screen.live = screen.make(describe=None)
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.show(paper="blue")
    qtbot.waitUntil(lambda: screen.said == ["The picture changed."])


def test_what_comes_and_goes_is_told(qtbot: QtBot, screen: Screen) -> None:
    there = [SeenObject("dog", 0.9, (0.4, 0.4, 0.6, 0.8), Stance.FACT)]
    screen.show("A film")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    for objects, ink, words in (
        (there, "a", "A dog appears in the middle."),
        ((), "b", "The dog in the middle is gone."),
    ):
        screen.objects = objects
        # The next look, at which nothing moves, is what decides.
        screen.show("A film", ink * 3)
        qtbot.waitUntil(lambda words=words: any(words in said for said in screen.said))  # type: ignore[misc]
    assert sum("dog" in said for said in screen.said) == 2


def test_another_window_and_another_title(qtbot: QtBot, screen: Screen) -> None:
    screen.show("Some text", place=ScreenPart.WINDOW)
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.show("Some text", place=ScreenPart.WINDOW, window="letter.txt")
    qtbot.waitUntil(lambda: screen.said == ["letter.txt."])
    screen.show("Some text", place=ScreenPart.WINDOW, window="(3) letter.txt")
    looked(qtbot, screen)
    screen.show("Its own words", place=ScreenPart.WINDOW, app="Browser", window="News", pid=9)
    qtbot.waitUntil(lambda: screen.said[1:] == ["Browser, News."])
    looked(qtbot, screen)
    screen.show("Its own words", "Breaking", place=ScreenPart.WINDOW, app="Browser", window="News", pid=9)
    qtbot.waitUntil(lambda: screen.said[2:] == ["Breaking."])


def test_newer_words_take_the_place_of_those_that_wait(qtbot: QtBot, screen: Screen) -> None:
    screen.show("Start")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.speaking = True
    screen.show("Start", "First news")
    looked(qtbot, screen)
    screen.show("Start", "First news", "Second news")
    looked(qtbot, screen)
    assert screen.said == []
    screen.speaking = False
    qtbot.waitUntil(lambda: screen.said == ["Second news."])


def test_what_waits_is_said_as_soon_as_the_voice_is_free_however_slow_the_pace(
    qtbot: QtBot, screen: Screen
) -> None:
    screen.show("Start")
    screen.speaking = True

    def take() -> Shot:
        if screen.takes == 3:
            screen.show("Start", "News")
            screen.live.configure(LONGER_THAN_A_TEST, 1.0)
        return screen.take()

    screen.live.start(take)
    qtbot.waitUntil(lambda: bool(screen.live._waiting))
    screen.speaking = False
    qtbot.waitUntil(lambda: screen.said == ["News."])


def test_a_window_that_is_gone_is_told_once_and_ends_it(qtbot: QtBot, screen: Screen) -> None:
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.error = AppError("There is no window in front.", "Go to a window first.")
    qtbot.waitUntil(lambda: screen.said == ["There is no window in front. The live region is off."])
    assert not screen.live.running
    takes = screen.takes
    qtbot.wait(100)
    assert (screen.takes, len(screen.said)) == (takes, 1)


def test_between_two_windows_there_may_be_none_for_a_moment(qtbot: QtBot, screen: Screen) -> None:
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.error = AppError("There is no window in front.")
    looked(qtbot, screen, 1)
    screen.error = None
    looked(qtbot, screen, 4)
    assert screen.live.running
    assert screen.said == []


def test_that_nothing_can_be_read_is_told(qtbot: QtBot, screen: Screen) -> None:
    screen.read_error = AppError("Text cannot be read here.")
    screen.live.start(screen.take)
    qtbot.waitUntil(lambda: screen.said == ["Text cannot be read here. The live region is off."])


@pytest.mark.expect_log("The live region failed")
def test_a_bug_is_told_and_noted(qtbot: QtBot, screen: Screen) -> None:
    screen.read_error = ValueError("secret")
    screen.live.start(screen.take)
    qtbot.waitUntil(lambda: screen.said == ["Something went wrong. The live region is off."])
    assert not screen.live.running


def test_stopping_returns_at_once_and_nothing_is_said_afterwards(qtbot: QtBot, screen: Screen) -> None:
    screen.show("Start")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.gate.clear()
    screen.deaf = True  # who waits for the reading waits for ever
    screen.show("Start", "News")
    looked(qtbot, screen, 1)
    screen.live.stop()
    screen.gate.set()
    screen.live.close()
    qtbot.wait(50)
    assert screen.said == []
    assert not any(one.name == "live region" for one in threading.enumerate())


def test_another_start_follows_something_else(qtbot: QtBot, screen: Screen) -> None:
    screen.show("One thing")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.show("Another thing")
    screen.live.start(screen.take)
    looked(qtbot, screen)
    assert screen.said == [], "its first look is not told"
    screen.show("Another thing", "News")
    qtbot.waitUntil(lambda: screen.said == ["News."])
    qtbot.waitUntil(lambda: sum(one.name == "live region" for one in threading.enumerate()) == 1)


@pytest.mark.parametrize(("mains", "pause"), [(True, 0.2), (False, 0.4)])
def test_costly_looks_are_further_apart(qtbot: QtBot, screen: Screen, mains: bool, pause: float) -> None:
    used = iter(range(10**6))
    screen.mains = mains
    # Each look "uses" 0.1 s of the processor, of half of which it may use.
    screen.live = screen.make(pace=0.01, budget=0.5, cpu=lambda: next(used) * 0.1)
    moments: list[float] = []
    rests: list[float] = []
    rest = screen.live._rest

    def noting(until: float, token: CancelToken) -> None:
        rests.append(until - time.monotonic())
        rest(until, token)

    def take() -> Shot:
        moments.append(time.monotonic())
        return screen.take()

    screen.live._rest = noting  # type: ignore[method-assign]
    begun = time.monotonic()
    screen.live.start(take)
    qtbot.waitUntil(lambda: len(moments) >= 4)
    assert all(moment - begun >= count * pause for count, moment in enumerate(moments))
    assert max(rests) <= pause


def test_an_unchanging_picture_is_read_once(qtbot: QtBot, screen: Screen) -> None:
    image = Image.new("RGB", (1920, 1080), "white")
    picture = shot(pixels=np.asarray(image))

    # As a capture does, the same pixels in new memory each time.
    def take() -> Shot:
        screen.takes += 1
        return replace(picture, pixels=picture.pixels.copy())

    screen.live.start(take)
    looked(qtbot, screen, 12)
    screen.live.stop()
    assert len(screen.reads) == 1
    assert screen.embedded <= 1
    assert screen.described == 0


@pytest.mark.slow
def test_with_the_real_reader(qtbot: QtBot, screen: Screen) -> None:
    reader = TextReader(RapidOcr)

    def read(part: Shot, cancel: CancelToken) -> Sequence[TextLine]:
        return reader(load(part), cancel, lambda first: None).lines

    screen.live = screen.make(embed=None)
    screen.live._read = read
    frames: list[tuple[str, ...]] = [
        ("Backup of the photo library", "Copying 11 %", "10:45:01", "Press Escape to cancel"),
        ("Backup of the photo library", "Copying 14 %", "10:45:03", "Press Escape to cancel"),
        ("Backup of the photo library", "Copying 17 %", "10:45:05", "Press Escape to cancel"),
        ("Backup of the photo library", "Copying 23 %", "10:45:07", "Press Escape to cancel"),
        ("Backup of the photo library", "Backup finished", "10:45:09", "Press Escape to close"),
        ("Press Escape to close", "Every picture was verified", "10:45:11", "Nothing is missing"),
    ]
    screen.show(*frames[0])
    screen.live.start(screen.take)
    for frame in frames[1:]:
        looked(qtbot, screen, 2)
        screen.show(*frame)
    looked(qtbot, screen, 3)
    qtbot.wait(100)
    said = re.sub(r"\s+", " ", " ".join(screen.said))
    assert said == (
        "Copying 14 %. Copying 23 %. Backup finished. Press Escape to close. "
        "Every picture was verified. Nothing is missing."
    )


def test_the_camera_may_be_closed_first(qtbot: QtBot) -> None:
    tasks = TaskManager(workers=1)
    screen = Screen(tasks)
    screen.live.start(screen.take)
    looked(qtbot, screen)
    screen.live.stop()
    tasks.close()
    screen.live.close()
    assert screen.said == []


def test_what_was_followed_before_cannot_put_its_words_in_place_of_the_new_ones(qtbot: QtBot) -> None:
    tasks = TaskManager(workers=1)
    texts = {"A": ["one"], "B": ["uno"]}
    gate, held = threading.Event(), threading.Event()
    gate.set()
    outlet = SimpleNamespace(speaking=False, said=[])
    outlet.say = lambda text, interrupt=False: outlet.said.append(text)

    def shot(name: str) -> Shot:
        pixels = np.full((400, 400, 3), 255, np.uint8)
        pixels[: 40 * len(texts[name])] = 0 if name == "A" else 90
        return Shot(pixels, ScreenPart.REGION, 0, 0, name, name, 1, datetime.now(UTC))

    def read(one: Shot, _cancel: CancelToken) -> list[TextLine]:
        found = [TextLine(t, 0.9, (10, 10 + 40 * n, 200, 30 + 40 * n)) for n, t in enumerate(texts[one.app])]
        if one.app == "A" and not gate.is_set():
            held.set()
            gate.wait(PATIENCE)
        return found

    live = LiveRegion(tasks, outlet, tasks.on_main, read, None, None, None, 0.05, 1.0, lambda: True)  # type: ignore[arg-type]
    live.start(lambda: shot("A"))
    qtbot.wait(300)
    gate.clear()
    texts["A"].append("stale news")
    qtbot.waitUntil(held.is_set)
    live.start(lambda: shot("B"))
    qtbot.wait(300)
    outlet.speaking = True
    texts["B"].append("fresh news")
    qtbot.wait(300)
    gate.set()
    qtbot.wait(200)
    outlet.speaking = False
    qtbot.waitUntil(lambda: bool(outlet.said))
    assert outlet.said[0].endswith("fresh news.")
    assert "stale" not in "".join(outlet.said)
    live.close()
    tasks.close()
