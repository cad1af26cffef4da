"""The blocks FastViT's descendants share: FastViTHD's tower and MobileCLIP's (NHWC, inference form).

FastViT is arXiv 2303.14189, FastViTHD arXiv 2412.13303, MobileCLIP arXiv 2311.17049. In inference form every
over-parametrised branch is one convolution. Here batch norms, layer scales and the attention's scale are
folded into their neighbours too (:func:`folded_feed_forward`, :func:`folded_attention`), so the blocks have
none. Names are Apple's.
"""

from collections.abc import Callable

import mlx.core as mx
import numpy as np
from mlx import nn

from mlx_models.runtime import Array, Lazy

BATCH_NORM_EPSILON = 1e-5
LAYER_NORM_EPSILON = 1e-5

Read = Callable[[str], Array]


def gelu(x: mx.array) -> mx.array:
    """The exact GELU, x * P(Z <= x)."""
    return 0.5 * x * (1 + mx.erf(x / 2**0.5))


class SqueezeExcite(nn.Module):
    """Channels weighed by what the whole map holds (arXiv 1709.01507).

    Args:
        channels: Of the map.
        inner: Of the bottleneck.
    """

    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(channels, inner, 1)
        self.expand = nn.Conv2d(inner, channels, 1)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        weights = self.expand(nn.relu(self.reduce(x.mean((1, 2), keepdims=True))))
        return x * mx.sigmoid(weights)


class MobileOneBlock(nn.Module):
    """A convolution, perhaps squeeze-excite, and GELU (arXiv 2206.04040).

    Args:
        inputs: Channels.
        outputs: Channels.
        kernel: Side, odd.
        stride: Step.
        groups: Of the convolution.
        squeeze: Channels inside squeeze-excite; 0 without it.
    """

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1, squeeze: int = 0
    ) -> None:
        super().__init__()
        self.reparam_conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups)
        if squeeze:
            self.se = SqueezeExcite(outputs, squeeze)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, inputs) -> (N, H / stride, W / stride, outputs)."""
        x = self.reparam_conv(x)
        return gelu(self.se(x) if "se" in self else x)


class LargeKernelConv(nn.Module):
    """A depthwise 7x7 convolution of stride 2, perhaps squeeze-excite, and GELU (arXiv 2203.06717).

    Args:
        inputs: Channels.
        outputs: Channels.
        squeeze: Channels inside squeeze-excite; 0 without it.
    """

    def __init__(self, inputs: int, outputs: int, squeeze: int = 0) -> None:
        super().__init__()
        self.lkb_reparam = nn.Conv2d(inputs, outputs, 7, 2, 3, groups=inputs)
        if squeeze:
            self.se = SqueezeExcite(outputs, squeeze)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, inputs) -> (N, H / 2, W / 2, outputs)."""
        x = self.lkb_reparam(x)
        return gelu(self.se(x) if "se" in self else x)


class PatchEmbed(nn.Module):
    """The step down between two stages; see :class:`LargeKernelConv`."""

    def __init__(self, inputs: int, outputs: int, squeeze: int = 0) -> None:
        super().__init__()
        self.proj = [LargeKernelConv(inputs, outputs, squeeze), MobileOneBlock(outputs, outputs, 1)]

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, inputs) -> (N, H / 2, W / 2, outputs)."""
        for part in self.proj:
            x = part(x)
        return x


class PositionEncoding(nn.Module):
    """A conditional position encoding (arXiv 2102.10882), its skip connection folded in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.reparam_conv = nn.Conv2d(channels, channels, 7, 1, 3, groups=channels)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        y: mx.array = self.reparam_conv(x)
        return y


class RepMixer(nn.Module):
    """Mixes neighbours by one depthwise convolution.

    Args:
        channels: Of the map.
        kernel: Its height and width, both odd.
    """

    def __init__(self, channels: int, kernel: tuple[int, int] = (3, 3)) -> None:
        super().__init__()
        self.reparam_conv = nn.Conv2d(channels, channels, kernel, 1, _half(kernel), groups=channels)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        y: mx.array = self.reparam_conv(x)
        return y


class Attention(nn.Module):
    """Multi-head self-attention over all positions; the queries' scale is in `qkv` already.

    Args:
        channels: Of the map.
        head_dim: Channels of one head.
        bias: `qkv` has one, which comes of a batch norm folded into it.
    """

    def __init__(self, channels: int, head_dim: int, bias: bool = False) -> None:
        super().__init__()
        self.head_dim = head_dim
        self.qkv = nn.Linear(channels, 3 * channels, bias=bias)
        self.proj = nn.Linear(channels, channels)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        n, height, width, channels = x.shape
        qkv = self.qkv(x.reshape(n, height * width, channels))
        qkv = qkv.reshape(n, height * width, 3, channels // self.head_dim, self.head_dim)
        q, k, v = (qkv[:, :, i].swapaxes(1, 2) for i in range(3))
        weights = mx.softmax(q @ k.swapaxes(2, 3), axis=-1)
        mixed = (weights @ v).swapaxes(1, 2).reshape(n, height * width, channels)
        y: mx.array = self.proj(mixed).reshape(n, height, width, channels)
        return y


class ConvFFN(nn.Module):
    """A depthwise convolution, then two 1x1 ones with GELU between them.

    Args:
        channels: Of the map.
        hidden: Channels between the two.
        kernel: Height and width of the depthwise one, both odd.
    """

    def __init__(self, channels: int, hidden: int, kernel: tuple[int, int] = (7, 7)) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, kernel, 1, _half(kernel), groups=channels)
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.fc2 = nn.Conv2d(hidden, channels, 1)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        y: mx.array = self.fc2(gelu(self.fc1(self.conv(x))))
        return y


class RepMixerBlock(nn.Module):
    """RepMixer and the feed-forward part, the latter with a skip connection.

    Args:
        channels: Of the map.
        hidden: Channels inside the feed-forward part.
        mixing: RepMixer's kernel.
        reach: The feed-forward part's.
    """

    def __init__(
        self,
        channels: int,
        hidden: int,
        mixing: tuple[int, int] = (3, 3),
        reach: tuple[int, int] = (7, 7),
    ) -> None:
        super().__init__()
        self.token_mixer = RepMixer(channels, mixing)
        self.convffn = ConvFFN(channels, hidden, reach)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        x = self.token_mixer(x)
        return x + self.convffn(x)


class AttentionBlock(nn.Module):
    """Attention over normalised channels and the feed-forward part, both with a skip connection.

    Args:
        channels: Of the map.
        hidden: Channels inside the feed-forward part.
        head_dim: Channels of one head.
        layer_norm: False where a batch norm, folded into the attention, normalises the channels.
    """

    def __init__(self, channels: int, hidden: int, head_dim: int, layer_norm: bool = True) -> None:
        super().__init__()
        if layer_norm:
            self.norm = nn.LayerNorm(channels, LAYER_NORM_EPSILON)
        self.token_mixer = Attention(channels, head_dim, bias=not layer_norm)
        self.convffn = ConvFFN(channels, hidden)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        x = x + self.token_mixer(self.norm(x) if "norm" in self else x)
        return x + self.convffn(x)


def folded_feed_forward(read: Read, name: str, layer_scale: str) -> dict[str, Lazy]:
    """:class:`ConvFFN`'s parameters with its batch norm and layer scale folded in.

    Args:
        read: Gives a checkpoint's tensor by its name, in our axes.
        name: The part's, ending in "convffn".
        layer_scale: Name of the (1, 1, C) factor of what it adds.
    """

    def norm(kind: str) -> Array:
        return read(f"{name}.conv.bn.{kind}")

    def factor() -> Array:
        found: Array = norm("weight") / np.sqrt(norm("running_var") + np.float32(BATCH_NORM_EPSILON))
        return found

    def scale() -> Array:
        return read(layer_scale).reshape(-1)

    return {
        f"{name}.conv.weight": lambda: read(f"{name}.conv.conv.weight") * factor().reshape(-1, 1, 1, 1),
        f"{name}.conv.bias": lambda: norm("bias") - norm("running_mean") * factor(),
        f"{name}.fc1.weight": lambda: read(f"{name}.fc1.weight"),
        f"{name}.fc1.bias": lambda: read(f"{name}.fc1.bias"),
        f"{name}.fc2.weight": lambda: read(f"{name}.fc2.weight") * scale().reshape(-1, 1, 1, 1),
        f"{name}.fc2.bias": lambda: read(f"{name}.fc2.bias") * scale(),
    }


def folded_attention(
    read: Read, name: str, layer_scale: str, head_dim: int, batch_norm: str = ""
) -> dict[str, Lazy]:
    """:class:`Attention`'s parameters with the queries' scale and the layer scale folded in.

    Args:
        read: Gives a checkpoint's tensor by its name, in our axes.
        name: The part's, ending in "token_mixer".
        layer_scale: Name of the (1, 1, C) factor of what it adds.
        head_dim: Channels of one head.
        batch_norm: Name of the batch norm before it, which is folded in too; "" without one.
    """

    def scaled(rows: Array) -> Array:
        rows[: len(rows) // 3] *= np.float32(head_dim**-0.5)
        return rows

    def norm(kind: str) -> Array:
        return read(f"{batch_norm}.{kind}")

    def factor() -> Array:
        found: Array = norm("weight") / np.sqrt(norm("running_var") + np.float32(BATCH_NORM_EPSILON))
        return found

    def weight() -> Array:
        found = read(f"{name}.qkv.weight")
        return scaled(found * factor() if batch_norm else found.copy())

    def bias() -> Array:
        found: Array = read(f"{name}.qkv.weight") @ (norm("bias") - norm("running_mean") * factor())
        return scaled(found)

    folded: dict[str, Lazy] = {
        f"{name}.qkv.weight": weight,
        f"{name}.proj.weight": lambda: read(f"{name}.proj.weight") * read(layer_scale).reshape(-1, 1),
        f"{name}.proj.bias": lambda: read(f"{name}.proj.bias") * read(layer_scale).reshape(-1),
    }
    if batch_norm:
        folded[f"{name}.qkv.bias"] = bias
    return folded


def _half(kernel: tuple[int, int]) -> tuple[int, int]:
    """The padding that keeps a map's size."""
    return kernel[0] // 2, kernel[1] // 2
