"""What the library is given of describing: the rooms do not know each other, so this stands between them."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

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
from app.inference.perception import Perception, doubted
from app.inference.protocols import Describer, Seen
from app.library.tools import Decoded, Perceiver
from app.pictures.load import LoadedImage, load_image
from app.pictures.sniff import first_bytes
from app.shot import Shot, Source

if TYPE_CHECKING:
    from app.describe.video.watched import Watched

# Longest side to which photos (JPEG) are decoded: half of a 12-megapixel photo's, which its decoder does at a
# third of the cost. Everything else keeps its pixels: small text needs them.
PHOTO_SIDE = 2016
OTHER_SIDE = 4096
#: A page of many screens keeps its pixels up to these: 100 MB.
STRIP_PIXELS = 32_000_000
#: Of a video in a library: so many scenes, and so long to find them, in seconds.
_SCENES = 4
_WATCHED_SECONDS = 8.0
_SHOWS_SOMETHING = 12.0  # standard deviation of its values: a black or white opening has less
_PHOTO_START = b"\xff\xd8\xff"


def load(source: Source, cancel: CancelToken | None = None, page: int = 0) -> LoadedImage:
    """Decode a picture at the size that its text and its scene need; raises AppError and Cancelled.

    Args:
        source: It.
        cancel: Ends it.
        page: Which page or frame, from 1; 0 for the first that shows something.
    """
    photo = not isinstance(source, Shot) and first_bytes(source, len(_PHOTO_START)) == _PHOTO_START
    need = PHOTO_SIDE if photo else OTHER_SIDE
    return load_image(source, need=need, strip=STRIP_PIXELS, page=page, cancel=cancel)


def decode(source: Path | bytes, need: int, cancel: CancelToken | None = None) -> Decoded:
    """`app.library.tools.Decode`; of a video, its first scene that shows something."""
    from app.describe.video.video import kind_of

    if kind_of(source) is not None:
        return _opening(source, need, cancel or CancelToken())
    loaded = load_image(source, need=need, cancel=cancel)
    return Decoded(np.asarray(loaded.image), facts_of(loaded))


def _opening(source: Path | bytes, need: int, cancel: CancelToken) -> Decoded:
    seen = _first_scenes(source, cancel)
    shown = [np.asarray(load_image(scene.picture, need=need, cancel=cancel).image) for scene in seen.scenes]
    telling = next((pixels for pixels in shown if pixels.std() >= _SHOWS_SOMETHING), shown[0])
    return Decoded(telling, seen.facts)


def _first_scenes(source: Path | bytes, cancel: CancelToken) -> "Watched":
    """A video's first scenes, and its facts."""
    from app.describe.video.watching import watch

    with closing(watch(source, cancel, budget=_WATCHED_SECONDS)) as looks:  # type: ignore[type-var]
        for seen in looks:
            if len(seen.scenes) >= _SCENES:
                break
    return seen


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
        both = replace(detector.seconded(found, seen.impression), scene=seen.scene or found.scene)
        return doubted(both) if seen.foreign else both

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
    """All text in a picture or a video's first scenes, its lines in reading order; "" without any.

    Raises:
        AppError: It cannot be read.
        Cancelled: The token was raised.
    """
    from app.describe.video.video import kind_of

    if kind_of(source) is None:
        sources: list[Source] = [source]
    else:
        sources = [scene.picture for scene in _first_scenes(source, cancel).scenes]
    lines: dict[str, None] = {}
    for one in sources:
        found = [line.text for line in read(load(one, cancel), cancel, lambda _: None).lines]
        if len(sources) == 1:
            return "\n".join(found)
        lines |= dict.fromkeys(found)  # what stays through some scenes is there once
    return "\n".join(lines)
