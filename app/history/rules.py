"""What may be kept in the history, and the small picture that is kept with it."""

import io
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.history.history import THUMBNAIL_BYTES
from app.history.private import (
    ALWAYS_PRIVATE,
    BROWSERS,
    PRIVATE_MARKS,
    SAFARI_ENDINGS,
    SECRET_BEGINNINGS,
    SECRET_NAMES,
    UNTOLD,
    UNTOLD_NAMES,
)
from app.library.store.text_index import plain as folded
from app.settings import Settings

THUMBNAIL_SIDE = 320  # pixels


def may_keep(settings: Settings, app: str, window: str) -> bool:
    """Whether what a window shows may be kept.

    Args:
        settings: Private mode, the switch of the history, and the user's own list are in them.
        app: The application's name, its window's class or bundle id; "" where unknown.
        window: The window's title; "" where unknown.
    """
    if settings.private or not settings.history:
        return False
    name, title = folded(app), folded(window)
    listed = filter(None, map(folded, settings.history_never))
    if (
        any(never in name for never in listed)
        or re.sub(r"[\W_]", "", name) in SECRET_NAMES
        or _begins_with_secret(name)
        or _has(name, ALWAYS_PRIVATE)
        or (_is_untold(name) and not settings.history_untold)
        or _has(title, PRIVATE_MARKS)
    ):
        return False
    # Where nobody says whose window it is, its title may: programs write their name into it.
    if name and not _has(name, BROWSERS):
        return True
    return not (_begins_with_secret(title) or _is_private_safari(name, title))


def thumbnail(pixels: NDArray[np.uint8]) -> bytes:
    """A JPEG of at most 320 pixels a side and 32 kilobytes.

    Args:
        pixels: (height, width, 3) RGB; b"" for anything else.
    """
    from PIL import Image

    if pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape or pixels.dtype != np.uint8:
        return b""
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BOX, reducing_gap=None)
    for quality in (75, 60, 45, 30, 15):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= THUMBNAIL_BYTES:
            return buffer.getvalue()
    return b""


def _is_untold(name: str) -> bool:
    words = re.split(r"[\W_\d]+", name)
    return name in UNTOLD_NAMES or not UNTOLD.isdisjoint(words)


def _begins_with_secret(text: str) -> bool:
    words = " " + re.sub(r"[\W_]+", " ", text)
    return any(f" {one}" in words for one in SECRET_BEGINNINGS)


def _is_private_safari(name: str, title: str) -> bool:
    last = re.split(r"\s[-\u2013\u2014]\s", title)[-1].strip("()[] ")
    return "safari" in name and last in SAFARI_ENDINGS


def _has(text: str, parts: Iterable[str]) -> bool:
    return any(folded(part) in text for part in parts)
