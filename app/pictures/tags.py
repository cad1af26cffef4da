"""The directories of a TIFF: which pages it has, and what each says of itself."""

import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

#: So many pages are counted at most.
MOST_PAGES = 1000
#: A tag other than the pixel offsets has no business being larger than this.
MAX_TAG_BYTES = 64_000_000
_MOST_TAGS = 4096
_MOST_VALUES = 4_000_000
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8}
_LETTERS = {1: "B", 3: "H", 4: "L", 6: "b", 8: "h", 9: "l", 13: "L", 16: "Q", 17: "q", 18: "Q"}
_DNG, _BELOW = 50706, 330  # the version of a DNG; pages below a page
_REDUCED = 1 | 4  # bits of "new subfile type": a smaller copy of another page, or a mask


@dataclass(frozen=True)
class Page:
    """A directory.

    Attributes:
        index: Its place in the chain, from 0.
        whole: The numbers of its tags that hold whole numbers.
    """

    index: int
    whole: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def has(self, tag: int) -> bool:
        """Whether it has the tag."""
        return bool(self.whole.get(tag))

    def numbers(self, tag: int, otherwise: int | None = None) -> tuple[int, ...]:
        """All of a tag's; raises ValueError where it has none and there is nothing to take otherwise."""
        found = self.whole.get(tag)
        if found:
            return found
        if otherwise is None:
            raise ValueError("a tag is missing")
        return (otherwise,)

    def number(self, tag: int, otherwise: int | None = None) -> int:
        """The first of them."""
        return self.numbers(tag, otherwise)[0]


def start(stream: IO[bytes]) -> tuple[str, bool, int]:
    """A TIFF's order of bytes, as `struct` has it; whether it is a BigTIFF; where its first page is."""
    head = stream.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    (at,) = struct.unpack(order + ("Q" if big else "L"), head[8:16] if big else head[4:8])
    return order, big, at


def check(stream: IO[bytes], size: int) -> None:
    """Refuse a first page whose tags, other than those of the pixel data, would fill the memory."""
    stream.seek(0)
    order, big, offset = start(stream)
    if offset >= size:
        raise ValueError("first page lies outside the file")
    for kind, length, _value in _entries(stream, order, big, offset)[0].values():
        if length * _SIZES.get(kind, 1) > MAX_TAG_BYTES:
            raise ValueError("a tag is too large")


def is_raw(stream: IO[bytes]) -> bool:
    """Whether it is a camera's raw photo, of which the first page is a small picture of it."""
    stream.seek(0)
    order, big, at = start(stream)
    entries, _ = _entries(stream, order, big, at)
    if _DNG in entries:
        return True
    kind = _values(stream, order, entries, 254) if 254 in entries else ()
    return bool(kind) and kind[0] == 1 and _BELOW in entries


def real_pages(stream: IO[bytes]) -> list[int]:
    """Places in the chain of what are pages, and no smaller copies of one; at least one.

    It follows the chain, in which each names the next, until it ends or comes back.
    """
    stream.seek(0)
    order, big, at = start(stream)
    seen: set[int] = set()
    found: list[int] = []
    while at and at not in seen and len(seen) < MOST_PAGES and at < 1 << 62:
        seen.add(at)
        entries: dict[int, tuple[int, int, bytes]] = {}
        try:
            entries, at = _entries(stream, order, big, at)
        except (ValueError, struct.error):
            break
        kind = _values(stream, order, entries, 254) if 254 in entries else ()
        if not (kind and kind[0] & _REDUCED):
            found.append(len(seen) - 1)
    return found or [0]


def pages_of(stream: IO[bytes]) -> tuple[str, list[Page]]:
    """The order of bytes and every page with what it says."""
    wanted = set(real_pages(stream))
    stream.seek(0)
    order, big, at = start(stream)
    pages: list[Page] = []
    for index in range(max(wanted) + 1):
        entries, at = _entries(stream, order, big, at)
        if index in wanted:
            pages.append(Page(index, {tag: _values(stream, order, entries, tag) for tag in entries}))
    return order, pages


def _entries(
    stream: IO[bytes], order: str, big: bool, at: int
) -> tuple[dict[int, tuple[int, int, bytes]], int]:
    """(type, count, value or where it is) by tag, and where the next page is."""
    stream.seek(at)
    (count,) = struct.unpack(order + ("Q" if big else "H"), stream.read(8 if big else 2))
    if count > _MOST_TAGS:
        raise ValueError("too many tags")
    entry, wide = (20, 8) if big else (12, 4)
    table = stream.read(entry * count)
    after = stream.read(wide)
    found = {}
    for place in range(0, len(table) - entry + 1, entry):
        tag, kind, length = struct.unpack_from(order + ("HHQ" if big else "HHL"), table, place)
        found[tag] = kind, length, table[place + entry - wide : place + entry]
    return found, int.from_bytes(after, "little" if order == "<" else "big")


def _values(
    stream: IO[bytes], order: str, entries: dict[int, tuple[int, int, bytes]], tag: int
) -> tuple[int, ...]:
    kind, length, value = entries[tag]
    letter = _LETTERS.get(kind)
    if letter is None or not 0 < length <= _MOST_VALUES:
        return ()
    size = _SIZES[kind] * length
    with suppress(struct.error):
        if size > len(value):
            stream.seek(int.from_bytes(value, "little" if order == "<" else "big"))
            value = stream.read(size)
        return struct.unpack_from(f"{order}{length}{letter}", value)
    return ()


def is_misread(tags: Mapping[int, Any], order: str) -> bool:
    """Whether Pillow takes a page's numbers for others.

    Those of 32 bits without a sign, or packed with their highest byte first; and those of planes.

    Args:
        tags: The page's.
        order: Of its bytes, as :func:`start` has it.
    """
    bits, kind = _first(tags, 258), _first(tags, 339)
    wide = bits == 32 and (kind in (1, 4) or (order == ">" and tags.get(259, 1) != 1))
    return _is_plain(tags) and (wide or (bits > 8 and tags.get(284) == 2))


def are_deep_colours(tags: Mapping[int, Any]) -> bool:
    """Whether a page has colours of 16 bits, of which Pillow keeps eight."""
    return _is_plain(tags) and _first(tags, 258) == 16 and tags.get(262) == 2


def _is_plain(tags: Mapping[int, Any]) -> bool:
    return tags.get(259, 1) in (1, 5, 8, 32773, 32946)


def _first(tags: Mapping[int, Any], tag: int) -> int:
    found = tags.get(tag, 1)
    return int(found[0] if isinstance(found, tuple) and found else found or 1)


def is_inverted(tags: Mapping[int, Any], mode: str) -> bool:
    """Whether white is zero in deep grey pixels: Pillow turns over only those of 8 bits and less."""
    return tags.get(262) == 0 and (mode.startswith("I") or mode == "F")
