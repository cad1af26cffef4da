"""Words in the boxes of HEIC, AVIF, MP4 and MOV files (ISO 14496-12; ISO 23008-12; QuickTime)."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.library.inscribed.exif import Read

_MOST_BOXES = 2_000
_MOST_BYTES = 8 << 20
_MOST_META = 4 << 20
_KEYS = {
    b"com.apple.quicktime.creationdate": "taken",
    b"com.apple.quicktime.location.ISO6709": "place",
    b"com.apple.quicktime.title": "Title",
    b"com.apple.quicktime.description": "Description",
    b"com.apple.quicktime.comment": "Comment",
    b"com.apple.quicktime.keywords": "Keywords",
}
_TEXTS = {
    b"\xa9nam": "Title", b"\xa9cmt": "Comment", b"\xa9des": "Description", b"desc": "Description",
    b"ldes": "Description", b"\xa9xyz": "place", b"\xa9day": "taken", b"\xa9inf": "Description",
}  # fmt: skip
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)

_Box = tuple[bytes, int, int]


def words(read: Read) -> Iterator[tuple[str, bytes]]:
    """("exif", TIFF structure), ("xmp", packet), ("taken", date), ("place", ISO 6709) and texts of a file."""
    for kind, start, end in _boxes(read, 0, 1 << 62):
        if kind == b"meta" and end - start <= _MOST_META:
            yield from _items(read, read(start, end - start), start)
        elif kind == b"moov":
            yield from _movie(read, start, end)
        elif kind == b"uuid" and read(start, 16) == bytes.fromhex("be7acfcb97a942e89c71999491e3afac"):
            yield "xmp", read(start + 16, min(end - start - 16, _MOST_BYTES))


def _boxes(read: Read, at: int, end: int) -> Iterator[_Box]:
    """(type, where its content begins, where it ends) of the boxes in a range."""
    for _ in range(_MOST_BOXES):
        head = read(at, 16)
        if len(head) < 8 or at + 8 > end:
            return
        size, kind = struct.unpack(">I4s", head[:8])
        start = at + 8
        if size == 1:
            if len(head) < 16:
                return
            (size,) = struct.unpack(">Q", head[8:])
            start = at + 16
        elif size == 0:
            size = min(end - at, 1 << 40)
        if size < start - at:
            return
        yield kind, start, min(at + size, end)
        at += size


def _within(data: bytes, skip: int = 0) -> dict[bytes, bytes]:
    """The boxes in some bytes, the first of each type."""
    found: dict[bytes, bytes] = {}
    for kind, start, end in _boxes(lambda at, size: data[at : at + size], skip, len(data)):
        found.setdefault(kind, data[start:end])
    return found


def _items(read: Read, meta: bytes, at: int) -> Iterator[tuple[str, bytes]]:
    boxes = _within(meta, 4)
    kinds = dict(_infos(boxes.get(b"iinf", b"")))
    places = dict(_places(boxes.get(b"iloc", b"")))
    inside = boxes.get(b"idat", b"")
    for item, kind in kinds.items():
        extents = places.get(item)
        if extents is None:
            continue
        method, parts = extents
        total = sum(length for _, length in parts)
        if total > _MOST_BYTES or method > 1:
            continue
        data = b"".join(
            inside[offset : offset + length] if method else read(offset, length) for offset, length in parts
        )
        if kind == b"xmp":
            yield "xmp", data
        elif len(data) > 4:
            yield "exif", data[4 + struct.unpack(">I", data[:4])[0] :]


def _infos(box: bytes) -> Iterator[tuple[int, bytes]]:
    """Ids of the items that hold words, and b"exif" or b"xmp"."""
    if len(box) < 8:
        return
    start = 6 if box[0] == 0 else 8
    for kind, begin, end in _boxes(lambda at, size: box[at : at + size], start, len(box)):
        entry = box[begin:end]
        if kind != b"infe" or len(entry) < 12 or entry[0] < 2:
            continue
        wide = entry[0] > 2
        (item,) = struct.unpack_from(">I" if wide else ">H", entry, 4)
        at = 10 if wide else 8
        what = entry[at : at + 4]
        if what == b"Exif":
            yield item, b"exif"
        elif what == b"mime" and b"application/rdf+xml" in entry[at + 4 :]:
            yield item, b"xmp"


def _places(box: bytes) -> Iterator[tuple[int, tuple[int, list[tuple[int, int]]]]]:
    """Where each item lies: how its offsets count, and (offset, length) of its extents."""
    if len(box) < 8:
        return
    version = box[0]
    offset_size, length_size = box[4] >> 4, box[4] & 15
    base_size, index_size = box[5] >> 4, (box[5] & 15 if version in (1, 2) else 0)
    at = 6

    def number(size: int) -> int:
        nonlocal at
        if at + size > len(box):
            raise ValueError("cut off")
        at += size
        return int.from_bytes(box[at - size : at], "big")

    for _ in range(min(number(4 if version == 2 else 2), _MOST_BOXES)):
        item = number(4 if version == 2 else 2)
        method = number(2) & 15 if version in (1, 2) else 0
        number(2)
        base = number(base_size)
        parts = []
        for _ in range(min(number(2), 64)):
            number(index_size)
            parts.append((base + number(offset_size), number(length_size)))
        yield item, (method, parts)


def _movie(read: Read, start: int, end: int) -> Iterator[tuple[str, bytes]]:
    """What the head of a film says."""
    made = b""
    for kind, begin, stop in _boxes(read, start, end):
        if kind == b"mvhd":
            made = _made(read(begin, 12))
        elif kind in (b"meta", b"udta") and stop - begin <= _MOST_META:
            body = read(begin, stop - begin)
            yield from _told(body) if kind == b"meta" else _user(body)
    if made:  # in world time: whatever else is said of it comes first
        yield "taken", made


def _made(head: bytes) -> bytes:
    if len(head) < 12:
        return b""
    seconds = struct.unpack(">Q", head[4:12])[0] if head[0] == 1 else struct.unpack(">I", head[4:8])[0]
    if not 0 < seconds < 1 << 33:
        return b""
    moment = (_EPOCH + timedelta(seconds=seconds)).astimezone().replace(tzinfo=None)
    return b"" if moment.year < 1980 else moment.isoformat().encode()


def _user(body: bytes) -> Iterator[tuple[str, bytes]]:
    for kind, start, end in _boxes(lambda at, size: body[at : at + size], 0, len(body)):
        value = body[start:end]
        if kind == b"meta":
            yield from _told(value)
        elif kind == b"XMP_":
            yield "xmp", value
        elif kind in _TEXTS and len(value) > 4 and kind[:1] == b"\xa9":
            yield _TEXTS[kind], value[4 : 4 + struct.unpack(">H", value[:2])[0]]


def _told(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The pairs of a "meta" box, with keys of Apple's or of four letters."""
    boxes = _within(body, 4 if body[:4] == b"\0\0\0\0" else 0)
    names: list[bytes] = []
    keys = boxes.get(b"keys", b"")
    at = 8
    while at + 8 <= len(keys) and len(names) < 200:
        size = max(struct.unpack_from(">I", keys, at)[0], 8)
        names.append(keys[at + 8 : at + size])
        at += size
    listed = boxes.get(b"ilst", b"")
    for kind, start, end in _boxes(lambda at, size: listed[at : at + size], 0, len(listed)):
        number = struct.unpack(">I", kind)[0]
        name = _KEYS.get(names[number - 1]) if 0 < number <= len(names) else _TEXTS.get(kind)
        value = _within(listed[start:end]).get(b"data", b"")[8:]
        if name and value:
            yield name, value
