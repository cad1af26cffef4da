"""The pictures that MobileCLIP's goldens were made from; the generator takes them from here too."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Of the transform's goldens: mode, and width and height.
PICTURES = (
    ("RGB", (100, 60)),
    ("RGB", (37, 91)),
    ("RGB", (32, 32)),
    ("RGB", (300, 11)),
    ("L", (45, 70)),
    ("RGBA", (64, 40)),
    ("LA", (20, 25)),
)


def pictures(number: int, side: int, seed: int) -> NDArray[np.float32]:
    """(N, 3, S, S) in 0..1: random blocks of colour in different sizes, and some noise."""
    rng = np.random.default_rng(seed)
    found = []
    for i in range(number):
        blocks = rng.random((3, side // 4 // (i + 1) + 1, side // 4 // (i + 1) + 1))
        big = blocks.repeat(4 * (i + 1), 1).repeat(4 * (i + 1), 2)[:, :side, :side]
        found.append(0.9 * big ** (1 + i) + 0.1 * rng.random((3, side, side)))
    return np.stack(found).astype(np.float32)


def picture(mode: str, size: tuple[int, int]) -> Image.Image:
    """Slopes of brightness with noise on them, transparency too where the mode has it."""
    rng = np.random.default_rng(size[0])
    bands = len(Image.new(mode, (1, 1)).getbands())
    down, across = np.mgrid[0 : size[1], 0 : size[0]]
    slopes = [down * (3 + i) + across * (5 - i) + 40 * i for i in range(bands)]
    pixels = np.stack(slopes, axis=-1) + rng.integers(0, 60, (size[1], size[0], bands))
    return Image.fromarray((pixels % 256).astype(np.uint8).squeeze())
