"""Where the arrow keys lead: to the nearest item in a direction; every item is reached from every other.

The nearest item alone would leave some out: one that lies off to the side of all others is nobody's nearest.
So what is not reached is mended with links of a grid that always holds: the items in rows from top to bottom,
each row from left to right; along a row by Left and Right, from a row to the next by Down and to the one
before by Up.

Why it ends, and what it gives: take the items F that are reached from the first one. If some are missing,
either a row is partly in F, and two neighbours in it are not linked, or two rows next to each other are one
in F and one not, and no Down (or Up) of the first leads to the second. In both cases that key of that item
is still free to be changed: had it been changed already, its link would cross. So one more is changed, each
at most once, and it ends with all in F. The same holds backwards, for the items from which the first one is
reached. Both together: from any item to the first, and from there to any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from statistics import median
from typing import Any

from app.describe.explore.items import Box

# What lies beside is farther than what lies straight on by so much.
_ASIDE = 3.0
_OVERLAPPING = 0.5
_FAR = 0.1
_SKEW = 0.05
_AT_ONCE = 256


class Direction(IntEnum):
    """Of an arrow key."""

    LEFT = 0
    RIGHT = 1
    UP = 2
    DOWN = 3


Links = list[list[int | None]]
"""For each item and each direction, the item that it leads to; None at the edge."""


@dataclass(frozen=True)
class _Link:
    cost: float
    start: int
    way: Direction
    end: int


def rows_of(boxes: Sequence[Box]) -> list[list[int]]:
    """Items in rows from top to bottom, each from left to right; every one in exactly one row.

    The middles of a later row are never above those of an earlier one.
    """
    if not boxes:
        return []
    near = median(bottom - top for _, top, _, bottom in boxes)  # of doubled middles: half a height
    order = sorted(range(len(boxes)), key=lambda i: (_middle(boxes[i], 1), _middle(boxes[i], 0), i))
    rows = [[order[0]]]
    for i in order[1:]:
        if _middle(boxes[i], 1) - _middle(boxes[rows[-1][0]], 1) <= near:
            rows[-1].append(i)
        else:
            rows.append([i])
    return [sorted(row, key=lambda i: (_middle(boxes[i], 0), i)) for row in rows]


def neighbours(boxes: Sequence[Box], rows: Sequence[Sequence[int]]) -> Links:
    """Where each arrow key leads from each item.

    No key leads to an item whose middle lies in the opposite direction; from any item all others are reached.

    Args:
        boxes: The items.
        rows: As :func:`rows_of` gives them.
    """
    if not boxes:
        return []
    near = _Near(boxes)
    links: Links = [list(row) for row in zip(*(near.nearest(way) for way in Direction), strict=True)]
    _mend(links, rows, near.cost)
    return links


def reached(links: Links, start: int = 0) -> set[int]:
    """The items that the arrow keys lead to from one, itself among them."""
    return _walk([[j for j in row if j is not None] for row in links], start)


class _Near:
    """How far it is from items to all others."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        import numpy as np

        self._np = np
        sides = np.asarray(boxes, dtype=np.float64)
        self._low, self._high = sides[:, :2], sides[:, 2:]
        self._mid = (self._low + self._high) / 2

    def nearest(self, way: Direction) -> list[int | None]:
        """For each item the nearest one in a direction; None without one."""
        np = self._np
        found: list[int | None] = []
        for first in range(0, len(self._mid), _AT_ONCE):
            some = np.arange(first, min(first + _AT_ONCE, len(self._mid)))[:, None]
            ahead, aside = self._measure(some, way)
            # To the left or right of it is only what lies more so than above or below.
            fits = (ahead > 0) & ((ahead >= aside) | (_axis(way) == 1))
            costs = np.where(fits, self._costs(some, way), np.inf)
            found += [int(j) if any_ else None for j, any_ in zip(costs.argmin(1), fits.any(1), strict=True)]
        return found

    def cost(self, i: int, way: Direction, j: int) -> float:
        """How unnatural it is that a key leads from one to another."""
        return float(self._costs(i, way)[j])

    def _measure(self, i: Any, way: Direction) -> tuple[Any, Any]:
        """How far the middles lie ahead, and how far beside the boxes lie, 0 where they overlap."""
        axis, other = _axis(way), 1 - _axis(way)
        sign = 1 if way in (Direction.RIGHT, Direction.DOWN) else -1
        ahead = sign * (self._mid[:, axis] - self._mid[i, axis])
        before, after = self._low[:, other] - self._high[i, other], self._low[i, other] - self._high[:, other]
        return ahead, self._np.maximum(0, self._np.maximum(before, after))

    def _costs(self, i: Any, way: Direction) -> Any:
        """Of the way from an item, or of a column of items, to all items."""
        np, low, high, mid = self._np, self._low, self._high, self._mid
        ahead, aside = self._measure(i, way)
        axis, other = _axis(way), 1 - _axis(way)
        forward = way in (Direction.RIGHT, Direction.DOWN)
        gap = low[:, axis] - high[i, axis] if forward else low[i, axis] - high[:, axis]
        # Lines of a column begin at the same place; what stands in the middle has its middle there.
        skew = np.minimum(np.abs(low[:, other] - low[i, other]), np.abs(mid[:, other] - mid[i, other]))
        straight = np.where(gap > 0, gap + _FAR * ahead, _OVERLAPPING * np.abs(ahead))
        return straight + _ASIDE * aside + _SKEW * skew


def _mend(links: Links, rows: Sequence[Sequence[int]], cost: Callable[[int, Direction, int], float]) -> None:
    changed: set[tuple[int, Direction]] = set()
    while True:
        forward = reached(links)
        if len(forward) < len(links):
            crossing = _cheapest(rows, forward, changed, cost, out=True)
        else:
            back = _walk(_reversed(links), 0)
            if len(back) == len(links):
                return
            crossing = _cheapest(rows, back, changed, cost, out=False)
        links[crossing.start][crossing.way] = crossing.end
        changed.add((crossing.start, crossing.way))


def _cheapest(
    rows: Sequence[Sequence[int]],
    known: set[int],
    changed: set[tuple[int, Direction]],
    cost: Callable[[int, Direction, int], float],
    *,
    out: bool,
) -> _Link:
    """The most natural link of the grid that leads out of what is known, or into it."""

    def crosses(start: int, end: int) -> bool:
        return (start in known) is out and (end in known) is not out

    found: _Link | None = None
    for number, row in enumerate(rows):
        ways = [*pairwise(row)]
        pairs = [(a, Direction.RIGHT, b) for a, b in ways] + [(b, Direction.LEFT, a) for a, b in ways]
        below = rows[number + 1] if number + 1 < len(rows) else []
        inside = {i in known for i in (*row, *below)}
        if len(inside) > 1:
            pairs += [(a, Direction.DOWN, b) for a in row for b in below]
            pairs += [(b, Direction.UP, a) for a in row for b in below]
        for start, way, end in pairs:
            if crosses(start, end) and (start, way) not in changed:
                link = _Link(cost(start, way, end), start, way, end)
                if found is None or link.cost < found.cost:
                    found = link
    assert found is not None  # see the top of this file
    return found


def _reversed(links: Links) -> list[list[int]]:
    back: list[list[int]] = [[] for _ in links]
    for i, row in enumerate(links):
        for j in row:
            if j is not None:
                back[j].append(i)
    return back


def _walk(links: Sequence[Sequence[int]], start: int) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for j in links[waiting.pop()]:
            if j not in seen:
                seen.add(j)
                waiting.append(j)
    return seen


def _axis(way: Direction) -> int:
    """0 across, 1 down."""
    return 0 if way in (Direction.LEFT, Direction.RIGHT) else 1


def _middle(box: Box, axis: int) -> int:
    """Twice its middle, so that it is a whole number."""
    return box[axis] + box[axis + 2]
