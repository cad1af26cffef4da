"""Takes rows out of the pages of a damaged SQLite file without SQLite.

A table's pages are found by its tree; where a page of that cannot be read, its rows are looked for byte by
byte, and pages that no tree leads to any more are recognised by the form of their rows.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.library.store.pages import (
    FIRST_HEADER,
    INTERIOR_INDEX,
    INTERIOR_TABLE,
    LEAF_INDEX,
    LEAF_TABLE,
    PageReader,
    plausible,
)

Value = int | float | str | bytes | None
_LARGEST = 64 << 20  # bytes of one row
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)  # bytes by serial type


class _NoRow(ValueError):
    """Here is none."""


@dataclass(frozen=True)
class Form:
    """How the rows of a table or an index look.

    Attributes:
        columns: In the order they are stored in.
        types: INTEGER, REAL, TEXT, BLOB, or "" for any; one each.
        needed: Whether a column must have a value.
        by_id: Rows are kept by number: a table's, unless it is WITHOUT ROWID.
        alias: Which column is that number; None where there is none.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    needed: tuple[bool, ...]
    by_id: bool
    alias: int | None = None

    def fits(self, values: list[Value]) -> bool:
        """Whether a row can be one of these."""
        return len(values) == len(self.columns) and all(
            number == self.alias or not self.needed[number]
            if value is None
            else number != self.alias and isinstance(value, _PYTHON[self.types[number]])
            for number, value in enumerate(values)
        )

    def row(self, key: int, values: list[Value]) -> dict[str, Value]:
        """By column."""
        found = dict(zip(self.columns, values, strict=True))
        if self.alias is not None:
            found[self.columns[self.alias]] = key
        return found


_PYTHON: dict[str, tuple[type, ...]] = {
    "INTEGER": (int,),
    "REAL": (float, int),
    "TEXT": (str,),
    "BLOB": (bytes,),
    "": (int, float, str, bytes),
}


class Carver:
    """Reads trees of pages.

    Args:
        pages: Of the damaged file.

    Attributes:
        seen: Pages that some tree has led to.
    """

    def __init__(self, pages: PageReader) -> None:
        self._pages = pages
        self.seen: set[int] = set()

    def tree(self, roots: Iterable[int], form: Form) -> Iterator[dict[str, Value]]:
        """The rows of the first of these trees that has fitting ones; the others count as not seen."""
        for root in roots:
            before = set(self.seen)
            some = False
            for row in self._walk(root, form):
                some = True
                yield row
            if some:
                return
            self.seen = before

    def strays(self, forms: dict[str, Form]) -> Iterator[tuple[str, dict[str, Value]]]:
        """Rows on pages that no tree has led to, with the name of the form that all of a page have."""
        skip = self.seen | self._pages.free()
        for number in range(2, self._pages.count + 1):
            page = self._pages.page(number)
            if number in skip or page[0] not in (LEAF_TABLE, LEAF_INDEX) or not plausible(page):
                continue
            rows = list(islice(self._cells(number, page, page[0] == LEAF_TABLE), 1))
            if not any(form.fits(values) for form in forms.values() for _, values in rows):
                continue
            rows = list(self._cells(number, page, page[0] == LEAF_TABLE))
            for name, form in forms.items():
                if form.by_id == (page[0] == LEAF_TABLE) and all(form.fits(one) for _, one in rows):
                    self.seen.add(number)
                    yield from ((name, form.row(key, values)) for key, values in rows)
                    break

    def _walk(self, root: int, form: Form) -> Iterator[dict[str, Value]]:
        leaf, interior = (LEAF_TABLE, INTERIOR_TABLE) if form.by_id else (LEAF_INDEX, INTERIOR_INDEX)
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if not 1 <= number <= self._pages.count or number in self.seen:
                continue
            self.seen.add(number)
            page = self._pages.page(number)
            kind = page[FIRST_HEADER if number == 1 else 0]
            if kind in (leaf, interior) and plausible(page, number == 1):
                if kind == interior:
                    waiting += reversed(self._children(number, page))
                if kind == leaf or not form.by_id:
                    yield from self._rows(number, page, form)
            else:
                yield from self._searched(number, page, form, set())

    def _rows(self, number: int, page: bytes, form: Form) -> Iterator[dict[str, Value]]:
        found, met = 0, set()
        for key, values in self._cells(number, page, form.by_id):
            if form.fits(values):
                found += 1
                met.add((key, *values))
                yield form.row(key, values)
        if found < _count(page, number):
            yield from self._searched(number, page, form, met)

    def _children(self, number: int, page: bytes) -> list[int]:
        at = FIRST_HEADER if number == 1 else 0
        last = struct.unpack_from(">I", page, at + 8)[0]
        cells = _pointers(page, at, 12)
        return [struct.unpack_from(">I", page, one)[0] for one in cells if one + 4 <= len(page)] + [last]

    def _cells(self, number: int, page: bytes, by_id: bool) -> Iterator[tuple[int, list[Value]]]:
        at = FIRST_HEADER if number == 1 else 0
        inner = page[at] in (INTERIOR_INDEX, INTERIOR_TABLE)
        for one in _pointers(page, at, 12 if inner else 8):
            try:
                yield self._cell(page, one + 4 if inner else one, by_id, "replace")
            except (_NoRow, IndexError, struct.error):
                continue

    def _searched(
        self, number: int, page: bytes, form: Form, met: set[tuple[Value, ...]]
    ) -> Iterator[dict[str, Value]]:
        """Rows that lie somewhere on a page whose own list of them is damaged."""
        at = FIRST_HEADER + 8 if number == 1 else 8
        while at < len(page) - 4:
            try:
                key, values = self._cell(page, at, form.by_id, "strict")
                if not form.fits(values) or (form.by_id and key < 1):
                    raise _NoRow
            except (_NoRow, IndexError, struct.error, UnicodeDecodeError):
                at += 1
                continue
            if (key, *values) not in met:
                met.add((key, *values))
                yield form.row(key, values)
            at += 4

    def _cell(self, page: bytes, at: int, by_id: bool, errors: str) -> tuple[int, list[Value]]:
        length, at = _varint(page, at)
        key = 0
        if by_id:
            key, at = _varint(page, at)
            key -= (key >> 63) << 64
        if not 2 <= length <= _LARGEST:
            raise _NoRow
        size = self._pages.size
        most = size - 35 if by_id else (size - 12) * 64 // 255 - 23
        here = length
        if length > most:
            least = (size - 12) * 32 // 255 - 23
            here = least + (length - least) % (size - 4)
            here = here if here <= most else least
        if at + here > len(page):
            raise _NoRow
        data = page[at : at + here]
        if length > here:
            if at + here + 4 > len(page):
                raise _NoRow
            # A row's first bytes tell whether it is one at all, before other pages are read for it.
            _types(data, length)
            data = self._rest(struct.unpack_from(">I", page, at + here)[0], data, length)
        return key, _record(data, errors)

    def _rest(self, number: int, begun: bytes, length: int) -> bytes:
        parts, left = [begun], length - len(begun)
        met: set[int] = set()
        while left > 0:
            if not 1 < number <= self._pages.count or number in met:
                raise _NoRow
            met.add(number)
            page = self._pages.page(number)
            parts.append(page[4 : 4 + left])
            left -= len(parts[-1])
            number = struct.unpack_from(">I", page)[0]
        self.seen |= met
        return b"".join(parts)


def _count(page: bytes, number: int) -> int:
    return int(struct.unpack_from(">H", page, (FIRST_HEADER if number == 1 else 0) + 3)[0])


def _pointers(page: bytes, at: int, header: int) -> list[int]:
    count = struct.unpack_from(">H", page, at + 3)[0]
    count = min(count, (len(page) - at - header) // 2)
    return list(struct.unpack_from(f">{count}H", page, at + header))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for _ in range(8):
        byte = data[at]
        at += 1
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at
    return value << 8 | data[at], at + 1


def _types(data: bytes, length: int) -> tuple[list[int], int]:
    """Serial types of a row, and where its values begin; they must fill its length."""
    head, at = _varint(data, 0)
    if not 2 <= head <= min(length, len(data)):
        raise _NoRow
    types = []
    total = head
    while at < head:
        kind = data[at]
        at += 1
        if kind >= 128:
            kind, at = _varint(data, at - 1)
        if kind in (10, 11):
            raise _NoRow
        total += _WIDTHS[kind] if kind < 12 else (kind - 12) >> 1
        types.append(kind)
    if at != head or total != length:
        raise _NoRow
    return types, head


def _record(data: bytes, errors: str) -> list[Value]:
    types, at = _types(data, len(data))
    values: list[Value] = []
    for kind in types:
        end = at + (_WIDTHS[kind] if kind < 12 else (kind - 12) >> 1)
        if kind >= 12:
            part = data[at:end]
            values.append(part.decode("utf-8", errors) if kind % 2 else part)
        elif kind == 0:
            values.append(None)
        elif kind < 7:
            values.append(int.from_bytes(data[at:end], "big", signed=True))
        elif kind == 7:
            values.append(struct.unpack_from(">d", data, at)[0])
        else:
            values.append(kind - 8)
        at = end
    return values
