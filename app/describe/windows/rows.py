"""The rows of a table, whichever way its toolkit tells them, and whether they are a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.controls import Control, Role, State
from app.describe.words.phrasing import clean

_CELLS = frozenset((Role.CELL, Role.TREE_ITEM, Role.LIST_ITEM))
_WEEK = 7
_FEWEST_DAYS = 20


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        cells: What its cells say, empty ones left out.
        picked: Those of them that are chosen; all where the row itself is.
    """

    cells: tuple[str, ...]
    picked: tuple[str, ...] = ()

    @property
    def selected(self) -> bool:
        """Whether something in it is chosen."""
        return bool(self.picked)

    @property
    def chosen(self) -> str:
        """What is chosen in it."""
        return ", ".join(self.picked)

    @property
    def words(self) -> str:
        """All of it."""
        return ", ".join(self.cells)


@dataclass(frozen=True)
class Rows:
    """What of a table can be seen.

    Attributes:
        columns: What its columns are called.
        rows: Those that can be seen, without the row of the columns' names.
        count: How many it has, out of sight too.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int

    @property
    def entries(self) -> list[str]:
        """Of a month what is in its days, each behind its day; none where it is no month."""
        cells = [cell for row in self.rows for cell in row.cells]
        days = [cell.partition(" ")[0] for cell in cells]
        numbers = [int(day) for day in days if day.isascii() and day.isdigit() and len(day) < 3]
        month = (
            len(numbers) >= max(_FEWEST_DAYS, 0.9 * len(cells)) and max(map(self._wide, self.rows)) == _WEEK
        )
        in_order = sum(after == before + 1 for before, after in pairwise(numbers))
        if not month or in_order < 0.8 * len(numbers):
            return []
        return [cell for cell in cells if " " in cell]

    @property
    def is_month(self) -> bool:
        """Whether its cells are the days of a month."""
        return bool(self.entries)

    @staticmethod
    def _wide(row: Row) -> int:
        return len(row.cells)


def rows_of(holder: Control) -> Rows | None:
    """The rows of a table, or of a tree with columns; None where there are none with several cells."""
    lines = [one for one in holder.children if one.role is Role.ROW]
    if lines:
        heads = [one for one in lines if one.children and all(_is_head(cell) for cell in one.children)]
        cells = [[cell for cell in one.children if cell.role in _CELLS] for one in lines if one not in heads]
        columns = [one for line in heads for one in line.children]
        count = holder.items - len(heads)
        kept = [
            Row(_told(row), _told(row) if _chosen(line) else _told(list(filter(_chosen, row))))
            for line, row in zip(_but(lines, heads), cells, strict=True)
        ]
    else:
        columns = [one for one in holder.children if one.role is Role.COLUMN_HEADER]
        cells = _by_place([one for one in holder.children if one.role in _CELLS])
        count = holder.items
        kept = [Row(_told(row), _told(list(filter(_chosen, row)))) for row in cells]
    kept = [row for row in kept if row.cells]
    if not any(len(row) > 1 for row in cells) or not kept:
        return None
    names = tuple(name for one in columns if (name := clean(one.name)))
    return Rows(names, tuple(kept), max(count, len(kept)))


def _but(lines: Sequence[Control], heads: Sequence[Control]) -> list[Control]:
    return [one for one in lines if one not in heads]


def _is_head(cell: Control) -> bool:
    return cell.role is Role.COLUMN_HEADER


def _chosen(one: Control) -> bool:
    return State.SELECTED in one.states


def _told(cells: Sequence[Control]) -> tuple[str, ...]:
    """What cells say; stars and other signs say nothing."""
    texts = (clean(one.name) for one in cells)
    return tuple(text for text in texts if any(map(str.isalnum, text)))


def _by_place(cells: Sequence[Control]) -> list[list[Control]]:
    """Cells in their rows, as far as it is known where they are."""
    rows: dict[int, list[Control]] = {}
    for one in cells:
        if one.box is not None:
            rows.setdefault(one.box[1], []).append(one)
    return [sorted(row, key=lambda one: one.box or ()) for _, row in sorted(rows.items())]
