"""What the library is given of describing: the rooms do not know each other, so this stands between them."""

from pathlib import Path

import numpy as np

from app.cancel import CancelToken
from app.describe.facts import facts_of
from app.describe.reader import TextReader
from app.library.tools import Decoded
from app.pictures.load import LoadedImage, load_image
from app.shot import Shot, Source

# Longest side to which photos (JPEG, HEIC, AVIF) are decoded: half of a 12-megapixel photo's, which its
# decoder does at a third of the cost. Everything else keeps its pixels: small text needs them.
PHOTO_SIDE = 2016
OTHER_SIDE = 4096
_PHOTO_SIGNS = (b"\xff\xd8\xff",)


def load(source: Source, cancel: CancelToken | None = None) -> LoadedImage:
    """Decode a picture at the size that its text and its scene need; raises AppError and Cancelled."""
    if isinstance(source, Shot):
        return load_image(source, need=OTHER_SIDE, cancel=cancel)
    head = source[:3] if isinstance(source, bytes) else _head(source)
    need = PHOTO_SIDE if head in _PHOTO_SIGNS else OTHER_SIDE
    return load_image(source, need=need, cancel=cancel)


def decode(source: Path | bytes, need: int, cancel: CancelToken | None = None) -> Decoded:
    """`app.library.tools.Decode`."""
    loaded = load_image(source, need=need, cancel=cancel)
    return Decoded(np.asarray(loaded.image), facts_of(loaded))


def words_in(read: TextReader, source: Path, cancel: CancelToken) -> str:
    """All text in a picture, its lines in reading order; "" without any. Raises AppError and Cancelled."""
    text = read(load(source, cancel), cancel, lambda _: None)
    return "\n".join(line.text for line in text.lines)


def _head(path: Path) -> bytes:
    """The first bytes of a regular file; nothing of anything else, which the loader refuses in words."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(3)
    except (OSError, ValueError):
        return b""
    return b""
