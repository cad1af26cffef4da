"""Apple Vision: the text reader of macOS, through pyobjc. Imported on macOS only."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from PIL.Image import Image
from PIL.Image import new as new_image

from app.cancel import CancelToken
from app.describe.ocr.protocol import Box, Region
from app.describe.result import TextLine
from app.errors import AppError

#: Vision is sure in three steps only. What they are worth among the limits in `certainty.py`: its middle step
#: is usual for short words, its lowest for figures.
_CERTAINTY = ((0.9, 1.0), (0.4, 0.9), (0.2, 0.76))
#: What an ordinary word never has: digits behind letters, and signs of programs, paths and addresses.
_CODE = re.compile(r"[^\W\d_]-?\d|\d[^\W\d_]+\d|[\\_={}<>|~#@^`]|/\w+/|::|--|(?:^|\s)\$\s")


class VisionOcr:
    """Reads with macOS itself. Vision finds and reads in one go, so reading only hands out what was found."""

    @property
    def name(self) -> str:
        """The engine's name."""
        return "Apple Vision"

    def warm(self) -> None:
        """Have macOS load its models: read an empty picture. What fails will be said of a real one."""
        with suppress(AppError):
            self.detect(new_image("RGB", (64, 64), "white"))

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
            preferred = [str(name) for name in foundation.NSLocale.preferredLanguages()]
            regions = _read(vision, handler, image.size, preferred, corrected=True)
            if any(region.line is not None and is_code(region.line.text) for region in regions):
                plain = _read(vision, handler, image.size, preferred, corrected=False)
                regions = [_as_it_stands(region, plain) for region in regions]
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


def is_code(text: str) -> bool:
    """Whether words of a language would spoil it: a command, a path, a serial number."""
    return _CODE.search(text) is not None


def languages_for(preferred: Sequence[str], supported: Sequence[str]) -> list[str]:
    """The user's languages that Vision reads, in their order, then English.

    Args:
        preferred: As the system has them: "de-AT", "zh-Hans-CN".
        supported: As Vision has them: "de-DE", "zh-Hans".
    """
    found = []
    for language in [*preferred, "en-US"]:
        parts = language.split("-")
        alike = [each for each in supported if each.split("-")[0] == parts[0]]
        # Of Chinese the script counts, of others whatever there is.
        found += sorted(alike, key=lambda each: -sum(part in parts for part in each.split("-")))[:1]
    return list(dict.fromkeys(found))


def certainty(confidence: float) -> float:
    """Vision's confidence as ours, 0..1."""
    return next((ours for least, ours in _CERTAINTY if confidence >= least), 0.0)


def _read(
    vision: Any, handler: Any, size: tuple[int, int], preferred: Sequence[str], *, corrected: bool
) -> list[Region]:
    request = vision.VNRecognizeTextRequest.alloc().init()
    request.setRecognitionLevel_(vision.VNRequestTextRecognitionLevelAccurate)
    request.setUsesLanguageCorrection_(corrected)
    # By itself it may leave out what is lower than a thirty-second of the picture: most of a screen's text.
    request.setMinimumTextHeight_(0.0)
    # Otherwise it reads English alone: other letters become English ones, other scripts are left out.
    request.setAutomaticallyDetectsLanguage_(True)
    supported, _error = request.supportedRecognitionLanguagesAndReturnError_(None)
    if languages := languages_for(preferred, [str(name) for name in supported or ()]):
        request.setRecognitionLanguages_(languages)
    done, _error = handler.performRequests_error_([request], None)
    if not done:
        raise AppError("Apple's text reader could not read this picture.", "Try another picture.")
    regions = []
    for seen in request.results() or ():
        rect = seen.boundingBox()
        box = pixel_box(rect.origin.x, rect.origin.y, rect.size.width, rect.size.height, *size)
        candidates = seen.topCandidates_(1)
        best = candidates[0] if candidates else None
        # What was found and could not be read is counted by whoever reads on.
        line = TextLine("", 0.0, box)
        if best is not None:
            line = TextLine(str(best.string()), certainty(float(best.confidence())), box)
        regions.append(Region(box, float(seen.confidence()), None, line))
    return regions


def _as_it_stands(region: Region, plain: Sequence[Region]) -> Region:
    """A region whose code is what was read without a language's words; other regions as they are."""
    if region.line is None or not is_code(region.line.text):
        return region
    return max(plain, key=lambda other: _overlap(region.box, other.box), default=region)


def _overlap(one: Box, other: Box) -> int:
    """Pixels that two boxes share, less those that only one has."""
    wide = max(0, min(one[2], other[2]) - max(one[0], other[0]))
    high = max(0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return 3 * wide * high - areas
