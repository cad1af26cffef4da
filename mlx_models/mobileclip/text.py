"""The text towers: OpenCLIP's transformer, and MobileCLIP-S0's with a convolutional block at either end."""

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray

from mlx_models.fastvit import RepMixerBlock
from mlx_models.fastvit_plan import plan_feed_forward
from mlx_models.mobileclip.config import TextConfig
from mlx_models.mobileclip.transformer import Block, plan_block, quick_gelu
from mlx_models.plan import Plan

TEXT = "text."
CONV_KERNEL = (1, 11)  # of the hybrid's convolutional blocks, along the sentence
CONV_RATIO = 4


class Text(nn.Module):
    """Ids and where each sentence's word of words is -> embeddings, not normalised.

    Args:
        config: The tower's sizes.
        dimension: Length of an embedding.
    """

    def __init__(self, config: TextConfig, dimension: int) -> None:
        super().__init__()
        width = config.width
        self.tokens = nn.Embedding(config.vocab_size, width)
        self.positions = mx.zeros((config.context_length, width))
        activation = quick_gelu if config.quick_gelu else nn.gelu
        self.blocks = [
            Block(width, config.heads, config.hidden, config.epsilon, activation)
            for _ in range(config.layers)
        ]
        if config.hybrid:
            self.ends = [RepMixerBlock(width, CONV_RATIO * width, CONV_KERNEL, CONV_KERNEL) for _ in range(2)]
        self.norm = nn.LayerNorm(width, config.epsilon)
        if config.projection != "none":
            self.head = nn.Linear(width, dimension, bias=config.projection == "linear")
        self._causal = config.causal

    def __call__(self, ids: mx.array, places: mx.array) -> mx.array:
        """(N, L) ids and (N, L) float32, 1 at the position that is taken, else 0 -> (N, dimension)."""
        x = self.tokens(ids) + self.positions
        mask = None
        if self._causal:
            length = ids.shape[1]
            mask = mx.array(np.triu(np.full((length, length), -np.inf, np.float32), 1)).astype(x.dtype)
        if "ends" in self:
            x = _along(self.ends[0], x)
        for block in self.blocks:
            x = block(x, mask)
        if "ends" in self:
            x = _along(self.ends[1], x)
        x = (places[:, None] @ self.norm(x)).squeeze(1)
        return self.head(x) if "head" in self else x


def places_of(config: TextConfig, ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """(N, L): 1 at the position whose output is the sentence's embedding, 0 elsewhere."""
    length = ids.shape[1]
    found = {
        "argmax": lambda: ids.argmax(axis=1),
        "eos": lambda: (ids == config.eos_id).argmax(axis=1),
        "first": lambda: np.zeros(len(ids), np.int64),
        "last": lambda: np.full(len(ids), length - 1),
    }[config.pool]()
    places: NDArray[np.float32] = (np.arange(length) == found[:, None]).astype(np.float32)
    return places


def plan_text(plan: Plan, config: TextConfig, dimension: int) -> None:
    """What the tower takes from a checkpoint."""
    width = config.width
    plan.take("tokens.weight", f"{TEXT}token_embedding.weight", config.vocab_size, width)
    plan.take("positions", f"{TEXT}positional_embedding", config.context_length, width)
    blocks = f"{TEXT}transformer.resblocks"
    for i in range(config.layers):
        block = f"{blocks}.{i + config.hybrid}"
        names = {
            "norm1": f"{block}.ln_1",
            "norm2": f"{block}.ln_2",
            "fc1": f"{block}.mlp.c_fc",
            "fc2": f"{block}.mlp.c_proj",
            "proj": f"{block}.attn.out_proj",
            "qkv.weight": f"{block}.attn.in_proj_weight",
            "qkv.bias": f"{block}.attn.in_proj_bias",
            "scale1": f"{block}.ls_1.gamma",
            "scale2": f"{block}.ls_2.gamma",
        }
        plan_block(plan, f"blocks.{i}", names, width, config.heads, config.hidden, config.layer_scale)
    if config.hybrid:
        for end, place in enumerate((0, config.layers + 1)):
            ours, block = f"ends.{end}", f"{blocks}.{place}"
            mixer = f"{ours}.token_mixer.reparam_conv"
            plan.rep_mixer(mixer, f"{block}.token_mixer", width, CONV_KERNEL, scale=False)
            plan_feed_forward(plan, ours, block, width, CONV_RATIO * width, "layer_scale", CONV_KERNEL)
    plan.norm("norm", f"{TEXT}ln_final", width)
    if config.projection == "linear":
        plan.linear("head", f"{TEXT}text_projection", width, dimension)
    elif config.projection == "matrix":
        plan.take("head.weight", f"{TEXT}text_projection", width, dimension, turn=np.transpose)


def _along(block: RepMixerBlock, x: mx.array) -> mx.array:
    """A block of convolutions over (N, L, C), as over pictures one pixel high."""
    y: mx.array = block(x[:, None]).squeeze(1)
    return y
