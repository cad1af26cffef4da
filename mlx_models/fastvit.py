"""FastViT, which FastViTHD's tower and MobileCLIP's descend from (NHWC, inference form).

FastViT is arXiv 2303.14189, FastViTHD arXiv 2412.13303, MobileCLIP arXiv 2311.17049. In inference form every
over-parametrised branch is one convolution. Here batch norms, layer scales and the attention's scale are
folded into their neighbours too (:mod:`mlx_models.fastvit_plan`), so the blocks have none. Blocks' names are
Apple's. GELU is the exact one, which MLX has as a single kernel.
"""

import mlx.core as mx
from mlx import nn

from mlx_models.fastvit_plan import HEAD_DIM, FastVitConfig

LAYER_NORM_EPSILON = 1e-5


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
        return nn.gelu(self.se(x) if "se" in self else x)


class PatchEmbed(nn.Module):
    """The step down between two stages: a depthwise 7x7 convolution (arXiv 2203.06717), a 1x1 one.

    Args:
        inputs: Channels.
        outputs: Channels.
        squeeze: Channels inside the first one's squeeze-excite; 0 without it.
    """

    def __init__(self, inputs: int, outputs: int, squeeze: int = 0) -> None:
        super().__init__()
        self.proj = [
            MobileOneBlock(inputs, outputs, 7, 2, groups=inputs, squeeze=squeeze),
            MobileOneBlock(outputs, outputs, 1),
        ]

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, inputs) -> (N, H / 2, W / 2, outputs)."""
        for part in self.proj:
            x = part(x)
        return x


class RepMixer(nn.Module):
    """Mixes neighbours by one depthwise convolution, its skip connection folded in.

    A kernel of 7 makes it a conditional position encoding (arXiv 2102.10882).

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


class MHSA(nn.Module):
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
        weights = mx.softmax(q @ k.swapaxes(2, 3), axis=-1, precise=True)
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
        y: mx.array = self.fc2(nn.gelu(self.fc1(self.conv(x))))
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
        self.token_mixer = MHSA(channels, head_dim, bias=not layer_norm)
        self.convffn = ConvFFN(channels, hidden)

    def __call__(self, x: mx.array) -> mx.array:
        """(N, H, W, C) -> (N, H, W, C)."""
        x = x + self.token_mixer(self.norm(x) if "norm" in self else x)
        return x + self.convffn(x)


class FastVit(nn.Module):
    """The tower without a head, (N, S, S, 3) -> (N, S / step, S / step, exit width).

    Args:
        config: The tower's sizes.
    """

    def __init__(self, config: FastVitConfig) -> None:
        super().__init__()
        width = config.stages[0].width
        self.stem = [
            MobileOneBlock(3, width, 3, 2),
            MobileOneBlock(width, width, 3, 2, groups=width),
            MobileOneBlock(width, width, 1),
        ]
        self.stages = [_stage(config, i) for i in range(len(config.stages))]
        last = config.stages[-1].width
        self.final_conv = MobileOneBlock(last, config.exit_width, 3, groups=last, squeeze=config.exit_squeeze)

    def __call__(self, x: mx.array) -> mx.array:
        """See the class."""
        for block in [*self.stem, *(block for stage in self.stages for block in stage), self.final_conv]:
            x = block(x)
        return x


def _stage(config: FastVitConfig, index: int) -> list[nn.Module]:
    stage = config.stages[index]
    blocks: list[nn.Module] = []
    if index:
        blocks.append(PatchEmbed(config.stages[index - 1].width, stage.width, stage.squeeze))
    if stage.encoded:
        blocks.append(RepMixer(stage.width, (7, 7)))
    for _ in range(stage.depth):
        if stage.attention:
            blocks.append(AttentionBlock(stage.width, stage.hidden, HEAD_DIM, config.layer_norm))
        else:
            blocks.append(RepMixerBlock(stage.width, stage.hidden))
    return blocks


def _half(kernel: tuple[int, int]) -> tuple[int, int]:
    """The padding that keeps a map's size."""
    return kernel[0] // 2, kernel[1] // 2
