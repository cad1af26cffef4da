"""The only thing on a plain ground, read enlarged: it may be one digit."""

from dataclasses import replace

from PIL.Image import Image, Resampling

from app.cancel import CancelToken
from app.describe.reader import AllText, TextReader
from app.describe.result import TextLine
from app.inference.perception import Box
from app.pictures.load import LoadedImage

#: Longest side, in pixels, to which it is enlarged.
_SIDE = 480
#: Least confidence in its text: an arrow may be read as a digit.
_SURE = 0.95
#: So many times as high as wide it is a stroke: a cursor, a pole, and hardly ever the whole text.
_STROKE = 4


def read_close_up(read: TextReader, loaded: LoadedImage, mark: Box, cancel: CancelToken) -> AllText:
    """The text of a small part of a picture.

    Args:
        read: OCR.
        loaded: The picture.
        mark: Where the thing is.
        cancel: As for OCR, which raises what this raises.

    Returns:
        Its lines where they are in the whole picture.
    """
    part, (left, top) = _cut(loaded.image, mark)
    times = max(1, round(_SIDE / max(part.size)))
    large = part.resize((part.width * times, part.height * times), Resampling.BICUBIC)
    alone = replace(loaded, image=large, width=large.width, height=large.height)
    text = read(alone, cancel, lambda first: None, thorough=True)

    def whole(line: TextLine) -> TextLine:
        x0, y0, x1, y1 = (edge / times for edge in line.box)
        box = (x0 + left, y0 + top, x1 + left, y1 + top)
        return replace(line, box=tuple(round(edge / loaded.scale) for edge in box))  # type: ignore[arg-type]

    lines = tuple(whole(line) for line in text.lines if line.confidence >= _SURE)
    return replace(text, lines=lines, scale=loaded.scale)


def is_stroke(image: Image, mark: Box | None) -> bool:
    """Whether the only thing is so narrow that it would be read as "1" or "l" whatever it is."""
    return (
        mark is not None and (mark[3] - mark[1]) * image.height >= _STROKE * (mark[2] - mark[0]) * image.width
    )


def _cut(image: Image, mark: Box) -> tuple[Image, tuple[int, int]]:
    """A mark with its size around it, and where that begins, in pixels."""
    left, right = mark[0] * image.width, mark[2] * image.width
    top, bottom = mark[1] * image.height, mark[3] * image.height
    room = 1.5 * max(right - left, bottom - top, 12)
    x0, y0 = max(0, round(left - room)), max(0, round(top - room))
    x1, y1 = min(image.width, round(right + room)), min(image.height, round(bottom + room))
    return image.crop((x0, y0, x1, y1)), (x0, y0)
