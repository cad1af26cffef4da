"""What the library is given of describing: the rooms do not know each other, so this stands between them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.describe.codes import codes_in
from app.describe.facts import facts_of
from app.describe.reader import TextReader
from app.describe.words.naming import Naming
from app.describe.words.photo import PhotoWords
from app.inference.compact import CompactDescriber
from app.inference.detector import VERSION, SharedDetector
from app.inference.perception import Perception
from app.inference.protocols import Describer, Seen
from app.library.tools import Decoded, Perceiver
from app.pictures.load import LoadedImage, load_image
from app.pictures.sniff import first_bytes
from app.shot import Shot, Source

# Longest side to which photos (JPEG) are decoded: half of a 12-megapixel photo's, which its decoder does at a
# third of the cost. Everything else keeps its pixels: small text needs them.
PHOTO_SIDE = 2016
OTHER_SIDE = 4096
_PHOTO_START = b"\xff\xd8\xff"


def load(source: Source, cancel: CancelToken | None = None) -> LoadedImage:
    """Decode a picture at the size that its text and its scene need; raises AppError and Cancelled."""
    photo = not isinstance(source, Shot) and first_bytes(source, len(_PHOTO_START)) == _PHOTO_START
    return load_image(source, need=PHOTO_SIDE if photo else OTHER_SIDE, cancel=cancel)


def decode(source: Path | bytes, need: int, cancel: CancelToken | None = None) -> Decoded:
    """`app.library.tools.Decode`."""
    loaded = load_image(source, need=need, cancel=cancel)
    return Decoded(np.asarray(loaded.image), facts_of(loaded))


def perceiver(detector: SharedDetector, describer: CompactDescriber | None) -> Perceiver:
    """What the library looks through photos with.

    Args:
        detector: Finds objects and faces.
        describer: Tells where it is, and is the detector's second witness; None without a model.
    """
    words = PhotoWords(Naming())

    def look(pixels: NDArray[np.uint8], cancel: CancelToken) -> Perception:
        found = replace(detector.look(pixels, cancel), codes=codes_in(pixels))
        if describer is None:
            return found
        seen = describer.glance(pixels, cancel)
        return replace(detector.seconded(found, seen.impression), scene=seen.scene or found.scene)

    return Perceiver(look, VERSION, lambda seen: words.caption(None, seen))


class LibraryDescriber:
    """A describer of whose sentences a library keeps as facts only what a description says as one.

    Args:
        describer: Looks at the pictures.
    """

    def __init__(self, describer: Describer) -> None:
        self._describer = describer
        self._words = PhotoWords(Naming())

    @property
    def name(self) -> str:
        """The describer's."""
        return self._describer.name

    def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        """As `Describer.look`."""
        seen = self._describer.look(pixels, cancel)
        return replace(seen, stance=self._words.stance(seen, Perception()))


def words_in(read: TextReader, source: Path, cancel: CancelToken) -> str:
    """All text in a picture, its lines in reading order; "" without any. Raises AppError and Cancelled."""
    text = read(load(source, cancel), cancel, lambda _: None)
    return "\n".join(line.text for line in text.lines)
