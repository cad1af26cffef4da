"""A picture on a plain ground: the part that is not ground."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.describe.pixels import grain

#: Largest distance from the ground's colour, in levels of 255, after JPEG.
_GROUND = 14.0
#: A part that fills more of the picture than this is all of it.
_MOST = 0.8
#: Less of it, or fewer pixels a side, is too little to be a picture.
_LEAST = 0.04
_LEAST_SIDE = 64
#: Grounds in each other: a wall, a frame, its mount, the edge of that.
_GROUNDS = 4
#: Left, top, right and bottom, in cells.
_Cells = tuple[int, int, int, int]


def framed(image: Image.Image) -> Image.Image | None:
    """What stands on a plain ground that goes all round, or lies above and below or at both sides.

    A ground may hold another: a frame, the mount in it, the picture in that.

    Returns:
        The part that is not ground; None where there is no such ground, or hardly anything else.
    """
    small = grain.cells_of(image, grain.fit(image.size, 256))
    cell = (image.width / small.shape[1], image.height / small.shape[0])
    part: _Cells | None = None
    around: _Cells = (0, 0, small.shape[1], small.shape[0])
    for _ in range(_GROUNDS):
        found = _on_ground(small, around)
        if found is None:
            break
        part = found
        # Cells on the edge between two grounds are of neither.
        around = (found[0] + 1, found[1] + 1, found[2] - 1, found[3] - 1)
        if min(around[2] - around[0], around[3] - around[1]) < 2:
            break
    if part is None:
        return None
    left, right = round(part[0] * cell[0]), round(part[2] * cell[0])
    top, bottom = round(part[1] * cell[1]), round(part[3] * cell[1])
    share = (right - left) * (bottom - top) / (image.width * image.height)
    if not _LEAST <= share <= _MOST or min(right - left, bottom - top) < _LEAST_SIDE:
        return None
    return image.crop((left, top, right, bottom))


def _on_ground(small: NDArray[np.float32], around: _Cells) -> _Cells | None:
    """The cells of a part that are not its ground; None where it has none, or holds scattered things."""
    cells = small[around[1] : around[3], around[0] : around[2]]
    corners = np.stack([cells[0, 0], cells[0, -1], cells[-1, 0], cells[-1, -1]])
    ground = np.median(corners, axis=0)
    if float(np.abs(corners - ground).max()) > _GROUND:
        return None
    other = np.abs(cells - ground).max(axis=2) > _GROUND
    # What a line or a speck of dust covers is ground.
    rows = np.flatnonzero(other.mean(axis=1) > 0.02)
    columns = np.flatnonzero(other.mean(axis=0) > 0.02)
    if not len(rows) or not len(columns):
        return None
    left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    if (right - left) * (bottom - top) == other.size:
        return None
    # A picture fills its part: text and scattered things leave ground between them.
    if float(other[top:bottom, left:right].mean()) < 0.75:
        return None
    return around[0] + left, around[1] + top, around[0] + right, around[1] + bottom
