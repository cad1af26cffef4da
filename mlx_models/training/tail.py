"""The tower's last stage in a form that trains quickly on a CPU.

MLX's depthwise convolution runs at 0.4 GMAC/s there. On a 9 x 9 map the same thing is one 81 x 81 matrix
a channel, made from the kernel by a constant 0/1 tensor, so that it becomes a batched matrix product.
"""

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray

from mlx_models.compact.pixels import pooling
from mlx_models.compact.tower import Tower, relu6

FIRST = 20
"""Blocks before this one stay as ImageNet left them; their output is what the features stage keeps."""


def shifts(side: int, kernel: int) -> NDArray[np.float32]:
    """(kernel * kernel, side^2 * side^2): which kernel tap joins output cell p to input cell q."""
    half = kernel // 2
    s = np.zeros((kernel, kernel, side, side, side, side), dtype=np.float32)
    for dy in range(kernel):
        for dx in range(kernel):
            for y in range(side):
                for x in range(side):
                    v, u = y + dy - half, x + dx - half
                    if 0 <= v < side and 0 <= u < side:
                        s[dy, dx, y, x, v, u] = 1
    return s.reshape(kernel * kernel, side**4)


class Tail(nn.Module):
    """Block 20 and the head of :class:`Tower`, on 9 x 9 maps, pooled to 5 x 5."""

    def __init__(self, tower: Tower, side: int = 9, grid: int = 5) -> None:
        super().__init__()
        block = tower.blocks[FIRST]
        self.expand, self.expand_bias = block.expand.weight[:, 0, 0], block.expand.bias
        self.kernel, self.kernel_bias = block.depthwise.weight[..., 0], block.depthwise.bias
        self.project, self.project_bias = block.project.weight[:, 0, 0], block.project.bias
        self.head, self.head_bias = tower.head.weight[:, 0, 0], tower.head.bias
        self._shifts = mx.array(shifts(side, self.kernel.shape[1]))
        self._pool = mx.array(pooling(side, grid))

    def __call__(self, x: mx.array) -> tuple[mx.array, mx.array]:
        """(B, 81, 208) -> the pooled grid (B, 25, 1280) and the map's mean (B, 1280)."""
        b, cells, inputs = x.shape
        y = relu6(x.reshape(-1, inputs) @ self.expand.T + self.expand_bias)
        channels = y.shape[-1]
        mix = (self.kernel.reshape(channels, -1) @ self._shifts).reshape(channels, cells, cells)
        y = y.reshape(b, cells, channels).transpose(2, 0, 1) @ mix.transpose(0, 2, 1)
        y = relu6(y.transpose(1, 2, 0).reshape(-1, channels) + self.kernel_bias)
        y = y @ self.project.T + self.project_bias
        y = relu6(y @ self.head.T + self.head_bias).reshape(b, cells, -1)
        return self._pool @ y, mx.mean(y, axis=1)

    def write(self, tower: Tower) -> None:
        """Put the trained weights back into the tower."""
        block = tower.blocks[FIRST]
        block.expand.weight, block.expand.bias = self.expand[:, None, None], self.expand_bias
        block.depthwise.weight, block.depthwise.bias = self.kernel[..., None], self.kernel_bias
        block.project.weight, block.project.bias = self.project[:, None, None], self.project_bias
        tower.head.weight, tower.head.bias = self.head[:, None, None], self.head_bias
