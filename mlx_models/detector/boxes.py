"""Boxes that lie on each other. A box is (left, top, right, bottom)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]


def finite(values: NDArray[Any]) -> NDArray[np.float32]:
    """The same in float32; 0 for what is no number, or beyond all."""
    return np.asarray(np.nan_to_num(values, nan=0, posinf=0, neginf=0), np.float32)


def areas(boxes: Boxes) -> NDArray[np.float32]:
    """(N, 4) -> (N,); none is below 0."""
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    return np.asarray(sides[:, 0] * sides[:, 1], np.float32)


def overlaps(box: Boxes, others: Boxes) -> NDArray[np.float32]:
    """How much one box (4,) shares with each of others (N, 4): intersection over union, 0..1."""
    corners = np.concatenate([np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])], 1)
    shared = areas(corners)
    union = areas(box[None]) + areas(others) - shared
    return np.asarray(shared / np.maximum(union, 1e-9), np.float32)


def suppress(boxes: Boxes, scores: NDArray[np.float32], most: float) -> NDArray[np.int64]:
    """Non-maximum suppression.

    Args:
        boxes: (N, 4).
        scores: (N,); the higher one of two boxes that share too much stays.
        most: Intersection over union above which two do.

    Returns:
        Which stay, likeliest first.
    """
    order: NDArray[Any] = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while len(order):
        best, order = order[0], order[1:]
        kept.append(int(best))
        order = order[overlaps(boxes[best], boxes[order]) <= most]
    return np.array(kept, np.int64)
