"""Projector and decoder: visual tokens as a prefix, words after it.

The shape is LLaVA's in miniature (arXiv 2304.08485): the tower's map, pooled to a small grid, goes
through a projector; the prefix attends to itself in both directions, words attend to the prefix and
to earlier words. Names of the classifier's likeliest classes join the prefix as sums of word vectors.
"""

from dataclasses import dataclass

import mlx.core as mx
from mlx import nn

from mlx_models.compact.config import CompactConfig

LayerCache = tuple[mx.array, mx.array]


def relu_squared(x: mx.array) -> mx.array:
    """ReLU(x)^2 (arXiv 2109.08668): as good as GELU here, and cheap where MLX has no fast erf."""
    return mx.square(mx.maximum(x, 0))


class Attention(nn.Module):
    """Multi-head attention."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def project(self, x: mx.array) -> tuple[mx.array, mx.array, mx.array]:
        """(B, T, width) -> queries, keys, values, each (B, heads, T, width / heads)."""
        b, t, d = x.shape
        q, k, v = mx.split(self.qkv(x), 3, axis=-1)

        def split_heads(a: mx.array) -> mx.array:
            return a.reshape(b, t, self.heads, d // self.heads).transpose(0, 2, 1, 3)

        return split_heads(q), split_heads(k), split_heads(v)

    def attend(self, q: mx.array, k: mx.array, v: mx.array, mask: mx.array | None) -> mx.array:
        """Scaled dot-product attention and the output projection -> (B, T, width)."""
        b, h, t, e = q.shape
        scores = (q * e**-0.5) @ k.transpose(0, 1, 3, 2)
        if mask is not None:
            scores = scores + mask
        joined = mx.softmax(scores, axis=-1, precise=True) @ v
        return self.out(joined.transpose(0, 2, 1, 3).reshape(b, t, h * e))


class Layer(nn.Module):
    """Pre-norm transformer layer."""

    def __init__(self, width: int, heads: int, feed_forward: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, feed_forward)
        self.down = nn.Linear(feed_forward, width)
        self.dropout = nn.Dropout(dropout)

    def feed(self, x: mx.array) -> mx.array:
        """The feed-forward half, with its residual."""
        return x + self.dropout(self.down(relu_squared(self.up(self.norm2(x)))))

    def __call__(
        self, x: mx.array, mask: mx.array | None, past: LayerCache | None = None
    ) -> tuple[mx.array, LayerCache]:
        """One layer over (B, T, width), which sees ``past`` too; returns the output, its keys and values."""
        q, k, v = self.attention.project(self.norm1(x))
        own = (k, v)
        if past is not None:
            k = mx.concatenate([past[0], k], axis=2)
            v = mx.concatenate([past[1], v], axis=2)
        x = x + self.dropout(self.attention.attend(q, k, v, mask))
        return self.feed(x), own


@dataclass
class Prefix:
    """Keys and values of the picture's part, one pair a layer, each (B, heads, P, width / heads)."""

    layers: list[LayerCache]


class Captioner(nn.Module):
    """Projector and decoder.

    Args:
        config: The sizes.
        dropout: Used in training only.
    """

    def __init__(self, config: CompactConfig, dropout: float = 0.0) -> None:
        super().__init__()
        self.config = config
        width, tokens = config.width, config.grid * config.grid
        self.project_grid = nn.Linear(config.tower_channels, width)
        self.project_mean = nn.Linear(config.tower_channels, width)
        self.grid_position = mx.random.normal((tokens + 1, width)) * 0.02
        self.class_names = mx.zeros((config.classes, width))
        self.class_gate = nn.Linear(2, width)
        self.prefix_norm = nn.LayerNorm(width)
        self.words = nn.Embedding(config.vocabulary, width)
        self.word_position = mx.random.normal((config.max_tokens + 2, width)) * 0.02
        self.layers = [Layer(width, config.heads, config.feed_forward, dropout) for _ in range(config.layers)]
        self.norm = nn.LayerNorm(width)
        self.bias = mx.zeros((config.vocabulary,))
        self.dropout = nn.Dropout(dropout)

    def prefix(self, grid: mx.array, probabilities: mx.array) -> Prefix:
        """Run the picture's part.

        Args:
            grid: (B, grid * grid, tower_channels), the pooled map.
            probabilities: (B, classes), the classifier's.
        """
        config = self.config
        visual = self.project_grid(self.dropout(grid))
        overall = self.project_mean(mx.mean(grid, axis=1, keepdims=True))
        x = mx.concatenate([overall, visual], axis=1) + self.grid_position
        if config.object_tokens:
            top = mx.argpartition(-probabilities, config.object_tokens, axis=-1)
            top = mx.stop_gradient(top[:, : config.object_tokens])
            p = mx.take_along_axis(probabilities, top, axis=-1)[..., None]
            gate = self.class_gate(mx.concatenate([p, mx.sqrt(p)], axis=-1))
            x = mx.concatenate([x, self.class_names[top] * mx.maximum(gate, 0)], axis=1)
        x = self.dropout(self.prefix_norm(x))
        kept = []
        for layer in self.layers:
            x, cache = layer(x, None)
            kept.append(cache)
        return Prefix(kept)

    def step(
        self, tokens: mx.array, position: mx.array, mask: mx.array, past: list[LayerCache]
    ) -> tuple[mx.array, list[LayerCache]]:
        """The next word of several sentences of each picture.

        Args:
            tokens: (B, W) word ids, one a sentence.
            position: (1,) int32, which word of its sentence each of them is.
            mask: (B, W, N + W) float32, added to the scores: 0 for the picture's part, for the words that a
                sentence consists of and for its own new one, a large negative number for other sentences'.
            past: Each layer's keys and values so far, (B, heads, N, width / heads), in any order.

        Returns:
            (B, W, vocabulary) logits, and each layer's new keys and values, (B, heads, W, width / heads).
        """
        x = self.dropout(self.words(tokens) + self.word_position[position])
        new = []
        for layer, before in zip(self.layers, past, strict=True):
            x, own = layer(x, mask[:, None], before)
            new.append(own)
        return self.logits(self.norm(x)), new

    def logits(self, hidden: mx.array) -> mx.array:
        """(..., width) -> (..., vocabulary); the output shares the words' vectors."""
        scores: mx.array = hidden @ self.words.weight.T + self.bias
        return scores

    def teach(self, prefix: Prefix, tokens: mx.array) -> mx.array:
        """Hidden states for whole captions at once.

        Args:
            prefix: Of B pictures.
            tokens: (B, C, T) ids, C captions a picture.

        Returns:
            (B * C, T, width), to be given to :meth:`logits`.
        """
        b, c, t = tokens.shape
        causal = mx.triu(mx.full((t, t), -1e9), k=1)
        flat = self.words(tokens.reshape(b * c, t)) + self.word_position[:t]
        x = self.dropout(flat)
        for layer, (pk, pv) in zip(self.layers, prefix.layers, strict=True):
            q, k, v = layer.attention.project(layer.norm1(x))
            h, e, p = q.shape[1], q.shape[3], pk.shape[2]
            q = q * e**-0.5
            # the prefix is shared by a picture's captions: one matrix product for all of them
            shared = q.reshape(b, c, h, t, e).transpose(0, 2, 1, 3, 4).reshape(b, h, c * t, e)
            to_prefix = (shared @ pk.transpose(0, 1, 3, 2)).reshape(b, h, c, t, p).transpose(0, 2, 1, 3, 4)
            to_words = q @ k.transpose(0, 1, 3, 2) + causal
            scores = mx.concatenate([to_prefix.reshape(b * c, h, t, p), to_words], axis=-1)
            weights = mx.softmax(scores, axis=-1)
            on_prefix = weights[..., :p].reshape(b, c, h, t, p).transpose(0, 2, 1, 3, 4)
            seen = (on_prefix.reshape(b, h, c * t, p) @ pv).reshape(b, h, c, t, e).transpose(0, 2, 1, 3, 4)
            joined = seen.reshape(b * c, h, t, e) + weights[..., p:] @ v
            joined = joined.transpose(0, 2, 1, 3).reshape(b * c, t, h * e)
            x = layer.feed(x + layer.dropout(layer.attention.out(joined)))
        normed: mx.array = self.norm(x)
        return normed
