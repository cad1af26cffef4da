"""Lines of one column that belong together: a cell that was wrapped, a paragraph."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from app.describe.ocr.protocol import Box

#: Lines of one cell follow each other within this many heights, from middle to middle.
_PITCH = 2.1
#: Boxes of one cell are alike in height: some have tails and stems, some have neither.
_ALIKE = 1.6
#: A column is prose where so many lines go on in the middle of a sentence, or are as long as they can be.
_GOES_ON = 0.4
_FULL = 0.7
_PROSE_LINES = 4
_PROSE_LETTERS = 6


class Lines:
    """Lines of a page that stands straight, for :mod:`order` and :mod:`tables`.

    Args:
        boxes: (left, top, right, bottom) of each, in pixels.
        texts: What each says, where that is known by now; "" for what could not be read.
    """

    def __init__(self, boxes: Sequence[Box], texts: Sequence[str] | None = None) -> None:
        self.boxes = boxes
        self.texts = texts

    def height(self, among: Sequence[int]) -> float:
        """The usual height, in pixels; at least one."""
        return max(1.0, median(self.boxes[i][3] - self.boxes[i][1] for i in among))

    def text(self, line: int) -> str:
        """What a line says; "" where that is not known."""
        return self.texts[line].strip() if self.texts is not None else ""

    def level(self, one: int, other: int) -> bool:
        """Whether two have the same middle: cells of one row do, lines of unrelated columns seldom."""
        a, b = self.boxes[one], self.boxes[other]
        return abs(a[1] + a[3] - b[1] - b[3]) / 2 <= 0.25 * min(a[3] - a[1], b[3] - b[1])

    def is_figure(self, line: int) -> bool:
        """Whether it is a number, price, date or time rather than words."""
        text = self.text(line)
        digits = sum(ch.isdigit() for ch in text)
        return digits > 0 and digits >= sum(ch.isalpha() for ch in text)

    def is_prose(self, column: list[int]) -> bool:
        """Whether a column is running text: sentences go on from line to line. ``column`` from top down."""
        if self.texts is None or len(column) < _PROSE_LINES:
            return False
        letters = [sum(ch.isalpha() for ch in self.text(i)) for i in column]
        if median(letters) < _PROSE_LETTERS or sum(self.is_figure(i) for i in column) > 0.3 * len(column):
            return False
        close = [(i, j) for i, j in pairwise(column) if self._is_close(i, j)]
        if len(close) < 0.6 * (len(column) - 1):
            return False
        right = max(self.boxes[i][2] for i in column)
        full = sum(self._is_full(i, j, right) for i, j in close)
        on = sum(_goes_on(self.text(i), self.text(j)) for i, j in close)
        if any(ch.islower() for i in column for ch in self.text(i)):
            return full >= _FULL * len(close) and on >= _GOES_ON * len(close)
        left = min(self.boxes[i][0] for i in column)
        wide = sum(self.boxes[i][2] >= right - 0.1 * (right - left) for i in column[:-1])
        return wide >= _FULL * (len(column) - 1)

    def cells(self, columns: Sequence[list[int]]) -> list[list[list[int]]]:
        """The cells of each column, from top down; lines that were wrapped are one."""
        found = []
        ordered = [sorted(column, key=lambda i: (self.boxes[i][1], self.boxes[i][0])) for column in columns]
        texts = [column for column in ordered if self.is_prose(column)]
        if len(texts) < 2 or any(self.is_key(column) for column in ordered):
            texts = []  # beside what is no prose, or has a figure for each of its parts, it is cells
        for among in ordered:
            others = [other for other in ordered if other is not among]
            prose = among in texts
            cells: list[list[int]] = []
            for i in among:
                if cells and self._joins(cells[-1], i, among, others, prose):
                    cells[-1].append(i)
                else:
                    cells.append([i])
            found.append(cells)
        return found

    def is_key(self, column: list[int]) -> bool:
        """Whether a column holds a number, price or time for each row of a table."""
        return len(column) > 1 and sum(self.is_figure(i) for i in column) >= 0.7 * len(column)

    def _joins(
        self, cell: list[int], line: int, column: list[int], others: Sequence[list[int]], prose: bool
    ) -> bool:
        """Whether a line goes on with the cell above it."""
        last = cell[-1]
        if self.texts is None or not self._is_close(last, line):
            return False
        if prose:
            return True
        text = self.text(line)
        if not text or self.is_figure(line) or self.is_figure(last) or self.text(last).endswith(":"):
            return False
        if not self._is_full(last, line, max(self.boxes[i][2] for i in column)):
            return False
        beside = [[j for j in other if self.level(line, j)] for other in others]
        alone = not any(beside)
        if _goes_on(self.text(last), text) and not self.text(cell[0])[:1].islower():
            # Beside it stand at most lines that go on as well; a new row has a line in each column.
            return alone or not all(beside) or all(self.text(j)[:1].islower() for row in beside for j in row)
        # A noun with a capital goes on with the line above where a price or number says which row it is.
        return alone and any(self.level(cell[0], j) for other in others if self.is_key(other) for j in other)

    def _is_close(self, upper: int, lower: int) -> bool:
        a, b = self.boxes[upper], self.boxes[lower]
        low, high = sorted((a[3] - a[1], b[3] - b[1]))
        within = min(a[2], b[2]) > max(a[0], b[0])
        return high <= _ALIKE * max(1, low) and within and b[1] + b[3] - a[1] - a[3] <= 2 * _PITCH * high

    def _is_full(self, upper: int, lower: int, right: int) -> bool:
        """Whether the first word of the lower line would not have fitted into the upper one."""
        left, _, end, _ = self.boxes[lower]
        text = self.text(lower)
        word = text.split(maxsplit=1)[0] if text.split() else ""
        letter = (end - left) / max(1, len(text))
        return self.boxes[upper][2] + (len(word) + 0.7) * letter >= right


def _goes_on(upper: str, lower: str) -> bool:
    """Whether a sentence goes on from one line to the next."""
    if upper.endswith(("-", ",", "\u2010")):
        return True
    return lower[:1].islower() and not upper.endswith((".", "!", "?", ":"))
