"""A picture on a plain ground: the part that is not ground."""

import numpy as np
from PIL import Image

from app.describe import grain

#: Largest distance from the ground's colour, in levels of 255, after JPEG.
_GROUND = 14.0
#: A part that fills more of the picture than this is all of it.
_MOST = 0.8
#: Less of it, or fewer pixels a side, is too little to be a picture.
_LEAST = 0.04
_LEAST_SIDE = 64


def framed(image: Image.Image) -> Image.Image | None:
    """What stands on a plain ground that goes all round, or lies above and below or at both sides.

    Returns:
        The part that is not ground; None where there is no such ground, or hardly anything else.
    """
    small = grain.cells_of(image, grain.fit(image.size, 256))
    corners = np.stack([small[0, 0], small[0, -1], small[-1, 0], small[-1, -1]])
    ground = np.median(corners, axis=0)
    if float(np.abs(corners - ground).max()) > _GROUND:
        return None
    other = np.abs(small - ground).max(axis=2) > _GROUND
    # What a line or a speck of dust covers is ground.
    rows = np.flatnonzero(other.mean(axis=1) > 0.02)
    columns = np.flatnonzero(other.mean(axis=0) > 0.02)
    if not len(rows) or not len(columns):
        return None
    cell = (image.width / small.shape[1], image.height / small.shape[0])
    left, right = round(columns[0] * cell[0]), round((columns[-1] + 1) * cell[0])
    top, bottom = round(rows[0] * cell[1]), round((rows[-1] + 1) * cell[1])
    share = (right - left) * (bottom - top) / (image.width * image.height)
    if not _LEAST <= share <= _MOST or min(right - left, bottom - top) < _LEAST_SIDE:
        return None
    # A picture fills its part: text and scattered things leave ground between them.
    inside = other[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if float(inside.mean()) < 0.75:
        return None
    return image.crop((left, top, right, bottom))
