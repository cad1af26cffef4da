"""The commands, with a session that really runs and everything round it written out by hand."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hearing import narrated
from macos.desktop import Desktop
from macos.machine import Mac
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.assistant.assistant import AGAIN_SECONDS, LISTENING_SECONDS, TALKED_ABOUT_SECONDS, Assistant
from app.assistant.commands import COMMANDS
from app.assistant.region import Rect
from app.assistant.session import BUG, Session, Turn
from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.picture import Picture
from app.describe.result import Description
from app.desktop.capture.permissions import ScreenRefused
from app.desktop.capture.screens import Area, FrontWindow
from app.errors import AppError
from app.inference.protocols import Level
from app.shot import ScreenPart, Shot
from app.tasks import TaskManager

SENTENCES = {Level.BRIEF: ("One.",), Level.DETAILED: ("One.", "Two."), Level.FULL: ("One.", "Two.", "Three.")}


def shot(place: ScreenPart = ScreenPart.SCREEN) -> Shot:
    pixels = np.arange(60 * 90 * 3, dtype=np.uint32).reshape(60, 90, 3).astype(np.uint8)
    return Shot(pixels, place, 1000, 20, "Terminal", "notes", 7, datetime.now(UTC))


class Describer:
    def __init__(self) -> None:
        self.asked: list[tuple[Any, Level]] = []
        self.read_sources: list[Any] = []

    @narrated
    def describe(
        self, picture: Picture, level: Level, cancel: CancelToken
    ) -> Generator[str, None, Description]:
        self.asked.append((picture.source, level))
        yield from SENTENCES[level]
        return Description(None, level=level, spoken=" ".join(SENTENCES[level]))

    @narrated
    def read(self, picture: Picture, cancel: CancelToken) -> Generator[str, None, Description]:
        self.read_sources.append(picture.source)
        yield 'It says: "STOP".'
        return Description(None, level=Level.FULL, spoken='It says: "STOP".')


class Asker:
    def __init__(self) -> None:
        self.asked: list[tuple[list[Any], str]] = []

    @narrated
    def ask(
        self, pictures: Sequence[Picture], question: str, cancel: CancelToken
    ) -> Generator[str, None, Answer]:
        self.asked.append(([picture.source for picture in pictures], question))
        yield "It is brown."
        return Answer((None,), question, "It is brown.", spoken="It is brown.")


class AssistantDesk:
    """Everything round the assistant; notes what is said, played and wanted."""

    windows_are_read = False

    def __init__(self) -> None:
        self.said: list[str] = []
        self.played: list[str] = []
        self.wanted: list[Any] = []
        self.taken: list[str] = []
        self.kept = ["newest", "older"]
        self.files = [Path("/pictures/a.jpg")]
        self.on_clipboard: Any = b"png"
        self.error: AppError | None = None
        self.now = 100.0
        self.level = 0
        self.speaking = False
        self.running = False
        self.followed: Callable[[], Shot] | None = None
        self.in_front: FrontWindow | None = FrontWindow("Notes", "list.txt", 7, Area(0, 0, 10, 10))

    # -- the voice
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

    # -- the camera
    def screen(self) -> Shot:
        return self._take("screen", ScreenPart.SCREEN)

    def window(self, *, controls: bool = True) -> Shot:
        return self._take("window", ScreenPart.WINDOW)

    def region(self, left: int, top: int, width: int, height: int) -> Shot:
        return self._take(f"region {left} {top} {width} {height}", ScreenPart.REGION)

    def front(self) -> FrontWindow | None:
        return self.in_front

    def _take(self, what: str, place: ScreenPart) -> Shot:
        self.taken.append(what)
        if self.error is not None:
            raise self.error
        taken = shot(place)
        taken.pixels[:20] += np.uint8(self.level)
        return taken

    # -- the rest
    def play(self, name: str) -> None:
        self.played.append(name)

    def recall(self, back: int, then: Callable[[str | None], object]) -> None:
        then(self.kept[back] if back < len(self.kept) else None)

    def start(self, take: Callable[[], Shot]) -> None:
        self.running, self.followed = True, take

    def stop(self) -> None:
        self.running = False


class House:
    def __init__(self, tasks: TaskManager) -> None:
        self.desk, self.describer, self.asker = AssistantDesk(), Describer(), Asker()
        self.session = Session(
            lambda: self.describer,
            lambda: self.asker,
            tasks,
            self.desk,
            lambda _source: QImage(),
            lambda: datetime.now(UTC),
        )
        self.assistant = Assistant(
            self.session,
            self.desk,
            self.desk,
            tasks,
            self.desk,
            self.desk,
            self.desk,
            lambda: self.desk.on_clipboard,
            lambda: self.desk.files,
            lambda: self.desk.now,
            COMMANDS,
        )
        for name in ("ask_wanted", "region_wanted", "page_wanted", "voice_wanted"):
            getattr(self.assistant, name).connect(lambda what, n=name: self.desk.wanted.append((n, what)))

    @property
    def heard(self) -> list[str]:
        return [words for words in self.desk.said if words != "."]


@pytest.fixture
def house(qtbot: QtBot) -> Iterator[House]:
    tasks = TaskManager()
    yield House(tasks)
    tasks.close()


def done(qtbot: QtBot, house: House, times: int) -> None:
    qtbot.waitUntil(
        lambda: (
            len(house.describer.asked) + len(house.describer.read_sources) == times and not house.session.busy
        ),
        timeout=4000,
    )


@pytest.mark.parametrize(("command", "taken"), [("screen", "screen"), ("window", "window")])
def test_one_key_takes_and_describes_at_once(qtbot: QtBot, house: House, command: str, taken: str) -> None:
    house.assistant.do(command)
    assert house.desk.played == ["start"]
    done(qtbot, house, 1)
    assert house.desk.taken == [taken]
    assert house.heard == ["One."]
    assert house.desk.wanted == []


def test_the_same_key_again_gives_more_then_everything_then_looks_anew(qtbot: QtBot, house: House) -> None:
    for times in (1, 2, 3):
        house.assistant.do("screen")
        done(qtbot, house, times)
        house.desk.now += 1
    assert [level for _, level in house.describer.asked] == [Level.BRIEF, Level.DETAILED, Level.FULL]
    assert len({id(source) for source, _ in house.describer.asked}) == 1
    assert house.heard == ["One.", "Two.", "Three."]
    house.assistant.do("screen")
    done(qtbot, house, 4)
    assert house.describer.asked[-1][1] is Level.BRIEF
    assert house.desk.taken == ["screen", "screen"]


def test_later_or_after_another_key_it_looks_anew(qtbot: QtBot, house: House) -> None:
    house.assistant.do("screen")
    done(qtbot, house, 1)
    house.desk.now += AGAIN_SECONDS + 1
    house.assistant.do("screen")
    done(qtbot, house, 2)
    house.assistant.do("window")
    done(qtbot, house, 3)
    assert house.desk.taken == ["screen", "screen", "window"]


def test_who_listened_to_the_end_goes_on_where_nothing_has_changed(qtbot: QtBot, house: House) -> None:
    for times in (1, 2, 3):
        house.assistant.do("window")
        done(qtbot, house, times)
        house.desk.now += 60
    assert [level for _, level in house.describer.asked] == [Level.BRIEF, Level.DETAILED, Level.FULL]
    assert house.heard == ["One.", "Two.", "Three."]


def test_a_window_that_changed_or_was_left_for_long_is_told_anew(qtbot: QtBot, house: House) -> None:
    house.assistant.do("window")
    done(qtbot, house, 1)
    house.desk.now += 60
    house.desk.level = 90
    house.assistant.do("window")
    done(qtbot, house, 2)
    house.desk.now += LISTENING_SECONDS + 1
    house.assistant.do("window")
    done(qtbot, house, 3)
    assert [level for _, level in house.describer.asked] == [Level.BRIEF] * 3


def test_on_a_slow_machine_the_seconds_begin_with_the_words(qtbot: QtBot, house: House) -> None:
    house.assistant.do("screen")
    house.desk.now += AGAIN_SECONDS + 5  # before the words have come
    done(qtbot, house, 1)
    house.desk.now += AGAIN_SECONDS - 1
    house.assistant.do("screen")
    done(qtbot, house, 2)
    assert house.desk.taken == ["screen"]
    assert house.heard == ["One.", "Two."]


def test_a_picture_that_came_by_itself_is_not_what_the_same_key_goes_on_with(
    qtbot: QtBot, house: House
) -> None:
    house.assistant.do("screen")
    done(qtbot, house, 1)
    house.desk.now += AGAIN_SECONDS + 60
    house.session.hold(b"new", turns=[Turn("", "A new screenshot.", datetime.now(UTC))], level=Level.BRIEF)
    house.desk.now += 1
    house.assistant.do("screen")
    done(qtbot, house, 2)
    assert house.desk.taken == ["screen", "screen"]


def test_while_it_is_still_being_spoken_any_later_press_goes_on(qtbot: QtBot, house: House) -> None:
    house.assistant.do("screen")
    done(qtbot, house, 1)
    house.desk.now += 60
    house.desk.speaking = True
    house.assistant.do("screen")
    done(qtbot, house, 2)
    assert house.desk.taken == ["screen"]


def test_text_alone_is_read_and_more_then_describes(qtbot: QtBot, house: House) -> None:
    house.assistant.do("text")
    done(qtbot, house, 1)
    assert house.heard == ['It says: "STOP".']
    house.assistant.do("more")
    done(qtbot, house, 2)
    assert house.describer.asked[0][1] is Level.BRIEF


def test_only_a_system_that_refuses_the_screen_is_told_of_apart(qtbot: QtBot, house: House, mac: Mac) -> None:
    Desktop(own_bundle="/Applications/Terminal.app").put_into(mac)
    refused: list[bool] = []
    house.assistant.screen_refused.connect(lambda: refused.append(True))
    house.desk.error = AppError("There is no window in front.", "Click one.")
    house.assistant.do("window")
    qtbot.waitUntil(lambda: len(house.heard) == 1)
    assert not refused
    house.desk.error = ScreenRefused()
    house.assistant.do("window")
    qtbot.waitUntil(lambda: len(house.heard) == 2)
    assert house.heard[-1].startswith("macOS does not let me see the screen yet.")
    assert refused == [True]


def test_what_cannot_be_taken_is_said_and_the_next_press_tries_again(qtbot: QtBot, house: House) -> None:
    house.desk.error = AppError("There is no window in front.", "Click one.")
    house.assistant.do("window")
    qtbot.waitUntil(lambda: house.heard == ["There is no window in front. Click one."])
    assert house.desk.played == ["start", "failed"]
    house.desk.error = None
    house.assistant.do("window")
    done(qtbot, house, 1)
    assert house.heard[-1] == "One."


def test_escape_while_it_is_being_taken_describes_nothing(qtbot: QtBot, house: House) -> None:
    house.assistant.do("screen")
    house.assistant.do("stop")
    qtbot.waitUntil(lambda: house.desk.taken == ["screen"])
    qtbot.wait(50)
    assert house.describer.asked == []
    assert house.desk.played == ["start", "cancelled"]


def test_the_clipboard_and_the_selected_file(qtbot: QtBot, house: House) -> None:
    house.assistant.do("clipboard")
    done(qtbot, house, 1)
    house.assistant.do("file")
    done(qtbot, house, 2)
    assert [source for source, _ in house.describer.asked] == [b"png", Path("/pictures/a.jpg")]
    house.desk.on_clipboard = None
    house.assistant.do("clipboard")
    assert house.heard[-1] == "There is no image on the clipboard. Copy an image or an image file first."


def test_the_clipboard_again_goes_on_even_when_it_was_emptied(qtbot: QtBot, house: House) -> None:
    house.assistant.do("clipboard")
    done(qtbot, house, 1)
    house.desk.on_clipboard = None
    house.assistant.do("clipboard")
    done(qtbot, house, 2)
    assert house.describer.asked[-1] == (b"png", Level.DETAILED)


def test_a_region_is_cut_from_the_screen_that_was_taken_before(qtbot: QtBot, house: House) -> None:
    house.assistant.do("region")
    qtbot.waitUntil(lambda: bool(house.desk.wanted))
    name, screen = house.desk.wanted[0]
    assert name == "region_wanted"
    house.assistant.describe_region(screen, Rect(30, 20, 30, 20))
    done(qtbot, house, 1)
    part = house.describer.asked[0][0]
    assert part.place is ScreenPart.REGION
    assert (part.left, part.top) == (1030, 40)
    assert np.array_equal(part.pixels, screen.pixels[20:40, 30:60])
    house.assistant.do("live")
    assert house.desk.followed is not None
    house.desk.followed()
    assert house.desk.taken[-1] == "region 1030 40 30 20"


def test_a_question_is_about_what_was_talked_about_lately(qtbot: QtBot, house: House) -> None:
    house.assistant.do("screen")
    done(qtbot, house, 1)
    house.assistant.do("ask")
    assert house.desk.wanted == [("ask_wanted", "Screen - Terminal - notes")]
    assert house.desk.taken == ["screen"]
    house.assistant.ask("What colour is it?")
    qtbot.waitUntil(lambda: house.heard[-1] == "It is brown.")
    assert house.asker.asked == [([house.describer.asked[0][0]], "What colour is it?")]
    qtbot.waitUntil(lambda: len(house.session.turns) == 2)
    assert [(turn.question, turn.words) for turn in house.session.turns] == [
        ("", "One."),
        ("What colour is it?", "It is brown."),
    ]


def test_a_question_after_a_while_is_about_the_window_in_front(qtbot: QtBot, house: House) -> None:
    house.assistant.do("screen")
    done(qtbot, house, 1)
    house.desk.now += TALKED_ABOUT_SECONDS + 1
    house.assistant.do("ask")
    qtbot.waitUntil(lambda: bool(house.desk.wanted))
    assert house.desk.wanted == [("ask_wanted", "Window - Terminal - notes")]
    assert len(house.describer.asked) == 1


def test_a_look_at_its_own_window_does_not_make_its_name_longer(house: House) -> None:
    own = replace(shot(ScreenPart.WINDOW), app="earsight", window="Window - Earsight")
    assert house.session._name_of(own) == "Window - Earsight"
    assert house.session._name_of(shot(ScreenPart.WINDOW)) == "Window - Terminal - notes"


def test_recall_goes_back_one_by_one(house: House) -> None:
    for _ in range(4):
        house.assistant.do("recall")
    assert house.heard == ["newest", "older", "That is the oldest.", "That is the oldest."]
    house.desk.now += 100
    house.assistant.do("recall")
    assert house.heard[-1] == "newest"


def test_recall_with_nothing_kept_says_so(house: House) -> None:
    house.desk.kept = []
    house.assistant.do("recall")
    house.assistant.do("recall")
    assert house.heard[0] == "Nothing was kept yet."


def heard(qtbot: QtBot, house: House, words: str) -> None:
    qtbot.waitUntil(lambda: words in house.desk.said, timeout=4000)


def test_live_is_switched_on_and_off_and_escape_ends_it(qtbot: QtBot, house: House) -> None:
    house.assistant.do("live")
    assert house.desk.running
    heard(qtbot, house, "Following the window of Notes. Press the same keys to end.")
    house.assistant.do("live")
    assert not house.desk.running
    heard(qtbot, house, "Live region off.")
    house.assistant.do("live")
    house.assistant.do("stop")
    assert not house.desk.running


def test_a_chosen_region_is_named_and_the_same_keys_at_once_take_the_window(
    qtbot: QtBot, house: House
) -> None:
    house.assistant.describe_region(shot(), Rect(3, 2, 30, 20))
    done(qtbot, house, 1)
    house.assistant.do("live")
    heard(
        qtbot,
        house,
        "Following the region in Notes. Press the same keys at once for the whole window, later to end.",
    )
    house.assistant.do("live")
    heard(qtbot, house, "Following the window of Notes. Press the same keys to end.")
    assert house.desk.followed is not None
    house.desk.followed()
    assert house.desk.taken[-1] == "window"
    house.assistant.do("live")
    assert not house.desk.running
    house.assistant.do("live")
    house.desk.now += 60
    house.assistant.do("live")
    assert not house.desk.running, "later it ends"


def test_following_ends_when_another_window_is_in_front(qtbot: QtBot, house: House) -> None:
    house.assistant.do("live")
    heard(qtbot, house, "Following the window of Notes. Press the same keys to end.")
    assert house.desk.followed is not None
    house.desk.in_front = FrontWindow("Notes", "other.txt", 7, Area(0, 0, 10, 10))
    house.desk.followed()  # another document of the same program
    house.desk.in_front = FrontWindow("Browser", "News", 9, Area(0, 0, 10, 10))
    with pytest.raises(AppError, match="Another window is in front"):
        house.desk.followed()


def test_where_nobody_tells_which_window_is_in_front_it_is_followed_without_a_name(
    qtbot: QtBot, house: House
) -> None:
    house.desk.in_front = None
    house.assistant.do("live")
    heard(qtbot, house, "Following this window. Press the same keys to end.")
    assert house.desk.followed is not None
    house.desk.followed()


def test_commands_for_others_are_passed_on(house: House) -> None:
    for command in ("search", "settings", "open_window", "faster"):
        house.assistant.do(command)
    assert house.desk.wanted == [
        ("page_wanted", "library"),
        ("page_wanted", "settings"),
        ("page_wanted", ""),
        ("voice_wanted", "faster"),
    ]
    with pytest.raises(KeyError):
        house.assistant.do("dance")


def test_a_question_is_about_what_its_line_was_opened_for(qtbot: QtBot, house: House) -> None:
    house.assistant.do("screen")
    done(qtbot, house, 1)
    house.assistant.do("ask")
    house.session.hold(Path("/shots/new.png"))  # a newcomer, while the user types
    house.assistant.ask("What colour is it?")
    qtbot.waitUntil(lambda: bool(house.asker.asked))
    assert house.asker.asked == [([house.describer.asked[0][0]], "What colour is it?")]


@pytest.mark.expect_log("could not be taken")
def test_a_flaw_while_a_picture_is_taken_is_said(qtbot: QtBot, house: House) -> None:
    house.desk.error = ValueError("secret")  # type: ignore[assignment]
    house.assistant.do("screen")
    qtbot.waitUntil(lambda: house.heard == [BUG])
    assert house.desk.played == ["start", "failed"]


def test_the_clipboard_is_read_anew_when_all_was_said(qtbot: QtBot, house: House) -> None:
    for times in (1, 2, 3):
        house.assistant.do("clipboard")
        done(qtbot, house, times)
    house.desk.on_clipboard = b"another"
    house.assistant.do("clipboard")
    done(qtbot, house, 4)
    assert house.describer.asked[-1] == (b"another", Level.BRIEF)


def test_the_text_that_was_read_stays_when_the_picture_is_described(qtbot: QtBot, house: House) -> None:
    house.assistant.do("text")
    done(qtbot, house, 1)
    for times in (2, 3):
        house.assistant.do("more")
        done(qtbot, house, times)
    assert [turn.words for turn in house.session.turns] == ['It says: "STOP".', "One. Two."]


def test_stop_tells_whoever_else_is_at_work(qtbot: QtBot, house: House) -> None:
    with qtbot.waitSignal(house.assistant.stopped):
        house.assistant.do("stop")


def test_a_region_of_a_fine_screen_is_followed_in_the_desktops_units(qtbot: QtBot, house: House) -> None:
    house.assistant.describe_region(replace(shot(), scale=2.0), Rect(30, 20, 30, 20))
    done(qtbot, house, 1)
    house.assistant.do("live")
    assert house.desk.followed is not None
    house.desk.followed()
    assert house.desk.taken[-1] == "region 1015 30 15 10"
