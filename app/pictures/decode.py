"""An open picture file -> an upright RGB picture, or one sentence that says why not.

The process that decodes apart imports it as well and is to start quickly, so numpy is imported late.
"""

import ctypes
import logging
import struct
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError

from app.errors import AppError, Cancelled
from app.pictures.header import Cost, cost_before, cost_of, frames_of, tiff_start
from app.pictures.sniff import Sniffed, sniff

if TYPE_CHECKING:
    from app.shot import Shot

MAX_PIXELS = 100_000_000
MAX_BYTES = 1_000_000_000
#: A TIFF tag other than the pixel offsets has no business being larger than this.
MAX_TAG_BYTES = 64_000_000

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BAND = 256  # rows
_HINT_COPY = "Try to copy or download it again."


@dataclass(frozen=True)
class LoadedImage:
    """A decoded picture.

    Attributes:
        image: RGB, upright, the whole picture; smaller than the file says when ``need`` asked for less.
        width: Width in pixels of the picture as given, after orientation.
        height: Height in pixels of the picture as given, after orientation.
        format: "JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIC" or "AVIF".
        path: Where it came from; None for bytes.
        exif: Wanted EXIF fields by their standard names ("Make", "DateTimeOriginal" ...), values as Pillow
            gives them; "GPS" holds the numeric GPS tags. Empty without EXIF.
        frames: Number of frames or pages; at most 1,000 are counted.
        shot: What it was taken from, for pictures of the screen; their format is "SCREEN".
    """

    image: Image.Image
    width: int
    height: int
    format: str
    path: Path | None = None
    exif: dict[str, Any] = field(default_factory=dict)
    frames: int = 1
    shot: "Shot | None" = None

    @property
    def scale(self) -> float:
        """Size of ``image`` relative to the picture as given, at most 1.0."""
        return max(self.image.size) / max(self.width, self.height)


class Dear(Exception):
    """Decoding takes more than the caller affords; nothing was decoded."""


@dataclass(frozen=True)
class Wish:
    """What is to be decoded, and how.

    Attributes:
        name: What to call it in an error.
        size: Of the file, in bytes.
        max_pixels: Larger pictures are refused from their header.
        need: Longest side wanted, in pixels; None keeps every pixel.
        shrink: Where ``need`` is None: by how much the sides are to be smaller.
    """

    name: str
    size: int
    max_pixels: int
    need: int | None
    shrink: int = 1

    def side(self, picture: Image.Image) -> int | None:
        """Longest side wanted of a picture."""
        if self.need is not None or self.shrink == 1:
            return self.need
        return max(1, max(picture.size) // self.shrink)


def quiet() -> None:
    """Have Pillow say nothing: it would log what it finds in a file, and complaints about damage."""
    # Once per call, not with catch_warnings: that one swaps the filters of all threads.
    warnings.filterwarnings("ignore", module=r"(PIL|pillow_heif)\.")
    logging.getLogger("PIL").setLevel(logging.CRITICAL)


def refusal(name: str, why: str) -> AppError:
    """The sentence on a file that was given up.

    Args:
        name: What to call it.
        why: As `app.pictures.child.Exceeded` has it.
    """
    if why == "time":
        return AppError(f"{name} takes too long to open.", "Save it at a smaller size.")
    if why == "memory":
        return AppError(f"{name} needs more memory than I give one file.", "Save it at a smaller size.")
    return AppError(f"{name} is damaged or cut off and cannot be read.", _HINT_COPY)


def decode(stream: IO[bytes], wish: Wish, afford: Callable[[Cost], bool]) -> LoadedImage:
    """Decode a picture; only the first frame or page.

    Args:
        stream: Its file, from the beginning.
        wish: What is wanted.
        afford: Whether to go on, at what it is going to take.

    Raises:
        AppError: Empty, damaged, too large, or not a picture: a sentence each.
        Dear: ``afford`` said no.
    """
    quiet()
    name, size, max_pixels = wish.name, wish.size, wish.max_pixels
    if size == 0:
        raise AppError(f"{name} is empty.", _HINT_COPY)
    if size > MAX_BYTES:
        raise AppError(
            f"{name} is too large to open: {size / 1e9:.1f} gigabytes.", "Save it at a smaller size."
        )
    try:
        head = stream.read(4096)
        found = sniff(head)
        if found.format is None:
            raise _not_a_picture(name, found)
        if found.pixels is not None:
            _check_pixels(name, *found.pixels, max_pixels)
        if found.format == "TIFF":
            _check_tiff(stream, size)
        opening = cost_before(found.format, found.pixels)
        if opening is not None and not afford(opening):
            raise Dear
        stream.seek(0)
        _prepare(found.format)
        with Image.open(stream, formats=[_PLUGIN.get(found.format, found.format)]) as picture:
            _check_pixels(name, *picture.size, max_pixels)
            need = wish.side(picture)
            if not afford(cost_of(picture, stream, found.format, size, need)):
                raise Dear
            return _read(picture, stream, found.format, need)
    except (AppError, Cancelled, Dear):
        raise
    except Image.DecompressionBombError:
        raise AppError(f"{name} has too many pixels to open safely.", _SMALLER) from None
    except MemoryError:
        raise AppError(f"There is not enough memory to open {name}.", _SMALLER) from None
    except (UnidentifiedImageError, Exception):
        # Pillow's decoders raise almost any built-in exception on a damaged file.
        raise AppError(f"{name} is damaged or cut off and cannot be read.", _HINT_COPY) from None


_SMALLER = "Save it at a smaller size."
#: HEIC files are opened by pillow-heif's plugin, which calls itself HEIF.
_PLUGIN = {"HEIC": "HEIF"}


def _not_a_picture(name: str, found: Sniffed) -> AppError:
    if found.what == "text":
        return AppError(f"{name} holds text, not a picture.", "Open it with a text editor instead.")
    if found.what:
        return AppError(
            f"{name} is {found.what}, which I cannot read.", "Save it as JPEG or PNG and try again."
        )
    return AppError(
        f"{name} is not a picture I know.",
        "I read JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC and AVIF.",
    )


def _check_pixels(name: str, width: int, height: int, limit: int) -> None:
    if width * height > limit:
        millions, most = width * height / 1e6, limit / 1e6
        raise AppError(
            f"{name} has {millions:.0f} million pixels, more than the {most:g} million I open.", _SMALLER
        )


def _check_tiff(stream: IO[bytes], size: int) -> None:
    """Refuse a first page whose tags, other than those of the pixel data, would fill the memory."""
    stream.seek(0)
    order, big, offset = tiff_start(stream)
    if offset >= size:
        raise ValueError("first page lies outside the file")
    stream.seek(offset)
    (count,) = struct.unpack(order + ("Q" if big else "H"), stream.read(8 if big else 2))
    entry = 20 if big else 12
    if count > 4096:
        raise ValueError("too many tags")
    table = stream.read(entry * count)
    for start in range(0, len(table) - entry + 1, entry):
        _tag, kind, length = struct.unpack_from(order + ("HHQ" if big else "HHL"), table, start)
        unit = {3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}.get(kind, 1)
        if length * unit > MAX_TAG_BYTES:
            raise ValueError("a tag is too large")


def _prepare(format_: str) -> None:
    if format_ == "TIFF":
        _silence_libtiff()
    if format_ == "HEIC":
        _register_heif()
    else:
        Image.preinit()
        if format_ not in Image.OPEN:
            Image.init()


@lru_cache(maxsize=1)
def _silence_libtiff() -> None:
    """The TIFF library writes its complaints straight to the terminal; Pillow turns off its warnings only."""
    from PIL import _imaging

    # Found through the extension that links it; where it is built in, it cannot be reached and stays loud.
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler(None)


@lru_cache(maxsize=1)
def _register_heif() -> None:
    # Takes 50 ms, so only when the first HEIC file arrives.
    import pillow_heif

    pillow_heif.register_heif_opener()


def _read(picture: Image.Image, stream: IO[bytes], format_: str, need: int | None) -> LoadedImage:
    width, height = picture.size
    exif = _exif(picture)
    # Pillow's TIFF plugin announces the size after turning, the others the stored one.
    if format_ != "TIFF" and exif.get("Orientation", 1) in (5, 6, 7, 8):
        width, height = height, width
    frames = 1
    with suppress(ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError):
        frames = frames_of(picture, stream, format_)
    if need is not None and max(picture.size) > need:
        picture.draft(None, _size(picture, need))
    picture.load()
    # Read again: the TIFF plugin turns the picture itself while loading and removes the tag.
    turn = _TURNS.get(_tag(picture, _ORIENTATION))
    upright = _to_rgb(picture, need)
    if turn is not None:
        upright = upright.transpose(turn)
    return LoadedImage(upright, width, height, format_, exif=exif, frames=frames)


def _tag(picture: Image.Image, tag: int) -> Any:
    with suppress(Exception):
        return picture.getexif().get(tag, 1)
    return 1


def _exif(picture: Image.Image) -> dict[str, Any]:
    """The few fields the app uses, read at once: a TIFF's lie in a file that is closed soon."""
    wanted = {0x010F: "Make", 0x0110: "Model", 0x0112: "Orientation", 0x0132: "DateTime"}
    wanted_exif = {
        0x9003: "DateTimeOriginal",
        0x9004: "DateTimeDigitized",
        0x9010: "OffsetTime",
        0x9011: "OffsetTimeOriginal",
        0x9012: "OffsetTimeDigitized",
    }
    fields: dict[str, Any] = {}
    with suppress(Exception):
        exif = picture.getexif()
        fields.update({name: exif[tag] for tag, name in wanted.items() if tag in exif})
        with suppress(Exception):
            details = exif.get_ifd(0x8769)
            fields.update({name: details[tag] for tag, name in wanted_exif.items() if tag in details})
        with suppress(Exception):
            gps = {tag: value for tag, value in exif.get_ifd(0x8825).items() if tag in (1, 2, 3, 4)}
            if gps:
                fields["GPS"] = gps
    return fields


def _to_rgb(picture: Image.Image, need: int | None) -> Image.Image:
    """Any mode -> RGB: deep ones scaled, transparent ones on white; shrunk to ``need`` on the way."""
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bit(picture)
    if picture.has_transparency_data or picture.mode in ("RGBa", "La"):
        picture = _shrunk(picture if picture.mode == "RGBA" else picture.convert("RGBA"), need)
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    if picture.mode == "LAB":
        from PIL import ImageCms

        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(picture, lab, srgb, outputMode="RGB")
        picture = picture if turned is None else turned
    if picture.mode in ("P", "1"):
        picture = picture.convert("RGB")
    shrunk = _shrunk(picture, need)
    # Converting makes a copy, which no longer hangs on the file.
    return shrunk.convert("RGB") if shrunk is picture or shrunk.mode != "RGB" else shrunk


def _shrunk(picture: Image.Image, need: int | None) -> Image.Image:
    if need is None or max(picture.size) <= need:
        return picture
    return picture.resize(_size(picture, need), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _size(picture: Image.Image, longest: int) -> tuple[int, int]:
    ratio = longest / max(picture.size)
    return max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))


def _eight_bit(picture: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float pictures -> L, keeping their whole range; a band of rows at a time."""
    import numpy as np

    deep = picture.mode.startswith("I;16")
    bands = [
        (0, top, picture.width, min(top + _BAND, picture.height)) for top in range(0, picture.height, _BAND)
    ]
    grey = Image.new("L", picture.size)
    low, high = 0.0, 0.0
    for number, band in enumerate(bands if not deep else ()):
        numbers = np.nan_to_num(np.asarray(picture.crop(band), np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        low = min(low, float(numbers.min())) if number else float(numbers.min())
        high = max(high, float(numbers.max())) if number else float(numbers.max())
    if low >= 0 and picture.mode == "F" and high <= 1:
        low, high = 0.0, 1.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    elif low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    for band in bands:
        values = np.asarray(picture.crop(band))
        if deep:
            shades = values.astype(np.uint16) >> 8
        else:
            numbers = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
            with np.errstate(over="ignore", invalid="ignore"):
                scaled = (numbers - low) * (255.0 / max(high - low, 1e-9))
            shades = np.nan_to_num(scaled).clip(0, 255)
        grey.paste(Image.fromarray(shades.astype(np.uint8)), band)
    return grey
