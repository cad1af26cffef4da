"""Pictures to a tower's input, as OpenCLIP's evaluation transform does it (its transform.py)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from mlx_models.mobileclip.config import Preprocess

_KEPT_MODES = ("RGB", "RGBA", "L", "LA")


def preprocess(images: Sequence[Image.Image], side: int, settings: Preprocess) -> NDArray[np.float32]:
    """Pictures of any size and mode to (N, 3, side, side) float32 in 0..1; neither mean nor deviation yet.

    Palettes and other rare modes become RGB before they are resized, which OpenCLIP does afterwards.
    """
    pixels = np.zeros((len(images), 3, side, side), np.float32)
    for i, image in enumerate(images):
        image = _square(image if image.mode in _KEPT_MODES else image.convert("RGB"), side, settings)
        rgb = np.asarray(image.convert("RGB"), np.float32) / np.float32(255)
        pixels[i] = rgb.transpose(2, 0, 1)
    return pixels


def _square(image: Image.Image, side: int, settings: Preprocess) -> Image.Image:
    width, height = image.size
    if settings.resize == "squash":
        return _resized(image, (side, side), settings)
    if settings.resize == "longest":
        ratio = max(width, height) / side
        size = (max(1, round(width / ratio)), max(1, round(height / ratio)))
        return _padded(_resized(image, size, settings), side, settings.fill)
    upright = width <= height
    size = (side, int(side * height / width)) if upright else (int(side * width / height), side)
    image = _resized(image, size, settings)
    left, top = (round((have - side) / 2.0) for have in image.size)
    return image.crop((left, top, left + side, top + side))


def _resized(image: Image.Image, size: tuple[int, int], settings: Preprocess) -> Image.Image:
    kinds = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
    return image if image.size == size else image.resize(size, kinds[settings.interpolation])


def _padded(image: Image.Image, side: int, fill: int) -> Image.Image:
    wide, high = (side - have for have in image.size)
    color = fill if image.mode == "L" else (fill,) * len(image.getbands())
    return ImageOps.expand(image, (wide // 2, high // 2, wide - wide // 2, high - high // 2), color)
