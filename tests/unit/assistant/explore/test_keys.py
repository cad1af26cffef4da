"""What each key asks for while one explores, and which keys are other programs'."""

import pytest

from app.assistant.explore.keys import ExploreKey, is_ours, key_of
from app.desktop.keys.hotkeys import Stroke


def stroke(key: str, *held: str, text: str = "") -> Stroke:
    return Stroke(key, frozenset(held), text)


@pytest.mark.parametrize(
    ("pressed", "asked"),
    [
        (stroke("Left"), ExploreKey.LEFT),
        (stroke("Tab"), ExploreKey.NEXT),
        (stroke("Tab", "shift"), ExploreKey.BEFORE),
        (stroke("Home"), ExploreKey.ROW_START),
        (stroke("Home", "ctrl"), ExploreKey.FIRST),
        (stroke("End", "ctrl"), ExploreKey.LAST),
        (stroke("PageDown"), ExploreKey.NEXT_PART),
        (stroke("F", "ctrl"), ExploreKey.FIND),
        (stroke("F3", "shift"), ExploreKey.FIND_BACK),
        (stroke("C", "ctrl"), ExploreKey.COPY),
        (stroke("C", text="c"), ExploreKey.COPY),
        (stroke("Return", text="\r"), ExploreKey.CLICK),
        (stroke("Escape"), ExploreKey.LEAVE),
        (stroke("V", "ctrl"), ExploreKey.NOTHING),
    ],
)
def test_what_a_key_asks_for(pressed: Stroke, asked: ExploreKey) -> None:
    assert key_of(pressed) is asked


@pytest.mark.parametrize(
    "plus", [stroke("Equal", text="="), stroke("Equal", "shift", text="+"), stroke("", text="+")]
)
def test_plus_is_found_on_every_layout(plus: Stroke) -> None:
    assert key_of(plus) is ExploreKey.CLOSER
    assert is_ours(plus)


def test_a_minus_where_a_slash_stands_elsewhere() -> None:
    assert key_of(stroke("Slash", text="-")) is ExploreKey.OUT


@pytest.mark.parametrize(
    ("pressed", "ours"),
    [
        (stroke("Tab", "alt"), False),
        (stroke("L", "cmd"), False),
        (stroke("V", "ctrl"), False),
        (stroke("F12"), False),
        (stroke("Print"), False),
        (stroke("Q", text="q"), True),
        (stroke("", text="ß"), True),
        (stroke("Backspace"), True),
        (stroke(""), True),
        (stroke("Right", "shift"), True),
    ],
)
def test_which_keys_are_other_programs(pressed: Stroke, ours: bool) -> None:
    assert is_ours(pressed) is ours
