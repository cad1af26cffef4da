"""The transformer block that text towers and vision transformers share (pre-norm; arXiv 2002.04745)."""

from collections.abc import Callable
from functools import partial

import mlx.core as mx
import numpy as np
from mlx import nn

from mlx_models.plan import Plan
from mlx_models.runtime import Array, Lazy

Activation = Callable[[mx.array], mx.array]


def quick_gelu(x: mx.array) -> mx.array:
    """X * sigmoid(1.702 x), which OpenAI's CLIP has for GELU."""
    return x * mx.sigmoid(1.702 * x)


class SelfAttention(nn.Module):
    """Multi-head self-attention; the queries' scale is in `qkv` already.

    Args:
        width: Channels.
        heads: How many.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def __call__(self, x: mx.array, mask: mx.array | None) -> mx.array:
        """(N, L, width) -> (N, L, width); ``mask``, (L, L), is added to the weights before the softmax."""
        n, length, width = x.shape
        qkv = self.qkv(x).reshape(n, length, 3, self.heads, width // self.heads)
        q, k, v = (qkv[:, :, i].swapaxes(1, 2) for i in range(3))
        weights = q @ k.swapaxes(2, 3)
        weights = mx.softmax(weights if mask is None else weights + mask, axis=-1, precise=True)
        mixed = (weights @ v).swapaxes(1, 2).reshape(n, length, width)
        y: mx.array = self.proj(mixed)
        return y


class Block(nn.Module):
    """Attention and a feed-forward part, each after a layer norm and with a skip connection.

    Args:
        width: Channels.
        heads: Of attention.
        hidden: Width inside the feed-forward part.
        epsilon: Of the layer norms.
        activation: Inside the feed-forward part.
    """

    def __init__(
        self, width: int, heads: int, hidden: int, epsilon: float, activation: Activation = nn.gelu
    ) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, epsilon)
        self.attn = SelfAttention(width, heads)
        self.norm2 = nn.LayerNorm(width, epsilon)
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)
        self._activation = activation

    def __call__(self, x: mx.array, mask: mx.array | None = None) -> mx.array:
        """(N, L, width) -> (N, L, width)."""
        x = x + self.attn(self.norm1(x), mask)
        return x + self.fc2(self._activation(self.fc1(self.norm2(x))))


def plan_block(
    plan: Plan, ours: str, theirs: dict[str, str], width: int, heads: int, hidden: int, scaled: bool = False
) -> None:
    """What a block takes from a checkpoint.

    Args:
        plan: Takes it down.
        ours: The block's name.
        theirs: Names of "norm1", "norm2", "fc1", "fc2", "proj" (without the kind), "qkv.weight" and
            "qkv.bias"; where ``scaled`` "scale1" and "scale2" too.
        width: Channels.
        heads: Of attention; its scale is folded into the queries.
        hidden: Width inside the feed-forward part.
        scaled: What each part adds is scaled per channel; folded in.
    """
    plan.norm(f"{ours}.norm1", theirs["norm1"], width)
    plan.norm(f"{ours}.norm2", theirs["norm2"], width)
    plan.linear(f"{ours}.fc1", theirs["fc1"], width, hidden)

    def queries(array: Array) -> Array:
        array = array.copy()
        array[:width] *= np.float32((width // heads) ** -0.5)
        return array

    plan.take(f"{ours}.attn.qkv.weight", theirs["qkv.weight"], 3 * width, width, turn=queries)
    plan.take(f"{ours}.attn.qkv.bias", theirs["qkv.bias"], 3 * width, turn=queries)
    for part, name, inputs in (("attn.proj", "proj", width), ("fc2", "fc2", hidden)):
        if not scaled:
            plan.linear(f"{ours}.{part}", theirs[name], inputs, width)
            continue
        gamma = plan.expect(theirs["scale1" if name == "proj" else "scale2"], width)
        weight = plan.expect(f"{theirs[name]}.weight", width, inputs)
        bias = plan.expect(f"{theirs[name]}.bias", width)
        plan.weights[f"{ours}.{part}.weight"] = partial(_times, weight, gamma)
        plan.weights[f"{ours}.{part}.bias"] = partial(_times, bias, gamma)


def _times(read: Lazy, gamma: Lazy) -> Array:
    """A tensor with each row, or element, times its factor."""
    array, factor = read(), gamma()
    return array * factor.reshape(-1, *[1] * (array.ndim - 1))
