"""What each key does while one explores."""

from enum import StrEnum

from app.desktop.keys.hotkeys import Stroke


class ExploreKey(StrEnum):
    """What a key asks for."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    NEXT = "next"
    BEFORE = "before"
    ROW_START = "row start"
    ROW_END = "row end"
    FIRST = "first"
    LAST = "last"
    NEXT_PART = "next part"
    PART_BEFORE = "part before"
    CLOSER = "closer"
    OUT = "out"
    FIND = "find"
    FIND_NEXT = "find next"
    FIND_BACK = "find back"
    COPY = "copy"
    WHERE = "where"
    REPEAT = "repeat"
    POINT = "point"
    CLICK = "click"
    AGAIN = "again"
    WINDOW = "window"
    SCREEN = "screen"
    HELP = "help"
    LEAVE = "leave"
    NOTHING = "nothing"


_PLAIN = {
    "Left": ExploreKey.LEFT,
    "Right": ExploreKey.RIGHT,
    "Up": ExploreKey.UP,
    "Down": ExploreKey.DOWN,
    "Tab": ExploreKey.NEXT,
    "Home": ExploreKey.ROW_START,
    "End": ExploreKey.ROW_END,
    "PageDown": ExploreKey.NEXT_PART,
    "PageUp": ExploreKey.PART_BEFORE,
    "Equal": ExploreKey.CLOSER,
    "Minus": ExploreKey.OUT,
    "F3": ExploreKey.FIND_NEXT,
    "C": ExploreKey.COPY,
    "L": ExploreKey.WHERE,
    "X": ExploreKey.REPEAT,
    "Space": ExploreKey.POINT,
    "Return": ExploreKey.CLICK,
    "R": ExploreKey.AGAIN,
    "F5": ExploreKey.AGAIN,
    "W": ExploreKey.WINDOW,
    "D": ExploreKey.SCREEN,
    "H": ExploreKey.HELP,
    "F1": ExploreKey.HELP,
    "Escape": ExploreKey.LEAVE,
}
_SHIFTED = {"Tab": ExploreKey.BEFORE, "F3": ExploreKey.FIND_BACK}
_WITH_CONTROL = {
    "F": ExploreKey.FIND,
    "C": ExploreKey.COPY,
    "Home": ExploreKey.FIRST,
    "End": ExploreKey.LAST,
}
_WRITTEN = {"+": ExploreKey.CLOSER, "-": ExploreKey.OUT}


def key_of(stroke: Stroke) -> ExploreKey:
    """What a key asks for."""
    held = stroke.modifiers
    if "ctrl" in held:
        return _WITH_CONTROL.get(stroke.key, ExploreKey.NOTHING)
    if "shift" in held and stroke.key in _SHIFTED:
        return _SHIFTED[stroke.key]
    # By what it writes first: where + and - are differs from layout to layout.
    return _WRITTEN.get(stroke.text) or _PLAIN.get(stroke.key, ExploreKey.NOTHING)


def is_ours(stroke: Stroke) -> bool:
    """Whether a key is for exploring, or part of a text to be found; others are other programs'."""
    if stroke.modifiers & {"alt", "cmd"}:
        return False
    if "ctrl" in stroke.modifiers:
        return stroke.key in _WITH_CONTROL
    # A key without a name and a text changes the volume, or the like.
    return key_of(stroke) is not ExploreKey.NOTHING or bool(stroke.text) or stroke.key in ("", "Backspace")
