"""A live window from its picture and its controls to the words."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hearing import hear
from waiting import PATIENCE

from app.controls import Control, ControlTree, Role, State
from app.describe.describer import PictureDescriber
from app.describe.facts import facts_of
from app.describe.picture import Picture
from app.describe.pixels.guards import Guard, Reason
from app.describe.reader import AllText
from app.describe.result import Description, TextLine
from app.inference.protocols import Kind, Level, Seen, Stance
from app.pictures.load import load_image
from app.shot import ScreenPart, Shot

TREE = ControlTree(
    Control(
        Role.WINDOW,
        "Order",
        box=(100, 50, 400, 250),
        children=(
            Control(Role.TEXT_FIELD, "Name", "Ann", frozenset((State.FOCUSED,)), (110, 60, 300, 80)),
            Control(Role.PASSWORD, "Password", box=(110, 80, 300, 100)),
            Control(Role.BUTTON, "Send", box=(110, 100, 300, 120)),
        ),
    )
)
LINES = tuple(
    TextLine(text, 0.99, (12, top, 190, top + 18))
    for text, top in (("Ann", 11), ("hunter2", 31), ("Send", 51), ("Order", 91), ("drawn on a canvas", 120))
)
SCREEN = Seen(Kind.SCREENSHOT, 0.99, None, None, Stance.NONE)
UNSURE = Seen(Kind.UNKNOWN, 0.5, None, None, Stance.WITHHELD)
PHOTO = Seen(Kind.PHOTO, 0.99, "A dog runs.", 0.95, Stance.FACT)


def shot(tree: ControlTree | None = TREE, **more: Any) -> Shot:
    pixels = np.zeros((200, 300, 3), np.uint8)
    taken = datetime.now(UTC)
    made = Shot(
        pixels, ScreenPart.WINDOW, 100, 50, "Shop", "Order \u2013 42", 7, taken, controls=lambda: tree
    )
    return replace(made, **more)


class House:
    """A describer whose OCR, model and guards answer as told; it keeps what was said."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.lines = LINES
        self.unread = 0
        self.seen: Seen = SCREEN
        self.guard: Guard | None = None
        self.before_reading: Callable[[], object] = lambda: None
        self.words: list[str] = []

    @property
    def name(self) -> str:
        return "fake"

    def look(self, pixels: object, cancel: object) -> Seen:
        return self.seen

    def _read(self, *_: object, **options: object) -> AllText:
        self.before_reading()
        return AllText(self.lines, self.unread, uncertain=("hunter2", "42"))

    def _run(self, work: Callable[[], Seen], cancel: object) -> "Future[Seen]":
        return self.pool.submit(work)

    def hear(self, picture: Picture, level: Level = Level.BRIEF) -> Description:
        self.words.clear()
        return hear(self._describer().describe(picture, level), self.words.append)

    def read(self, picture: Picture) -> Description:
        self.words.clear()
        return hear(self._describer().read(picture), self.words.append)

    def _describer(self) -> PictureDescriber:
        return PictureDescriber(
            load=lambda source, cancel: load_image(source, need=4096),
            check=lambda image, on_screen: self.guard,
            facts_of=facts_of,
            read=self._read,  # type: ignore[arg-type]
            model=self,
            run=self._run,
            pool=self.pool,
        )


@pytest.fixture
def house() -> Iterator[House]:
    with ThreadPoolExecutor(3) as pool:
        yield House(pool)


def test_application_focus_and_title_and_nothing_twice(house: House) -> None:
    found = house.hear(Picture(shot()))
    assert house.words == [
        "Shop.",
        "Order: focus on Name, text field, Ann.",
        "There are 2 more lines of text.",
        'Window "Order \u2013 42".',
    ]
    assert "hunter2" not in str(found.to_json())


def test_the_controls_are_told_while_the_text_is_still_read(house: House) -> None:
    told = threading.Event()

    def heard(words: str) -> None:
        if words.startswith("Order: focus"):
            told.set()

    house.before_reading = lambda: told.wait(PATIENCE)
    house.words = _Heard(heard)
    house.hear(Picture(shot()))
    assert told.is_set()
    assert house.words[-1] == 'Window "Order \u2013 42".'


class _Heard(list[str]):
    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__()
        self._heard = heard

    def append(self, words: str) -> None:
        super().append(words)
        self._heard(words)


def test_more_is_said_of_it_without_looking_again(house: House) -> None:
    picture = Picture(shot())
    house.hear(picture)
    house.before_reading = lambda: pytest.fail("it was read again")
    house.hear(picture, Level.DETAILED)
    assert house.words[:5] == [
        "Shop.",
        "Order: focus on Name, text field, Ann.",
        "Fields: Name: Ann; Password.",
        'It says: "Order\ndrawn on a canvas".',
        "Button: Send.",
    ]


def test_programs_get_the_controls_and_whether_some_are_missing(house: House) -> None:
    told = house.hear(Picture(shot())).to_json()
    (root,) = told["controls"]
    assert root["children"][0]["box"] == [10, 10, 200, 30]
    assert "controls_incomplete" not in told["facts"]
    told = house.hear(Picture(shot(replace(TREE, complete=False)))).to_json()
    assert told["facts"]["controls_incomplete"] is True
    assert house.words[-2].startswith("The program answered slowly")
    assert house.hear(Picture(shot(None))).to_json()["controls"] == []


def test_a_program_that_tells_nothing_is_described_by_its_text(house: House) -> None:
    house.hear(Picture(shot(None)))
    assert house.words == [
        "Shop.",
        'The text begins with "Ann".',
        "There are 4 more lines of text.",
        'Window "Order \u2013 42".',
    ]


def test_a_program_that_did_not_answer_is_told_of(house: House) -> None:
    found = house.hear(Picture(shot(ControlTree(Control(Role.WINDOW), complete=False))))
    assert house.words[:3] == [
        "Shop.",
        "The program did not answer, so I only read what can be seen.",
        'The text begins with "Ann".',
    ]
    assert found.facts["controls_incomplete"] is True


def test_a_window_that_looks_empty_is_told_by_its_controls(house: House) -> None:
    house.guard = Guard(Kind.BLANK, Reason.FLAT, "It is all black.", "Nothing to see.", certain=True)
    house.lines = ()
    house.hear(Picture(shot()))
    assert house.words[:2] == ["Shop.", "Order: focus on Name, text field, Ann."]
    house.hear(Picture(shot(None)))
    assert house.words == ["Shop.", "It is all black. Nothing to see.", 'Window "Order \u2013 42".']


def test_a_photo_in_a_window_is_told_after_what_has_the_keyboard(house: House) -> None:
    house.seen, house.lines = PHOTO, ()
    house.hear(Picture(shot()))
    assert house.words[:3] == [
        "Shop.",
        "Order: focus on Name, text field, Ann.",
        "Photo: A dog; looks like a dog runs.",
    ]


def test_reading_leaves_out_what_stands_in_a_field_for_a_password(house: House) -> None:
    found = house.read(Picture(shot()))
    assert house.words[0] == 'It says: "Ann\nSend\nOrder\ndrawn on a canvas".'
    assert "hunter2" not in str(found.to_json())


def test_a_window_with_a_line_of_text_is_told_by_it_where_nothing_else_is_sure(house: House) -> None:
    house.seen, house.lines = UNSURE, LINES[-1:]
    house.hear(Picture(shot(None)))
    assert house.words == ["Shop.", 'The text begins with "drawn on a canvas".', 'Window "Order \u2013 42".']
    house.lines = ()
    house.hear(Picture(shot(None)))
    assert house.words[1] == "Picture: I am not sure what this shows."


@pytest.mark.parametrize(("unread", "words"), [(1, []), (2, ["1 line I could not read."])])
def test_the_dots_of_a_password_are_no_line_that_could_not_be_read(
    house: House, unread: int, words: list[str]
) -> None:
    house.unread = unread
    house.hear(Picture(shot()))
    assert [one for one in house.words if "could not read" in one] == words
