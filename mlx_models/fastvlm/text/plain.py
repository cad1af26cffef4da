"""Qwen2 as mlx-lm has it: on Metal, and what the other form is compared with."""

from collections.abc import Sequence
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
from numpy.typing import NDArray

from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import LANGUAGE
from mlx_models.fastvlm.text.language import KVCache, Sized, check_room


class PlainCache:
    """mlx-lm's cache for each layer."""

    def __init__(self, layers: int) -> None:
        from mlx_lm.models.cache import KVCache as LayerCache

        self.layers: list[Any] = [LayerCache() for _ in range(layers)]

    @property
    def length(self) -> int:
        """How many positions it holds."""
        return int(self.layers[0].offset)

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return sum(0 if c.keys is None else c.keys.nbytes + c.values.nbytes for c in self.layers)

    def trim(self, length: int) -> None:
        """Forget what lies beyond the first ``length`` positions."""
        for cache in self.layers:
            cache.trim(max(0, cache.offset - length))


class PlainLanguage(Sized):
    """mlx-lm's Qwen2 as it is: on Metal, and what the traced form is compared with.

    Args:
        checkpoint: Where the weights are.
        dtype: To compute in; quantised layers stay quantised.
    """

    def __init__(self, checkpoint: FastVLMCheckpoint, dtype: mx.Dtype) -> None:
        from mlx_lm.models.qwen2 import Model, ModelArgs

        text = checkpoint.config.text
        super().__init__(text)
        self._dtype = dtype
        args = ModelArgs(
            model_type="qwen2",
            hidden_size=text.hidden_size,
            num_hidden_layers=text.num_hidden_layers,
            intermediate_size=text.intermediate_size,
            num_attention_heads=text.num_attention_heads,
            rms_norm_eps=text.rms_norm_eps,
            vocab_size=text.vocab_size,
            num_key_value_heads=text.num_key_value_heads,
            max_position_embeddings=text.max_position_embeddings,
            rope_theta=text.rope_theta,
            tie_word_embeddings=text.tie_word_embeddings,
        )
        self._model: Any = Model(args)
        _quantise_layers(self._model, checkpoint)
        weights = []
        for name in text.shapes():
            layer, _, kind = name.rpartition(".")
            ours = name.removeprefix(LANGUAGE)
            if kind == "weight" and checkpoint.is_quantised(layer):
                packed = checkpoint.packed(layer)
                stem = ours.removesuffix(".weight")
                weights.append((ours, mx.array(packed.codes)))
                weights.append((f"{stem}.scales", mx.array(packed.scales).astype(dtype)))
                weights.append((f"{stem}.biases", mx.array(packed.biases).astype(dtype)))
            else:
                weights.append((ours, mx.array(checkpoint.read(name)).astype(dtype)))
            mx.eval(*(array for _, array in weights[-3:]))
        self._model.load_weights(weights, strict=True)
        self._model.eval()

    def embed(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """See :class:`Language`."""
        self.check_ids(ids)
        return np.array(self._model.model.embed_tokens(mx.array(ids)).astype(mx.float32))

    def new_cache(self) -> PlainCache:
        """See :class:`Language`."""
        return PlainCache(self._text.num_hidden_layers)

    def forward(
        self, embeddings: NDArray[np.float32], cache: KVCache, rows: Sequence[int] | None = None
    ) -> NDArray[np.float32]:
        """See :class:`Language`."""
        assert isinstance(cache, PlainCache)
        check_room(self, cache, len(embeddings))
        before = cache.length
        try:
            hidden = self._model.model(None, cache.layers, mx.array(embeddings)[None].astype(self._dtype))[0]
            if rows is not None:
                hidden = hidden[mx.array(list(rows))]
            tied = self._text.tie_word_embeddings
            head = self._model.model.embed_tokens.as_linear if tied else self._model.lm_head
            return np.array(head(hidden).astype(mx.float32))
        except BaseException:
            cache.trim(before)
            raise


def _quantise_layers(model: nn.Module, checkpoint: FastVLMCheckpoint) -> None:
    def how(path: str, module: nn.Module) -> bool | dict[str, Any]:
        layer = LANGUAGE + path
        if not hasattr(module, "to_quantized") or not checkpoint.is_quantised(layer):
            return False
        found = checkpoint.quantization_of(layer)
        return {"bits": found.bits, "group_size": found.group_size}

    nn.quantize(model, class_predicate=how)
