"""The tower's cells of every training picture, and of ADE20K's what covers each of them; kept on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from mlx_models.compact.pixels import normalise, opaque
from mlx_models.compact.tower import Tower
from mlx_models.training.data import Row
from mlx_models.training.features import BATCH, CELLS, SIDE
from mlx_models.training.scene.vocabulary import ADE, part_of_class
from mlx_models.training.tensors import read_tensors
from mlx_models.training.traced import Traced

GRID = 9
LARGEST = 512  # side of the square that a label map fills from the top left
VIEWS = 5
Picture = Image.Image
Labels = NDArray[np.uint8]


class Ade:
    """ADE20K's validation pictures and label maps, cut and changed in several ways.

    Args:
        folder: Holds ade20k/NAME.jpg and ade20k-annotations/NAME.raw, 512 x 512 bytes, 255 outside.
        images: captiondata's images: view 0 is theirs, as the others' pictures are like them.
    """

    def __init__(self, folder: Path, images: Path) -> None:
        self._folder = folder
        self._images = images

    def view(self, row: Row, number: int, view: int) -> tuple[Picture, NDArray[np.float16]]:
        """A picture and the shares of each part in its cells, (81, parts).

        Args:
            row: Of captiondata.
            number: Of the picture: with `view` it seeds what is done to it.
            view: 0 as it is, 1 mirrored, from 2 on cut, mirrored by chance, of other light and worse quality.
        """
        name = Path(row["image"]).stem
        labels = np.fromfile(self._folder / "ade20k-annotations" / f"{name}.raw", np.uint8)
        labels = labels.reshape(LARGEST, LARGEST)[: row["height"], : row["width"]]
        if view == 0:
            return open_picture(self._images / row["image"]), shares(labels)
        rng = np.random.default_rng(1000 * view + number)
        picture = open_picture(self._folder / "ade20k" / f"{name}.jpg").resize((row["width"], row["height"]))
        if view > 1:
            picture, labels = _cut(picture, labels, rng, 0.45 if view < 4 else 0.7)
        if view == 1 or rng.random() < 0.5:
            picture, labels = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT), labels[:, ::-1]
        return (picture if view == 1 else _worse(picture, rng)), shares(labels)


def shares(labels: Labels) -> NDArray[np.float16]:
    """A label map as the shares of each part in each cell; what has no class counts as nothing."""
    height, width = labels.shape
    rows, columns = np.arange(height) * GRID // height, np.arange(width) * GRID // width
    place = (rows[:, None] * GRID + columns) * len(ADE) + np.where(labels < len(ADE), labels, 0)
    counts = np.bincount(place.reshape(-1), minlength=CELLS * len(ADE)).reshape(CELLS, len(ADE))
    found = counts / counts.sum(axis=1, keepdims=True) @ part_of_class()
    return np.asarray(found, np.float16)


def tower_of(model: Path) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """The tower of a model folder: (N, 260, 260, 3) -> (N, 81, 1280)."""
    tower = Tower()
    stored = read_tensors(model / "model.safetensors")
    weights = [(k.removeprefix("tower."), v.astype(mx.float32)) for k, v in stored.items()]
    tower.load_weights([w for w, k in zip(weights, stored, strict=True) if k.startswith("tower.")])
    return Traced(lambda x: tower(x).reshape(x.shape[0], CELLS, -1))


def write_cells(
    tower: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    pictures: Iterator[Picture],
    count: int,
    out: Path,
) -> None:
    """Keep the cells of some pictures, (count, 81, 1280) fp16; a file that is there is left alone."""
    if out.exists():
        return
    partial = out.with_suffix(".partial")
    kept = np.lib.format.open_memmap(str(partial), mode="w+", dtype=np.float16, shape=(count, CELLS, 1280))
    for k in range(0, count, BATCH):
        pixels = np.stack([_square(next(pictures)) for _ in range(min(BATCH, count - k))])
        kept[k : k + BATCH] = tower(normalise(pixels))
    kept.flush()
    partial.replace(out)


def open_picture(path: Path) -> Picture:
    """A picture of any mode in RGB."""
    with Image.open(path) as picture:
        return opaque(picture)


def _square(picture: Picture) -> NDArray[np.uint8]:
    """As at use."""
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC, reducing_gap=3.0))


def _cut(picture: Picture, labels: Labels, rng: np.random.Generator, least: float) -> tuple[Picture, Labels]:
    """A part of a picture, of at least this share of its area before its shape is changed."""
    width, height = picture.size
    side, shape = np.sqrt(rng.uniform(least, 1)), np.exp(rng.uniform(-0.25, 0.25))
    w, h = int(min(width, width * side * shape)), int(min(height, height * side / shape))
    x, y = int(rng.integers(0, width - w + 1)), int(rng.integers(0, height - h + 1))
    return picture.crop((x, y, x + w, y + h)), labels[y : y + h, x : x + w]


def _worse(picture: Picture, rng: np.random.Generator) -> Picture:
    """Other light and colours, and sometimes small and much compressed."""
    picture = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.55, 1.35))
    picture = ImageEnhance.Contrast(picture).enhance(rng.uniform(0.7, 1.3))
    picture = ImageEnhance.Color(picture).enhance(rng.uniform(0.4, 1.3))
    if rng.random() < 0.4:
        file, quality, side = BytesIO(), int(rng.integers(30, 80)), int(rng.integers(150, 260))
        picture.thumbnail((side, side))
        picture.save(file, "JPEG", quality=quality)
        picture = _open_again(file)
    return picture


def _open_again(file: BytesIO) -> Picture:
    with Image.open(file) as picture:
        return picture.convert("RGB")
