"""A picture of any size as the networks take it: fitted into a square, black around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.detector.boxes import Boxes


@dataclass(frozen=True)
class Fitted:
    """A picture in its square.

    Attributes:
        pixels: (side, side, 3) uint8 RGB.
        offset: Pixels left of the picture, and above it.
        size: Its width and height in there, in pixels.
    """

    pixels: NDArray[np.uint8]
    offset: tuple[int, int]
    size: tuple[int, int]

    def smaller(self, side: int) -> NDArray[np.uint8]:
        """The same square with a shorter side."""
        small = Image.fromarray(self.pixels).resize((side, side), Image.Resampling.BILINEAR)
        return np.asarray(small)

    def shares(self, boxes: Boxes) -> Boxes:
        """(N, 4) in pixels of the square -> in shares of the picture's width and height, 0..1."""
        moved = (boxes - np.array(self.offset * 2)) / np.array(self.size * 2)
        return np.asarray(np.clip(moved, 0, 1), np.float32)


def fit(image: Image.Image, side: int) -> Fitted:
    """The whole picture as large as it can be in the middle of a square of ``side`` pixels."""
    scale = side / max(image.size)
    width, height = (min(side, max(1, round(length * scale))) for length in image.size)
    picture = image if image.mode == "RGB" else image.convert("RGB")
    small = picture.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    left, top = (side - width) // 2, (side - height) // 2
    pixels = np.zeros((side, side, 3), np.uint8)
    pixels[top : top + height, left : left + width] = np.asarray(small)
    return Fitted(pixels, (left, top), (width, height))
