"""What decoding a picture will take, from its header alone: memory and time, before any of it is spent."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from PIL import Image

#: More pixels, bytes of memory, scans or seconds than these are for a process of their own.
MOST_PIXELS = 60_000_000
MOST_MEMORY = 400_000_000
MOST_SCANS = 50
MOST_SECONDS = 0.9
#: So many frames or pages are counted at most.
MOST_FRAMES = 1000

_SEARCHED = 32_000_000  # bytes in which scans are counted
_PIECE = 1 << 20
# Compression in TIFF whose memory its tags bound: none, CCITT, LZW, deflate, PackBits.
_PLAIN_TIFF = frozenset((1, 2, 3, 4, 5, 8, 32773, 32946))
# Pixels and bytes of a file for which a slow processor (2 cores, 2.7 GHz) takes a second, measured on noise.
_PIXELS_A_SECOND = {
    "JPEG": 300e6,
    "WEBP": 15e6,
    "HEIC": 40e6,
    "AVIF": 60e6,
    "PNG": 100e6,
    "GIF": 80e6,
    "TIFF": 150e6,
    "BMP": 300e6,
    "ICO": 50e6,
}
_BYTES_A_SECOND = {
    "JPEG": 40e6,
    "WEBP": 5e6,
    "HEIC": 5e6,
    "AVIF": 8e6,
    "PNG": 35e6,
    "GIF": 30e6,
    "TIFF": 35e6,
    "BMP": 500e6,
    "ICO": 30e6,
}
# Bytes of memory for a pixel while it is decoded, where they do not follow from Pillow's modes.
_DECODERS_BYTES = {"WEBP": 17, "HEIC": 8, "AVIF": 10}
_WIDE = 2  # a sample of 16 bits takes so many times as long


@dataclass(frozen=True)
class Cost:
    """What decoding takes, roughly.

    Attributes:
        pixels: How many there are.
        memory: In bytes.
        seconds: On a slow processor.
        scans: How often a JPEG goes over its pixels.
    """

    pixels: int
    memory: int
    seconds: float
    scans: int = 1

    @property
    def dear(self) -> bool:
        """Whether it is too much for the process that talks to the user."""
        return (
            self.pixels > MOST_PIXELS
            or self.memory > MOST_MEMORY
            or self.scans > MOST_SCANS
            or self.seconds > MOST_SECONDS
        )


#: Of what no header bounds.
UNKNOWN = Cost(1 << 62, 1 << 62, float("inf"))


def cost_before(format_: str, pixels: tuple[int, int] | None) -> Cost | None:
    """What opening alone may take, where that is much; None for formats that Pillow opens for little.

    Args:
        format_: As `app.pictures.sniff` has it.
        pixels: Width and height from there, where known.
    """
    if format_ in ("AVIF", "JPEG2000"):
        # The sizes in its boxes and those in its stream may differ, and its decoder asks for no limit.
        return UNKNOWN
    if format_ == "WEBP" and pixels is not None:
        return _cost("WEBP", pixels[0] * pixels[1], 0, _DECODERS_BYTES["WEBP"])
    return None


def cost_of(picture: Image.Image, stream: IO[bytes], format_: str, size: int, need: int | None) -> Cost:
    """What decoding takes of a picture that is open, but not yet decoded.

    Args:
        picture: It.
        stream: Its file; its place is kept.
        format_: As `app.pictures.sniff` has it.
        size: Of the file, in bytes.
        need: Longest side wanted, in pixels; None for all of it.
    """
    pixels = picture.width * picture.height
    if format_ == "JPEG2000":
        return UNKNOWN
    bytes_ = _bytes(picture, need)
    wide = 1
    if format_ == "JPEG":
        return _jpeg(picture, stream, size, bytes_, need)
    if format_ == "TIFF":
        bytes_ += _tiff_bytes(picture) // max(1, pixels)
        tags: Mapping[int, Any] = getattr(picture, "tag_v2", {})
        wide = _WIDE if max(_numbers(tags.get(258, 8)), default=8) > 8 else 1
        if max(_numbers(tags.get(259, 1)), default=1) not in _PLAIN_TIFF:
            return UNKNOWN
    if format_ == "PNG" and png_depth(stream) > 8:
        wide = _WIDE
    if format_ == "BMP" and any(tile[0] == "bmp_rle" for tile in getattr(picture, "tile", ())):
        return Cost(pixels, pixels * bytes_, min(pixels, size) / 1e6)
    return _cost(format_, pixels, size, max(bytes_, _DECODERS_BYTES.get(format_, 0)), wide)


def frames_of(picture: Image.Image, stream: IO[bytes], format_: str) -> int:
    """How many frames or pages there are; at most `MOST_FRAMES` are counted."""
    if format_ == "GIF":
        with _from_start(stream):
            return max(1, _gif_frames(stream))
    return max(1, min(int(getattr(picture, "n_frames", 1)), MOST_FRAMES))


def frame_seconds(format_: str, pixels: int, size: int) -> float:
    """How long a further frame or page takes, in seconds on a slow processor.

    Args:
        format_: As `app.pictures.sniff` has it.
        pixels: How many it has.
        size: Its share of the file, in bytes.
    """
    return _cost(format_, pixels, size, 0).seconds


def _cost(format_: str, pixels: int, size: int, bytes_: int, wide: int = 1) -> Cost:
    seconds = pixels * wide / _PIXELS_A_SECOND[format_] + size / _BYTES_A_SECOND[format_]
    return Cost(pixels, pixels * bytes_, seconds)


def _bytes(picture: Image.Image, need: int | None) -> int:
    """For a pixel: Pillow's own, and its copies on the way to RGB."""
    own = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2}.get(picture.mode, 4)
    whole = need is None or max(picture.size) <= need
    turned = 8 if whole else 0
    if picture.mode in ("P", "PA", "1", "LAB") or picture.has_transparency_data:
        turned += 4
    if picture.mode.startswith("I") or picture.mode == "F":
        turned += 2
    return own + turned


def _numbers(value: Any) -> list[int]:
    values = value if isinstance(value, tuple) else (value,)
    return [int(one) for one in values if isinstance(one, int)]


def _jpeg(picture: Image.Image, stream: IO[bytes], size: int, bytes_: int, need: int | None) -> Cost:
    pixels = picture.width * picture.height
    factor = 1
    while need is not None and factor < 8 and max(picture.size) // (factor * 2) >= need:
        factor *= 2
    memory = pixels * bytes_ // factor**2
    layers = getattr(picture, "layer", None) or [(0, 1, 1)]
    with _from_start(stream):
        scans = _scans(stream, len(layers))
    if scans > 1:
        # Every coefficient is kept, two bytes each, until the last scan has been seen.
        most = max(h for _, h, _v, *_ in layers) * max(v for _, _h, v, *_ in layers) or 1
        memory += 2 * pixels * sum(h * v for _, h, v, *_ in layers) // most
    return Cost(pixels, memory, (1 + scans) * pixels / 600e6 + size / _BYTES_A_SECOND["JPEG"], scans)


def _scans(stream: IO[bytes], layers: int) -> int:
    """How many scans a JPEG has; one more than `MOST_SCANS` where it has more, or is long.

    A file with one frame of one scan, as cameras write them, is read up to that scan only.
    """
    stream.seek(2)
    progressive = False
    while True:
        mark = stream.read(2)
        while mark[:1] == b"\xff" and mark[1:] == b"\xff":
            mark = b"\xff" + stream.read(1)
        if len(mark) < 2 or mark[0] != 0xFF:
            break  # as odd as that is, the decoder may know what to do with it
        if 0xD0 <= mark[1] <= 0xD8 or mark[1] == 1:
            continue
        length = int.from_bytes(stream.read(2), "big")
        if mark[1] == 0xDA:
            if not progressive and stream.read(1) == bytes([layers]):
                return 1
            break
        progressive = progressive or mark[1] in (0xC2, 0xC6, 0xCA, 0xCE)
        stream.seek(max(0, length - 2), 1)
    # Within a scan's data no byte FF stands before anything but a zero, a restart or the next marker.
    stream.seek(2)
    found, read, before = 0, 0, b""
    while found <= MOST_SCANS and (piece := stream.read(_PIECE)):
        found += (before + piece).count(b"\xff\xda")
        before = piece[-1:] if piece[-1:] == b"\xff" else b""
        read += len(piece)
        if read >= _SEARCHED:
            return MOST_SCANS + 1
    return min(max(found, 1), MOST_SCANS + 1)


def png_depth(stream: IO[bytes]) -> int:
    """Bits of a sample; the file's place is kept."""
    with _from_start(stream):
        return int.from_bytes(stream.read(25)[24:], "big")


@contextmanager
def _from_start(stream: IO[bytes]) -> Iterator[None]:
    """Read a file from its beginning; its place is kept."""
    place = stream.tell()
    stream.seek(0)
    try:
        yield
    finally:
        stream.seek(place)


def _tiff_bytes(picture: Image.Image) -> int:
    """The decoder's own buffer: one strip or tile as its tags have it, whatever the picture's size."""
    tags: Mapping[int, Any] = getattr(picture, "tag_v2", {})

    def number(tag: int, otherwise: int) -> int:
        return max(_numbers(tags.get(tag, otherwise)), default=otherwise)

    bits = number(258, 1) * number(277, 1)
    if 322 in tags or 323 in tags:
        return number(322, 1) * number(323, 1) * bits // 8
    rows = min(number(278, picture.height), picture.height)
    return picture.width * rows * bits // 8


def _gif_frames(stream: IO[bytes]) -> int:
    """Hops from block to block; nothing is unpacked."""
    head = stream.read(13)
    if head[10] & 0x80:
        stream.seek(3 << (head[10] & 7) + 1, 1)
    frames = 0
    while frames < MOST_FRAMES:
        mark = stream.read(1)
        if mark == b"!":
            stream.seek(1, 1)
        elif mark == b",":
            about = stream.read(9)
            if len(about) < 9:
                break
            frames += 1
            stream.seek((3 << (about[8] & 7) + 1 if about[8] & 0x80 else 0) + 1, 1)
        else:
            break
        while length := stream.read(1):
            if length == b"\0":
                break
            stream.seek(length[0], 1)
    return frames
