"""MediaPipe's full-range face detector at 192 pixels: what it takes, and what its numbers mean."""

import numpy as np
from numpy.typing import NDArray

from mlx_models.detector.boxes import Boxes, finite, suppress

SIDE = 192
_STRIDE, _GRID = 4, 48
_SHARED = 0.3  # of two faces
_MOST = 200  # candidates


def batch(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(192, 192, 3) uint8 RGB -> (1, 3, 192, 192) float32."""
    return np.ascontiguousarray((pixels.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None])


def found(raw: NDArray[np.float32], least: float) -> tuple[NDArray[np.float32], Boxes]:
    """Faces from what the network says.

    Args:
        raw: (1, cells, 17): the score's logit, then middle, width and height in pixels, then six points.
        least: The lowest score that counts.

    Returns:
        (N,) scores 0..1, (N, 4) boxes in pixels of the square, likeliest first.
    """
    scores = 1 / (1 + np.exp(-np.clip(np.nan_to_num(raw[0, :, 0], nan=-50), -50, 50)))
    cells = np.flatnonzero(scores > least)
    cells = cells[np.argsort(-scores[cells], kind="stable")][:_MOST]
    down, across = np.divmod(cells, _GRID)
    middle = (np.stack([across, down], 1) + 0.5) * _STRIDE + raw[0, cells, 1:3]
    half = raw[0, cells, 3:5] / 2
    boxes = finite(np.concatenate([middle - half, middle + half], 1))
    rows = suppress(boxes, scores[cells].astype(np.float32), _SHARED)
    return scores[cells][rows].astype(np.float32), boxes[rows]
