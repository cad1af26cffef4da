"""OCR as the describer uses it: an engine chosen, its callbacks gathered, its doubts in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from PIL.Image import Image
from PIL.ImageStat import Stat

from app.cancel import CancelToken
from app.describe.ocr.certainty import doubtful_words
from app.describe.ocr.layout.order import reading_order
from app.describe.ocr.protocol import Box, OcrEngine, Region
from app.describe.ocr.reading import most_important, read_text
from app.describe.result import TextLine
from app.pictures.load import LoadedImage

#: Levels of 255 between paper and what can be seen on it.
_SEEN = 16


@dataclass(frozen=True)
class FirstText:
    """What is known about a picture's text early on.

    Attributes:
        boxes: Lines found at a glance: (left, top, right, bottom) in pixels of the picture as given.
        lines: The title and the largest lines, read already.
    """

    boxes: tuple[Box, ...]
    lines: tuple[TextLine, ...]


@dataclass(frozen=True)
class AllText:
    """All text of a picture.

    Attributes:
        lines: Every line that could be read, in reading order.
        unread: Lines found that could not be read.
        uncertain: What may have been misread, as it was read: digits, negations, or whole lines; as often as
            there are lines in which it may.
        scale: Size of the picture that was read, relative to the picture as given.
        turned: By how many degrees clockwise it was turned to be read.
    """

    lines: tuple[TextLine, ...] = ()
    unread: int = 0
    uncertain: tuple[str, ...] = ()
    scale: float = 1.0
    turned: int = 0


class TextReader:
    """Reads with one engine.

    Args:
        make_engine: Builds it when the first text is to be read; may raise AppError.
    """

    def __init__(self, make_engine: Callable[[], OcrEngine]) -> None:
        self._make = make_engine
        self._engine: OcrEngine | None = None
        self._lock = Lock()

    @property
    def engine(self) -> OcrEngine:
        """The engine, built once."""
        with self._lock:
            if self._engine is None:
                self._engine = self._make()
            return self._engine

    def warm(self) -> None:
        """Build the engine and load its models ahead of the first picture."""
        self.engine.warm()

    def __call__(
        self,
        loaded: LoadedImage,
        cancel: CancelToken,
        on_first: Callable[[FirstText], None],
        *,
        thorough: bool = False,
        on_next: Callable[[int, TextLine | None], None] | None = None,
    ) -> AllText:
        """Read everything. May be called from any thread.

        Args:
            loaded: The picture.
            cancel: Checked between steps and lines.
            on_first: Called at most once, as early as possible; never for a picture without large text.
            thorough: Look closely even where a glance finds nothing.
            on_next: Called with how many lines there are, and with each from the top on, as it is read, for
                as long as it is certain which comes next; see :func:`read_text`.

        Raises:
            Cancelled: The token was raised.
            AppError: The engine cannot be used, in words.
        """
        if loaded.text:
            return self._beside_written(loaded, cancel, on_first)
        return self._seen(loaded, loaded.image, cancel, on_first, on_next, thorough=thorough)

    def _beside_written(
        self, loaded: LoadedImage, cancel: CancelToken, on_first: Callable[[FirstText], None]
    ) -> AllText:
        """What a page has as text, as it stands there, and what can only be seen, as in a scan or a photo."""
        written = [TextLine(line.text, 1.0, line.box) for line in loaded.text]
        boxes = tuple(line.box for line in written)
        on_first(FirstText(boxes, tuple(written[i] for i in most_important(boxes))))
        others = _without(loaded.image, boxes)
        if all(high - low < _SEEN for low, high in others.getextrema()):  # type: ignore[misc]
            return AllText(tuple(written), scale=loaded.scale)  # the page holds nothing else
        rest = self._seen(loaded, others, cancel, lambda _: None, thorough=True)
        if not rest.lines:  # the document's own order is the better one
            return replace(rest, lines=tuple(written))
        lines = [*written, *rest.lines]
        order = reading_order([line.box for line in lines])
        return replace(rest, lines=tuple(lines[i] for i in order))

    def _seen(
        self,
        loaded: LoadedImage,
        image: Image,
        cancel: CancelToken,
        on_first: Callable[[FirstText], None],
        on_next: Callable[[int, TextLine | None], None] | None = None,
        *,
        thorough: bool,
    ) -> AllText:
        boxes: tuple[Box, ...] = ()

        def found(regions: list[Region]) -> None:
            nonlocal boxes
            boxes = tuple(region.box for region in regions)

        reading = read_text(
            self.engine,
            image,
            cancel,
            lambda lines: on_first(FirstText(boxes, tuple(lines))),
            on_found=found,
            on_next=on_next,
            scale=loaded.scale,
            thorough=thorough,
        )
        doubtful = (reading.lines[i] for i in reading.uncertain)
        words = tuple(word for line in doubtful for word in dict.fromkeys(doubtful_words(line)))
        return AllText(reading.lines, reading.unread, words, reading.scale, reading.turned)


def _without(image: Image, boxes: Sequence[Box]) -> Image:
    """A picture in which these lines are covered with the paper that they stand on."""
    covered = image.copy()
    for left, top, right, bottom in boxes:
        more = max(2, (bottom - top) // 5)
        place = max(0, left - more), max(0, top - more), right + more, bottom + more
        paper = Stat(image.crop((*place[:2], min(image.width, place[2]), min(image.height, place[3])))).median
        covered.paste(tuple(int(level) for level in paper), place)
    return covered
