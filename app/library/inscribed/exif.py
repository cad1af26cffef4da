"""EXIF: captions, comments, dates and coordinates of a TIFF structure (EXIF 3.0; TIFF 6.0).

Bounded everywhere: a damaged or hostile one gives less, and nothing else.
"""

import re
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from app.library.inscribed.words import Gathering, Part, Witness

Read = Callable[[int, int], bytes]
"""Bytes of a file from a place on, of that many at most; fewer where it ends."""

_XMP, _IPTC = 0x02BC, 0x83BB
_MOST_ENTRIES = 512
_MOST_BYTES = 1 << 20
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_WANTED = frozenset(
    (0x010E, 0x0132, 0x8769, 0x8825, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F, 0x9003, 0x9004, 0x9286, _XMP, _IPTC)
)

Tags = dict[int, Any]


def read_exif(read: Read, into: Gathering) -> tuple[bytes, bytes]:
    """Take in what a TIFF structure says.

    Returns:
        The XMP packet and the IPTC record in it, as whole TIFF files have them; b"" without.
    """
    head = read(0, 8)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8 or struct.unpack(order + "H", head[2:4])[0] not in (42, 0x55, 0x4F52):
        return b"", b""
    first = _directory(read, order, struct.unpack(order + "I", head[4:8])[0], _WANTED)
    details = _directory(read, order, _number(first.get(0x8769)), _WANTED)
    gps = _directory(read, order, _number(first.get(0x8825)), frozenset((1, 2, 3, 4, 7, 29)))
    into.say(Part.CAPTION, _text(first.get(0x010E)))
    for tag, part in ((0x9C9B, Part.TITLE), (0x9C9F, Part.CAPTION), (0x9C9C, Part.COMMENT)):
        into.say(part, _wide(first.get(tag)))
    for word in _wide(first.get(0x9C9E)).split(";"):
        into.say(Part.KEYWORD, word)
    into.say(Part.COMMENT, _comment(details.get(0x9286), order))
    into.date(_text(details.get(0x9003)), Witness.CAMERA)
    into.date(_text(details.get(0x9004)), Witness.CAMERA)
    into.date(_text(first.get(0x0132)), Witness.CHANGED)
    _place(gps, into)
    return _raw(first.get(_XMP)), _raw(first.get(_IPTC))


def _directory(read: Read, order: str, at: int, wanted: frozenset[int]) -> Tags:
    """The wanted tags of a directory: bytes of texts, lists of numbers; a rational of nothing is None."""
    if not at:
        return {}
    count_bytes = read(at, 2)
    if len(count_bytes) < 2:
        return {}
    count = min(struct.unpack(order + "H", count_bytes)[0], _MOST_ENTRIES)
    table = read(at + 2, 12 * count)
    found: Tags = {}
    for start in range(0, len(table) - 11, 12):
        tag, kind, length = struct.unpack_from(order + "HHI", table, start)
        size = _SIZES.get(kind, 0) * length
        if tag not in wanted or tag in found or not 0 < size <= _MOST_BYTES:
            continue
        inline = table[start + 8 : start + 12]
        raw = inline[:size] if size <= 4 else read(struct.unpack(order + "I", inline)[0], size)
        if raw:
            found[tag] = _value(raw, kind, order)
    return found


def _value(raw: bytes, kind: int, order: str) -> Any:
    if kind in (1, 2, 6, 7, 129):
        return raw
    if kind in (5, 10):
        letter = "I" if kind == 5 else "i"
        pairs = struct.unpack(f"{order}{len(raw) // 8 * 2}{letter}", raw[: len(raw) // 8 * 8])
        return [
            above / below if below else (0.0 if not above else None)
            for above, below in zip(pairs[::2], pairs[1::2], strict=True)
        ]
    letter = {3: "H", 4: "I", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I"}[kind]
    size = _SIZES[kind]
    return list(struct.unpack(f"{order}{len(raw) // size}{letter}", raw[: len(raw) // size * size]))


def _raw(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    # Some write IPTC as long words.
    return b"".join(struct.pack("<I", one) for one in value) if isinstance(value, list) and value else b""


def _number(value: Any) -> int:
    return value[0] if isinstance(value, list) and value and isinstance(value[0], int) else 0


def decoded(raw: bytes) -> str:
    """Bytes of no certain encoding: UTF-8 if they can be, else as Windows writes Western ones."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _text(value: Any) -> str:
    return decoded(value.split(b"\0")[0]) if isinstance(value, bytes) else ""


def _wide(value: Any) -> str:
    """Windows's own fields: UTF-16, little-endian whatever the file's order."""
    if isinstance(value, list):
        value = b"".join(struct.pack("<H", one & 0xFFFF) for one in value if isinstance(one, int))
    return value.decode("utf-16-le", "ignore").split("\0")[0] if isinstance(value, bytes) else ""


def _comment(value: Any, order: str) -> str:
    """UserComment: eight bytes name its encoding."""
    if not isinstance(value, bytes):
        return ""
    code, text = value[:8], value[8:]
    if code.startswith(b"UNICODE"):
        big = text.startswith(b"\xfe\xff") or (order == ">" and not text.startswith(b"\xff\xfe"))
        # Many write the other order than the file's; text for people has few letters beyond U+0FFF.
        swapped = text[1::2].count(0) if big else text[::2].count(0)
        straight = text[::2].count(0) if big else text[1::2].count(0)
        if swapped > straight:
            big = not big
        return text.decode("utf-16-be" if big else "utf-16-le", "ignore").lstrip("\ufeff").split("\0")[0]
    if code.startswith(b"JIS"):
        return text.decode("iso2022_jp", "ignore").split("\0")[0]
    if code.startswith((b"ASCII", b"\0\0\0")):
        return _text(text)
    return _text(value)  # without its code


def _place(gps: Tags, into: Gathering) -> None:
    into.place(_degrees(gps.get(2), gps.get(1), "S"), _degrees(gps.get(4), gps.get(3), "W"))
    day = _text(gps.get(29))
    if day:
        clock = gps.get(7)
        hours = [int(part) for part in clock if part is not None] if isinstance(clock, list) else []
        time = ":".join(f"{part:02}" for part in hours[:3]) if len(hours) == 3 else ""
        into.date(f"{day} {time}".strip(), Witness.GPS)


def _degrees(value: Any, side: Any, negative: str) -> float | None:
    """Degrees of up to three numbers, or of a text; None without a side for what has no sign."""
    if isinstance(value, bytes):
        return degrees_of(f"{_text(value)}{_text(side)}")
    if not isinstance(value, list) or not value or value[0] is None:
        return None
    parts = [part or 0.0 for part in value[:3]]
    if not all(0 <= part <= 60 for part in parts[1:]):
        return None
    degrees = abs(parts[0]) + sum(part / 60**power for power, part in enumerate(parts[1:], 1))
    letter = _text(side).strip()[:1].upper()
    if parts[0] < 0:
        return float(-degrees)
    if letter not in ("N", "S", "E", "W") or letter in (("E", "W") if negative == "S" else ("N", "S")):
        return None
    return float(-degrees if letter == negative else degrees)


def degrees_of(text: str) -> float | None:
    """Degrees as XMP and people write them, such as "38,43.338N" or "-9.139"; None for anything else."""
    match = _angle().fullmatch(text[:60].replace("\u2019", "'").replace("\u2032", "'").replace("\u2033", '"'))
    if match is None:
        return None
    first, sign, degrees, minutes, seconds, last = match.groups()
    letter = (last or first or "").upper()
    if not (sign or letter or "." in degrees) or float(minutes or 0) > 60 or float(seconds or 0) > 60:
        return None
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if sign == "-" or letter in ("S", "W") else value


@lru_cache(maxsize=1)
def _angle() -> re.Pattern[str]:
    number = r"\d{1,3}(?:\.\d{1,17})?"
    return re.compile(
        rf"\s*([NSEW])?\s*([-+])?\s*({number})\s*[°º,:d ]?\s*(?:({number})\s*[',:m ]?\s*)?"
        rf"(?:({number})\s*[\"s]?\s*)?\s*([NSEW])?[a-z]*\s*",
        re.I,
    )
