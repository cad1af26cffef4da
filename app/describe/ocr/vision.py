"""Apple Vision: the text reader of macOS, through pyobjc. Imported on macOS only."""

import io
from collections.abc import Iterator, Sequence
from importlib import import_module

from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.ocr.protocol import Box, Region
from app.describe.result import TextLine
from app.errors import AppError


class VisionOcr:
    """Reads with macOS itself. Vision finds and reads in one go, so reading only hands out what was found."""

    @property
    def name(self) -> str:
        """The engine's name."""
        return "Apple Vision"

    def warm(self) -> None:
        """There is nothing to load."""

    def detect(self, image: Image) -> list[Region]:
        """Find and read every line.

        Raises:
            AppError: Vision is missing or refused the picture.
        """
        try:
            objc, foundation, vision = (import_module(name) for name in ("objc", "Foundation", "Vision"))
        except ImportError:
            raise AppError(
                "Apple's text reader is not installed.", "Run the set-up again: make setup."
            ) from None
        # Uncompressed: Vision takes an encoded picture, and PNG would cost more than the reading.
        encoded = io.BytesIO()
        image.save(encoded, "TIFF")
        with objc.autorelease_pool():
            data = foundation.NSData.dataWithBytes_length_(encoded.getvalue(), encoded.tell())
            handler = vision.VNImageRequestHandler.alloc().initWithData_options_(data, {})
            request = vision.VNRecognizeTextRequest.alloc().init()
            request.setRecognitionLevel_(vision.VNRequestTextRecognitionLevelAccurate)
            request.setUsesLanguageCorrection_(True)
            done, _error = handler.performRequests_error_([request], None)
            if not done:
                raise AppError("Apple's text reader could not read this picture.", "Try another picture.")
            regions = []
            for seen in request.results() or ():
                candidates = seen.topCandidates_(1)
                if not candidates:
                    continue
                rect = seen.boundingBox()
                box = pixel_box(rect.origin.x, rect.origin.y, rect.size.width, rect.size.height, *image.size)
                confidence = float(candidates[0].confidence())
                line = TextLine(str(candidates[0].string()), confidence, box)
                regions.append(Region(box, float(seen.confidence()), None, line))
            return regions

    def recognise(self, image: Image, regions: Sequence[Region], cancel: CancelToken) -> Iterator[TextLine]:
        """The lines of regions found by :meth:`detect`; "" for any other region."""
        for region in regions:
            cancel.check()
            yield region.line or TextLine("", 0.0, region.box)


def pixel_box(x: float, y: float, wide: float, high: float, width: int, height: int) -> Box:
    """Vision's rectangle -> pixels.

    Args:
        x: Left edge, 0..1.
        y: Bottom edge, 0..1, measured from the bottom of the picture.
        wide: Width, 0..1.
        high: Height, 0..1.
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.

    Returns:
        (left, top, right, bottom), inside the picture, y measured from the top.
    """

    def within(value: float, most: int) -> int:
        return min(most, max(0, round(value)))

    return (
        within(x * width, width),
        within((1 - y - high) * height, height),
        within((x + wide) * width, width),
        within((1 - y) * height, height),
    )
