"""Charts told from where their labels and numbers stand: values that grow with their place are sure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from app.controls import Box

_FEWEST = 3
_MOST = 120
_NUMBER = re.compile(r"[-+\u2212]?[$\u20ac\u00a3]?\d[\d., ]*[%\u20ac$\u00a3kM]?")
_SHARE = re.compile(r"^(\D{2,40}?)[:, ]+(\d{1,3}(?:[.,]\d+)?) ?%$")
_ROUNDED = 1.5  # percent
_ALONG = 0.985  # how well values have to go with their places
_PAPER = 24  # levels
_SHORT = 12  # pixels


@dataclass(frozen=True)
class Bar:
    """One label and its value; the value is "" where it could not be read."""

    label: str
    value: str
    number: float = 0.0


@dataclass(frozen=True)
class Chart:
    """A chart whose values stand at their bars or points.

    Attributes:
        kind: "bar", "line", or "share" of a whole.
        title: What stands above it; "" without.
        bars: In their order along the axis.
    """

    kind: str
    title: str
    bars: tuple[Bar, ...]

    def has(self, text: str) -> bool:
        """Whether a text is a part of it."""
        plain = "".join(text.split())
        parts = [(bar.label, bar.value, bar.label + bar.value) for bar in self.bars]
        return plain in {"".join(part.split()) for some in parts for part in some if part}

    @property
    def known(self) -> list[Bar]:
        """Those whose values were read."""
        return [bar for bar in self.bars if bar.value]

    @property
    def trend(self) -> str:
        """Whether each value is larger than the one before, "rising", or smaller, "falling"; else ""."""
        numbers = [bar.number for bar in self.bars]
        if self.kind == "share" or len(self.known) < len(self.bars):
            return ""
        pairs = list(pairwise(numbers))
        if all(after > before for before, after in pairs):
            return "rising"
        return "falling" if all(after < before for before, after in pairs) else ""


def number_of(text: str) -> float | None:
    """What a number on a chart is; None where it is none."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    digits = re.sub(r"[^\d.,]", "", plain)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    try:
        value = float(digits.replace(",", ".").rstrip("."))
    except ValueError:
        return None
    return -value if plain[0] in "-\u2212" else value


def chart_of(texts: Sequence[tuple[str, Box]], pixels: NDArray[np.uint8]) -> Chart | None:
    """The chart that labels and numbers make up; None where that is not sure.

    Args:
        texts: Each with its place in pixels of the picture.
        pixels: (height, width, 3) uint8: filled from number to axis, it has bars.
    """
    placed = [(text, box) for text, box in texts if text.strip()]
    if len(placed) > _MOST:  # a page of text
        return None
    for across in (False, True):
        boxes = [_turned(box) if across else box for _, box in placed]
        found = _columns([text for text, _ in placed], boxes)
        if found is None:
            continue
        row, values = found
        bars = []
        for at in row:
            value = values.get(at)
            text = placed[value][0].replace(" ", "") if value is not None else ""
            bars.append(Bar(placed[at][0], text, number_of(text) or 0.0 if text else 0.0))
        filled = [
            _is_filled(pixels, placed[at][1], placed[value][1], across=across) for at, value in values.items()
        ]
        sure = [one for one in filled if one is not None]
        kind = "bar" if sure and all(sure) else "line" if not any(sure) else ""
        if not kind or (across and kind != "bar"):
            continue
        used = {*row, *values.values()}
        top = min(placed[at][1][1] for at in used)
        above = [
            (text, box)
            for at, (text, box) in enumerate(placed)
            if at not in used and box[3] <= top + (box[3] - box[1]) and number_of(text) is None
        ]
        title = max(above, key=lambda one: (one[1][3], one[1][2] - one[1][0]))[0] if above else ""
        return Chart(kind, title, tuple(bars))
    return None


def shares_of(texts: Sequence[tuple[str, Box]]) -> Chart | None:
    """Labels with percentages that make up a whole, as round a pie; None where they do not."""
    found = [match for text, _ in texts if (match := _SHARE.match(text.strip()))]
    bars = tuple(Bar(one[1], f"{one[2]} %", number_of(one[2]) or 0.0) for one in found)
    whole = abs(sum(bar.number for bar in bars) - 100) <= _ROUNDED
    return Chart("share", "", bars) if len(bars) >= _FEWEST and whole else None


def _turned(box: Box) -> Box:
    """A box of a chart that lies on its side, as if it stood: its axis is below then."""
    left, top, right, bottom = box
    return top, -right, bottom, -left


def _columns(texts: Sequence[str], boxes: Sequence[Box]) -> tuple[list[int], dict[int, int]] | None:
    """(labels along the axis, the value of each that has one): the widest row with values above it."""
    best: tuple[list[int], dict[int, int]] | None = None
    for at, box in enumerate(boxes):
        edge = box[3]
        high = max(6, box[3] - box[1])
        row = sorted(
            (n for n, other in enumerate(boxes) if abs(other[3] - edge) < 0.5 * min(high, 40)),
            key=lambda n: boxes[n][0],
        )
        row = _even(row, boxes)
        if len(row) < _FEWEST or at not in row:
            continue
        values = _values(row, texts, boxes)
        if len(values) >= max(_FEWEST, 0.7 * len(row)) and (best is None or len(values) > len(best[1])):
            best = row, values
    return best


def _even(row: Sequence[int], boxes: Sequence[Box]) -> list[int]:
    """Of a row the longest part whose middles are as far from each other."""
    middles = [_middle(boxes[n]) for n in row]
    best: list[int] = []
    for start in range(len(row) - 1):
        for second in range(start + 1, min(len(row), start + 3)):
            step = middles[second] - middles[start]
            if step < 12:
                continue
            kept, wanted = [row[start]], middles[start] + step
            for n in range(start + 1, len(row)):
                if abs(middles[n] - wanted) <= 0.15 * step:
                    kept.append(row[n])
                    wanted = middles[n] + step
            if len(kept) > len(best):
                best = kept
    return best


def _values(row: Sequence[int], texts: Sequence[str], boxes: Sequence[Box]) -> dict[int, int]:
    """The number above each label, where numbers grow with their height."""
    step = median(_middle(boxes[after]) - _middle(boxes[before]) for before, after in pairwise(row))
    values = {}
    for at in row:
        above = [
            n
            for n, box in enumerate(boxes)
            if n not in row
            and number_of(texts[n]) is not None
            and abs(_middle(box) - _middle(boxes[at])) < 0.3 * step
            and box[3] <= boxes[at][1] + 4
        ]
        if len(above) == 1:
            values[at] = above[0]
    if len(values) < _FEWEST:
        return {}
    numbers = np.array([number_of(texts[n]) for n in values.values()], float)
    heights = np.array([-boxes[n][3] for n in values.values()], float)
    if np.ptp(numbers) == 0 or np.ptp(heights) == 0:
        return {}
    return values if float(np.corrcoef(numbers, heights)[0, 1]) >= _ALONG else {}


def _middle(box: Box) -> float:
    return (box[0] + box[2]) / 2


def _is_filled(pixels: NDArray[np.uint8], label: Box, value: Box, *, across: bool) -> bool | None:
    """Whether most between a number and its label is not paper; None where they stand close together."""
    if across:
        line = pixels[int((label[1] + label[3]) / 2), label[2] : value[0]]
        corner = pixels[max(0, label[1] - 2), max(0, label[0])]
    else:
        line = pixels[value[3] : label[1], int((label[0] + label[2]) / 2)]
        corner = pixels[min(label[3] + 1, len(pixels) - 1), max(0, label[0] - 2)]
    if len(line) < _SHORT:
        return None
    differs = np.abs(line.astype(np.int16) - corner.astype(np.int16)).max(axis=1) > _PAPER
    return float(differs.mean()) > 0.5
