"""The mode, over a made screen, keyboard and pointer: what is said, what is clicked, and how it ends."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from exploring import Ears, MadeKeys, MadeScreen
from pytestqt.qtbot import QtBot

from app.assistant.explore.explore import Explore
from app.cancel import CancelToken
from app.controls import Control, Role, State
from app.describe.findings import Findings
from app.describe.result import TextLine
from app.desktop.keys.hotkeys import Ended
from app.errors import AppError
from app.shot import ScreenPart, Source
from app.tasks import TaskManager

SAVE = Control(Role.BUTTON, "Save", box=(110, 60, 190, 90), handle=1)
OPEN = Control(Role.BUTTON, "Open", box=(300, 60, 380, 90), handle=2)
MAIL = Control(Role.LIST_ITEM, "Mail", box=(110, 200, 190, 230), handle=3)
PASSWORD = Control(Role.PASSWORD, "Password", box=(300, 200, 480, 230), handle=4)


class MadeDesk:
    """The mode with everything round it."""

    def __init__(self, qtbot: QtBot, screen: MadeScreen, *, takes: bool = True, points: bool = True) -> None:
        self._qtbot = qtbot
        self.screen = screen
        self.ears, self.keys = Ears(), MadeKeys(takes)
        self.copied: list[str] = []
        self.lines: tuple[TextLine, ...] = ()
        self.parts: list[Any] = []
        self.tokens: list[CancelToken] = []
        self.problem: AppError | None = None
        self.looking = threading.Event()
        self.looking.set()
        self.camera, self.tasks = TaskManager(workers=1), TaskManager()
        self.explore = Explore(
            self.ears, self.ears, screen, self.camera, self.tasks, self._look, self.keys,
            screen if points else None, self.copied.append,
        )  # type: ignore[arg-type]  # fmt: skip
        self.wanted: list[bool] = []
        self.explore.keys_wanted.connect(lambda: self.wanted.append(True))

    def _look(self, source: Source, part: Any, cancel: CancelToken) -> Findings:
        self.parts.append(part)
        self.tokens.append(cancel)
        assert self.looking.wait(20)
        cancel.check()
        found = Findings(400, 300)
        found.lines = self.lines
        if self.problem is not None:
            found.problems.append(self.problem)
        return found

    def begin(self, part: ScreenPart = ScreenPart.WINDOW) -> None:
        """Begin, and wait until all was looked at."""
        self.explore.begin(part)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing goes on."""
        self._qtbot.waitUntil(lambda: self.ears.working == 0)
        self._qtbot.wait(10)

    def press(self, key: str, *held: str, text: str = "", repeated: bool = False) -> str:
        """Press a key; what is said then."""
        before = len(self.ears.said)
        self.keys.press(key, *held, text=text, repeated=repeated)
        self._qtbot.waitUntil(lambda: len(self.ears.said) > before)
        return self.ears.last

    def press_in_silence(self, key: str, *, repeated: bool = False) -> None:
        """Press a key of which nothing is heard."""
        before = len(self.ears.said)
        self.keys.press(key, repeated=repeated)
        self._qtbot.wait(50)
        assert len(self.ears.said) == before

    def close(self) -> None:
        self.looking.set()
        self.explore.leave()
        self.camera.close()
        self.tasks.close()


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[..., MadeDesk]]:
    made: list[MadeDesk] = []

    def build(*controls: Control, **arguments: bool) -> MadeDesk:
        made.append(MadeDesk(qtbot, MadeScreen(*controls), **arguments))
        return made[-1]

    yield build
    for desk in made:
        desk.close()


def line(text: str, box: tuple[int, int, int, int]) -> TextLine:
    return TextLine(text, 0.99, box)


def test_controls_are_there_before_the_text_is_read_and_one_stays_where_one_is(
    qtbot: QtBot, make: Callable[..., MadeDesk]
) -> None:
    desk = make(SAVE, OPEN)
    desk.lines = (line("Save", (30, 15, 70, 35)), line("Draft", (10, 100, 90, 120)))
    desk.looking.clear()
    desk.explore.begin()
    qtbot.waitUntil(lambda: desk.ears.last == "Exploring list. Save, button")
    assert desk.press("Right") == "Open, button"
    said = len(desk.ears.said)
    desk.looking.set()
    desk.rest()
    assert len(desk.ears.said) == said
    assert desk.press("Left") == "Save, button"
    assert desk.press("Down") == "Draft"
    assert desk.ears.working == 0


def test_it_begins_at_the_control_that_has_the_focus(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE, replace(OPEN, states=frozenset([State.FOCUSED])))
    desk.begin()
    assert desk.ears.last == "Exploring list. Open, button, focused"


def test_it_begins_where_one_was_in_the_same_window(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE, OPEN, MAIL)
    desk.begin()
    desk.press("Down")
    assert desk.press("Escape") == "Exploring has ended."
    desk.begin()
    assert desk.ears.last == "Exploring list. Mail, list item"


def test_a_window_that_did_not_tell_all_says_so(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE)
    desk.screen.complete = False
    desk.begin()
    assert desk.ears.last == (
        "Exploring list. The window did not tell all of its controls in time. Save, button"
    )


def test_without_controls_the_text_alone_is_explored(make: Callable[..., MadeDesk]) -> None:
    desk = make()
    desk.lines = (line("Draft", (10, 100, 90, 120)),)
    desk.begin()
    assert desk.ears.last == "Exploring list. Draft"
    assert desk.ears.places == [(50 / 400, 1 - 110 / 300)]


def test_keys_pressed_too_early_are_answered(qtbot: QtBot, make: Callable[..., MadeDesk]) -> None:
    desk = make()
    desk.looking.clear()
    desk.explore.begin()
    qtbot.waitUntil(lambda: desk.parts == [None])
    assert desk.press("Right") == "Still looking."
    assert desk.press("Escape") == "Exploring has ended."
    assert desk.tokens[0].cancelled
    assert desk.keys.taker is None
    assert desk.ears.working == 0


def test_where_there_is_nothing_it_says_so_and_ends(make: Callable[..., MadeDesk]) -> None:
    desk = make()
    desk.begin()
    assert desk.ears.last == "I found nothing here to go to."
    assert not desk.explore.running
    assert desk.keys.taker is None


def test_a_screen_that_cannot_be_taken_is_told(make: Callable[..., MadeDesk]) -> None:
    desk = make()
    desk.screen.error = AppError("There is no window in front.", "Go to a window first.")
    desk.begin()
    assert desk.ears.last == "There is no window in front. Go to a window first."
    assert not desk.explore.running


def test_without_ocr_the_controls_are_explored_and_the_lack_is_told(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE)
    desk.problem = AppError("I cannot read text on this machine.")
    desk.begin()
    assert desk.ears.said == ["Exploring list. Save, button", "I cannot read text on this machine."]
    assert desk.explore.running


def test_the_second_enter_clicks_and_gives_the_keyboard_back(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE, OPEN)
    desk.begin()
    assert desk.press("Return") == "Enter again clicks: Save, button."
    assert desk.screen.clicks == []
    assert desk.press("Return") == "Clicked: Save, button."
    assert desk.screen.clicks == [(150, 75)]
    assert desk.keys.taker is None
    assert not desk.explore.running


def test_a_held_enter_is_no_second_one(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE)
    desk.begin()
    desk.press("Return")
    desk.press_in_silence("Return", repeated=True)
    assert desk.screen.clicks == []


def test_another_key_takes_the_first_enter_back(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE, OPEN)
    desk.begin()
    desk.press("Return")
    desk.press("L")
    assert desk.press("Return") == "Enter again clicks: Save, button."
    assert desk.screen.clicks == []


def test_one_enter_is_enough_for_an_item_of_a_list(make: Callable[..., MadeDesk]) -> None:
    desk = make(MAIL)
    desk.begin()
    assert desk.press("Return") == "Clicked: Mail, list item."
    assert desk.screen.clicks == [(150, 215)]


def test_in_a_password_field_nothing_is_clicked(make: Callable[..., MadeDesk]) -> None:
    desk = make(PASSWORD)
    desk.begin()
    assert desk.press("Return") == "This is a field for a password. I never click there."
    assert desk.press("Return") == "This is a field for a password. I never click there."
    assert desk.screen.clicks == []


def test_what_lies_over_a_password_field_is_not_clicked(make: Callable[..., MadeDesk]) -> None:
    over = Control(Role.LINK, "Forgotten?", box=(290, 190, 480, 240), handle=5)
    desk = make(over, PASSWORD)
    desk.begin()
    assert "Forgotten?, link" in desk.ears.last
    assert desk.press("Return") == "This is a field for a password. I never click there."
    assert desk.screen.clicks == []


def test_what_is_disabled_is_not_clicked(make: Callable[..., MadeDesk]) -> None:
    desk = make(replace(SAVE, states=frozenset([State.DISABLED])))
    desk.begin()
    assert desk.press("Return") == "It is disabled: Save, button, disabled."


CHANGES: dict[str, Callable[[MadeScreen], object]] = {
    "another name": lambda screen: setattr(screen, "controls", [replace(SAVE, name="Delete")]),
    "another role": lambda screen: setattr(screen, "controls", [replace(SAVE, role=Role.CHECK_BOX)]),
    "another place": lambda screen: setattr(screen, "controls", [replace(SAVE, box=(110, 70, 190, 100))]),
    "another control": lambda screen: setattr(screen, "controls", [replace(SAVE, handle=9)]),
    "disabled": lambda screen: setattr(
        screen, "controls", [replace(SAVE, states=frozenset([State.DISABLED]))]
    ),
    "a password": lambda screen: setattr(screen, "controls", [replace(SAVE, role=Role.PASSWORD)]),
    "nothing told": lambda screen: setattr(screen, "controls", None),
    "a picture over it": lambda screen: screen.pixels.__setitem__((slice(0, 60), slice(0, 200)), 0),
    "a window over it": lambda screen: setattr(screen, "stack", ((8, (0, 0, 600, 600)), *screen.stack)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_place_that_changed_is_not_clicked_and_one_goes_on(
    make: Callable[..., MadeDesk], change: Callable[[MadeScreen], object]
) -> None:
    desk = make(SAVE)
    desk.begin()
    desk.press("Return")
    change(desk.screen)
    assert desk.press("Return") == "This place has changed, so I did not click. R looks again."
    assert desk.screen.clicks == []
    assert desk.explore.running
    assert desk.keys.taker is not None
    assert desk.ears.played[-1] == "failed"


def test_of_what_was_only_read_a_single_pixel_is_a_change(make: Callable[..., MadeDesk]) -> None:
    desk = make()
    desk.lines = (line("Delete 5 files", (10, 100, 190, 120)),)
    desk.begin()
    desk.press("Return")
    desk.screen.pixels[110, 60] = 0
    assert "has changed" in desk.press("Return")
    assert desk.screen.clicks == []


def test_a_control_that_the_pointer_lights_up_is_still_the_same(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE)
    desk.begin()
    assert desk.press("Space") == "The pointer is there."
    assert desk.screen.moves == [(150, 75)]
    desk.screen.pixels[10:40, 10:90] = 225
    desk.press("Return")
    assert desk.press("Return") == "Clicked: Save, button."


def test_r_looks_again_at_what_is_there_now(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE)
    desk.begin()
    desk.screen.controls = [replace(SAVE, name="Delete")]
    desk.press("R")
    desk.rest()
    assert desk.ears.last == "Exploring list. Delete, button"
    assert desk.press("D") == "Exploring the screen. Delete, button"


def test_without_a_pointer_it_says_so(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE, points=False)
    desk.begin()
    assert desk.press("Return") == "Earsight cannot move the pointer or click on this desktop yet."
    assert desk.press("Space") == "Earsight cannot move the pointer or click on this desktop yet."


def test_where_keys_cannot_be_taken_a_window_is_asked_for_after_the_picture_was_taken(
    make: Callable[..., MadeDesk],
) -> None:
    desk = make(SAVE, takes=False)
    desk.explore.begin()
    assert desk.wanted == []
    desk.rest()
    assert desk.wanted == [True]
    assert desk.ears.last == "Exploring list. Save, button"


def test_finding_says_each_letter_and_escape_ends_only_that(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE, OPEN)
    desk.begin()
    assert desk.press("F", "ctrl") == "Find. Type, then Enter."
    assert [desk.press("O", text="o"), desk.press("Space", text=" ")] == ["o", "space"]
    assert [desk.press("Backspace"), desk.press("Backspace"), desk.press("Backspace")] == [" ", "o", "Empty."]
    desk.press("O", text="O")
    assert desk.press("Return", text="\r") == "Open, button"
    assert desk.press("F", "ctrl") == "Find. Type, then Enter."
    assert desk.press("Escape") == "Finding has ended."
    assert desk.keys.held == 1
    assert desk.press("F", "ctrl") == "Find. Type, then Enter."
    desk.press("Z", text="z")
    assert desk.press("Return") == "Not found: z."
    assert desk.explore.running


def test_a_closer_look_enlarges_a_part_and_minus_goes_out(make: Callable[..., MadeDesk]) -> None:
    desk = make()
    desk.lines = (line("Draft", (10, 100, 90, 120)), line("Sent", (10, 200, 90, 220)))
    desk.begin()
    desk.press("Equal", text="+")
    desk.rest()
    left, top, right, bottom = desk.parts[1]
    assert (left, top) < (10, 100) < (90, 120) < (right, bottom)
    assert desk.ears.last.startswith("Closer, 2 items.")
    assert desk.press("Minus", text="-") == "The whole. Draft"
    assert desk.press("Minus", text="-") == "This is the whole."


def test_where_copy_repeat_help_and_keys_that_do_nothing(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE, OPEN)
    desk.begin()
    assert desk.press("L") == "Top left. Item 1 of 2."
    assert desk.press("C") == "Copied."
    assert desk.copied == ["Save"]
    assert desk.press("X") == "Save, button"
    assert desk.press("H").startswith("Arrows go to the nearest item")
    assert desk.press("Q", text="q") == "This key does nothing here. H tells what the keys do."


@pytest.mark.parametrize("why", Ended)
def test_when_the_keyboard_goes_back_it_ends_and_says_why(make: Callable[..., MadeDesk], why: Ended) -> None:
    desk = make(SAVE)
    desk.begin()
    desk.keys.end(why)
    desk.rest()
    assert not desk.explore.running
    assert len(desk.ears.said) == 2
    assert desk.ears.last.endswith(".")


def test_a_key_of_other_programs_gives_the_keyboard_back(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE)
    desk.begin()
    assert desk.press("Tab", "alt") == "Exploring has ended. Press that key again."
    assert desk.keys.taker is None


def test_other_commands_end_it_but_not_those_about_what_was_said(make: Callable[..., MadeDesk]) -> None:
    desk = make(SAVE)
    desk.begin()
    desk.explore.on_command("faster")
    assert desk.explore.running
    desk.explore.on_command("window")
    assert not desk.explore.running
    assert desk.keys.taker is None
    desk.explore.on_command("window")


@pytest.mark.expect_log("Exploring failed")
def test_a_bug_is_told_and_ends_it(make: Callable[..., MadeDesk]) -> None:
    desk = make()
    desk.lines = (None,)  # type: ignore[assignment]
    desk.begin()
    assert desk.ears.last == "Something went wrong inside Earsight; it is noted in the log file."
    assert not desk.explore.running
    assert desk.keys.taker is None
