"""Buttons and fields of windows whose program names no controls: text with an edge on all four sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.controls import Box
from app.describe.result import TextLine
from app.describe.words.phrasing import clean

_EDGE = 18  # levels by which an edge differs from what it encloses
_HIGH, _WIDE = (
    0.75,
    0.55,
)  # of a side that is edge: buttons beside each other may be round and read as one line
_WORDS = 4  # of a button
_ABOVE, _BESIDE = 1.3, 3.0  # how far away edges are looked for, in heights of the text
_LIGHTER = 12  # levels by which a field is lighter than its window


@dataclass(frozen=True)
class FramedLines:
    """What lines are.

    Attributes:
        buttons: What stands on buttons, in reading order.
        fields: What stands in fields.
        texts: All other lines.
    """

    buttons: tuple[str, ...]
    fields: tuple[TextLine, ...]
    texts: tuple[TextLine, ...]


def framed(lines: Sequence[TextLine], pixels: NDArray[np.uint8]) -> FramedLines:
    """Sort a window's lines.

    Args:
        lines: In reading order.
        pixels: (height, width, 3) uint8.
    """
    grey = pixels.astype(np.int16).mean(axis=2)
    ground = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    buttons: list[str] = []
    fields, texts = [], []
    for line in lines:
        paper = _paper(grey, line.box)
        if paper is None or not _has_edges(grey, line.box, paper):
            texts.append(line)
        elif paper > ground + _LIGHTER:
            fields.append(line)
        else:
            parts = _parted(line, grey, paper)
            if all(map(_is_label, parts)):
                buttons += parts
            else:
                texts.append(line)
    return FramedLines(tuple(buttons), tuple(fields), tuple(texts))


def _is_label(text: str) -> bool:
    """Whether it may stand on a button: a sentence in a frame is a message."""
    return len(text.split()) <= _WORDS and not text.endswith((".", "?", "!", ":"))


def _paper(grey: NDArray[np.floating], box: Box) -> float | None:
    left, top, right, bottom = box
    part = grey[max(0, top) : bottom, max(0, left) : right]
    return float(np.median(part)) if part.size else None


def _has_edges(grey: NDArray[np.floating], box: Box, paper: float) -> bool:
    left, top, right, bottom = box
    inner = max(0, left), max(0, top), min(grey.shape[1], right), min(grey.shape[0], bottom)
    left, top, right, bottom = inner
    high = bottom - top
    differs = np.abs(grey - paper) > _EDGE
    reach = round(_ABOVE * high)
    # Boxes of lines lie loosely round their letters: edges may be a little inside.
    slack = high // 4
    rows = [
        differs[max(0, top - reach) : top + slack, left:right],
        differs[bottom - slack : bottom + reach, left:right],
    ]
    reach = round(_BESIDE * high)
    middle = slice(top + high // 3, bottom - high // 3)
    columns = [
        differs[middle, max(0, left - reach) : left + slack].T,
        differs[middle, right - slack : right + reach].T,
    ]
    sides = [(side, _WIDE) for side in rows] + [(side, _HIGH) for side in columns]
    return all(side.size > 0 and bool((side.mean(axis=1) >= share).any()) for side, share in sides)


def _parted(line: TextLine, grey: NDArray[np.floating], paper: float) -> list[str]:
    """The words on each button, where several beside each other were read as one line."""
    left, _, right, _ = line.box
    words = clean(line.text).split()
    cuts = _cuts(np.abs(grey - paper) > _EDGE, line.box)
    if not cuts or len(words) < 2:
        return [" ".join(words)] if words else []
    letters = sum(map(len, words)) + len(words) - 1
    parts: list[list[str]] = [[] for _ in range(len(cuts) + 1)]
    at = 0
    for word in words:
        middle = left + (right - left) * (at + len(word) / 2) / letters
        parts[sum(middle > cut for cut in cuts)].append(word)
        at += len(word) + 1
    return [" ".join(some) for some in parts if some]


def _cuts(differs: NDArray[np.bool_], box: Box) -> list[int]:
    """Where one button ends and the next begins: gaps in the edge above them, or edges between them."""
    left, top, right, bottom = box
    high = bottom - top
    above = differs[max(0, top - round(_ABOVE * high)) : top + high // 4, left:right]
    if above.size:
        edge = above[int(above.mean(axis=1).argmax())]
        ends = np.flatnonzero(np.diff(np.concatenate([[False], edge, [False]]).astype(np.int8)))
        runs = [
            (start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if end - start > high // 2
        ]
        if len(runs) > 1:
            return [left + int(end + start) // 2 for (_, end), (start, _) in pairwise(runs)]
    part = differs[top:bottom, left:right]
    edges = [
        at + left for at, column in enumerate(part.T) if column.mean() > 0.9 and 2 < at < right - left - 2
    ]
    return [at for n, at in enumerate(edges) if n == 0 or at - edges[n - 1] > high // 2]
