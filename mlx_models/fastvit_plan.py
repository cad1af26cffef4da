"""The sizes of a FastViT tower, and what it takes from a checkpoint in timm's names. Imports no mlx.

What inference form leaves apart, batch norms, layer scales and the attention's scale, is folded here.
"""

from dataclasses import dataclass

import numpy as np

from mlx_models.plan import BATCH_NORM_EPSILON, NORM, Plan, channels_last
from mlx_models.runtime import Array, Lazy

HEAD_DIM = 32  # of FastViT's attention


@dataclass(frozen=True)
class FastVitStage:
    """FastViT's blocks of one resolution.

    Attributes:
        depth: How many blocks.
        width: Channels.
        hidden: Channels inside a block's feed-forward part.
        squeeze: Channels inside the squeeze-excite of the step down to it; 0 without.
        attention: Blocks mix by self-attention, not by a depthwise convolution.
        encoded: A 7x7 conditional position encoding comes before the blocks.
    """

    depth: int
    width: int
    hidden: int
    squeeze: int = 0
    attention: bool = False
    encoded: bool = False


@dataclass(frozen=True)
class FastVitConfig:
    """A FastViT (arXiv 2303.14189), as FastVLM and MobileCLIP have it: timm's fastvit_mci0 to fastvit_mci4.

    Attributes:
        stages: From the finest to the coarsest, each but the first after a step down to half the resolution.
        exit_width: Channels of the map that leaves the tower.
        exit_squeeze: Channels inside the exit's squeeze-excite.
        layer_norm: Layer norms before attention; else batch norms.
        stem_scale: The stem's training form has 1x1 branches.
    """

    stages: tuple[FastVitStage, ...]
    exit_width: int
    exit_squeeze: int
    layer_norm: bool = True
    stem_scale: bool = False

    @property
    def step(self) -> int:
        """Side of the square of pixels that becomes one position of the last map."""
        return int(4 * 2 ** (len(self.stages) - 1))


def plan_fastvit(plan: Plan, config: FastVitConfig, prefix: str) -> None:
    """What :class:`mlx_models.fastvit.FastVit` takes from a checkpoint, whose names begin with ``prefix``."""
    width = config.stages[0].width
    for i, (inputs, kernel, stride, groups) in enumerate(
        ((3, 3, 2, 1), (width, 3, 2, width), (width, 1, 1, 1))
    ):
        plan.mobile_one(
            f"stem.{i}.reparam_conv",
            f"{prefix}stem.{i}",
            inputs,
            width,
            kernel,
            groups=groups,
            stride=stride,
            scale=config.stem_scale,
        )
    for index in range(len(config.stages)):
        _plan_stage(plan, config, index, f"{prefix}stages.{index}")
    last, exit_width = config.stages[-1].width, config.exit_width
    plan.mobile_one("final_conv.reparam_conv", f"{prefix}final_conv", last, exit_width, 3, groups=last)
    plan.squeeze_excite("final_conv.se", f"{prefix}final_conv.se", exit_width, config.exit_squeeze)


def _plan_stage(plan: Plan, config: FastVitConfig, index: int, theirs: str) -> None:
    stage, position = config.stages[index], 0
    width = stage.width
    if index:
        ours, down = f"stages.{index}.0.proj", f"{theirs}.downsample.proj"
        plan.large_kernel(f"{ours}.0.reparam_conv", f"{down}.0", config.stages[index - 1].width, width)
        if stage.squeeze:
            plan.squeeze_excite(f"{ours}.0.se", f"{down}.0.se", width, stage.squeeze)
        plan.mobile_one(f"{ours}.1.reparam_conv", f"{down}.1", width, width, 1)
        position += 1
    if stage.encoded:
        plan.position_encoding(f"stages.{index}.{position}.reparam_conv", f"{theirs}.pos_emb", width)
        position += 1
    for i in range(stage.depth):
        ours, block = f"stages.{index}.{position + i}", f"{theirs}.blocks.{i}"
        if stage.attention:
            plan_attention(plan, ours, block, width, layer_norm=config.layer_norm)
        else:
            plan.rep_mixer(f"{ours}.token_mixer.reparam_conv", f"{block}.token_mixer", width, (3, 3), True)
        scale = "layer_scale_2" if stage.attention else "layer_scale"
        plan_feed_forward(plan, ours, block, width, stage.hidden, scale)


def plan_attention(
    plan: Plan, ours: str, theirs: str, width: int, head_dim: int = HEAD_DIM, *, layer_norm: bool
) -> None:
    """FastViT's attention, with the norm before it; the queries' scale and what follows it are folded in.

    Args:
        plan: Takes it down.
        ours: The block's name.
        theirs: The block's name in the checkpoint.
        width: Channels.
        head_dim: Channels of one head.
        layer_norm: A layer norm comes before it; else a batch norm, which is folded in too.
    """
    mixer, part = f"{theirs}.token_mixer", f"{ours}.token_mixer"
    qkv = plan.expect(f"{mixer}.qkv.weight", 3 * width, width)
    proj, bias = plan.expect(f"{mixer}.proj.weight", width, width), plan.expect(f"{mixer}.proj.bias", width)
    gamma = plan.expect(f"{theirs}.layer_scale_1.gamma", width, 1, 1)

    def scaled(rows: Array) -> Array:
        rows[:width] *= np.float32(head_dim**-0.5)
        return rows

    plan.weights[f"{part}.proj.weight"] = lambda: proj() * gamma().reshape(-1, 1)
    plan.weights[f"{part}.proj.bias"] = lambda: bias() * gamma().reshape(-1)
    if layer_norm:
        plan.norm(f"{ours}.norm", f"{theirs}.norm", width)
        plan.weights[f"{part}.qkv.weight"] = lambda: scaled(qkv().copy())
    else:
        factor, added = _batch_norm(plan, f"{theirs}.norm", width)
        plan.weights[f"{part}.qkv.weight"] = lambda: scaled(qkv() * factor())
        plan.weights[f"{part}.qkv.bias"] = lambda: scaled(qkv() @ added())


def plan_feed_forward(
    plan: Plan,
    ours: str,
    theirs: str,
    width: int,
    hidden: int,
    scale: str,
    kernel: tuple[int, int] = (7, 7),
) -> None:
    """A block's feed-forward part; its batch norm and the scale after it are folded in.

    Args:
        plan: Takes it down.
        ours: The block's name.
        theirs: The block's name in the checkpoint.
        width: Channels.
        hidden: Channels inside it.
        scale: Name of the factor of what it adds.
        kernel: Of its depthwise convolution.
    """
    part, mlp = f"{ours}.convffn", f"{theirs}.mlp"
    conv = plan.expect(f"{mlp}.conv.conv.weight", width, 1, *kernel)
    factor, added = _batch_norm(plan, f"{mlp}.conv.bn", width)
    plan.conv(f"{part}.fc1", f"{mlp}.fc1", width, hidden, (1, 1))
    second = plan.expect(f"{mlp}.fc2.weight", width, hidden, 1, 1)
    bias = plan.expect(f"{mlp}.fc2.bias", width)
    gamma = plan.expect(f"{theirs}.{scale}.gamma", width, 1, 1)
    plan.weights |= {
        f"{part}.conv.weight": lambda: channels_last(conv() * factor().reshape(-1, 1, 1, 1)),
        f"{part}.conv.bias": added,
        f"{part}.fc2.weight": lambda: channels_last(second() * gamma().reshape(-1, 1, 1, 1)),
        f"{part}.fc2.bias": lambda: bias() * gamma().reshape(-1),
    }


def _batch_norm(plan: Plan, theirs: str, width: int) -> tuple[Lazy, Lazy]:
    """A batch norm in float32, as a factor and what is added afterwards."""
    weight, bias, mean, var = (plan.expect(f"{theirs}.{kind}", width) for kind in NORM)

    def factor() -> Array:
        found: Array = weight() / np.sqrt(var() + np.float32(BATCH_NORM_EPSILON))
        return found

    return factor, lambda: bias() - mean() * factor()
