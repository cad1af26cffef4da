"""A picture of pixels -> RGB, upright: of several frames or pages one that shows something."""

import ctypes
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import IO, Any

from PIL import Image, ImageChops, UnidentifiedImageError

from app.errors import AppError
from app.pictures import frames, tags
from app.pictures.header import MOST_SECONDS, UNKNOWN, Cost, cost_of, frame_seconds, frames_of, png_depth
from app.pictures.loaded import Dear, LoadedImage, Wish, check_pixels, no_such_page, refusal
from app.pictures.modes import is_clear, size_for, to_rgb

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
#: Formats by the names of Pillow's plugins, where those differ.
_PLUGIN = {"HEIC": "HEIF"}
_DIM = 128  # of 255: where colours of 16 bits are all darker, they may have had fewer


def quiet() -> None:
    """Have Pillow say nothing: it would log what it finds in a file, and complaints about damage."""
    # Once per call, not with catch_warnings: that one swaps the filters of all threads.
    warnings.filterwarnings("ignore", module=r"(PIL|pillow_heif)\.")
    logging.getLogger("PIL").setLevel(logging.CRITICAL)


def opened(stream: IO[bytes], format_: str, wish: Wish, afford: Callable[[Cost], bool]) -> LoadedImage:
    """Decode a picture.

    Args:
        stream: Its file.
        format_: As `app.pictures.sniff` has it.
        wish: What is wanted.
        afford: Whether to go on, at what it is going to take.

    Raises:
        AppError: Too many pixels.
        Dear: ``afford`` said no.
        Exception: Almost any, where it is damaged.
    """
    pages, order = [0], ""
    if format_ == "TIFF":
        tags.check(stream, wish.size)
        pages = tags.real_pages(stream)
        stream.seek(0)
        order = tags.start(stream)[0]
    stream.seek(0)
    _prepare(format_)
    exif: dict[str, Any] = {}
    try:
        with Image.open(stream, formats=[_PLUGIN.get(format_, format_)]) as picture:
            check_pixels(wish.name, *picture.size, wish.max_pixels)
            if not (format_ == "TIFF" and tags.is_misread(getattr(picture, "tag_v2", {}), order)):
                return _read(_Frames(picture, stream, format_, wish, afford, pages), wish.page)
            exif = _exif(picture)
    except _Misread as error:
        exif = error.exif
    except (UnidentifiedImageError, SyntaxError):
        if format_ != "TIFF":
            raise
    # Of a depth that Pillow does not know.
    if not afford(UNKNOWN):
        raise Dear
    return _unusual(stream, wish, exif)


def with_end(
    plain: IO[bytes], junk: IO[bytes], coarse: bool, wish: Wish, afford: Callable[[Cost], bool]
) -> LoadedImage:
    """A JPEG that was cut off, without the part of the picture that is missing.

    Args:
        plain: It, with an end put to it.
        junk: It, with rubbish before that end: where they differ, pixels are missing.
        coarse: Whether all of it is there, but not as sharp as it was.
        wish: As for `opened`.
        afford: Likewise.

    Raises:
        AppError: Too many pixels, or all of them are missing.
        Dear: ``afford`` said no.
    """
    _prepare("JPEG")
    found: list[tuple[Image.Image, int, tuple[int, int], dict[str, Any]]] = []
    for stream in (plain, junk):
        stream.seek(0)
        with Image.open(stream, formats=["JPEG"]) as picture:
            check_pixels(wish.name, *picture.size, wish.max_pixels)
            need = wish.side(picture)
            if not afford(cost_of(picture, stream, "JPEG", wish.size, need)):
                raise Dear
            exif, size = _exif(picture), picture.size
            if need is not None and max(size) > need:
                picture.draft(None, size_for(picture, need))
            picture.load()
            found.append((to_rgb(picture, need), _tag(picture, _ORIENTATION), size, exif))
    (image, turn, (width, height), exif), (other, *_) = found
    differs = ImageChops.difference(image, other).getbbox()
    kept = image.height if differs is None or coarse else differs[1]
    if not kept:
        raise refusal(wish.name, "died")
    missing = 1 - kept / image.height
    image, height = image.crop((0, 0, image.width, kept)), max(1, round(height * kept / image.height))
    upright = _turned(image, turn)
    if turn in (5, 6, 7, 8):
        width, height = height, width
    return LoadedImage(
        upright, width, height, "JPEG", exif=exif, missing=missing, coarse=coarse and differs is not None
    )


class _Misread(Exception):
    """Pillow leaves out what matters of a TIFF's depth."""

    def __init__(self, exif: dict[str, Any]) -> None:
        super().__init__()
        self.exif = exif


class _Frames:
    """The frames or pages of an open picture, decoded one after another as far as that is afforded."""

    def __init__(
        self,
        picture: Image.Image,
        stream: IO[bytes],
        format_: str,
        wish: Wish,
        afford: Callable[[Cost], bool],
        pages: list[int],
    ) -> None:
        self.picture, self.format, self._stream = picture, format_, stream
        self._wish, self._afford, self._pages = wish, afford, pages
        self.count = 1
        harmless = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError)
        with suppress(*harmless):
            self.count = len(pages) if format_ == "TIFF" else frames_of(picture, stream, format_)
        self.known: list[tuple[tuple[int, int], dict[str, Any]]] = []
        self.clear = False

    def __iter__(self) -> Iterator[Image.Image]:
        seconds = 0.0
        for number in range(min(self.count, frames.MOST_LOOKED)):
            place = self._pages[number] if self.format == "TIFF" else number
            try:
                if place:
                    self.picture.seek(place)
                wide, high = self.picture.size
                if number:
                    seconds += frame_seconds(self.format, wide * high, self._wish.size // self.count)
                    if wide * high > self._wish.max_pixels or seconds > MOST_SECONDS:
                        return
                else:
                    check_pixels(self._wish.name, wide, high, self._wish.max_pixels)
                image = self._decoded()
            except Dear:
                raise
            except Exception:
                if not number:
                    raise
                return  # what came before is what there is
            yield image

    def page(self, number: int) -> Image.Image:
        """One of them, from 1."""
        if number > self.count:
            raise no_such_page(self._wish, self.count)
        self.picture.seek(self._pages[number - 1] if self.format == "TIFF" else number - 1)
        check_pixels(self._wish.name, *self.picture.size, self._wish.max_pixels)
        return self._decoded()

    def _decoded(self) -> Image.Image:
        picture, need = self.picture, self._wish.side(self.picture)
        if not self._afford(cost_of(picture, self._stream, self.format, self._wish.size, need)):
            raise Dear
        width, height = picture.size
        exif = _exif(picture)
        # Pillow's TIFF plugin announces the size after turning, the others the stored one.
        if self.format != "TIFF" and exif.get("Orientation", 1) in (5, 6, 7, 8):
            width, height = height, width
        if need is not None and max(picture.size) > need:
            picture.draft(None, size_for(picture, need))
        inverted = self.format == "TIFF" and tags.is_inverted(getattr(picture, "tag_v2", {}), picture.mode)
        picture.load()
        if self._has_deep_colours() and _is_dim(picture):
            if self.format == "TIFF":
                raise _Misread(exif)
            picture = _with_lower_bytes(picture, self._stream)
        # Read again: the TIFF plugin turns the picture itself while loading and removes the tag.
        turn = _tag(picture, _ORIENTATION)
        self.clear = is_clear(picture)
        upright = _turned(to_rgb(picture, need), turn)
        self.known.append(((width, height), exif))
        return ImageChops.invert(upright) if inverted else upright

    def _has_deep_colours(self) -> bool:
        """Whether colours have 16 bits, of which Pillow keeps eight."""
        if self.picture.mode not in ("RGB", "RGBA"):
            return False
        if self.format == "TIFF":
            return tags.are_deep_colours(getattr(self.picture, "tag_v2", {}))
        return self.format == "PNG" and png_depth(self._stream) == 16


def _read(several: _Frames, page: int) -> LoadedImage:
    if page:
        chosen = frames.Chosen(several.page(page), page, 1)
    elif several.count > 1 and several.format in frames.SEVERAL:
        chosen = frames.choose(iter(several))
    else:
        chosen = frames.Chosen(next(iter(several)), 1, 1)
    (width, height), exif = several.known[0 if page else chosen.number - 1]
    return LoadedImage(
        chosen.image,
        width,
        height,
        several.format,
        exif=exif,
        frames=several.count,
        frame=chosen.number,
        looked=chosen.looked,
        clear=several.clear and chosen.looked == 1,
    )


def _is_dim(picture: Image.Image) -> bool:
    return max(most for _least, most in picture.getextrema()[:3]) < _DIM  # type: ignore[misc]


def _with_lower_bytes(picture: Image.Image, stream: IO[bytes]) -> Image.Image:
    """The picture anew, by the range that its sixteen bits use: those of few bits would be black."""
    import numpy as np

    from app.pictures.depth import range_of, shades

    stream.seek(0)
    with Image.open(stream, formats=["PNG"]) as again:
        # The other order of bytes: the decoder now keeps the lower one.
        again.tile = [tile._replace(args=str(tile.args).replace("16B", "16L")) for tile in again.tile]
        again.load()
        numbers = np.asarray(picture).astype(np.uint16) << 8 | np.asarray(again)
    colours = numbers[:, :, :3]
    levels = shades(colours, range_of([colours], colours.size))
    if picture.mode == "RGBA":
        levels = np.dstack((levels, np.asarray(picture)[:, :, 3]))
    return Image.fromarray(levels)


def _unusual(stream: IO[bytes], wish: Wish, exif: dict[str, Any]) -> LoadedImage:
    from app.pictures.tiff import Unreadable, pictures_in

    sizes: list[tuple[int, int]] = []

    def shown() -> Iterator[Image.Image]:
        for picture, orientation in pictures_in(
            stream, lambda wide, high: check_pixels(wish.name, wide, high, wish.max_pixels)
        ):
            wide, high = picture.size
            sizes.append((high, wide) if orientation in (5, 6, 7, 8) else (wide, high))
            yield _turned(to_rgb(picture, wish.side(picture)), orientation)

    try:
        if wish.page:
            chosen = frames.Chosen(next(islice(shown(), wish.page - 1, None)), wish.page, 1)
        else:
            chosen = frames.choose(shown())
    except StopIteration:
        raise no_such_page(wish, len(sizes)) from None
    except Unreadable:
        raise AppError(
            f"{wish.name} is packed in a way that I cannot read.", "Save it as JPEG or PNG and try again."
        ) from None
    width, height = sizes[chosen.number - 1]
    count = len(tags.real_pages(stream))
    return LoadedImage(
        chosen.image, width, height, "TIFF",
        exif=exif, frames=count, frame=chosen.number, looked=chosen.looked,
    )  # fmt: skip


def _turned(image: Image.Image, orientation: Any) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


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
