"""The items as a map: reading order, rows, parts, and where each arrow key leads."""

from collections.abc import Sequence
from statistics import median

from app.describe.explore.boxes import area, share_in
from app.describe.explore.items import Box, ExploreItem, ItemKind, Part, Sight
from app.describe.explore.neighbours import Direction, neighbours, rows_of
from app.describe.ocr.layout.order import reading_order

_PICTURED = (ItemKind.OBJECT, ItemKind.FACE)
# Lines of one block are this near each other, in line heights.
_BELOW = 0.9
_BESIDE = 2.0


class ExploreMap:
    """What can be gone to from where; it never changes.

    Attributes:
        items: In reading order; everything else counts in it.
        box: What was looked at.
        parts: For each part its words and the items in it, in reading order.
        part_of: For each item the number of its part.
    """

    def __init__(self, sight: Sight) -> None:
        self.box = sight.box
        self.items = _in_order(sight.items)
        boxes = _places(self.items)
        self._rows = rows_of(boxes)
        self._row_of = {i: row for row in self._rows for i in row}
        self._links = neighbours(boxes, self._rows)
        self.parts: list[tuple[str, list[int]]] = _parts(self.items, sight.parts)
        self.part_of = {i: number for number, (_, inside) in enumerate(self.parts) for i in inside}

    def __len__(self) -> int:
        """How many items there are."""
        return len(self.items)

    def towards(self, i: int, way: Direction) -> int | None:
        """The item that an arrow key leads to; None at the edge."""
        return self._links[i][way]

    def edge(self, i: int, *, right: bool) -> int:
        """The first or last item of a row."""
        return self._row_of[i][-1 if right else 0]

    def nearest_to(self, x: int, y: int) -> int:
        """The item that holds a point, the smallest of several, else the one whose middle is nearest."""

        def far(i: int) -> tuple[int, int]:
            box = self.items[i].box
            if box[0] <= x < box[2] and box[1] <= y < box[3]:
                return 0, area(box)
            across, down = self.items[i].centre
            return 1, (across - x) ** 2 + (down - y) ** 2

        return min(range(len(self.items)), key=far)

    def place(self, item: ExploreItem) -> tuple[float, float]:
        """Where an item's middle is, as shares 0..1 of the width and height of what was looked at."""
        left, top, right, bottom = self.box
        x, y = item.centre
        across, down = (x - left) / max(1, right - left), (y - top) / max(1, bottom - top)
        return min(1.0, max(0.0, across)), min(1.0, max(0.0, down))


def _in_order(items: Sequence[ExploreItem]) -> list[ExploreItem]:
    """Reading order; what is pictured goes before the text of a photo, and after that of a window."""
    pictured = _read([item for item in items if item.kind in _PICTURED])
    others = _read([item for item in items if item.kind not in _PICTURED])
    window = any(item.kind is ItemKind.CONTROL for item in others) or len(others) > 3 * len(pictured)
    return [*others, *pictured] if window else [*pictured, *others]


def _read(items: Sequence[ExploreItem]) -> list[ExploreItem]:
    return [items[i] for i in reading_order(_places(items))] if items else []


def _places(items: Sequence[ExploreItem]) -> list[Box]:
    """Where the items lie among each other: on a slanted page of text as if it were level."""
    straight = [item.straight for item in items]
    places = [place for place in straight if place is not None]
    return places if len(places) == len(items) else [item.box for item in items]


def _parts(items: Sequence[ExploreItem], named: Sequence[Part]) -> list[tuple[str, list[int]]]:
    """The parts, by their first items: those that the system names, else blocks by their place."""
    found: dict[object, tuple[str, list[int]]] = {}
    loose: list[int] = []
    for i, item in enumerate(items):
        if item.kind in _PICTURED:
            found.setdefault("pictured", ("", []))[1].append(i)
            continue
        inside = [part for part in named if share_in(item.box, part.box) >= 0.6]
        if inside:
            part = min(inside, key=lambda part: area(part.box))
            found.setdefault(part, (part.words, []))[1].append(i)
        else:
            loose.append(i)
    blocks = [("", block) for block in _blocks([items[i].box for i in loose], loose)]
    return sorted([*found.values(), *blocks], key=lambda part: part[1][0])


def _blocks(boxes: Sequence[Box], numbers: Sequence[int]) -> list[list[int]]:
    """Items that lie close together; every one in exactly one block."""
    if not boxes:
        return []
    height = median(bottom - top for _, top, _, bottom in boxes)
    block = list(range(len(boxes)))

    def first(i: int) -> int:
        while block[i] != i:
            block[i] = block[block[i]]
            i = block[i]
        return i

    order = sorted(range(len(boxes)), key=lambda i: boxes[i][1])
    for at, i in enumerate(order):
        for j in order[at + 1 :]:
            if boxes[j][1] - boxes[i][3] > _BELOW * height:
                break
            if _close(boxes[i], boxes[j], height):
                block[first(j)] = first(i)
    found: dict[int, list[int]] = {}
    for i, number in enumerate(numbers):
        found.setdefault(first(i), []).append(number)
    return list(found.values())


def _close(one: Box, other: Box, height: float) -> bool:
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    return (across < 0 and down <= _BELOW * height) or (down < 0 and across <= _BESIDE * height)
