"""Small heads on the tower's map: kind of picture, which objects a person would mention, where it is."""

import mlx.core as mx
import numpy as np
from mlx import nn

from mlx_models.compact.scene import PLACES, SceneSizes


class Head(nn.Module):
    """Two layers on the mean and the maximum of the grid; gives logits."""

    def __init__(self, channels: int, hidden: int, outputs: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.up = nn.Linear(2 * channels, hidden)
        self.down = nn.Linear(hidden, outputs)
        self.dropout = nn.Dropout(dropout)

    def __call__(self, grid: mx.array) -> mx.array:
        """(B, cells, channels) -> (B, outputs)."""
        return self.answer(mx.concatenate([mx.mean(grid, axis=1), mx.max(grid, axis=1)], axis=-1))

    def answer(self, pooled: mx.array) -> mx.array:
        """The same from the mean and the maximum, (B, 2 * channels)."""
        hidden = self.up(self.dropout(pooled))
        out: mx.array = self.down(self.dropout(mx.maximum(hidden, 0)))
        return out


class SceneLayers(nn.Module):
    """See :mod:`mlx_models.compact.scene`.

    Args:
        channels: Of a cell.
        side: Of the map, in cells.
        sizes: The layers'.
    """

    def __init__(self, channels: int, side: int, sizes: SceneSizes) -> None:
        super().__init__()
        self.cell = nn.Linear(channels, sizes.hidden)
        self.around = mx.zeros((sizes.hidden, channels))
        self.position = mx.zeros((side * side, sizes.hidden))
        self.parts = nn.Linear(sizes.hidden, sizes.parts)
        self.up = nn.Linear(2 * sizes.hidden + len(PLACES) * sizes.parts, sizes.wide)
        self.down = nn.Linear(sizes.wide, sizes.views)
        rows = np.repeat(np.arange(side) * len(PLACES) // side, side) == np.arange(len(PLACES))[:, None]
        self._thirds = mx.array((rows / rows.sum(axis=1, keepdims=True)).astype(np.float32))

    def __call__(self, cells: mx.array) -> tuple[mx.array, mx.array]:
        """(B, cells, channels) -> parts' shares of each third (B, 3, parts), views' logits (B, views)."""
        around = mx.mean(cells, axis=1, keepdims=True) @ self.around.T
        hidden = mx.maximum(self.cell(cells) + around + self.position, 0)
        thirds = self._thirds @ mx.softmax(self.parts(hidden), axis=-1)
        told = [mx.mean(hidden, axis=1), mx.max(hidden, axis=1), thirds.reshape(thirds.shape[0], -1)]
        return thirds, self.down(mx.maximum(self.up(mx.concatenate(told, axis=-1)), 0))


def unit(x: mx.array) -> mx.array:
    """(..., d) scaled to length one."""
    return x * mx.rsqrt(mx.maximum(mx.sum(mx.square(x), axis=-1, keepdims=True), 1e-12))
