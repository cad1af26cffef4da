"""IPTC captions, keywords, places and dates (IIM 4.2), in the resources of Photoshop or alone."""

import re
import struct
from collections.abc import Iterator

from app.library.inscribed.exif import decoded
from app.library.inscribed.words import Gathering, Part, Witness

RECORD = 0x0404  # the resource that holds it
_PARTS = {120: Part.CAPTION, 5: Part.TITLE, 105: Part.TITLE, 25: Part.KEYWORD}
_PLACES = (92, 90, 95, 101)
_MOST = 2_000  # data sets


def record_of(resources: bytes) -> bytes:
    """The IPTC record among Photoshop's image resources; b"" without one."""
    at = 0
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        kind, length = struct.unpack_from(">HB", resources, at + 4)
        start = at + 6 + (length + 2 & ~1)
        if start + 4 > len(resources):
            break
        (size,) = struct.unpack_from(">I", resources, start)
        if kind == RECORD:
            return resources[start + 4 : start + 4 + size]
        at = start + 4 + (size + 1 & ~1)
    return b""


def read_iptc(record: bytes, into: Gathering) -> None:
    """Take in what a record says."""
    sets = list(_sets(record))
    utf8 = any(key == (1, 90) and value == b"\x1b%G" for key, value in sets)
    found: dict[int, str] = {}
    for (group, number), value in sets:
        if group != 2:
            continue
        text = value.decode("utf-8", "replace") if utf8 else decoded(value)
        if number in _PARTS:
            into.say(_PARTS[number], text)
        found.setdefault(number, text)
    places = [found[number] for number in _PLACES if found.get(number, "").strip()]
    into.say(Part.PLACE, ", ".join(dict.fromkeys(places)))
    for day, clock in ((55, 60), (62, 63)):
        time = re.match(r"\d{6}", found.get(clock, ""))
        into.date(f"{found.get(day, '')} {time[0] if time else ''}".strip(), Witness.IPTC)


def _sets(record: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    at = 0
    for _ in range(_MOST):
        at = record.find(b"\x1c", at)
        if at < 0 or at + 5 > len(record):
            return
        group, number, length = struct.unpack_from(">BBH", record, at + 1)
        start = at + 5
        if length & 0x8000:  # longer than 32 kilobytes: its length follows
            width = length & 0x7FFF
            if width > 4:
                return
            length = int.from_bytes(record[start : start + width], "big")
            start += width
        yield (group, number), record[start : start + length]
        at = start + length
