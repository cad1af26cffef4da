"""Which lines of text, read from a window's picture, say what its controls do not."""

import re
from collections.abc import Sequence

from app.controls import Box, Control, Role
from app.describe.result import TextLine
from app.describe.words.phrasing import clean
from app.shot import Shot

_NEAR = 4  # pixels
_ALIKE = 75  # one letter of four
_MOSTLY = 0.7
_ON = 0.2
_SMALL = frozenset(
    (
        Role.BUTTON,
        Role.TOGGLE,
        Role.CHECK_BOX,
        Role.RADIO_BUTTON,
        Role.SWITCH,
        Role.COMBO_BOX,
        Role.SPIN_BUTTON,
        Role.IMAGE,
    )
)


def fresh(lines: Sequence[TextLine], window: Control, shot: Shot) -> list[TextLine]:
    """The lines that no control says, in the same order.

    Args:
        lines: As they were read, in pixels of the picture.
        window: All its controls.
        shot: The picture, which knows where it was taken.
    """
    controls = [one for one in window.walk() if one is not window and one.box is not None]
    return [line for line in lines if not _is_said(line, controls, shot)]


def is_secret(line: TextLine, window: Control, shot: Shot) -> bool:
    """Whether a line was read in a field for a password; arguments as for `fresh`."""
    fields = [one.box for one in window.walk() if one.role is Role.PASSWORD and one.box is not None]
    return any(_is_on(line.box, in_picture(box, shot)) for box in fields)


def in_picture(box: Box, shot: Shot) -> Box:
    """A place on the desktop in pixels of a picture."""
    left, top, right, bottom = box
    x, y, scale = shot.left, shot.top, shot.scale
    return (
        round((left - x) * scale),
        round((top - y) * scale),
        round((right - x) * scale),
        round((bottom - y) * scale),
    )


def _is_said(line: TextLine, controls: Sequence[Control], shot: Shot) -> bool:
    left, top, right, bottom = line.box
    middle = (left + right) / 2, (top + bottom) / 2
    near = []
    for control in controls:
        assert control.box is not None
        box = in_picture(control.box, shot)
        if min(right, box[2]) + _NEAR <= max(left, box[0]) or min(bottom, box[3]) <= max(top, box[1]):
            continue
        inside = box[0] <= middle[0] < box[2] and box[1] <= middle[1] < box[3]
        # A glyph on a button, or a dialog's sign, is read as a letter or two.
        if inside and control.role in _SMALL and len(line.text.strip()) < 3:
            return True
        near.append(control)
    return says([f"{one.name} {one.value} {one.error}" for one in near], line.text)


def _is_on(line: Box, field: Box) -> bool:
    """Whether a part of a line is in a field, and it is not merely beside it."""
    wide = min(line[2], field[2]) - max(line[0], field[0])
    high = min(line[3], field[3]) - max(line[1], field[1])
    return wide > 0 and high > 0 and wide * high > _ON * (line[2] - line[0]) * (line[3] - line[1])


def says(known: Sequence[str], text: str) -> bool:
    """Whether what is known holds a line, which may have been read with slips."""
    words = words_of(text)
    if not words:
        return bool(known)
    there = words_of(" ".join(known))
    if "".join(words) in "".join(there):
        return True
    kept = set(there)
    found = sum(word in kept or _slipped(word, kept) for word in words)
    # A figure that differs is no slip; a letter that was read as one ("5ave") is.
    missing = [
        word
        for word in words
        if 2 * sum(map(str.isdigit, word)) >= len(word.replace(".", "")) and word not in kept
    ]
    return not missing and found >= _MOSTLY * len(words)


def _slipped(word: str, known: set[str]) -> bool:
    from rapidfuzz import fuzz, process

    return (
        len(word) > 3 and process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
    )


def words_of(text: str) -> list[str]:
    """The words that are compared."""
    # "1.5" is one: joined with what is round it, it would be 15.
    return [word.replace(",", ".") for word in re.findall(r"\d+(?:[.,]\d+)+|\w+", clean(text).casefold())]
