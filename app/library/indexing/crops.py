"""Embeds objects alone, so that what was given a name is found by itself and not by what stands around it.

Persons are left out: nobody is told by a face or a figure.
"""

import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.inference.perception import Box, Perception, SeenObject
from app.inference.protocols import Stance
from app.library.store.perceived import class_numbers

#: What people give names to.
NAMED = (
    "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "teddy bear",
    "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "backpack", "umbrella", "handbag", "suitcase", "snowboard", "skateboard", "surfboard",
)  # fmt: skip
_MOST = 4  # of one photo
_LEAST = 48  # pixels of the shorter side: less shows too little
_WHOLE = 0.7  # of the picture: what fills it is known by the picture's own embedding
_MARGIN = 0.08  # of a box's sides


def croppable() -> str:
    """The SQL condition of a row of the table ``object`` that may be one."""
    numbers = sorted(class_numbers()[name] for name in NAMED)
    return f"fact = 1 AND class IN ({', '.join(map(str, numbers))})"


def crops_of(pixels: NDArray[np.uint8], seen: Perception) -> list[tuple[int, NDArray[np.uint8]]]:
    """(class, pixels) of the largest objects that may have a name.

    Args:
        pixels: (height, width, 3) of the whole picture.
        seen: What is in it.
    """
    named = [one for one in seen.objects if one.name in NAMED and one.stance is Stance.FACT]
    named.sort(key=lambda one: -_area(one.box))
    found: list[tuple[int, NDArray[np.uint8]]] = []
    for one in named:
        cut = _cut(pixels, one)
        if min(cut.shape[:2]) >= _LEAST and _area(one.box) <= _WHOLE and len(found) < _MOST:
            found.append((class_numbers()[one.name], cut))
    return found


def write_crops(
    connection: sqlite3.Connection,
    photo: int,
    model: str,
    classes: Sequence[int],
    vectors: NDArray[np.float32],
) -> None:
    """Write a photo's crops, in the caller's transaction; that it has none, too.

    Args:
        connection: To the library.
        photo: Its id.
        model: `Embedder.name`.
        classes: One each.
        vectors: (n, dimension).
    """
    connection.execute("INSERT OR IGNORE INTO cropped VALUES (?, ?)", (model, photo))
    connection.executemany(
        "INSERT OR REPLACE INTO crop VALUES (?, ?, ?, ?, ?)",
        [
            (model, kind, photo, number, vector.astype("<f2").tobytes())
            for number, (kind, vector) in enumerate(zip(classes, vectors, strict=True))
        ],
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _cut(pixels: NDArray[np.uint8], one: SeenObject) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    left, top, right, bottom = one.box
    across, down = _MARGIN * (right - left), _MARGIN * (bottom - top)
    x0, x1 = max(0, round(width * (left - across))), min(width, round(width * (right + across)))
    y0, y1 = max(0, round(height * (top - down))), min(height, round(height * (bottom + down)))
    return pixels[y0:y1, x0:x1]
