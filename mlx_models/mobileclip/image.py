"""MobileCLIP's FastViT towers (timm's fastvit_mci0 to fastvit_mci4) on the shared blocks, NHWC."""

import mlx.core as mx
from mlx import nn

from mlx_models.fastvit import (
    AttentionBlock,
    MobileOneBlock,
    PatchEmbed,
    PositionEncoding,
    RepMixerBlock,
    folded_attention,
    folded_feed_forward,
)
from mlx_models.mobileclip.image_config import HEAD_DIM, FastVitConfig, ImageConfig, Stage, VitConfig
from mlx_models.mobileclip.plan import NORM, Plan
from mlx_models.mobileclip.vit import Vit, plan_vit
from mlx_models.runtime import Array

TRUNK = "visual.trunk."


class FastVit(nn.Module):
    """(N, S, S, 3) -> (N, dimension), not normalised.

    Args:
        config: The tower's sizes.
        dimension: Length of an embedding.
    """

    def __init__(self, config: FastVitConfig, dimension: int) -> None:
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
        self.head = nn.Linear(config.exit_width, dimension)

    def __call__(self, x: mx.array) -> mx.array:
        """See the class."""
        for block in [*self.stem, *(block for stage in self.stages for block in stage), self.final_conv]:
            x = block(x)
        y: mx.array = self.head(x.mean((1, 2)))
        return y


def image_tower(config: ImageConfig, dimension: int) -> nn.Module:
    """The tower of these sizes, with random weights; see :class:`FastVit`."""
    return Vit(config, dimension) if isinstance(config, VitConfig) else FastVit(config, dimension)


def plan_image_tower(plan: Plan, config: ImageConfig, dimension: int) -> None:
    """What the tower takes from a checkpoint."""
    if isinstance(config, VitConfig):
        plan_vit(plan, config, dimension, TRUNK)
    else:
        _plan_fastvit(plan, config, dimension)


def _stage(config: FastVitConfig, index: int) -> list[nn.Module]:
    stage = config.stages[index]
    blocks: list[nn.Module] = []
    if index:
        blocks.append(PatchEmbed(config.stages[index - 1].width, stage.width, stage.squeeze))
    if stage.attention:
        blocks.append(PositionEncoding(stage.width))
    for _ in range(stage.depth):
        if stage.attention:
            blocks.append(AttentionBlock(stage.width, stage.hidden, HEAD_DIM, config.layer_norm))
        else:
            blocks.append(RepMixerBlock(stage.width, stage.hidden))
    return blocks


def _plan_fastvit(plan: Plan, config: FastVitConfig, dimension: int) -> None:
    width = config.stages[0].width
    for i, (inputs, kernel, stride, groups) in enumerate(
        ((3, 3, 2, 1), (width, 3, 2, width), (width, 1, 1, 1))
    ):
        plan.mobile_one(
            f"stem.{i}.reparam_conv",
            f"{TRUNK}stem.{i}",
            inputs,
            width,
            kernel,
            groups=groups,
            stride=stride,
            scale=config.stem_scale,
        )
    for index, stage in enumerate(config.stages):
        _plan_stage(plan, config, index, stage)
    last, exit_width = config.stages[-1].width, config.exit_width
    plan.mobile_one("final_conv.reparam_conv", f"{TRUNK}final_conv", last, exit_width, 3, groups=last)
    plan.squeeze_excite("final_conv.se", f"{TRUNK}final_conv.se", exit_width, config.exit_squeeze)
    plan.linear("head", f"{TRUNK}head.fc", exit_width, dimension)


def _plan_stage(plan: Plan, config: FastVitConfig, index: int, stage: Stage) -> None:
    theirs, position, width = f"{TRUNK}stages.{index}", 0, stage.width
    if index:
        ours, down = f"stages.{index}.0.proj", f"{theirs}.downsample.proj"
        plan.large_kernel(f"{ours}.0.lkb_reparam", f"{down}.0", config.stages[index - 1].width, width)
        if stage.squeeze:
            plan.squeeze_excite(f"{ours}.0.se", f"{down}.0.se", width, stage.squeeze)
        plan.mobile_one(f"{ours}.1.reparam_conv", f"{down}.1", width, width, 1)
        position += 1
    if stage.attention:
        plan.position_encoding(f"stages.{index}.{position}.reparam_conv", f"{theirs}.pos_emb", width)
        position += 1
    for i in range(stage.depth):
        ours, block = f"stages.{index}.{position + i}", f"{theirs}.blocks.{i}"
        if stage.attention:
            plan_attention(plan, ours, block, width, config.layer_norm)
        else:
            plan.rep_mixer(f"{ours}.token_mixer.reparam_conv", f"{block}.token_mixer", width, (3, 3), True)
        scale = "layer_scale_2" if stage.attention else "layer_scale"
        plan_feed_forward(plan, ours, block, width, stage.hidden, scale, (7, 7))


def plan_attention(plan: Plan, ours: str, theirs: str, width: int, layer_norm: bool) -> None:
    """FastViT's attention, with the norm before it and the scale after it."""
    mixer = f"{theirs}.token_mixer"
    reads = {
        f"{ours}.token_mixer.qkv.weight": plan.expect(f"{mixer}.qkv.weight", 3 * width, width),
        f"{ours}.token_mixer.proj.weight": plan.expect(f"{mixer}.proj.weight", width, width),
        f"{ours}.token_mixer.proj.bias": plan.expect(f"{mixer}.proj.bias", width),
        "scale": plan.expect(f"{theirs}.layer_scale_1.gamma", width, 1, 1),
    }
    if layer_norm:
        plan.norm(f"{ours}.norm", f"{theirs}.norm", width)
    else:
        reads |= {f"{ours}.norm.{kind}": plan.expect(f"{theirs}.norm.{kind}", width) for kind in NORM}

    def read(name: str) -> Array:
        return reads[name]()

    norm = "" if layer_norm else f"{ours}.norm"
    plan.weights |= folded_attention(read, f"{ours}.token_mixer", "scale", HEAD_DIM, norm)


def plan_feed_forward(
    plan: Plan, ours: str, theirs: str, width: int, hidden: int, scale: str, kernel: tuple[int, int]
) -> None:
    """A block's feed-forward part, with its batch norm and the scale after it."""
    part, mlp = f"{ours}.convffn", f"{theirs}.mlp"
    reads = {
        f"{part}.conv.conv.weight": plan.expect(f"{mlp}.conv.conv.weight", width, 1, *kernel),
        f"{part}.fc1.weight": plan.expect(f"{mlp}.fc1.weight", hidden, width, 1, 1),
        f"{part}.fc1.bias": plan.expect(f"{mlp}.fc1.bias", hidden),
        f"{part}.fc2.weight": plan.expect(f"{mlp}.fc2.weight", width, hidden, 1, 1),
        f"{part}.fc2.bias": plan.expect(f"{mlp}.fc2.bias", width),
        "scale": plan.expect(f"{theirs}.{scale}.gamma", width, 1, 1),
        **{f"{part}.conv.bn.{kind}": plan.expect(f"{mlp}.conv.bn.{kind}", width) for kind in NORM},
    }

    def read(name: str) -> Array:
        found = reads[name]()
        return found.transpose(0, 2, 3, 1) if found.ndim == 4 else found

    plan.weights |= folded_feed_forward(read, part, "scale")
