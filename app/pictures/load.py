"""The one door for pictures: a file or bytes -> an upright RGB picture, or one sentence that says why not.

What its header says decides: most pictures are decoded here and now, dear ones by a process of their own.
"""

import io
import os
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import IO, Any

from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError
from app.pictures.apart import decode_apart
from app.pictures.decode import decode
from app.pictures.loaded import Dear, LoadedImage, Wish, no_such_page
from app.pictures.raster import quiet
from app.shot import Shot, Source

__all__ = ["MAX_PIXELS", "LoadedImage", "load_image", "open_file"]

MAX_PIXELS = 100_000_000
_HINT_OTHER = "Try another file."
# This thread's own work while it reads, in seconds, and how often it reads: only endless headers go beyond.
_SECONDS = 1.5
_READS = 100_000


def load_image(
    source: Source,
    *,
    max_pixels: int = MAX_PIXELS,
    need: int | None = None,
    shrink: int = 1,
    strip: int = 0,
    page: int = 0,
    cancel: CancelToken | None = None,
) -> LoadedImage:
    """Decode a picture; of several frames or pages the first that shows something.

    Args:
        source: A regular file, the bytes of one, or a picture of the screen.
        max_pixels: Larger pictures are refused from their header, before any pixel is decoded.
        need: Longest side wanted, in pixels. A larger picture is decoded at reduced size (cheap for JPEG)
            and scaled to exactly this; None keeps every pixel.
        shrink: Without ``need``: by how much the sides are to be smaller.
        strip: Pixels that a long, narrow picture may keep though it is longer than ``need``; 0 for none.
        page: Which page or frame, from 1; 0 for the first that shows something.
        cancel: Ends it within a second.

    Raises:
        AppError: Missing, unreadable, empty, damaged, too large, or not a picture: a sentence each.
        Cancelled: The token was raised.
    """
    cancel = cancel or CancelToken()
    if isinstance(source, Shot):
        return _of_shot(source, need)
    if isinstance(source, bytes):
        wish = Wish("The picture", len(source), max_pixels, need, shrink, strip, page)
        return _load(io.BytesIO(source), wish, cancel)
    name = source.name or str(source)
    with open_file(source, name) as stream:
        wish = Wish(name, os.fstat(stream.fileno()).st_size, max_pixels, need, shrink, strip, page)
        return replace(_load(stream, wish, cancel), path=source)


def _load(stream: IO[bytes], wish: Wish, cancel: CancelToken) -> LoadedImage:
    begun, end, reads = time.monotonic(), time.thread_time() + _SECONDS, count()

    def check() -> None:
        cancel.check()
        if time.thread_time() > end or next(reads) > _READS:
            raise Dear

    try:
        loaded = decode(CheckedStream(stream, check), wish, lambda cost: not cost.dear)  # type: ignore[arg-type]
    except Dear:
        loaded = decode_apart(stream, wish, cancel, time.monotonic() - begun)
    if wish.page > loaded.frames:
        raise no_such_page(wish, loaded.frames)
    return loaded


class CheckedStream:
    """A stream that looks at every read whether it is time to stop: Pillow reads headers piece by piece.

    Args:
        stream: What is read.
        check: Raises where it is.
    """

    def __init__(self, stream: IO[bytes], check: Callable[[], None]) -> None:
        self._stream = stream
        self._check = check

    def read(self, size: int = -1) -> bytes:
        """As the stream's own."""
        self._check()
        return self._stream.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _of_shot(shot: Shot, need: int | None) -> LoadedImage:
    quiet()
    image = Image.fromarray(shot.pixels)
    width, height = image.size
    if need is not None and max(width, height) > need:
        scale = need / max(width, height)
        image = image.resize((max(1, round(width * scale)), max(1, round(height * scale))))
    return LoadedImage(image, width, height, "SCREEN", shot=shot)


def open_file(path: Path, name: str) -> IO[bytes]:
    """Open a regular file only; a FIFO or a device must never make the app wait. Raises AppError."""
    try:
        # O_NONBLOCK: opening a FIFO without a writer would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        raise AppError(f"There is no file named {name}.", "Check the name and the folder.") from None
    except PermissionError:
        raise AppError(
            f"I may not read {name}.", "Change the permissions of the file or of its folder."
        ) from None
    except (OSError, ValueError):
        raise AppError(f"{name} cannot be opened.", _HINT_OTHER) from None
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        os.set_blocking(handle, True)
        return os.fdopen(handle, "rb")
    os.close(handle)
    if stat.S_ISDIR(mode):
        raise AppError(f"{name} is a folder, not a picture.", "Name a picture inside it.")
    raise AppError(f"{name} is a device or a pipe, not a picture file.", _HINT_OTHER)
