"""Where an XMP packet lies in JPEG, PNG and WebP files, and how it gets there; all other bytes stay.

JPEG: APP1 segments (XMP specification part 3, 1.1.3). PNG: an iTXt chunk (1.1.5; PNG specification
11.3.3.4). WebP: an XMP chunk, announced in VP8X (WebP container specification).
"""

import struct
import zlib
from collections.abc import Iterator

from app.errors import AppError

_JPEG_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
_JPEG_MOST = 65_533 - len(_JPEG_HEAD)
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD = b"XML:com.adobe.xmp\0"
_MOST_PACKET = 1 << 20
_XMP_FLAG, _ALPHA_FLAG = 0x04, 0x10
_SCAN = 0xDA


def find_packet(data: bytes) -> bytes | None:
    """The XMP packet of an image file; None when it has none.

    Raises:
        AppError: It is of another format, or its structure is damaged.
    """
    packets: Iterator[bytes]
    match format_of(data):
        case "jpeg":
            places = ((start, end) for start, end in segments(data) if _is_jpeg_packet(data, start, end))
            packets = (data[start + 4 + len(_JPEG_HEAD) : end] for start, end in places)
        case "png":
            chunks = (chunk for chunk in png_chunks(data) if _is_png_packet(data, chunk[0], chunk[2]))
            packets = (_png_text(data[start + 8 : end - 4]) for start, end, _ in chunks)
        case _:
            starts = (start for start, _, kind in webp_chunks(data) if kind == b"XMP ")
            packets = (data[at + 8 : at + 8 + struct.unpack_from("<I", data, at + 4)[0]] for at in starts)
    return next(packets, None)


def with_packet(data: bytes, packet: bytes) -> bytes:
    """The file with this packet instead of the one it has, or added.

    Raises:
        AppError: As `find_packet`; or the packet is too long for the format.
    """
    match format_of(data):
        case "jpeg":
            return _jpeg_with(data, packet)
        case "png":
            return _png_with(data, packet)
        case _:
            return _webp_with(data, packet)


def without_packet(data: bytes) -> bytes:
    """All of a file but its packet: equal before and after `with_packet`. No file to be used.

    Raises:
        AppError: As `find_packet`.
    """
    match format_of(data):
        case "jpeg":
            start, end, _ = _jpeg_place(data)
        case "png":
            start, end = _png_place(data)
        case _:
            return _webp_with(data, None)
    return data[:start] + data[end:]


def format_of(data: bytes) -> str:
    """What it is: "jpeg", "png" or "webp"; raises AppError for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(_PNG_MAGIC):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    raise AppError(
        "A description can be written into JPEG, PNG and WebP files only.", "This file was left as it is."
    )


def segments(data: bytes) -> list[tuple[int, int]]:
    """Each segment of a JPEG before its first scan: (start, end); raises AppError where one is damaged."""
    found: list[tuple[int, int]] = []
    at = 2
    while True:
        if at + 4 > len(data) or data[at] != 0xFF:
            raise _damaged()
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _SCAN:
            return found
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        # Below 0xC0 and from 0xD0 to 0xD9 are markers without a length: none belongs here.
        if marker < 0xC0 or 0xD0 <= marker <= 0xD9 or length < 2 or end > len(data):
            raise _damaged()
        found.append((at, end))
        at = end


def _is_jpeg_packet(data: bytes, start: int, end: int) -> bool:
    return data[start + 1] == 0xE1 and data[start + 4 : end].startswith(_JPEG_HEAD)


def _jpeg_place(data: bytes) -> tuple[int, int, bool]:
    """Where the packet's segment is or is to be, and whether what lies behind must not move."""
    parts = segments(data)
    # The index of further pictures behind the first (CIPA DC-007) counts from its own place in the file.
    index = next((start for start, end in parts if data[start + 4 : end].startswith(b"MPF\0")), len(data))
    for start, end in parts:
        if _is_jpeg_packet(data, start, end):
            return start, end, index < start
    # After JFIF and Exif, which some readers want first.
    at = 2
    for start, end in parts:
        exif = data[start + 1] == 0xE1 and data[start + 4 : start + 8] == b"Exif"
        if start < index and (data[start + 1] == 0xE0 or exif):
            at = end
    return at, at, False


def _jpeg_with(data: bytes, packet: bytes) -> bytes:
    start, end, fixed = _jpeg_place(data)
    if fixed:
        packet = _padded(packet, end - start - 4 - len(_JPEG_HEAD))
    if len(packet) > _JPEG_MOST:
        raise AppError("That description is too long for a JPEG file.", "Shorten it.")
    length = struct.pack(">H", len(packet) + len(_JPEG_HEAD) + 2)
    return data[:start] + b"\xff\xe1" + length + _JPEG_HEAD + packet + data[end:]


def _padded(packet: bytes, length: int) -> bytes:
    if len(packet) > length:
        raise AppError(
            "This file holds several pictures, and has no room for the description before the others.",
            "It was left as it is. A shorter one may fit.",
        )
    end = max(packet.rfind(b"<?xpacket end="), 0)
    return packet[:end] + b" " * (length - len(packet)) + packet[end:]


def png_chunks(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(start, end, type) of each chunk; raises AppError where one is damaged."""
    at = len(_PNG_MAGIC)
    while True:
        if at + 12 > len(data):
            raise _damaged()
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data) or (at == len(_PNG_MAGIC)) != (kind == b"IHDR"):
            raise _damaged()
        yield at, end, kind
        if kind == b"IEND":
            return
        at = end


def _is_png_packet(data: bytes, start: int, kind: bytes) -> bool:
    return kind == b"iTXt" and data[start + 8 :].startswith(_PNG_HEAD)


def _png_text(body: bytes) -> bytes:
    rest = body[len(_PNG_HEAD) :]
    try:
        packed, method = rest[0], rest[1]
        language = rest.index(b"\0", 2)
        text = rest[rest.index(b"\0", language + 1) + 1 :]
    except (IndexError, ValueError):
        raise _damaged() from None
    if not packed:
        return text
    try:
        if method:
            raise _damaged()
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(text, _MOST_PACKET)
    except zlib.error:
        raise _damaged() from None
    if not unpacker.eof:
        raise _damaged()
    return plain


def _png_place(data: bytes) -> tuple[int, int]:
    chunks = list(png_chunks(data))
    places = [(start, end) for start, end, kind in chunks if _is_png_packet(data, start, kind)]
    # A new one before the image data, where readers that do not read on find it.
    first = next(start for start, _, kind in chunks if kind in (b"PLTE", b"IDAT", b"IEND"))
    return places[0] if places else (first, first)


def _png_with(data: bytes, packet: bytes) -> bytes:
    body = b"iTXt" + _PNG_HEAD + b"\0\0\0\0" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    start, end = _png_place(data)
    return data[:start] + chunk + data[end:]


def webp_chunks(data: bytes) -> list[tuple[int, int, bytes]]:
    """(start, end, type) of each chunk; raises AppError where one is damaged."""
    (size,) = struct.unpack_from("<I", data, 4)
    whole = size + 8
    if whole > len(data) or size < 12:
        raise _damaged()
    found, at = [], 12
    while at < whole:
        if at + 8 > whole:
            raise _damaged()
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + (length & 1)
        if end > whole:
            raise _damaged()
        found.append((at, end, data[at : at + 4]))
        at = end
    return found


def _webp_with(data: bytes, packet: bytes | None) -> bytes:
    chunks = webp_chunks(data)
    (size,) = struct.unpack_from("<I", data, 4)
    kept = [data[start:end] for start, end, kind in chunks if kind not in (b"XMP ", b"VP8X")]
    heads = [data[start:end] for start, end, kind in chunks if kind == b"VP8X"]
    if heads and (len(heads) > 1 or chunks[0][2] != b"VP8X" or len(heads[0]) < 18):
        raise _damaged()
    head = bytearray(heads[0] if heads else _webp_head(data, chunks))
    head[8] &= ~_XMP_FLAG & 0xFF
    xmp = b""
    if packet is not None:
        head[8] |= _XMP_FLAG
        xmp = b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) & 1)
    body = b"WEBP" + bytes(head) + b"".join(kept) + xmp
    # What lies behind the container is not of it, and stays.
    return b"RIFF" + struct.pack("<I", len(body)) + body + data[size + 8 :]


def _webp_head(data: bytes, chunks: list[tuple[int, int, bytes]]) -> bytes:
    """A VP8X chunk for a file that did without: its size stands in the image's own header."""
    start, end, kind = chunks[0] if chunks else (0, 0, b"")
    body = data[start + 8 : end]
    if kind == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        (bits,) = struct.unpack_from("<I", body, 1)
        width, height, flags = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, _ALPHA_FLAG * (bits >> 28 & 1)
    elif kind == b"VP8 " and len(body) >= 10 and body[3:6] == b"\x9d\x01\x2a":
        width, height = (number & 0x3FFF for number in struct.unpack_from("<HH", body, 6))
        flags = 0
    else:
        raise _damaged()
    if not width or not height:
        raise _damaged()
    sizes = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"VP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0]) + sizes


def _damaged() -> AppError:
    return AppError("The structure of this file is damaged.", "It was left as it is.")
