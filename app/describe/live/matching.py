"""Which line of a reading is which of the one before: the same, another in its place, or a new one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.describe.live.sameness import NormalizedLine, normalized, same
from app.describe.result import TextLine


@dataclass(eq=False)
class Spot:
    """A place where a line stands, however often it changes.

    Attributes:
        told: What the user knows of it.
        since: Since when it has its text, in seconds.
        changes: When it changed lately, in seconds.
        past: Texts that were there -> when they were there last.
        waits: Whether a change waits for it to rest.
        looks: At how many looks it rested so far.
        ticks: How often its time went on as a clock's does.
    """

    told: NormalizedLine
    since: float
    changes: list[float] = field(default_factory=list)
    past: list[tuple[NormalizedLine, float]] = field(default_factory=list)
    waits: bool = False
    looks: int = 0
    ticks: int = 0

    def had(self, text: NormalizedLine) -> bool:
        """Whether a text was there lately."""
        return any(same(past, text) for past, _ in self.past)


@dataclass(frozen=True)
class PlacedLine:
    """A line as it was read, and its place."""

    line: TextLine
    normalized: NormalizedLine
    place: Spot

    @property
    def middle(self) -> float:
        """Of its height, in pixels."""
        return (self.line.box[1] + self.line.box[3]) / 2

    @property
    def height(self) -> int:
        """In pixels, at least one."""
        return max(1, self.line.box[3] - self.line.box[1])


@dataclass
class Match:
    """How a reading goes with the one before.

    Attributes:
        same: Numbers of lines that were there -> what they were.
        changed: Numbers of lines that took another's place -> that one.
        gone: Lines that are not there any more.
        here: How often each text is among the lines that were there.
        scrolled: By how many pixels most moved; 0.0 where they did not.
    """

    same: dict[int, PlacedLine] = field(default_factory=dict)
    changed: dict[int, PlacedLine] = field(default_factory=dict)
    gone: list[PlacedLine] = field(default_factory=list)
    here: "Counter[str]" = field(default_factory=Counter)
    scrolled: float = 0.0


def matched(before: Sequence[PlacedLine], current: Sequence[PlacedLine]) -> Match:
    """Match two readings.

    Args:
        before: All lines of the one before.
        current: All of this one, in reading order.
    """
    match = Match(scrolled=_scrolled(before, current))
    left = dict(enumerate(before))
    shift = match.scrolled
    for offset in dict.fromkeys((shift, 0.0)):
        for number, one in _open(current, match):
            for index, old in left.items():
                if is_at(old, one, offset) and same(old.normalized, one.normalized):
                    match.same[number] = left.pop(index)
                    break
    edges = [one.middle for one in current]
    # What left the picture is no longer there to be found elsewhere.
    away = {
        index: left.pop(index)
        for index, old in list(left.items())
        if shift and not min(edges) - old.height / 2 <= old.middle + shift <= max(edges) + old.height / 2
    }
    for number, one in _open(current, match):
        for index, old in left.items():
            if same(old.normalized, one.normalized):
                match.same[number] = left.pop(index)
                break
    _rows(left, current, match)
    for number, one in _open(current, match):
        for index, old in left.items():
            if is_at(old, one):
                match.changed[number] = left.pop(index)
                break
    match.gone = [*left.values(), *away.values()]
    for old in match.same.values():
        match.here[old.normalized.key] += 1
    return match


def is_at(old: PlacedLine, one: PlacedLine, offset: float = 0.0) -> bool:
    """Whether a line is where another was, that moved by so many pixels."""
    if abs(one.middle - old.middle - offset) > max(old.height, one.height) / 2:
        return False
    left, right = max(old.line.box[0], one.line.box[0]), min(old.line.box[2], one.line.box[2])
    return right - left > 0.3 * min(old.line.box[2] - old.line.box[0], one.line.box[2] - one.line.box[0])


def _open(current: Sequence[PlacedLine], match: Match) -> list[tuple[int, PlacedLine]]:
    return [(number, one) for number, one in enumerate(current) if number not in match.same]


def _rows(left: dict[int, PlacedLine], current: Sequence[PlacedLine], match: Match) -> None:
    """Rows that are read in one piece once and once in several, are the same."""
    for number, one in _open(current, match):
        if number in match.same:
            continue
        olds = {index: old for index, old in left.items() if _beside(old, one)}
        news = {other: two for other, two in _open(current, match) if _beside(one, two)}
        if len(olds) != len(news) and olds and _joined(olds.values()) == _joined(news.values()):
            first = next(iter(olds.values()))
            for index in olds:
                del left[index]
            for other, two in news.items():
                match.same[other] = PlacedLine(two.line, two.normalized, first.place)


def _beside(one: PlacedLine, other: PlacedLine) -> bool:
    return abs(one.middle - other.middle) <= min(one.height, other.height) / 2


def _joined(lines: Iterable[PlacedLine]) -> str:
    row = sorted(lines, key=lambda one: one.line.box[0])
    return normalized(" ".join(one.line.text for one in row)).key


def _scrolled(before: Sequence[PlacedLine], current: Sequence[PlacedLine]) -> float:
    """By how many pixels most texts moved up (negative) or down; 0.0 where they did not."""
    places: dict[str, list[PlacedLine]] = {}
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
