"""An open picture file -> an upright RGB picture, or one sentence that says why not.

The process that decodes apart imports it as well and is to start quickly, so numpy is imported late.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import IO

from PIL import Image

from app.errors import AppError, Cancelled
from app.pictures.header import UNKNOWN, Cost, cost_before
from app.pictures.icons import largest
from app.pictures.loaded import HINT_COPY, HINT_SMALLER, Dear, LoadedImage, Wish, check_pixels, refusal
from app.pictures.mending import ended_jpeg, ends_in_zeros, mended_png
from app.pictures.raster import opened, quiet, with_end
from app.pictures.sniff import RAW, Sniffed, sniff, sniff_further
from app.pictures.tags import is_raw

MAX_BYTES = 1_000_000_000


def decode(stream: IO[bytes], wish: Wish, afford: Callable[[Cost], bool]) -> LoadedImage:
    """Decode a picture; of several frames or pages the first that shows something.

    Args:
        stream: Its file, from the beginning.
        wish: What is wanted.
        afford: Whether to go on, at what it is going to take.

    Raises:
        AppError: Empty, damaged, too large, or not a picture: a sentence each.
        Dear: ``afford`` said no.
    """
    quiet()
    name = wish.name
    if wish.size == 0:
        raise AppError(f"{name} is empty.", HINT_COPY)
    if wish.size > MAX_BYTES:
        raise AppError(f"{name} is too large to open: {wish.size / 1e9:.1f} gigabytes.", HINT_SMALLER)
    try:
        found = sniff(stream.read(4096))
        if found.what == "text":
            found = sniff_further(stream)
        if found.format == "TIFF" and is_raw(stream):
            found = Sniffed(None, RAW)
        if found.format is None:
            raise _not_a_picture(name, found)
        if found.pixels is not None:
            check_pixels(name, *found.pixels, wish.max_pixels)
        if found.format in ("SVG", "PDF"):
            return _drawn(stream, found.format, wish, afford)
        opening = cost_before(found.format, found.pixels)
        if opening is not None and not afford(opening):
            raise Dear
        return _decoded(stream, found.format, wish, afford)
    except (AppError, Cancelled, Dear):
        raise
    except Image.DecompressionBombError:
        raise AppError(f"{name} has too many pixels to open safely.", HINT_SMALLER) from None
    except MemoryError:
        raise AppError(f"There is not enough memory to open {name}.", HINT_SMALLER) from None
    except Exception:
        # Pillow's decoders raise almost any built-in exception on a damaged file.
        raise refusal(name, "died") from None


def _decoded(stream: IO[bytes], format_: str, wish: Wish, afford: Callable[[Cost], bool]) -> LoadedImage:
    if format_ == "ICO":
        inner, icon = largest(stream)
        return replace(opened(icon, inner, wish, afford), format="ICO", frames=1)
    if format_ == "JPEG" and ends_in_zeros(stream) and (ended := ended_jpeg(stream)) is not None:
        return with_end(ended.plain, ended.junk, ended.coarse, wish, afford)
    try:
        return opened(stream, format_, wish, afford)
    except (AppError, Cancelled, Dear, Image.DecompressionBombError, MemoryError):
        raise
    except Exception:
        if format_ == "PNG" and (mended := mended_png(stream)) is not None:
            return opened(mended, format_, wish, afford)
        if format_ == "JPEG" and (ended := ended_jpeg(stream)) is not None:
            return with_end(ended.plain, ended.junk, ended.coarse, wish, afford)
        raise


def _drawn(stream: IO[bytes], format_: str, wish: Wish, afford: Callable[[Cost], bool]) -> LoadedImage:
    """What is made of shapes and letters: only by a process of its own."""
    if not afford(UNKNOWN):
        raise Dear
    if format_ == "SVG":
        from app.pictures.svg import rendered

        return rendered(stream, wish)
    from app.pictures.pdf import page_of

    return page_of(stream, wish)


def _not_a_picture(name: str, found: Sniffed) -> AppError:
    if found.what == "text":
        return AppError(f"{name} holds text, not a picture.", "Open it with a text editor instead.")
    if found.what:
        return AppError(
            f"{name} is {found.what}, which I cannot read.", "Save it as JPEG or PNG and try again."
        )
    return AppError(
        f"{name} is not a picture I know.",
        "I read JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC, AVIF, JPEG 2000, ICO, SVG and PDF.",
    )
