"""What changed on a part of the screen between two looks. Pure: no picture, no clock, no thread."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.describe.live.sameness import NormalizedLine, normalized, same
from app.describe.result import TextLine
from app.describe.words.phrasing import clean

_SURE = 0.6
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s?%")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_ONLY_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
_CLOCK_WORDS = 4  # "Mon 23 Nov 10:45" is a clock, a sentence with a time is not
_STEP = 10
_PREFIX_WORDS = 4


@dataclass(frozen=True)
class _Line:
    line: TextLine
    normalized: NormalizedLine

    @property
    def middle(self) -> float:
        return (self.line.box[1] + self.line.box[3]) / 2

    @property
    def height(self) -> int:
        return max(1, self.line.box[3] - self.line.box[1])


@dataclass
class _Ticker:
    """A place whose number changes: when it did lately, and up to where a progress was told."""

    seen: float
    changes: list[float] = field(default_factory=list)
    step: int | None = None


@dataclass
class _Seen:
    """A text that was there."""

    normalized: NormalizedLine
    box: tuple[int, int, int, int]
    at: float


class TextChanges:
    """Compares each reading with the one before, and tells what is to be said.

    Reading twice does not give the same twice: a letter, a space, a whole line may be missing once. What
    scrolls is not new; what flickers is told once; of a number that keeps changing, the first change is told
    and then nothing until it rests; of a progress in percent, every tenth.

    Args:
        memory: For how many seconds a text that was there is not told again when it comes back.
        ticking: A number that changes again within this many seconds keeps changing.
    """

    def __init__(self, memory: float = 20.0, ticking: float = 10.0) -> None:
        self._memory = memory
        self._ticking = ticking
        self._before: list[_Line] | None = None
        self._seen: list[_Seen] = []
        self._tickers: dict[tuple[str, int, int], _Ticker] = {}

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """What was read last."""
        return tuple(one.line for one in self._before or ())

    def forget(self) -> None:
        """The next reading is the first."""
        self._before = None
        self._seen = []
        self._tickers = {}

    def update(self, lines: Sequence[TextLine], now: float) -> list[str]:
        """Take a reading.

        Args:
            lines: All lines, in reading order.
            now: Monotonic seconds.

        Returns:
            What is new, in reading order; nothing for the first reading.
        """
        current = [one for line in lines if (one := _Line(line, normalized(line.text))).normalized.key]
        before = self._before
        if before is None:
            self._before = current
            self._remember(current, now)
            return []
        match = _match(before, current)
        told = [
            words
            for number, one in enumerate(current)
            if number not in match.same
            and (words := self._words(one, match.changed.get(number), match.here, now))
        ]
        self._before = [
            # A line that is only read a little differently keeps its first reading, or it would drift away.
            _Line(replace(match.same[number].line, box=one.line.box), match.same[number].normalized)
            if number in match.same
            else one
            for number, one in enumerate(current)
            # What was not told because it was not sure may be read better the next time.
            if number in match.same or one.line.confidence >= _SURE
        ]
        self._remember(self._before, now)
        self._tickers = {
            place: one for place, one in self._tickers.items() if now - one.seen <= 6 * self._ticking
        }
        return told

    def _words(self, one: _Line, old: _Line | None, here: "Counter[str]", now: float) -> str:
        if old is not None and one.normalized.shape == old.normalized.shape and one.normalized.numbers:
            return self._number(one, now)
        if one.line.confidence < _SURE:
            return ""
        if here[one.normalized.key] < 1 and self._was_there(one, now):
            return ""
        text = clean(one.line.text)
        if _ONLY_CLOCK.fullmatch(text):
            return ""
        return text if old is None else _added(text, clean(old.line.text))

    def _number(self, one: _Line, now: float) -> str:
        """A number changed where it was."""
        text = clean(one.line.text)
        ticker = self._ticker(one, now)
        percent = _PERCENT.search(text)
        if percent is not None:
            value = min(100, int(percent[1]))
            step, told = value // _STEP, ticker.step
            if told is not None and step <= told and value != 100:
                if step < told - 1:  # it began again
                    ticker.step = step
                return ""
            ticker.step = step
            return "" if told == step else text
        if _CLOCK.search(text) and len(one.normalized.words) <= _CLOCK_WORDS:
            return ""
        ticker.changes = [at for at in ticker.changes if now - at <= self._ticking]
        ticker.changes.append(now)
        return text if len(ticker.changes) == 1 else ""

    def _ticker(self, one: _Line, now: float) -> _Ticker:
        left, top = one.line.box[:2]
        # Proportional digits move a line that is centred by some pixels.
        for place, ticker in self._tickers.items():
            shape, x, y = place
            if shape == one.normalized.shape and abs(y - top) < one.height and abs(x - left) < 4 * one.height:
                ticker.seen = now
                return ticker
        return self._tickers.setdefault((one.normalized.shape, left, top), _Ticker(now))

    def _was_there(self, one: _Line, now: float) -> bool:
        return any(
            now - seen.at <= self._memory and same(seen.normalized, one.normalized) for seen in self._seen
        )

    def _remember(self, current: Iterable[_Line], now: float) -> None:
        known = {seen.normalized.key: seen for seen in self._seen if now - seen.at <= self._memory}
        for one in current:
            known[one.normalized.key] = _Seen(one.normalized, one.line.box, now)
        self._seen = list(known.values())


@dataclass
class _Match:
    """How a reading goes with the one before.

    Attributes:
        same: Numbers of lines that were there -> what they were.
        changed: Numbers of lines that took another's place -> that one.
        here: How often each text is among the lines that were there.
    """

    same: dict[int, _Line] = field(default_factory=dict)
    changed: dict[int, _Line] = field(default_factory=dict)
    here: "Counter[str]" = field(default_factory=Counter)


def _match(before: Sequence[_Line], current: Sequence[_Line]) -> _Match:
    match = _Match()
    left = dict(enumerate(before))
    shift = _scrolled(before, current)
    for offset in dict.fromkeys((shift, 0.0)):
        for number, one in enumerate(current):
            if number in match.same:
                continue
            for index, old in left.items():
                if _is_at(old, one, offset) and same(old.normalized, one.normalized):
                    match.same[number] = left.pop(index)
                    break
    if shift:
        # What left the picture is no longer there to be found elsewhere.
        edges = [one.middle for one in current]
        low, high = min(edges), max(edges)
        left = {
            index: old
            for index, old in left.items()
            if low - old.height / 2 <= old.middle + shift <= high + old.height / 2
        }
    for number, one in enumerate(current):
        if number in match.same:
            continue
        for index, old in left.items():
            if same(old.normalized, one.normalized):
                match.same[number] = left.pop(index)
                break
    for number, one in enumerate(current):
        if number in match.same:
            continue
        for index, old in left.items():
            if _is_at(old, one, 0.0):
                match.changed[number] = left.pop(index)
                break
    for old in match.same.values():
        match.here[old.normalized.key] += 1
    return match


def _scrolled(before: Sequence[_Line], current: Sequence[_Line]) -> float:
    """By how many pixels most texts moved up (negative) or down; 0.0 where they did not."""
    places: dict[str, list[_Line]] = {}
    for old in before:
        places.setdefault(old.normalized.key, []).append(old)
    now = Counter(one.normalized.key for one in current)
    moves: Counter[int] = Counter()
    for one in current:
        olds = places.get(one.normalized.key, [])
        if len(olds) == 1 and now[one.normalized.key] == 1:
            move = one.middle - olds[0].middle
            # Boxes of one line differ by a pixel or two between readings.
            moves[round(move / 3) if abs(move) > one.height / 2 else 0] += 1
    votes = {move: sum(moves[near] for near in (move - 1, move, move + 1)) for move in moves if move}
    if not votes:
        return 0.0
    best = max(votes, key=lambda move: (votes[move], moves[move]))
    return best * 3.0 if votes[best] >= 2 or not moves[0] else 0.0


def _is_at(old: _Line, one: _Line, offset: float) -> bool:
    """Whether a line is where another was, that moved by so many pixels."""
    if abs(one.middle - old.middle - offset) > max(old.height, one.height) / 2:
        return False
    left, right = max(old.line.box[0], one.line.box[0]), min(old.line.box[2], one.line.box[2])
    return right - left > 0.3 * min(old.line.box[2] - old.line.box[0], one.line.box[2] - one.line.box[0])


def _added(text: str, old: str) -> str:
    """What was added to a line that grew, such as one that is being typed; else the whole line."""
    words, before = text.split(), old.split()
    grew = len(words) > len(before) >= _PREFIX_WORDS
    if grew and normalized(" ".join(words[: len(before)])).key == normalized(old).key:
        return " ".join(words[len(before) :])
    return text


# Measured with the compact model on 60 photos: 95 of 100 pairs differ by 0.2 or more (0.84 in the middle),
# the same photo moved, zoomed or darkened by 0.03 in the middle and by up to 0.2 in 98 of 100. Pages of text
# differ by less (0.15 in the middle): there the text tells.
class SceneChanges:
    """Whether a picture shows another scene than before, by its embedding.

    A scene that changes is told once it has come to rest, or after some looks if it does not; small changes
    to and fro around a bound are not.

    Args:
        enter: Cosine distance from the scene that was told last from which it is another.
        leave: Cosine distance between two looks below which it has come to rest.
        patience: Looks after which it is told anyway.
    """

    def __init__(self, enter: float = 0.2, leave: float = 0.08, patience: int = 4) -> None:
        self._enter = enter
        self._leave = leave
        self._patience = patience
        self._told: NDArray[np.float32] | None = None
        self._last: NDArray[np.float32] | None = None
        self._waited = 0

    def forget(self) -> None:
        """The next look is the first."""
        self._told = self._last = None
        self._waited = 0

    @property
    def pending(self) -> bool:
        """Whether a change waits for the scene to come to rest: the next look is wanted in any case."""
        return self._waited > 0

    def update(self, embedding: NDArray[np.float32]) -> bool:
        """Take a look.

        Args:
            embedding: (dimension,) float32.

        Returns:
            Whether another scene is to be told; not for the first.
        """
        last, self._last = self._last, embedding
        if self._told is None or last is None:
            self._told = embedding
            return False
        if distance(self._told, embedding) <= self._enter:
            self._waited = 0
            return False
        self._waited += 1
        if distance(last, embedding) > self._leave and self._waited < self._patience:
            return False
        self._told, self._waited = embedding, 0
        return True


def distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Cosine distance, 0 (alike) to 2; 1 where one of them is zero."""
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return 1.0 - float(np.dot(one, other)) / length if length else 1.0
