"""What changed on a part of the screen between two looks. Pure: no picture, no clock, no thread."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.describe.live.matching import Match, PlacedLine, Spot, is_at, matched
from app.describe.live.sameness import normalized, same
from app.describe.live.times import goes_on, is_clock, is_minutes
from app.describe.result import TextLine
from app.describe.words.phrasing import clean

_SURE = 0.6
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s?%")
_STEP, _LEAST = 10, 5
_PREFIX_WORDS = 4
_REST, _REST_LOOKS = 3.0, 2
_AWAY, _AWAY_LOOKS = 4.0, 3
_OFTEN = 3


@dataclass
class _Gone:
    """A line that is not there any more.

    Attributes:
        line: As it was.
        at: When it was there last.
        replaced: Whether another took its place.
        looks: How many looks ago that was.
    """

    line: PlacedLine
    at: float
    replaced: bool
    looks: int = 0


class TextChanges:
    """Compares each reading with the one before, and tells what is to be said.

    Reading twice does not give the same twice: a letter, a space, a whole line may be missing once. What
    scrolls is not new. A place whose text changes again and again, as a counter does or what flickers, is
    told at its first change and then once it rests, a progress in percent at every tenth, too. A time that
    goes on as time does is a clock.

    Args:
        memory: For how many seconds a text that was there is not told again when it comes back, unless it was
            away for some looks.
        ticking: What changes again within this many seconds keeps changing.
    """

    def __init__(self, memory: float = 20.0, ticking: float = 10.0) -> None:
        self._memory = memory
        self._ticking = ticking
        self._before: list[PlacedLine] | None = None
        self._gone: list[_Gone] = []

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """What was read last."""
        return tuple(one.line for one in self._before or ())

    def forget(self) -> None:
        """The next reading is the first."""
        self._before = None
        self._gone = []

    def update(self, lines: Sequence[TextLine], now: float) -> list[str]:
        """Take a reading.

        Args:
            lines: All lines, in reading order.
            now: Monotonic seconds.

        Returns:
            What is new, in reading order; nothing for the first reading.
        """
        current = [
            PlacedLine(line, words, Spot(words, now))
            for line in lines
            if (words := normalized(line.text)).key
        ]
        before = self._before
        if before is None:
            self._before = current
            return []
        match = matched(before, current)
        told: list[str] = []
        kept: list[PlacedLine] = []
        for number, one in enumerate(current):
            old, changed = match.same.get(number), match.changed.get(number)
            if old is not None:
                # A line that is read a little differently keeps its first reading, or it would drift away.
                kept.append(PlacedLine(replace(old.line, box=one.line.box), old.normalized, old.place))
                told.append(self._rested(kept[-1], now))
            elif one.line.confidence >= _SURE:
                line, said = self._new(one, changed, match, now)
                kept.append(line)
                told.append(said)
            elif changed is not None:
                kept.append(changed)  # it may be read better the next time
        self._before = kept
        self._forget_gone(now)
        places = {id(one.place) for one in kept}
        self._gone += [_Gone(one, now, False) for one in match.gone if id(one.place) not in places]
        # What another took the place of may be found elsewhere.
        for one in match.changed.values():
            self._gone.append(_Gone(replace(one, place=Spot(one.normalized, now)), now, True))
        return [said for said in told if said]

    def rest(self, now: float) -> list[str]:
        """Nothing moved since the last reading: what waited for that is told."""
        self._forget_gone(now)
        return [words for one in self._before or () if (words := self._rested(one, now))]

    def _forget_gone(self, now: float) -> None:
        self._gone = [one for one in self._gone if now - one.at <= self._memory]
        for one in self._gone:
            one.looks += 1

    def _new(
        self, one: PlacedLine, old: PlacedLine | None, match: Match, now: float
    ) -> tuple[PlacedLine, str]:
        """A line that was not there: with its place, and what is said of it."""
        known = None
        was_here = old is not None and old.place.had(one.normalized)
        if match.here[one.normalized.key] < 1 and not was_here:
            known = next((gone for gone in self._gone if same(gone.line.normalized, one.normalized)), None)
        if known is not None:
            self._gone.remove(known)
            one = replace(one, place=known.line.place)
            back = now - known.at >= _AWAY and known.looks >= _AWAY_LOOKS and not match.scrolled
            if not back or len(self._recent(one.place, now)) >= _OFTEN:
                return one, ""
            one.place.changes.append(now)
            return one, clean(one.line.text)
        if old is None:
            missed = next((gone for gone in self._gone if not gone.replaced and is_at(gone.line, one)), None)
            if missed is None or missed.line.normalized.shape != one.normalized.shape:
                text = clean(one.line.text)
                return one, "" if is_clock(text) and not is_minutes(text) else text
            # It was missed once, and its number changed meanwhile.
            self._gone.remove(missed)
            old = missed.line
        one = replace(one, place=old.place)
        words = self._changed(one, old, now)
        if words:
            one.place.told, one.place.waits = one.normalized, False
        return one, words

    def _changed(self, one: PlacedLine, old: PlacedLine, now: float) -> str:
        """What is said now of a text that became another where it was."""
        place, text = old.place, clean(one.line.text)
        rested, elapsed = now - place.since >= _REST, now - place.since
        place.since, place.looks = now, 0
        place.past = [(words, at) for words, at in place.past if now - at <= self._memory]
        known = place.had(one.normalized)
        place.past.append((old.normalized, now))
        if goes_on(old.line.text, one.line.text, elapsed) and (place.ticks or is_clock(text)):
            place.ticks += 1
            # A timer that stops is told, a clock that shows minutes only seems to.
            place.waits = place.waits or (place.ticks > 1 and not (is_minutes(text) and elapsed > _REST))
            return ""
        place.ticks = int(goes_on(old.line.text, one.line.text, elapsed))
        number = one.normalized.shape == old.normalized.shape and bool(one.normalized.numbers)
        restless = bool(self._recent(place, now))
        place.changes.append(now)
        if number and (percent := _PERCENT.search(text)) is not None and restless:
            place.waits = True
            return text if _is_step(place.told.numbers, min(100, int(percent[1]))) else ""
        if (number and restless) or (known and not (rested and len(place.changes) <= _OFTEN)):
            place.waits = True
            return ""
        place.waits = False
        return text if number else _added(text, clean(old.line.text))

    def _rested(self, one: PlacedLine, now: float) -> str:
        """What is said of a text that was there already: where a change waited for it to rest."""
        place = one.place
        if not place.waits:
            return ""
        place.looks += 1
        gaps = [after - before for before, after in zip(place.changes[-4:], place.changes[-3:], strict=False)]
        rest = max(_REST, min(self._ticking, 1.5 * max(gaps, default=0.0)))
        if place.looks < _REST_LOOKS or now - place.since < rest:
            return ""
        place.waits = False
        if same(place.told, one.normalized):
            return ""
        place.told = one.normalized
        return clean(one.line.text)

    def _recent(self, place: Spot, now: float) -> list[float]:
        place.changes = [at for at in place.changes if now - at <= self._ticking]
        return place.changes


def _is_step(told: tuple[str, ...], value: int) -> bool:
    """Whether a progress came so far that it is worth a word again."""
    before = next((int(number) for number in reversed(told) if number.isdigit()), None)
    if before is None or value == 100:
        return value != before
    return value // _STEP != before // _STEP and abs(value - before) >= _LEAST


def _added(text: str, old: str) -> str:
    """What was added to a line that grew, such as one that is being typed; else the whole line."""
    words, before = text.split(), old.split()
    grew = len(words) > len(before) >= _PREFIX_WORDS
    if grew and same(normalized(" ".join(words[: len(before)])), normalized(old)):
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
