"""The vision tower: EfficientNet-Lite2 in inference form, NHWC.

Follows "EfficientNet" (arXiv 1905.11946) in its Lite form: no squeeze-excite, ReLU6, stem and head not
scaled. Batch norms are folded into the convolutions when the ImageNet weights are converted.
"""

import mlx.core as mx
from mlx import nn

from mlx_models.compact.plan import HEAD, LITE2, STEM, BlockArgs


def relu6(x: mx.array) -> mx.array:
    """min(max(x, 0), 6)."""
    return mx.minimum(mx.maximum(x, 0), 6)


class SameConv(nn.Module):
    """Convolution with TensorFlow's "same" padding: the odd pixel goes to the right and the bottom.

    `weight` is (outputs, kernel, kernel, inputs / groups), `bias` (outputs,).
    """

    def __init__(self, inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        fan = kernel * kernel * inputs // groups
        self.weight = mx.random.normal((outputs, kernel, kernel, inputs // groups)) * fan**-0.5
        self.bias = mx.zeros((outputs,))
        self.stride = stride
        self.groups = groups

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, inputs) -> (N, ceil(H / stride), ceil(W / stride), outputs)."""
        kernel = self.weight.shape[1]
        low, high = [], []
        for side in x.shape[1:3]:
            out = -(-side // self.stride)
            total = max((out - 1) * self.stride + kernel - side, 0)
            low.append(total // 2)
            high.append(total - total // 2)
        y = mx.conv_general(x, self.weight, self.stride, (low, high), groups=self.groups)
        return y + self.bias


class InvertedResidual(nn.Module):
    """Inverted residual: expand 1x1, depthwise, project 1x1."""

    def __init__(self, inputs: int, args: BlockArgs, first: bool) -> None:
        super().__init__()
        wide = inputs * args.expand
        self.residual = not first
        if args.expand != 1:
            self.expand = SameConv(inputs, wide)
        self.depthwise = SameConv(wide, wide, args.kernel, args.stride if first else 1, wide)
        self.project = SameConv(wide, args.channels)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, inputs) -> (N, H / stride, W / stride, channels)."""
        y = relu6(self.expand(x)) if "expand" in self else x
        y = self.project(relu6(self.depthwise(y)))
        return x + y if self.residual else y


class Tower(nn.Module):
    """Pixels to a map of 1280 channels at a 32nd of the resolution."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = SameConv(3, STEM, 3, 2)
        self.blocks = []
        inputs = STEM
        for args in LITE2:
            for n in range(args.blocks):
                self.blocks.append(InvertedResidual(inputs, args, n == 0))
                inputs = args.channels
        self.head = SameConv(inputs, HEAD)

    def trunk(self, pixels: mx.array, stop: int | None = None) -> mx.array:
        """(N, S, S, 3) as :func:`normalise` gives them -> the map after `stop` blocks (all by default)."""
        x = relu6(self.stem(pixels))
        for block in self.blocks[:stop]:
            x = block(x)
        return x

    def top(self, x: mx.array, start: int | None = None) -> mx.array:
        """From the map after `start` blocks (all by default) to (N, h, w, 1280)."""
        for block in self.blocks[len(self.blocks) if start is None else start :]:
            x = block(x)
        return relu6(self.head(x))

    def __call__(self, pixels: mx.array) -> mx.array:
        """(N, S, S, 3) -> (N, ceil(S / 32), ceil(S / 32), 1280)."""
        return self.top(self.trunk(pixels))
