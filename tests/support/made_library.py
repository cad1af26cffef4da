"""Folders of small distinct pictures, made quickly, and a small real embedder for them.

The embedder computes colours, edges and a coarse layout. Similar pictures are near each other, and a
sentence that names colours ("a red picture") is near pictures of these colours.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken

SIDE = 24
COLOURS = {
    "red": (220, 30, 30),
    "green": (30, 180, 40),
    "blue": (30, 60, 220),
    "yellow": (240, 220, 30),
    "purple": (140, 40, 160),
    "orange": (250, 140, 20),
    "brown": (120, 75, 35),
    "white": (245, 245, 245),
    "black": (15, 15, 15),
    "grey": (128, 128, 128),
}


class SmallEmbedder:
    """`app.inference.protocols.Embedder` in plain numpy; computes at once, on the caller's thread.

    Args:
        name: The model's id; two of different names are two models.
    """

    dimension = 88

    def __init__(self, name: str = "small") -> None:
        self._name = name
        self.pictures_seen = 0

    @property
    def name(self) -> str:
        """The model's id."""
        return self._name

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB each -> (N, 88), L2-normalised."""
        cancel.check()
        self.pictures_seen += len(pictures)
        if not pictures:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([_features(one) for one in pictures])

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
        """N sentences -> (N, 88), L2-normalised: their colours, or noise of their own without one."""
        cancel.check()
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([_words(text) for text in texts])


def make_pictures(folder: Path, count: int, first: int = 0, per_folder: int = 500) -> list[Path]:
    """Write ``count`` small pictures, no two alike, in sub-folders; every fourth is a JPEG, others PNG."""
    paths = []
    for number in range(first, first + count):
        place = folder / f"part {number // per_folder}"
        if number % per_folder == 0 or number == first:
            place.mkdir(parents=True, exist_ok=True)
        path = place / f"picture {number:06d}.{'jpg' if number % 4 == 0 else 'png'}"
        path.write_bytes(picture_bytes(number, "JPEG" if number % 4 == 0 else "PNG"))
        paths.append(path)
    return paths


def picture_bytes(number: int, format_: str = "PNG", side: int = SIDE) -> bytes:
    """The file of picture ``number``; the same at every call."""
    stream = io.BytesIO()
    Image.fromarray(picture(number, side)).save(stream, format_, **_OPTIONS.get(format_, {}))
    return stream.getvalue()


_OPTIONS: dict[str, dict[str, int]] = {"PNG": {"compress_level": 1}, "JPEG": {"quality": 90}}


def picture(number: int, side: int = SIDE) -> NDArray[np.uint8]:
    """(side, side, 3) uint8: blocks of colour that only this number has."""
    rng = np.random.default_rng(number)
    blocks = rng.integers(0, 256, (6, 6, 3), dtype=np.uint8)
    return blocks.repeat(-(-side // 6), 0).repeat(-(-side // 6), 1)[:side, :side]


def coloured(colour: str, number: int = 0, side: int = SIDE) -> NDArray[np.uint8]:
    """(side, side, 3) uint8: a picture that is mostly of one of `COLOURS`; distinct per number."""
    rng = np.random.default_rng([number, *colour.encode()])
    pixels = np.array(COLOURS[colour]) + rng.integers(-12, 13, (side, side, 3))
    return pixels.clip(0, 255).astype(np.uint8)


def save(pixels: NDArray[np.uint8], path: Path) -> Path:
    """Write pixels to a file, in the format of its ending; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def _features(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    small = np.asarray(Image.fromarray(pixels).resize((12, 12), Image.Resampling.BOX), np.float32)
    grey = small.mean(axis=2)
    down, across = np.gradient(grey)
    strength = np.hypot(down, across)
    angle = ((np.arctan2(down, across) + np.pi) / (2 * np.pi) * 8).astype(int) % 8
    edges = np.bincount(angle.ravel(), strength.ravel(), 8)
    layout = grey.reshape(4, 3, 4, 3).mean(axis=(1, 3)).ravel()
    layout = layout - layout.mean()
    return _joined(_colours(small.reshape(-1, 3)), edges, layout)


def _words(text: str) -> NDArray[np.float32]:
    named = [COLOURS[word] for word in re.findall("[a-z]+", text.lower()) if word in COLOURS]
    if named:
        return _joined(_colours(np.array(named, np.float32)), np.zeros(8), np.zeros(16))
    seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")
    noise = np.random.default_rng(seed).normal(size=SmallEmbedder.dimension)
    return (noise / np.linalg.norm(noise)).astype(np.float32)


def _colours(pixels: NDArray[np.float32]) -> NDArray[np.float64]:
    """A soft histogram over 4 x 4 x 4 colours."""
    centres = np.array([32.0, 96.0, 160.0, 224.0])
    near = np.exp(-(((pixels[:, :, None] - centres) / 48.0) ** 2))
    counts = np.einsum("pi,pj,pk->ijk", near[:, 0], near[:, 1], near[:, 2])
    return np.sqrt(np.asarray(counts, np.float64).ravel())


def _joined(*parts: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float32]:
    weights: Sequence[float] = (1.0, 0.3, 0.3)
    scaled = [
        weight * part / max(float(np.linalg.norm(part)), 1e-6)
        for weight, part in zip(weights, parts, strict=True)
    ]
    joined = np.concatenate(scaled)
    return (joined / np.linalg.norm(joined)).astype(np.float32)
