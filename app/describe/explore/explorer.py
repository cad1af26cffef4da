"""Going about in a picture, window or screen by keys: where one is, and what comes of a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.describe.explore.boxes import alike, area, share_in
from app.describe.explore.items import Box, ExploreItem, shares_of
from app.describe.explore.map import ExploreMap
from app.describe.explore.neighbours import Direction
from app.describe.explore.words import item_words

# What is looked at again holds the item and so much round it, in heights of the item.
_ROUND = 1.0
_SMALLEST = 48
_SAME_PLACE = 0.5


@dataclass
class _Floor:
    map: ExploreMap
    at: int


class Explorer:
    """Where one is among the items; always on one, where there is any.

    Args:
        whole: What there is.
    """

    def __init__(self, whole: ExploreMap) -> None:
        self._floors = [_Floor(whole, 0)]
        self._sought = ""

    @property
    def map(self) -> ExploreMap:
        """What one goes about in now."""
        return self._floors[-1].map

    @property
    def item(self) -> ExploreItem | None:
        """The item that one is on; None where there is none at all."""
        return self.map.items[self._floors[-1].at] if len(self.map) else None

    @property
    def number(self) -> int:
        """Which one it is in reading order, from 1."""
        return self._floors[-1].at + 1

    @property
    def frame(self) -> tuple[float, float, float, float] | None:
        """Where the item is in the whole, as shares 0..1; None without one."""
        return shares_of(self.item.box, self._floors[0].map.box) if self.item is not None else None

    @property
    def depth(self) -> int:
        """How many times a part was looked at again; 0 for the whole."""
        return len(self._floors) - 1

    @property
    def sought(self) -> str:
        """What was looked for last; "" before anything was."""
        return self._sought

    def move(self, way: Direction) -> bool:
        """Go to the nearest item in a direction; whether there was one."""
        return self._go(self.map.towards(self._floors[-1].at, way) if self.item is not None else None)

    def step(self, steps: int) -> bool:
        """Go so many items on in reading order; False at its end."""
        at = self._floors[-1].at + steps
        return self._go(at if 0 <= at < len(self.map) else None)

    def edge(self, *, right: bool) -> bool:
        """Go to the first or last item of this row; False on it already."""
        at = self._floors[-1].at
        to = self.map.edge(at, right=right) if self.item is not None else at
        return self._go(None if to == at else to)

    def end(self, *, last: bool) -> bool:
        """Go to the first or the last item of all; False on it already."""
        to = len(self.map) - 1 if last else 0
        return self._go(None if to == self._floors[-1].at or to < 0 else to)

    def part(self, steps: int) -> bool:
        """Go to the first item of the next part, or of the one before; False at the end."""
        if self.item is None:
            return False
        number = self.map.part_of[self._floors[-1].at] + steps
        return self._go(self.map.parts[number][1][0] if 0 <= number < len(self.map.parts) else None)

    @property
    def part_words(self) -> str:
        """What the part that one is in is called; "" without a name."""
        return self.map.parts[self.map.part_of[self._floors[-1].at]][0] if self.item is not None else ""

    def find(self, text: str, *, back: bool = False) -> bool:
        """Go to the next item in whose words a text is, beginning after this one, round the end.

        Args:
            text: Any case; "" for what was looked for last.
            back: Towards the beginning.
        """
        self._sought = text or self._sought
        wanted = self._sought.casefold().strip()
        count, at = len(self.map), self._floors[-1].at
        if not wanted:
            return False
        around = range(1, count + 1) if not back else range(-1, -count - 1, -1)
        for steps in around:
            i = (at + steps) % count
            if wanted in item_words(self.map.items[i]).casefold():
                self._floors[-1].at = i
                return True
        return False

    def go_to(self, x: int, y: int) -> None:
        """Go to the item at a point of the picture, or the one nearest to it."""
        if len(self.map):
            self._floors[-1].at = self.map.nearest_to(x, y)

    def renew(self, whole: ExploreMap) -> None:
        """Take what was found out since about the whole; one stays where one is."""
        before = self._floors[0].map.items[self._floors[0].at] if len(self._floors[0].map) else None
        floor = self._floors[0] = _Floor(whole, 0)
        if before is not None and len(floor.map):
            floor.at = _same_item(before, floor.map.items, floor.map.nearest_to(*before.centre))

    @property
    def closer(self) -> Box | None:
        """What is to be looked at again: the item and a little round it; None where that is no smaller."""
        item, whole = self.item, self.map.box
        if item is None:
            return None
        left, top, right, bottom = item.box
        round_ = round(_ROUND * max(8, min(bottom - top, right - left)))
        wide, high = max(0, _SMALLEST - (right - left)) // 2, max(0, _SMALLEST - (bottom - top)) // 2
        box = (
            max(whole[0], left - round_ - wide),
            max(whole[1], top - round_ - high),
            min(whole[2], right + round_ + wide),
            min(whole[3], bottom + round_ + high),
        )
        return box if area(box) < 0.95 * area(whole) else None

    def go_in(self, part: ExploreMap) -> bool:
        """Go about in a part that was looked at again; False where nothing is there."""
        item = self.item
        if not len(part):
            return False
        floor = _Floor(part, 0)
        if item is not None:
            floor.at = floor.map.nearest_to(*item.centre)
        self._floors.append(floor)
        return True

    def go_out(self) -> bool:
        """Go back to what was before it; whether there was something."""
        if self.depth == 0:
            return False
        self._floors.pop()
        return True

    def _go(self, to: int | None) -> bool:
        if to is None:
            return False
        self._floors[-1].at = to
        return True


def _same_item(before: ExploreItem, items: Sequence[ExploreItem], otherwise: int) -> int:
    """The item that one was on, in a new list; where it is gone, another."""
    for i, item in enumerate(items):
        same = item.control == before.control and item.name == before.name and item.kind is before.kind
        if same and alike(item.box, before.box) >= _SAME_PLACE:
            return i
    for i, item in enumerate(items):
        if share_in(before.box, item.box) >= _SAME_PLACE and before.name in item_words(item):
            return i
    return otherwise
