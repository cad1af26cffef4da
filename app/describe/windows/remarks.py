"""What a window says is wrong with its fields, where the program does not tie the words to the field."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.controls import Box, Control, Role, State
from app.describe.windows.overlap import in_picture
from app.describe.windows.parts import FIELDS, TEXTS
from app.describe.words.phrasing import clean
from app.shot import Shot

_NEAR = 40  # pixels between a field and the words below or beside it
_RED = 40  # levels by which ink is redder than green and blue
_INK = 60  # levels by which ink differs from its paper
_WORD = 4  # letters of a word that tells which field is meant


def remarks(
    fields: Sequence[Control], inside: Sequence[Control], alerts: Sequence[Control]
) -> dict[int, str]:
    """What is said of fields that are wrong, by their `id`, where they do not tell it themselves.

    Args:
        fields: Those that are not accepted.
        inside: All that is in the window, in reading order.
        alerts: Messages in it.
    """
    lines = [
        one
        for alert in alerts
        for one in alert.walk()
        if one is not alert and one.role in TEXTS | {Role.LIST_ITEM, Role.LINK} and clean(one.name)
    ]
    found: dict[int, str] = {}
    others = [one for one in inside if one.role in FIELDS]
    for field in fields:
        if clean(field.error):
            continue
        told = [clean(one.name) for one in lines if _names(field, one.name)]
        below = _beside(field, inside)
        if (
            below is not None
            and not _names(field, below.name)
            and any(_names(one, below.name) for one in others)
        ):
            below = None  # it names another field
        if told or below is not None:
            found[id(field)] = told[0] if told else clean(below.name) if below is not None else ""
    return found


def red_remarks(inside: Sequence[Control], shot: Shot) -> list[tuple[Control, str]]:
    """Fields with red words below or beside them, which say that something is wrong with them."""
    found = []
    for field in inside:
        if field.role not in FIELDS or State.INVALID in field.states:
            continue
        words = _beside(field, inside)
        if words is not None and words.box is not None and is_red(shot.pixels, in_picture(words.box, shot)):
            found.append((field, clean(words.name)))
    return found


def is_red(pixels: NDArray[np.uint8], box: Box) -> bool:
    """Whether letters in a part of a picture are red, on whatever paper."""
    left, top, right, bottom = (max(0, side) for side in box)
    part = pixels[top:bottom, left:right].reshape(-1, 3).astype(np.int16)
    if not len(part):
        return False
    paper = np.median(part, axis=0)
    ink = part[np.abs(part - paper).max(axis=1) > _INK]
    if not len(ink):
        return False
    red, green, blue = (float(level) for level in ink.mean(axis=0))
    neutral = abs(float(paper[0]) - float(paper[1])) < _RED
    return neutral and red - max(green, blue) > _RED


def _names(field: Control, text: str) -> bool:
    """Whether a text has a word of what a field is called."""
    said = text.casefold()
    return any(word in said for word in clean(field.name).casefold().split() if len(word) >= _WORD)


def _beside(field: Control, inside: Sequence[Control]) -> Control | None:
    """The words below a field, or on its right, that name no other one."""
    if field.box is None:
        return None
    left, _, right, bottom = field.box
    names = {clean(one.name).casefold() for one in inside if one.role in FIELDS}
    at = next((place for place, one in enumerate(inside) if one is field), len(inside))
    for one in inside[at + 1 :]:
        if one.role in FIELDS:
            break
        if one.role not in TEXTS or one.box is None or not clean(one.name):
            continue
        if clean(one.name).casefold() in names:
            break
        under = -4 <= one.box[1] - bottom <= _NEAR and one.box[0] < right and one.box[2] > left
        right_of = one.box[0] >= right and one.box[1] < bottom and one.box[0] - right <= _NEAR
        if under or right_of:
            return one
        break
    return None
