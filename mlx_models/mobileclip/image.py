"""MobileCLIP's image towers: FastViT (timm's fastvit_mci0 to fastvit_mci4) or a vision transformer, NHWC."""

import mlx.core as mx
from mlx import nn

from mlx_models.fastvit import FastVit
from mlx_models.fastvit_plan import FastVitConfig, plan_fastvit
from mlx_models.mobileclip.image_config import ImageConfig, VitConfig
from mlx_models.mobileclip.transformer import Block, plan_block
from mlx_models.plan import Plan, channels_last

TRUNK = "visual.trunk."
STEM_KERNELS = (4, 2, 2)


class FastVitClip(FastVit):
    """(N, S, S, 3) -> (N, dimension), not normalised.

    Args:
        config: The tower's sizes.
        dimension: Length of an embedding.
    """

    def __init__(self, config: FastVitConfig, dimension: int) -> None:
        super().__init__(config)
        self.head = nn.Linear(config.exit_width, dimension)

    def __call__(self, x: mx.array) -> mx.array:
        """See the class."""
        y: mx.array = self.head(super().__call__(x).mean((1, 2)))
        return y


class Vit(nn.Module):
    """A vision transformer, MobileCLIP-B's (timm's vit_base_mci_224) or MobileCLIP2-L-14's.

    (N, S, S, 3) -> (N, dimension), not normalised; pooled by the class token.

    Args:
        config: The tower's sizes.
        dimension: Length of an embedding.
    """

    def __init__(self, config: VitConfig, dimension: int) -> None:
        super().__init__()
        width = config.width
        if config.stem:
            channels = (3, width // 4, width // 4, width)
            self.stem = [
                nn.Conv2d(channels[i], channels[i + 1], side, side) for i, side in enumerate(STEM_KERNELS)
            ]
        else:
            self.stem = [nn.Conv2d(3, width, config.patch, config.patch, bias=False)]
        self.class_token = mx.zeros((1, 1, width))
        self.positions = mx.zeros((1, config.positions, width))
        if config.norm_first:
            self.norm_first = nn.LayerNorm(width, config.epsilon)
        self.blocks = [Block(width, config.heads, config.hidden, config.epsilon) for _ in range(config.depth)]
        self.norm = nn.LayerNorm(width, config.epsilon)
        self.head = nn.Linear(width, dimension)

    def __call__(self, x: mx.array) -> mx.array:
        """See the class."""
        for i, conv in enumerate(self.stem):
            x = conv(nn.gelu(x) if i else x)
        n, width = x.shape[0], x.shape[-1]
        x = x.reshape(n, -1, width) + self.positions
        # Of x's own shape, so that nothing but the batch tells how many there are.
        first = mx.broadcast_to(self.class_token, (n, 1, width))
        x = mx.concatenate([first, x], axis=1)
        if "norm_first" in self:
            x = self.norm_first(x)
        for block in self.blocks:
            x = block(x)
        y: mx.array = self.head(self.norm(x[:, 0]))
        return y


def image_tower(config: ImageConfig, dimension: int) -> nn.Module:
    """The tower of these sizes, with random weights; see :class:`FastVitClip`."""
    return Vit(config, dimension) if isinstance(config, VitConfig) else FastVitClip(config, dimension)


def plan_image_tower(plan: Plan, config: ImageConfig, dimension: int) -> None:
    """What the tower takes from a checkpoint."""
    if isinstance(config, VitConfig):
        _plan_vit(plan, config, dimension)
    else:
        plan_fastvit(plan, config, TRUNK)
        plan.linear("head", f"{TRUNK}head.fc", config.exit_width, dimension)


def _plan_vit(plan: Plan, config: VitConfig, dimension: int) -> None:
    width = config.width
    if config.stem:
        stem, inner = f"{TRUNK}patch_embed.backbone", width // 4
        for i, (inputs, side) in enumerate(zip((3, inner), STEM_KERNELS, strict=False)):
            conv = plan.normed_conv(f"{stem}.{i}", inputs, inner, (side, side))
            plan.fold(f"stem.{i}", conv, (side, side))
        plan.conv("stem.2", f"{stem}.2.conv", inner, width, (STEM_KERNELS[2],) * 2)
    else:
        patch = f"{TRUNK}patch_embed.proj.weight"
        plan.take("stem.0.weight", patch, width, 3, config.patch, config.patch, turn=channels_last)
    extra = int(config.class_position)
    token = plan.expect(f"{TRUNK}cls_token", 1, 1, width)
    positions = plan.expect(f"{TRUNK}pos_embed", 1, config.positions + extra, width)
    plan.weights["class_token"] = (lambda: token() + positions()[:, :1]) if extra else token
    plan.weights["positions"] = lambda: positions()[:, extra:]
    if config.norm_first:
        plan.norm("norm_first", f"{TRUNK}norm_pre", width)
    for i in range(config.depth):
        block = f"{TRUNK}blocks.{i}"
        names = {
            **{name: f"{block}.{name}" for name in ("norm1", "norm2")},
            **{name: f"{block}.mlp.{name}" for name in ("fc1", "fc2")},
            **{name: f"{block}.attn.{name}" for name in ("proj", "qkv.weight", "qkv.bias")},
        }
        plan_block(plan, f"blocks.{i}", names, width, config.heads, config.hidden)
    plan.norm("norm", f"{TRUNK}norm", width)
    plan.linear("head", f"{TRUNK}head", width, dimension)
