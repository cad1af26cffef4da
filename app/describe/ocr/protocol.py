"""What the app asks of a text reader, whichever one the machine has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.result import TextLine

Box = tuple[int, int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Region:
    """Where one line of text is.

    Attributes:
        box: (left, top, right, bottom) in pixels of the picture looked at.
        score: How sure the detector is, 0..1.
        corners: Top left, top right, bottom right, bottom left for slanted text; None when upright.
        line: The text, from engines that read while they look.
        slant: By how many degrees it falls to the right, where that was measured.
    """

    box: Box
    score: float = 1.0
    corners: tuple[Point, Point, Point, Point] | None = None
    line: TextLine | None = None
    slant: float | None = None

    @property
    def height(self) -> int:
        """Height of the box in pixels."""
        return self.box[3] - self.box[1]

    @property
    def width(self) -> int:
        """Width of the box in pixels."""
        return self.box[2] - self.box[0]


class OcrEngine(Protocol):
    """Finds lines of text, then reads them. May be called from any thread."""

    @property
    def name(self) -> str:
        """The engine's name, as shown to the user."""

    def warm(self) -> None:
        """Load what it needs ahead of the first picture."""

    def detect(self, image: Image) -> list[Region]:
        """Find every line, in no particular order.

        Args:
            image: RGB.
        """

    def recognise(self, image: Image, regions: Sequence[Region], cancel: CancelToken) -> Iterator[TextLine]:
        """Read regions of ``image``: one line each, in the order asked, as soon as it is read.

        Text that could not be read is "" with confidence 0.

        Raises:
            Cancelled: The token was raised; looked at before every line.
        """


@runtime_checkable
class GlancingEngine(OcrEngine, Protocol):
    """An engine that can look quickly first: enough for large text and for "there is none".

    RapidOCR can; Apple Vision finds and reads in one go, which is asked here and nowhere else.
    """

    def glance(self, image: Image) -> list[Region]:
        """Find large and ordinary lines cheaply; small text may be missed or joined."""

    def detect_after(self, image: Image, glanced: Sequence[Region]) -> list[Region]:
        """Like :meth:`detect`, using what the glance found to choose how closely to look."""
