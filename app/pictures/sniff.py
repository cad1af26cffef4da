"""What a file is, from its first bytes: the name's ending is never trusted."""

import re
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True)
class Sniffed:
    """What the first bytes say.

    Attributes:
        format: "JPEG", "PNG" ... when it is a picture the app reads, else None.
        what: With ``format`` None: "text", a noun phrase ("a PDF document"), or "" when unknown.
        pixels: (width, height) where a decoder would take memory before it tells them (WebP).
    """

    format: str | None
    what: str = ""
    pixels: tuple[int, int] | None = None


_PICTURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0\x08\0\0\0", "TIFF"),
    (b"MM\0+\0\x08\0\0", "TIFF"),
    (b"BM", "BMP"),
    (b"%PDF", "PDF"),
    (b"\0\0\1\0", "ICO"),
    (b"\0\0\2\0", "ICO"),
    (b"\0\0\0\x0cjP  ", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
)
#: What a camera writes before it makes a picture of it.
RAW = "a camera's raw photo"
_OTHERS = (
    (b"PK\x03\x04", "an archive or office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive"),
    (b"8BPS", "a Photoshop document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"FUJIFILMCCD-RAW", RAW),
    (b"IIU\0", RAW),
    (b"IIRO", RAW),
    (b"IIRS", RAW),
    (b"\0MRM", RAW),
    (b"FOVb", RAW),
    (b"FLV\1", "a video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a video"),
    (b"\0\0\1\xba", "a video"),
    (b"\0\0\1\xb3", "a video"),
)
#: How far the beginning of a drawing may lie behind a comment.
_FURTHER = 1 << 20
#: What may stand before a drawing: space, declarations, comments, a document type.
_BEFORE = re.compile(
    rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_DRAWING = re.compile(rb"<(?:[\w.-]+:)?svg[\s>/]")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}


def first_bytes(source: Path | bytes, count: int) -> bytes:
    """So many at most of a file's; none of anything else, which whoever opens it refuses in words."""
    if isinstance(source, bytes):
        return source[:count]
    with suppress(OSError, ValueError):
        if source.is_file():
            with source.open("rb") as file:
                return file.read(count)
    return b""


def sniff(head: bytes) -> Sniffed:
    """Tell a file's kind.

    Args:
        head: The first bytes of the file, at least 64 when it has as many.
    """
    if head[4:8] == b"ftyp":
        return _container(head)
    if head[:4] == b"RIFF":
        if head[8:12] == b"WEBP":
            return Sniffed("WEBP", pixels=_webp_size(head))
        return Sniffed(None, "a sound or video file")
    if _is_svg(head):
        return Sniffed("SVG")
    if head[8:10] == b"CR" and head[:4] in (b"II*\0", b"MM\0*"):
        return Sniffed(None, RAW)
    for magic, format_ in _PICTURES:
        if head.startswith(magic) and (magic != b"BM" or _is_bmp(head)):
            return Sniffed(format_)
    for magic, what in _OTHERS:
        if head.startswith(magic):
            return Sniffed(None, what)
    if b"%PDF-" in head[:1024]:
        return Sniffed("PDF")
    return Sniffed(None, "text" if _is_text(head) else "")


def sniff_further(stream: IO[bytes]) -> Sniffed:
    """What a file of text is: a drawing may begin behind a long comment. The file is read from its start."""
    stream.seek(0)
    return Sniffed("SVG") if _is_svg(stream.read(_FURTHER)) else Sniffed(None, "text")


def _is_svg(head: bytes) -> bool:
    """Whether its outermost element is a drawing's; comments and declarations may stand before it."""
    if head[:2] == b"\x1f\x8b":
        try:
            head = zlib.decompressobj(31).decompress(head, _FURTHER)
        except zlib.error:
            return False
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    at = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    while found := _BEFORE.match(head, at):
        at = found.end()
    return _DRAWING.match(head, at) is not None


def _container(head: bytes) -> Sniffed:
    """An ISO media file: HEIC, AVIF or a video, by its brands."""
    size = min(int.from_bytes(head[:4], "big"), 256, len(head))
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, size, 4)}
    if head[8:12] in _AVIF_BRANDS or (
        brands & _AVIF_BRANDS and not brands & (_HEIC_BRANDS - {b"mif1", b"msf1"})
    ):
        return Sniffed("AVIF")
    if brands & _HEIC_BRANDS:
        return Sniffed("HEIC")
    if head[8:12] == b"crx ":
        return Sniffed(None, RAW)
    return Sniffed(None, "a video")


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """Canvas size; Pillow's decoder reserves the canvas while it opens the file."""
    kind = head[12:16]
    if kind == b"VP8X" and len(head) >= 30:
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and len(head) >= 30:
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _is_bmp(head: bytes) -> bool:
    """Words begin with "BM" too; the header's size field tells."""
    return len(head) >= 18 and int.from_bytes(head[14:18], "little") in (12, 16, 40, 52, 56, 64, 108, 124)


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    if b"\0" in head:
        return False
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The 4,096 bytes may end in the middle of a character.
        if error.start < len(head) - 3:
            return False
        text = head[: error.start].decode("utf-8")
    return bool(text) and all(c.isprintable() or c in "\t\r\n\f\x1b\ufeff" for c in text)
