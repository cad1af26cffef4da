"""NanoDet-g at 416 pixels: what it takes, and what its numbers mean."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mlx_models.detector.boxes import Boxes, finite, overlaps, suppress

SIDE = 416
_STRIDES = (8, 16, 32)
_BINS = 11  # of each side's distance, in strides: the mean of a distribution over 0..10
_MEAN = np.array([103.53, 116.28, 123.675], np.float32)
_DEVIATION = np.array([57.375, 57.12, 58.395], np.float32)
_SAME_CLASS, _ANY_CLASS = 0.55, 0.6  # what two objects may share of each other
_RIVALS = 0.5  # what two must share to be taken for the same thing
_MOST = 400  # candidates; a picture with more is a pattern


def inputs(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(416, 416, 3) uint8 RGB -> (1, 3, 416, 416) float32 twice: the picture, and the same in a mirror."""
    normal = (pixels[..., ::-1].astype(np.float32) - _MEAN) / _DEVIATION
    planes = normal.transpose(2, 0, 1)[None]
    return np.ascontiguousarray(planes), np.ascontiguousarray(planes[..., ::-1])


def found(
    scores: Sequence[NDArray[np.float32]], logits: Sequence[NDArray[np.float32]], least: float
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32], Boxes]:
    """Objects from what the network says of a picture and its mirror image.

    Args:
        scores: Of each, (classes, cells), 0..1.
        logits: Of each, (4 * bins, cells): of the distances to left, top, right, bottom.
        least: The lowest score that counts, the mean of both pictures'.

    Returns:
        (N,) classes, (N,) scores, (N,) the highest score of another class in the same place, (N, 4) boxes in
        pixels of the square; likeliest first.
    """
    mirrored = _mirrored_cells()
    fused = finite((scores[0] + scores[1][:, mirrored]) / 2)
    classes, cells = np.nonzero(fused > least)
    values = fused[classes, cells]
    if len(values) > _MOST:
        best = np.argpartition(-values, _MOST)[:_MOST]
        classes, cells, values = classes[best], cells[best], values[best]
    centres, strides = _cells()
    sides = _distances(logits[0][:, cells])
    other = _distances(logits[1][:, mirrored[cells]])
    mean = (sides + other[:, [2, 1, 0, 3]]) / 2 * strides[cells, None]
    at = centres[cells]
    boxes = finite(np.concatenate([at - mean[:, :2], at + mean[:, 2:]], 1))
    kept = [
        rows[suppress(boxes[rows], values[rows], _SAME_CLASS)]
        for rows in (np.flatnonzero(classes == number) for number in np.unique(classes))
    ]
    rows = np.concatenate(kept) if kept else np.zeros(0, np.int64)
    told = rows[suppress(boxes[rows], values[rows], _ANY_CLASS)]
    rivals = np.zeros(len(told), np.float32)
    for number, row in enumerate(told):
        there = rows[(classes[rows] != classes[row]) & (overlaps(boxes[row], boxes[rows]) > _RIVALS)]
        rivals[number] = values[there].max(initial=0)
    return classes[told], values[told], rivals, boxes[told]


def _distances(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """(4 * bins, N) -> (N, 4), in strides."""
    odds = logits.T.reshape(-1, 4, _BINS)
    odds = np.exp(odds - odds.max(-1, keepdims=True))
    return np.asarray(odds @ np.arange(_BINS, dtype=np.float32) / odds.sum(-1), np.float32)


def _cells() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(cells, 2) the middle of each in pixels, across and down, and (cells,) its stride."""
    centres, strides = [], []
    for stride in _STRIDES:
        middle = (np.arange(SIDE // stride, dtype=np.float32) + 0.5) * stride
        down, across = np.meshgrid(middle, middle, indexing="ij")
        centres.append(np.stack([across.ravel(), down.ravel()], 1))
        strides.append(np.full(across.size, stride, np.float32))
    return np.concatenate(centres), np.concatenate(strides)


def _mirrored_cells() -> NDArray[np.int64]:
    """(cells,) which cell of the mirror image shows the same."""
    parts, before = [], 0
    for stride in _STRIDES:
        grid = SIDE // stride
        parts.append(np.arange(grid * grid).reshape(grid, grid)[:, ::-1].ravel() + before)
        before += grid * grid
    return np.concatenate(parts)
