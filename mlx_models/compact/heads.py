"""Small heads on the tower's pooled map: kind of picture, and which objects a person would mention."""

import mlx.core as mx
from mlx import nn


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


def unit(x: mx.array) -> mx.array:
    """(..., d) scaled to length one."""
    return x * mx.rsqrt(mx.maximum(mx.sum(mx.square(x), axis=-1, keepdims=True), 1e-12))
