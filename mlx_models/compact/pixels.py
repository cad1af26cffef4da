"""What stands before and after the tower, in numpy."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def opaque(image: Image.Image) -> Image.Image:
    """Any picture in RGB, what is transparent on white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def normalise(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(N, S, S, 3) uint8 RGB -> float32 around -1..1, as these weights were trained."""
    return (pixels.astype(np.float32) - np.float32(127)) / np.float32(128)


def pooling(side: int, bins: int) -> NDArray[np.float32]:
    """The (bins * bins, side * side) matrix of an adaptive average pool of a square map.

    Bin i covers rows floor(i * side / bins) to ceil((i + 1) * side / bins), as torch's AdaptiveAvgPool2d.
    """
    one = np.zeros((bins, side), dtype=np.float32)
    for i in range(bins):
        a, b = i * side // bins, -(-(i + 1) * side // bins)
        one[i, a:b] = 1.0 / (b - a)
    return np.kron(one, one)
