"""The text half of the joint image/text space: word vectors, one transformer layer, a mean."""

import mlx.core as mx
from mlx import nn

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Layer
from mlx_models.compact.heads import unit


class TextEncoder(nn.Module):
    """Sentences to the joint space."""

    def __init__(self, config: CompactConfig, dropout: float = 0.0) -> None:
        super().__init__()
        width = config.text_width
        self.words = nn.Embedding(config.text_vocabulary, width)
        self.position = mx.random.normal((config.text_max_tokens, width)) * 0.02
        self.layers = [Layer(width, config.text_heads, 2 * width, dropout) for _ in range(config.text_layers)]
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, config.embedding)
        self.dropout = nn.Dropout(dropout)

    def __call__(self, tokens: mx.array) -> mx.array:
        """(B, T) ids padded with 0 -> (B, embedding), L2-normalised."""
        real = (tokens > 0).astype(mx.float32)
        vectors = self.words(tokens)
        x = self.dropout(vectors + self.position[: tokens.shape[1]])
        mask = (real - 1)[:, None, None, :] * 1e9
        for layer in self.layers:
            x, _ = layer(x, mask)
        weights = real[..., None] / mx.maximum(real.sum(axis=1, keepdims=True)[..., None], 1)
        # the plain mean of the word vectors stays in: words never seen in a caption keep their meaning
        pooled = mx.sum((self.norm(x) + vectors) * weights, axis=1)
        y = self.out(pooled)
        return unit(y)
