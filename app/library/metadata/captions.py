"""Captions in EXIF and IPTC that say what the alt text said follow it, so that no reader tells old words.

What somebody wrote there otherwise stays. JPEG: APP1 and APP13 segments; PNG: eXIf; WebP: EXIF.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable

from app.library.inscribed.blocks import reader_of
from app.library.inscribed.exif import decoded, read_exif
from app.library.inscribed.iptc import RECORD, read_iptc, record_of
from app.library.inscribed.words import Gathering, Part
from app.library.metadata.containers import format_of, png_chunks, segments, webp_chunks

_EXIF, _PHOTOSHOP = b"Exif\0\0", b"Photoshop 3.0\0"
_DIGEST = 0x0425  # of the IPTC record, by which readers see whether XMP is older
_CAPTION = b"\x1c\x02\x78"
_MOST_SEGMENT = 65_533

Change = Callable[[bytes], bytes]


def other_captions(data: bytes) -> set[str]:
    """The captions of a file's EXIF and IPTC, tidied; XMP has its own."""
    found = Gathering()
    for kind, body in _blocks(data):
        if kind == "exif":
            read_exif(reader_of(body), found)
        else:
            read_iptc(record_of(body), found)
    return {one.text for one in found.remarks if one.part is Part.CAPTION}


def with_captions(data: bytes, before: str, after: str) -> bytes:
    """The file with each caption in EXIF and IPTC that says ``before`` saying ``after``; all else stays."""
    if not before or before == after:
        return data
    changes = {
        "exif": lambda tiff: _exif_with(tiff, before, after),
        "iptc": lambda resources: _resources_with(resources, before, after),
    }
    match format_of(data):
        case "jpeg":
            return _jpeg_with(data, changes)
        case "png":
            return _png_with(data, changes["exif"])
        case _:
            return _webp_with(data, changes["exif"])


def _blocks(data: bytes) -> list[tuple[str, bytes]]:
    match format_of(data):
        case "jpeg":
            return [
                (kind, data[start + 4 + len(head) : end])
                for start, end in segments(data)
                for kind, marker, head in (("exif", 0xE1, _EXIF), ("iptc", 0xED, _PHOTOSHOP))
                if data[start + 1] == marker and data[start + 4 : end].startswith(head)
            ]
        case "png":
            return [
                ("exif", data[start + 8 : end - 4])
                for start, end, kind in png_chunks(data)
                if kind == b"eXIf"
            ]
        case _:
            return [
                ("exif", data[start + 8 : end].removeprefix(_EXIF))
                for start, end, kind in webp_chunks(data)
                if kind == b"EXIF"
            ]


def _jpeg_with(data: bytes, changes: dict[str, Change]) -> bytes:
    made, at, fixed = b"", 0, False
    for start, end in segments(data):
        made += data[at:start]
        segment = data[start:end]
        # What lies behind the index of further pictures (CIPA DC-007) must not move.
        fixed |= segment[4:8] == b"MPF\0"
        for kind, marker, head in (("exif", 0xE1, _EXIF), ("iptc", 0xED, _PHOTOSHOP)):
            if segment[1] == marker and segment[4:].startswith(head):
                body = head + changes[kind](segment[4 + len(head) :])
                fits = len(body) <= _MOST_SEGMENT and not (fixed and len(body) + 4 != len(segment))
                if fits:
                    segment = segment[:2] + struct.pack(">H", len(body) + 2) + body
        made += segment
        at = end
    return made + data[at:]


def _png_with(data: bytes, change: Change) -> bytes:
    made, at = b"", 0
    for start, end, kind in png_chunks(data):
        if kind == b"eXIf":
            body = kind + change(data[start + 8 : end - 4])
            made += (
                data[at:start] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
            )
            at = end
    return made + data[at:]


def _webp_with(data: bytes, change: Change) -> bytes:
    chunks = webp_chunks(data)
    if not any(kind == b"EXIF" for _, _, kind in chunks):
        return data
    (size,) = struct.unpack_from("<I", data, 4)
    made = b""
    for start, end, kind in chunks:
        if kind == b"EXIF":
            (length,) = struct.unpack_from("<I", data, start + 4)
            body = data[start + 8 : start + 8 + length]
            head = _EXIF if body.startswith(_EXIF) else b""
            body = head + change(body.removeprefix(head))
            made += kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)
        else:
            made += data[start:end]
    return b"RIFF" + struct.pack("<I", len(made) + 4) + b"WEBP" + made + data[size + 8 :]


def _exif_with(tiff: bytes, before: str, after: str) -> bytes:
    """A TIFF structure whose description follows; longer words lie behind all else, so that nothing moves."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return tiff
    (at,) = struct.unpack_from(order + "I", tiff, 4)
    if at + 2 > len(tiff):
        return tiff
    (count,) = struct.unpack_from(order + "H", tiff, at)
    for entry in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, length = struct.unpack_from(order + "HHI", tiff, entry)
        if tag != 0x010E or kind not in (1, 2, 7, 129):
            continue
        place = entry + 8 if length <= 4 else struct.unpack_from(order + "I", tiff, entry + 8)[0]
        if _same(tiff[place : place + length].split(b"\0")[0], before):
            return _described(tiff, order, entry, place, length, after.encode() + b"\0")
    return tiff


def _described(tiff: bytes, order: str, entry: int, place: int, room: int, words: bytes) -> bytes:
    made = bytearray(tiff)
    if len(words) <= room:
        made[place : place + room] = words.ljust(room, b"\0")
    else:
        made += b"\0" * (len(made) & 1)
        place = len(made)
        made += words
    struct.pack_into(order + "I", made, entry + 4, max(len(words), 5))
    if len(words) < 5:  # so short ones would stand in the entry itself
        made += b"\0" * 5
        place = len(made) - 5
        made[place : place + len(words)] = words
    struct.pack_into(order + "I", made, entry + 8, place)
    return bytes(made)


def _resources_with(resources: bytes, before: str, after: str) -> bytes:
    """Photoshop's resources whose IPTC caption follows."""
    made, at = b"", 0
    record: bytes | None = None
    parts: list[tuple[bytes, int, bytes]] = []
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        kind, length = struct.unpack_from(">HB", resources, at + 4)
        start = at + 6 + (length + 2 & ~1)
        if start + 4 > len(resources):
            return resources
        (size,) = struct.unpack_from(">I", resources, start)
        body = resources[start + 4 : start + 4 + size]
        if len(body) != size:
            return resources  # it goes on in another segment
        if kind == RECORD:
            body = record = _record_with(body, before, after)
        parts.append((resources[at:start], kind, body))
        at = start + 4 + (size + 1 & ~1)
    for head, kind, body in parts:
        if kind == _DIGEST and record is not None:
            body = hashlib.md5(record, usedforsecurity=False).digest()
        made += head + struct.pack(">I", len(body)) + body + b"\0" * (len(body) & 1)
    return made + resources[at:]


def _record_with(record: bytes, before: str, after: str) -> bytes:
    made, at = b"", 0
    utf8 = b"\x1c\x01\x5a\x00\x03\x1b%G" in record
    while record[at : at + 1] == b"\x1c" and at + 5 <= len(record):
        (length,) = struct.unpack_from(">H", record, at + 3)
        end = at + 5 + length
        if length & 0x8000 or end > len(record):
            break
        if record[at : at + 3] == _CAPTION and _same(record[at + 5 : end], before):
            made += _caption(after, utf8)
        else:
            made += record[at:end]
        at = end
    return made + record[at:]


def _caption(words: str, utf8: bool) -> bytes:
    """A data set; nothing where the record's letters have none for these words: old ones would be wrong."""
    try:
        body = words.encode("utf-8" if utf8 else "ascii" if words.isascii() else "cp1252")
    except UnicodeEncodeError:
        return b""
    return _CAPTION + struct.pack(">H", len(body)) + body if len(body) < 0x8000 else b""


def _same(raw: bytes, words: str) -> bool:
    return " ".join(decoded(raw).split()).rstrip("\0 ") == " ".join(words.split())
