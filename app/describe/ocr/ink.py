"""What is drawn in the picture of one line, without knowing any letter."""

from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.describe.ocr.ctc import INCOMPLETE, Read
from app.describe.ocr.protocol import Box

#: Grey levels between ground and ink below which there is no ink at all.
_FAINT = 20
#: Share of that distance from which a pixel is ink.
_INK = 0.45
#: A line is at least so many times longer than high; what stands so near behind its box belongs to it, in
#: heights; and the room that is left after that.
_LINE = 4
_TAIL = 0.5
_ROOM_AFTER = 0.12
#: A row with more ink than this share of its width is a ruled line.
_RULE = 0.9
#: The same near the edges, where a line may end before the box does.
_EDGE_RULE = 0.7
#: Columns of a line of 48 rows by which a letter may stand beside its ink.
_ASIDE = 5
#: Ink of fewer columns than this is no letter that somebody would miss.
_THIN = 8
#: Columns between two letters, or a letter and the end of its ink, with room for one more: at least so many,
#: and in heights of letters.
_ROOM = 30
_WIDEST = 1.35
#: Ink farther from the letters than this many of their heights is something else, a picture before a name.
_BEYOND = 0.35
#: Ink before or behind a line that is so many times higher than its letters is an icon.
_TALLEST = 1.25
#: A letter is at most so many times wider than those that surely stand alone.
_ONE_LETTER = 1.3
#: With more than this share of its letters missing a line was not read.
_TOO_MUCH = 0.36


#: The usual difference between neighbouring pixels of what a program draws is none.
_GRAIN = 0.5
#: Share of a sign's rectangle from which on it is no letter; a disc fills 0.79.
_SOLID = 0.73
#: Share of a letter's pixels that are neither ink nor ground.
_BETWEEN = 0.25


@dataclass(frozen=True)
class Blob:
    """Ink between two empty columns: a letter, or some that touch.

    Attributes:
        left: First column.
        right: One past the last.
        top: First row.
        bottom: One past the last.
    """

    left: int
    right: int
    top: int
    bottom: int


def ink_of(line: Image.Image) -> NDArray[np.bool_]:
    """(height, width): which pixels are ink; the ground is what most of them look like."""
    grey = np.asarray(line.convert("L")).astype(np.int16)
    apart = np.abs(grey - int(np.median(grey)))
    most = int(np.percentile(apart, 99.5))
    if most < _FAINT:
        return np.zeros(grey.shape, dtype=np.bool_)
    return np.asarray(apart > _INK * most)


def to_its_end(image: Image.Image, box: Box) -> Box:
    """A line's box with the full stop, or what else is small, that it ends just before; else as it is.

    Args:
        image: The picture.
        box: Of a level line, in its pixels.
    """
    left, top, right, bottom = box
    high = bottom - top
    if right - left < _LINE * high:
        return box
    near, far = right - round(0.2 * high), min(image.width, right + round(_TAIL * high))
    ink = ink_of(image.crop((near, top, far, bottom)))
    beyond = np.flatnonzero(ink[:, right - near :].any(axis=0))
    if not len(beyond) or ink[:, -max(1, round(0.1 * high)) :].any():
        return box  # nothing, or another text
    return left, top, min(far, right + int(beyond[-1]) + 1 + round(_ROOM_AFTER * high)), bottom


def blobs(ink: NDArray[np.bool_], edge: float = 0.25) -> list[Blob]:
    """The parts of a line from left to right, without ruled lines and what keeps to its edges.

    Args:
        ink: (height, width).
        edge: Share of the height, above and below, in which ink alone is the tail of another line.
    """
    height, aside = len(ink), int(edge * len(ink))
    share = ink.mean(axis=1)
    rule = share > _RULE
    outer = np.abs(np.arange(height) + 0.5 - height / 2) > height / 4
    rule |= outer & (share > _EDGE_RULE)
    kept = ink & ~rule[:, None]
    # Tails of the lines above and below reach into the box.
    middle = kept[aside : height - aside].any(axis=0)
    filled = kept.any(axis=0)
    ends = np.flatnonzero(np.diff(filled.astype(np.int8), prepend=0, append=0))
    found = []
    for left, right in ends.reshape(-1, 2).tolist():
        if middle[left:right].any():
            rows = np.flatnonzero(kept[:, left:right].any(axis=1))
            found.append(Blob(left, right, int(rows[0]), int(rows[-1]) + 1))
    return found


def is_drawn(part: Image.Image) -> bool:
    """Whether a part of a picture has one ink on one ground without a grain, as no photo has."""
    grey = np.asarray(part.convert("L")).astype(np.int16)
    ink = ink_of(part)
    if ink.all() or not ink.any() or grey.shape[1] < 2:
        return False
    ground, colour = int(np.median(grey[~ink])), int(np.median(grey[ink]))
    near = 0.2 * abs(colour - ground)
    between = (np.abs(grey - ground) > near) & (np.abs(grey - colour) > near)
    return bool(np.median(np.abs(np.diff(grey, axis=1))) < _GRAIN and between.mean() <= _BETWEEN)


def is_solid(ink: NDArray[np.bool_]) -> bool:
    """Whether ink is a disc or a block, about as wide as high, with nothing open in it as a letter has.

    Args:
        ink: (height, width) of one sign alone, nothing around it.
    """
    height, width = ink.shape
    return min(height, width) >= _THIN and 0.6 <= width / height <= 1.7 and bool(ink.mean() >= _SOLID)


def missing(read: Read, found: list[Blob]) -> int:
    """How many letters of a line were left out: ink between or close to letters, with none in its place."""
    if not read.places or not found:
        return len(found)
    if len(found) <= len(read.places) <= 2:
        return 0  # where one or two signs stand is not told well
    # What begins at the first row holds the tail of a letter above.
    whole = [blob for blob in found if blob.top] or found
    high = max(blob.bottom for blob in whole) - min(blob.top for blob in whole)
    room = max(_ROOM, _WIDEST * high)
    lost = 0
    owned = [[p for p in read.places if b.left - _ASIDE <= p <= b.right + _ASIDE] for b in found]
    taken = [at for at, places in enumerate(owned) if places]
    single = [blob.right - blob.left for blob, places in zip(found, owned, strict=True) if len(places) == 1]
    narrow = _ONE_LETTER * median(single) if single else 0.0
    tall = _TALLEST * max((found[at].bottom - found[at].top for at in taken), default=high)
    for at, (blob, places) in enumerate(zip(found, owned, strict=True)):
        if places:
            ends = [float(blob.left), *places, float(blob.right)]
            lost += sum(right - left >= room for left, right in pairwise(ends))
        elif blob.right - blob.left >= _THIN and _belongs(found, taken, at, high):
            outside = not taken or not taken[0] < at < taken[-1]
            if outside and blob.bottom - blob.top > tall:
                continue  # an icon before or behind the words
            beside = [other for other in (at - 1, at + 1) if 0 <= other < len(found)]
            moved = (n for n in beside if len(owned[n]) > 1 and found[n].right - found[n].left <= narrow)
            if (to := next(moved, None)) is None:
                lost += 1
            else:
                owned[to] = owned[to][
                    1:
                ]  # two signs are told where one stands: a narrow one's place is vague
    return lost


def _belongs(found: list[Blob], taken: list[int], at: int, high: int) -> bool:
    """Whether ink without a letter is part of the text: between letters, or next to the first or last."""
    if not taken:
        return True
    if taken[0] < at < taken[-1]:
        return True
    near = found[at + 1].left - found[at].right if at < taken[0] else found[at].left - found[at - 1].right
    return near <= _BEYOND * high


def doubted(read: Read, found: list[Blob]) -> Read:
    """A line less sure where letters are missing from it, which are not in the recogniser's alphabet."""
    lost = missing(read, found) if read.text else 0
    if not lost:
        return read
    most = INCOMPLETE if lost <= _TOO_MUCH * (lost + len(read.places)) else 0.0
    return replace(read, confidence=min(read.confidence, most), whole=False)
