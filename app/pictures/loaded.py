"""What is wanted of a picture file, what it gave, and the sentences on those that give nothing."""

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from app.errors import AppError

if TYPE_CHECKING:
    from app.shot import Shot

HINT_COPY = "Try to copy or download it again."
HINT_SMALLER = "Save it at a smaller size."
#: Fields of a `LoadedImage` that go through a pipe as they are.
PLAIN = (
    "width", "height", "format", "frames", "frame", "looked", "missing", "coarse", "clear", "left_out"
)  # fmt: skip


@dataclass(frozen=True)
class WrittenLine:
    """A line that a page has as text.

    Attributes:
        text: Without line ends.
        box: (left, top, right, bottom) in pixels of the picture as given.
    """

    text: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class LoadedImage:
    """A decoded picture.

    Attributes:
        image: RGB, upright, the whole picture; smaller than the file says when ``need`` asked for less.
        width: Width in pixels of the picture as given, after orientation.
        height: Height in pixels of the picture as given, after orientation.
        format: "JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIC", "AVIF", "ICO", "JPEG2000", "SVG", "PDF".
        path: Where it came from; None for bytes.
        exif: Wanted EXIF fields by their standard names ("Make", "DateTimeOriginal" ...), values as Pillow
            gives them; "GPS" holds the numeric GPS tags. Empty without EXIF.
        frames: Number of frames or pages; at most 1,000 are counted.
        frame: Which of them this is, from 1: the first that shows something.
        looked: How many of them were looked at for that.
        missing: Share of the picture that is missing because the file is cut off, 0..1; it is cut off here.
        coarse: Whether all of it is there, but for the file's end not as sharp as it was.
        clear: Whether the whole picture is transparent.
        left_out: How many other files it names, none of which was opened.
        text: The lines that a page has as text, in reading order; none for pictures.
        shot: What it was taken from, for pictures of the screen; their format is "SCREEN".
    """

    image: Image.Image
    width: int
    height: int
    format: str
    path: Path | None = None
    exif: dict[str, Any] = field(default_factory=dict)
    frames: int = 1
    frame: int = 1
    looked: int = 1
    missing: float = 0.0
    coarse: bool = False
    clear: bool = False
    left_out: int = 0
    text: tuple[WrittenLine, ...] = ()
    shot: "Shot | None" = None

    @property
    def scale(self) -> float:
        """Size of ``image`` relative to the picture as given, at most 1.0."""
        return max(self.image.size) / max(self.width, self.height)


class Dear(Exception):
    """Decoding takes more than the caller affords; nothing was decoded."""


#: A picture so many times longer than wide is a strip: a page of many screens.
_LONG = 2.5


@dataclass(frozen=True)
class Wish:
    """What is to be decoded, and how.

    Attributes:
        name: What to call it in an error.
        size: Of the file, in bytes.
        max_pixels: Larger pictures are refused from their header.
        need: Longest side wanted, in pixels; None keeps every pixel.
        shrink: Where ``need`` is None: by how much the sides are to be smaller.
        strip: Pixels that a long, narrow picture may keep though it is longer than ``need``; 0 for none.
        page: Which page or frame is wanted, from 1; 0 for the first that shows something.
    """

    name: str
    size: int
    max_pixels: int
    need: int | None
    shrink: int = 1
    strip: int = 0
    page: int = 0

    def side(self, picture: Image.Image) -> int | None:
        """Longest side wanted of a picture."""
        long, short = max(picture.size), min(picture.size)
        if self.strip and self.need is not None and long > max(self.need, _LONG * short):
            # Shrunk to that side, nothing on a page of many screens could be read.
            return max(self.need, min(long, math.isqrt(self.strip * long // max(1, short))))
        if self.need is not None or self.shrink == 1:
            return self.need
        return max(1, max(picture.size) // self.shrink)


def refusal(name: str, why: str) -> AppError:
    """The sentence on a file that was given up.

    Args:
        name: What to call it.
        why: As `app.pictures.child.Exceeded` has it.
    """
    if why == "time":
        return AppError(f"{name} takes too long to open.", HINT_SMALLER)
    if why == "memory":
        return AppError(f"{name} needs more memory than I give one file.", HINT_SMALLER)
    return AppError(f"{name} is damaged or cut off and cannot be read.", HINT_COPY)


def no_such_page(wish: Wish, count: int) -> AppError:
    """The sentence on a page that is not there, of a file with so many."""
    pages = "1 page" if count == 1 else f"{count} pages"
    return AppError(f"{wish.name} has {pages}, so there is no page {wish.page}.", "Choose one that it has.")


def check_pixels(name: str, width: int, height: int, limit: int) -> None:
    """Raise AppError for more than ``limit`` pixels."""
    if width * height > limit:
        millions, most = width * height / 1e6, limit / 1e6
        raise AppError(
            f"{name} has {millions:.0f} million pixels, more than the {most:g} million I open.", HINT_SMALLER
        )
