"""The only thing on a plain ground, read enlarged: it may be one digit."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
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
#: Of an arrow's head: levels away from its ground, least rows in all, and share of these.
_SHOWN, _LEAST_ROWS, _HEAD = 60, 7, 0.55


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


def is_pointer(image: Image, mark: Box | None) -> bool:
    """Whether the only thing is a stroke or an arrow, as cursors are: read, it would be "1", "4" or "K"."""
    if mark is None:
        return False
    if (mark[3] - mark[1]) * image.height >= _STROKE * (mark[2] - mark[0]) * image.width:
        return True
    return _is_arrow(np.asarray(_cut(image, mark)[0].convert("L"), dtype=np.int16))


def _is_arrow(grey: NDArray[np.int16]) -> bool:
    """Whether it begins in a point and grows to the right of an upright edge: no letter or digit does."""
    shown = np.abs(grey - int(np.median(grey))) > _SHOWN
    rows = np.flatnonzero(shown.any(axis=1))
    if len(rows) < _LEAST_ROWS:
        return False
    head = shown[rows[0] : rows[0] + round(len(rows) * _HEAD)]
    if not head.any(axis=1).all():
        return False
    left = head.argmax(axis=1)
    wide = head.shape[1] - head[:, ::-1].argmax(axis=1) - left
    upright = int(np.ptp(left)) <= max(1, len(rows) // 10)
    grows = wide[0] <= wide[-1] / 3 and bool((np.diff(wide) >= 0).all())
    return upright and grows and wide[-1] >= len(rows) / 4 and int(np.diff(wide).max()) <= len(rows) / 5


def _cut(image: Image, mark: Box) -> tuple[Image, tuple[int, int]]:
    """A mark with its size around it, and where that begins, in pixels."""
    left, right = mark[0] * image.width, mark[2] * image.width
    top, bottom = mark[1] * image.height, mark[3] * image.height
    room = 1.5 * max(right - left, bottom - top, 12)
    x0, y0 = max(0, round(left - room)), max(0, round(top - room))
    x1, y1 = min(image.width, round(right + room)), min(image.height, round(bottom + room))
    return image.crop((x0, y0, x1, y1)), (x0, y0)
