"""Spaces that the recogniser leaves out where signs stand far apart, and words that are struck out."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from app.describe.ocr.ctc import Read, is_cjk
from app.describe.ocr.ink import Blob

#: Said after what is struck out.
STRUCK = "(struck out)"
#: A space is at least this wide, in heights of letters and in usual gaps between them.
_SPACE = 0.45
_GAPS = 1.7
#: Beside spaces that were seen: share of the narrowest, and usual gaps.
_SEEN = 0.85
_WIDER = 1.25
#: Usual gap between letters from which on they are set apart, in their heights.
_APART = 0.15
#: A stroke through words: where it lies, in shares of their height, how full its row is, how long, how thick.
_MIDDLE = (0.3, 0.75)
_FULL = 0.97
_LONG = 1.5
_THICK = 0.2
#: Columns at an end of the line's picture; by how much, in heights, a stroke is longer than its words; share
#: of its columns that have ink above it, and below it.
_EDGE = 1
_OVER = 1.0
_CROSSED = 0.3
#: There is much room beside these without any space.
_STOPS = frozenset(".,:;!?'\"")
_DASHES = frozenset("-\u2212\u2013\u2014_=~")


def respaced(read: Read, ink: NDArray[np.bool_], found: Sequence[Blob]) -> Read:
    """A line with the spaces that its picture has, and with a word about what is struck out.

    Args:
        read: As it was read; its places are columns of ``ink``.
        ink: (height, width).
        found: The ink's blobs, from left to right.
    """
    signs = [at for at, sign in enumerate(read.text) if sign != " "]
    if len(signs) != len(read.places) or len(signs) < 2 or not found:
        return read
    owners = [_owner(found, place) for place in read.places]
    high = max(blob.bottom for blob in found) - min(blob.top for blob in found)
    gaps = [found[b].left - found[a].right if b == a + 1 else 0 for a, b in pairwise(owners)]
    glued = [gap for at, gap in enumerate(gaps) if signs[at + 1] == signs[at] + 1]
    usual = median(glued) if glued else 0.0
    # Of letters set as usual the recogniser sees the spaces itself; a faint letter leaves a gap there, too.
    least = max(_SPACE * high, _GAPS * usual) if usual >= _APART * high else math.inf
    # Where letters are told in a neighbour's place nothing is known of the gap.
    seen = [gap for at, gap in enumerate(gaps) if gap > 0 and signs[at + 1] > signs[at] + 1]
    if seen and least < math.inf:
        # About as wide as those it did see is one, too.
        least = min(least, max(_SEEN * min(seen), _WIDER * usual))
    after: dict[int, str] = {}
    for at, gap in enumerate(gaps):
        apart = signs[at + 1] > signs[at] + 1
        pair = read.text[signs[at]] + read.text[signs[at + 1]]
        if gap >= least and not apart and not is_cjk(pair) and not _STOPS & set(pair):
            after[signs[at]] = " "
    for number, blob in enumerate(found):
        own = [signs[at] for at, owner in enumerate(owners) if owner == number]
        words = {read.text[at] for at in own} - _DASHES
        if len(own) > 1 and words and _is_struck(ink, blob, high):
            after[own[-1]] = f" {STRUCK} "
    text = "".join(sign + after.get(at, "") for at, sign in enumerate(read.text))
    return replace(read, text=" ".join(text.split())) if after else read


def unframed(text: str) -> str:
    """Text without the stroke that the frame of a button makes at one end or both."""
    inside = text.removeprefix("|").removesuffix("|")
    framed = inside[:1].isalnum() and inside[-1:].isalnum() and "|" not in inside and len(inside) > 1
    return inside if framed else text


def _owner(found: Sequence[Blob], place: float) -> int:
    """The blob in which a sign stands, or the nearest."""
    return min(range(len(found)), key=lambda at: max(found[at].left - place, place - found[at].right, 0.0))


def _is_struck(ink: NDArray[np.bool_], blob: Blob, high: int) -> bool:
    part = ink[blob.top : blob.bottom, blob.left : blob.right]
    if part.shape[1] < _LONG * high:
        return False
    if blob.left <= _EDGE or blob.right >= ink.shape[1] - _EDGE:
        return False  # what runs on to an edge is a frame, or a rule
    full = np.flatnonzero(part.mean(axis=1) >= _FULL)
    if not len(full) or len(full) > max(2, _THICK * high):
        return False
    if not _MIDDLE[0] * len(part) <= full.mean() <= _MIDDLE[1] * len(part):
        return False
    # Beside the letters there is nothing but the stroke, and not much of it: a frame goes on round them.
    apart = np.delete(part, full, axis=0)
    lettered = np.flatnonzero(apart.any(axis=0))
    before, after = lettered[0], part.shape[1] - 1 - lettered[-1]
    if max(before, after) > _OVER * high:
        return False
    # The stroke crosses letters: there is ink as well above as below it.
    above, below = part[: full[0]], part[full[-1] + 1 :]
    return bool(min(above.any(axis=0).mean(), below.any(axis=0).mean()) >= _CROSSED)
