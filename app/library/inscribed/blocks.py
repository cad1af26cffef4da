"""Where words lie in picture files: EXIF, XMP, IPTC, comments of JPEG, PNG, WebP, GIF, TIFF, HEIC, AVIF.

Only heads of blocks are read, never pixels; every step is bounded, and what makes no sense ends the search.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from app.library.inscribed import isobmff
from app.library.inscribed.exif import Read, decoded
from app.library.inscribed.iptc import record_of

_EXIF, _XMP = b"Exif\0", b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_MOST_BLOCK = 8 << 20
_MOST_TEXT = 1 << 20
_MOST_STEPS = 5_000
_SCAN = 0xDA


@dataclass
class Blocks:
    """What was found, in whatever file it lay.

    Attributes:
        exif: TIFF structures.
        xmp: Packets.
        iptc: Records.
        texts: (what it is, words), as PNG names them; comments of JPEG and GIF are "Comment".
        facts: What films say of themselves: "taken", "place".
    """

    exif: list[Read] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


def reader_of(data: bytes) -> Read:
    """Reads from bytes."""
    return lambda at, size: data[at : at + size] if at >= 0 else b""


def find_blocks(read: Read) -> Blocks:
    """Everything of a file that may hold words; nothing of one in another format."""
    found = Blocks()
    head = read(0, 16)
    with suppress(struct.error, ValueError, LookupError, OverflowError):
        if head.startswith(b"\xff\xd8\xff"):
            _jpeg(read, found)
        elif head.startswith(b"\x89PNG\r\n\x1a\n"):
            _png(read, found)
        elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            _webp(read, found)
        elif head[:4] in (b"II*\0", b"MM\0*"):
            found.exif.append(read)
        elif head[:6] in (b"GIF87a", b"GIF89a"):
            _gif(read, found)
        elif head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"skip", b"free"):
            for kind, value in isobmff.words(read):
                if kind == "exif":
                    found.exif.append(reader_of(value))
                elif kind == "xmp":
                    found.xmp.append(value)
                else:
                    _film(kind, value, found)
    return found


def _film(kind: str, value: bytes, found: Blocks) -> None:
    text = value.decode("utf-8", "replace")
    if kind in ("taken", "place"):
        found.facts.setdefault(kind, text)
    else:
        found.texts.append((kind, text))


def _jpeg(read: Read, found: Blocks) -> None:
    at = 2
    resources = b""
    for _ in range(_MOST_STEPS):
        head = read(at, 4)
        if len(head) < 4 or head[0] != 0xFF:
            break
        marker = head[1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _SCAN or marker < 0xC0 or 0xD0 <= marker <= 0xD9:
            break
        (length,) = struct.unpack(">H", head[2:])
        if length < 2:
            break
        if marker in (0xE1, 0xED, 0xFE):
            body = read(at + 4, length - 2)
            if marker == 0xFE:
                found.texts.append(("Comment", decoded(body)))
            elif marker == 0xED and body.startswith(_PHOTOSHOP):
                resources += body[len(_PHOTOSHOP) :]  # a long one goes on in the next segment
            elif body.startswith(_XMP):
                found.xmp.append(body[len(_XMP) :])
            elif body.startswith(_EXIF) and not found.exif:
                found.exif.append(reader_of(body[6:]))
        at += 2 + length
    if resources:
        found.iptc.append(record_of(resources))


def _png(read: Read, found: Blocks) -> None:
    at = 8
    for _ in range(_MOST_STEPS):
        head = read(at, 8)
        if len(head) < 8:
            return
        (length,), kind = struct.unpack(">I", head[:4]), head[4:]
        if kind in (b"eXIf", b"iTXt", b"tEXt", b"zTXt") and length <= _MOST_BLOCK:
            body = read(at + 8, length)
            if kind == b"eXIf":
                found.exif.append(reader_of(body))
            else:
                _png_text(kind, body, found)
        if kind == b"IEND":
            return
        at += 12 + length


def _png_text(kind: bytes, body: bytes, found: Blocks) -> None:
    key, _, rest = body.partition(b"\0")
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed = rest[:1] == b"\x01"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif packed:
        rest = rest[1:]
    plain = _unpacked(rest) if packed else rest
    if key == b"XML:com.adobe.xmp":
        found.xmp.append(plain)
    elif key.startswith(b"Raw profile type "):
        _profile(key[17:], plain, found)
    else:
        text = plain.decode("latin-1") if kind != b"iTXt" else plain.decode("utf-8", "replace")
        # Many write UTF-8 whatever the standard says.
        with suppress(UnicodeDecodeError):
            text = plain.decode("utf-8")
        found.texts.append((key.decode("latin-1"), text[:_MOST_TEXT]))


def _profile(kind: bytes, text: bytes, found: Blocks) -> None:
    """As ImageMagick writes it: a name, a length and hexadecimal digits."""
    digits = b"".join(text.split()[2:])
    data = bytes.fromhex(digits.decode("ascii", "ignore"))
    if kind in (b"exif", b"APP1"):
        if data.startswith(_XMP):
            found.xmp.append(data[len(_XMP) :])
        else:
            found.exif.append(reader_of(data.removeprefix(_EXIF + b"\0")))
    elif kind == b"iptc":
        found.iptc.append(record_of(data) or data)
    elif kind == b"xmp":
        found.xmp.append(data)


def _unpacked(data: bytes) -> bytes:
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(data, _MOST_TEXT)
    return b""


def _webp(read: Read, found: Blocks) -> None:
    at = 12
    for _ in range(_MOST_STEPS):
        head = read(at, 8)
        if len(head) < 8:
            return
        (length,) = struct.unpack("<I", head[4:])
        if head[:4] in (b"EXIF", b"XMP ") and length <= _MOST_BLOCK:
            body = read(at + 8, length)
            if head[:4] == b"XMP ":
                found.xmp.append(body)
            else:
                found.exif.append(reader_of(body.removeprefix(_EXIF + b"\0")))
        at += 8 + length + (length & 1)


def _gif(read: Read, found: Blocks) -> None:
    flags = read(10, 1)[0]
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    for _ in range(_MOST_STEPS):
        head = read(at, 2)
        if head[:1] == b"!":  # an extension
            if head[1] == 0xFF and read(at + 3, 11) == b"XMP DataXMP":
                packet = read(at + 14, _MOST_TEXT)
                found.xmp.append(packet[: max(packet.find(b"<?xpacket end"), 0)])
                at = at + 14 + packet.find(b"\x01\x00\x00") + 3
                continue
            pieces = list(_pieces(read, at + 2))
            if head[1] == 0xFE:
                found.texts.append(("Comment", decoded(b"".join(piece for _, piece in pieces))))
            at = (pieces[-1][0] + len(pieces[-1][1]) if pieces else at + 2) + 1
        else:
            return  # pixels: what comes behind them is seldom words


def _pieces(read: Read, at: int) -> Iterator[tuple[int, bytes]]:
    for _ in range(_MOST_STEPS):
        size = read(at, 1)
        if not size or not size[0]:
            return
        yield at + 1, read(at + 1, size[0])
        at += 1 + size[0]
