"""FastVLM's eyes: the FastViTHD tower and the projector into the language model's embeddings."""

from functools import partial

import mlx.core as mx
import numpy as np
from mlx import nn

from mlx_models.errors import ModelError
from mlx_models.fastvit import (
    AttentionBlock,
    MobileOneBlock,
    PatchEmbed,
    PositionEncoding,
    RepMixerBlock,
    folded_attention,
    folded_feed_forward,
    gelu,
)
from mlx_models.fastvlm.checkpoint import Checkpoint
from mlx_models.fastvlm.vision_config import HEAD_DIM, PREFIX, Stage, VisionConfig, layout
from mlx_models.runtime import Array, Lazy, Runtime

PARTS = ("vision_tower.", "mm_projector.")
# Part of each cached graph's key: raise it when the tower is computed differently.
VERSION = "1"


class Tower(nn.Module):
    """FastViTHD and the projector, (N, S, S, 3) in 0..1 -> (N, (S / step) ** 2, hidden size).

    Args:
        config: The tower's sizes.
        hidden_size: Width of the language model's embeddings.
    """

    def __init__(self, config: VisionConfig, hidden_size: int) -> None:
        super().__init__()
        width = config.stages[0].width
        self.patch_embed = [
            MobileOneBlock(3, width, 3, 2),
            MobileOneBlock(width, width, 3, 2, groups=width),
            MobileOneBlock(width, width, 1),
        ]
        self.network = [_part(item) for _, item in layout(config)]
        last = config.stages[-1].width
        self.conv_exp = MobileOneBlock(last, config.exit_width, 3, groups=last, squeeze=config.squeeze)
        self.mm_projector = [nn.Linear(config.exit_width, hidden_size), nn.Linear(hidden_size, hidden_size)]

    def __call__(self, x: mx.array) -> mx.array:
        """See the class."""
        blocks: list[nn.Module] = [*self.patch_embed]
        for part in self.network:
            blocks += part if isinstance(part, list) else [part]
        for block in blocks:
            x = block(x)
        x = self.conv_exp(x)
        x = x.reshape(x.shape[0], -1, x.shape[-1])
        first, second = self.mm_projector
        return second(gelu(first(x)))


class ImageEncoder:
    """Runs the tower. On ONNX Runtime one graph serves pictures of every size.

    Args:
        config: The tower's sizes.
        checkpoint: Checked already.
        runtime: Where to compute.
        dtype: To compute in on Metal; None takes the checkpoint's own.
    """

    def __init__(
        self,
        config: VisionConfig,
        checkpoint: Checkpoint,
        runtime: Runtime,
        dtype: mx.Dtype | None = None,
    ) -> None:
        self._config = config
        self._hidden = checkpoint.config.text.hidden_size
        # Any two sizes do, as long as no map is so small that a side of 1 looks like no side.
        sizes = [[np.zeros((1, n * config.step, n * config.step, 3), np.float32)] for n in (2, 3)]
        self._run = runtime.compiled(
            lambda: Tower(config, self._hidden),
            folded(config, checkpoint),
            sizes,
            f"fastvlm-{VERSION}-{checkpoint.fingerprint(PARTS)}",
            checkpoint.stored_dtype,
            dtype,
        )

    def __call__(self, pixels: Array) -> Array:
        """(N, 3, S, S) float32 in 0..1 -> (N, (S / step) ** 2, hidden size) float32.

        Raises:
            ModelError: S is no multiple of the tower's step.
        """
        step = self._config.step
        if pixels.shape[2] % step or pixels.shape[3] % step:
            raise ModelError(f"A picture's side must be a multiple of {step} pixels.")
        if not len(pixels):
            places = pixels.shape[2] // step * (pixels.shape[3] // step)
            return np.zeros((0, places, self._hidden), np.float32)
        # One by one: a batch is no faster on a CPU, and takes more memory.
        return np.concatenate([self._run(_channels_last(picture)) for picture in pixels])

    def warm_up(self) -> None:
        """Have everything built, so that the first picture finds it ready."""
        self._run.ready()


def _channels_last(picture: Array) -> Array:
    """(3, S, S) -> (1, S, S, 3)."""
    return np.ascontiguousarray(picture.transpose(1, 2, 0)[None])


def _part(item: Stage | tuple[int, int] | int) -> nn.Module | list[nn.Module]:
    if isinstance(item, int):
        return PositionEncoding(item)
    if isinstance(item, tuple):
        return PatchEmbed(*item)
    if item.attention:
        return [AttentionBlock(item.width, item.hidden, HEAD_DIM) for _ in range(item.depth)]
    return [RepMixerBlock(item.width, item.hidden) for _ in range(item.depth)]


def folded(config: VisionConfig, checkpoint: Checkpoint) -> dict[str, Lazy]:
    """The tower's parameters by the names they have in :class:`Tower`."""
    weights: dict[str, Lazy] = {}

    def read(name: str) -> Array:
        return checkpoint.dense(PREFIX + name)

    def plain(name: str, ours: str = "") -> None:
        for kind in ("weight", "bias"):
            weights[f"{ours or name}.{kind}"] = partial(read, f"{name}.{kind}")

    for i in range(3):
        plain(f"patch_embed.blocks.{i}.reparam_conv", f"patch_embed.{i}.reparam_conv")
    for position, item in layout(config):
        name = f"network.{position}"
        if isinstance(item, int):
            plain(f"{name}.reparam_conv")
        elif isinstance(item, tuple):
            plain(f"{name}.proj.0.lkb_reparam")
            plain(f"{name}.proj.1.reparam_conv")
        else:
            for i in range(item.depth):
                block, scale = f"{name}.{i}", "layer_scale_2" if item.attention else "layer_scale"
                if item.attention:
                    plain(f"{block}.norm")
                    mixer = f"{block}.token_mixer"
                    weights.update(folded_attention(read, mixer, f"{block}.layer_scale_1", HEAD_DIM))
                else:
                    plain(f"{block}.token_mixer.reparam_conv")
                weights.update(folded_feed_forward(read, f"{block}.convffn", f"{block}.{scale}"))
    for part in ("reparam_conv", "se.reduce", "se.expand"):
        plain(f"conv_exp.{part}")
    for index, stored in enumerate((0, 2)):
        for kind in ("weight", "bias"):
            weights[f"mm_projector.{index}.{kind}"] = partial(
                checkpoint.dense, f"mm_projector.{stored}.{kind}"
            )
    return weights
