"""What a value in the library may be; a flipped bit makes others, at which SQLite does not complain."""

import json
import math
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

import numpy as np

from app.library.store.carving import Value

LONG_AGO = "1970-01-01T00:00:00"
_SOURCES = ("exif", "name", "file")

Row = dict[str, Value]


class Origin(StrEnum):
    """Where a picture of the history came from."""

    SCREEN = "screen"
    WINDOW = "window"
    REGION = "region"
    FILE = "file"
    CLIPBOARD = "clipboard"


def mended(table: str, row: Row) -> Row:
    """A row with what it cannot say left out; the same object where there is nothing to mend.

    Args:
        table: Whose it is.
        row: By column, as SQLite gives it.
    """
    wrong = {
        column: instead
        for column, fits, instead in _RULES.get(table, ())
        if column in row and not fits(row[column])
    }
    return {**row, **wrong} if wrong else row


def _moment(value: Value) -> bool:
    try:
        return len(str(value)) == len(LONG_AGO) and datetime.fromisoformat(str(value)).tzinfo is None
    except ValueError:
        return False


def _time(value: Value) -> bool:
    try:
        datetime.fromtimestamp(float(value or 0)).astimezone()
    except (ValueError, OverflowError, OSError, TypeError):
        return False
    return True


def _within(most: float) -> Callable[[Value], bool]:
    return lambda value: value is None or (isinstance(value, (int, float)) and abs(value) <= most)


def _turns(value: Value) -> bool:
    try:
        turns = json.loads(str(value))
    except ValueError:
        return False
    return isinstance(turns, list) and all(
        isinstance(one, list)
        and len(one) == 3
        and isinstance(one[0], str)
        and isinstance(one[1], str)
        and isinstance(one[2], (int, float))
        and math.isfinite(one[2])
        and _time(one[2])
        for one in turns
    )


def _vector(value: Value) -> bool:
    return (
        isinstance(value, bytes)
        and len(value) % 2 == 0
        and bool(np.isfinite(np.frombuffer(value, "<f2")).all())
    )


# Table -> (column, whether a value fits, what stands in its place).
_RULES: dict[str, tuple[tuple[str, Callable[[Value], bool], Value], ...]] = {
    "photo": (
        ("taken", _moment, LONG_AGO),
        ("taken_from", _SOURCES.__contains__, "file"),
        ("perceptual", lambda value: value is None or (isinstance(value, bytes) and len(value) == 8), None),
        ("latitude", _within(90), None),
        ("longitude", _within(180), None),
    ),
    "embedding": (("vector", _vector, None),),
    "crop": (("vector", _vector, None),),
    "history": (
        ("at", _time, 0.0),
        ("place", list(Origin).__contains__, Origin.FILE.value),
        ("turns", _turns, "[]"),
    ),
}
