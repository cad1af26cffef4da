"""Qwen2, FastVLM's language model: what is asked of it, and mlx-lm's own."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Protocol, cast

import mlx.core as mx
import mlx.nn as nn
import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError, unusable
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import LANGUAGE, Qwen2Config
from mlx_models.fastvlm.sampling import Sampling


class KVCache(Protocol):
    """Keys and values of the positions seen so far."""

    @property
    def length(self) -> int:
        """How many positions it holds."""

    @property
    def nbytes(self) -> int:
        """Memory it takes."""

    def trim(self, length: int) -> None:
        """Forget what lies beyond the first ``length`` positions."""


class Language(ABC):
    """A decoder that continues embeddings. Bound to the thread that loaded it.

    Args:
        text: Its sizes.
    """

    def __init__(self, text: Qwen2Config) -> None:
        self._text = text

    @property
    def hidden_size(self) -> int:
        """Width of an embedding."""
        return self._text.hidden_size

    @property
    def vocab_size(self) -> int:
        """How many logits a position has."""
        return self._text.vocab_size

    @property
    def max_length(self) -> int:
        """Most positions a cache may hold."""
        return self._text.max_length

    @abstractmethod
    def embed(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Token ids (T,) -> (T, hidden_size); raises ModelError for one outside the vocabulary."""

    @abstractmethod
    def new_cache(self) -> KVCache:
        """An empty cache."""

    @abstractmethod
    def forward(
        self, embeddings: NDArray[np.float32], cache: KVCache, rows: Sequence[int] | None = None
    ) -> NDArray[np.float32]:
        """Take in further positions.

        Args:
            embeddings: (T, hidden_size), T at least 1.
            cache: Made by :meth:`new_cache`; grows by T.
            rows: Which of these T positions' logits are wanted; None: all.

        Returns:
            Logits (len(rows), vocab_size).

        Raises:
            ModelError: The cache would grow beyond ``max_length``.
        """

    def follow(self, token: int, cache: KVCache, sampling: Sampling) -> Iterator[int]:
        """A token, then those that follow it, one after the other, until the cache is full.

        A token is taken into the cache when the next one is asked for, or before; who stops trims the cache.

        Args:
            token: The one after all that the cache holds.
            cache: Made by :meth:`new_cache`; grows.
            sampling: How tokens are chosen.

        Raises:
            ModelError: What was computed are no numbers.
        """
        while True:
            yield token
            if cache.length + 1 > self.max_length:
                return
            token = sampling.pick(self.forward(self.embed(np.array([token], np.int64)), cache, [0])[0])

    def check_ids(self, ids: NDArray[np.int64]) -> None:
        """Raise ModelError when an id lies outside the vocabulary."""
        if ids.size and (ids.min() < 0 or ids.max() >= self.vocab_size):
            raise ModelError("A token id lies outside the vocabulary.")

    def check_room(self, cache: KVCache, more: int) -> None:
        """Raise ModelError when ``cache`` cannot take ``more`` positions."""
        if cache.length + more > self.max_length:
            raise ModelError(
                f"The conversation is too long for the model: it can take {self.max_length} positions."
            )


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

    def set_dtype(self, dtype: mx.Dtype) -> None:
        """Keep them in another dtype."""
        for cache in self.layers:
            if cache.keys is not None:
                cache.keys, cache.values = cache.keys.astype(dtype), cache.values.astype(dtype)


def metal_dtype(stored: str) -> mx.Dtype:
    """What Qwen2 is computed in on Metal: in halves where it is stored in halves, of whichever kind.

    Apple's app and prediction script take float16, too: eight times as fine as bfloat16, in which logits lie
    1.5 % off.

    Args:
        stored: safetensors' name of the checkpoint's dtype.
    """
    return mx.float16 if stored in ("F16", "BF16") else mx.float32


class PlainLanguage(Language):
    """mlx-lm's Qwen2 as it is: on Metal, and what the traced form is compared with.

    Args:
        checkpoint: Where the weights are.
        dtype: To compute in; quantised layers stay quantised. Where a prompt's numbers grow too large for
            float16, it is bfloat16 from then on.
    """

    def __init__(self, checkpoint: FastVLMCheckpoint, dtype: mx.Dtype) -> None:
        from mlx_lm.models.qwen2 import Model, ModelArgs

        super().__init__(checkpoint.config.text)
        self._checkpoint = checkpoint
        self._model: Any = Model(ModelArgs(model_type="qwen2", **asdict(self._text)))
        _quantise_layers(self._model, checkpoint)
        self._load(dtype)
        self._model.eval()

    def _load(self, dtype: mx.Dtype) -> None:
        self._dtype = dtype
        checkpoint, weights = self._checkpoint, []
        for name in self._text.shapes():
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
        self.check_room(cache, len(embeddings))
        before = cache.length
        try:
            logits = self._forward(embeddings, cache, rows)
            if self._dtype == mx.float16 and not np.isfinite(logits).all():
                cache.trim(before)
                self._load(mx.bfloat16)
                cache.set_dtype(mx.bfloat16)
                logits = self._forward(embeddings, cache, rows)
            return logits
        except BaseException:
            cache.trim(before)
            raise

    def follow(self, token: int, cache: KVCache, sampling: Sampling) -> Iterator[int]:
        """See :class:`Language`. The likeliest tokens stay on the GPU, which is one ahead of the caller."""
        if sampling.temperature:
            yield from super().follow(token, cache, sampling)
            return
        yield token
        ahead = self._likeliest(mx.array([token]), cache)
        while ahead is not None:
            last, ahead = ahead, self._likeliest(ahead, cache)
            token = cast(int, last.item())  # nothing else comes back
            if token < 0:
                raise unusable()
            yield token

    def _likeliest(self, last: mx.array, cache: KVCache) -> mx.array | None:
        """The token after ``last``, both (1,), -1 where there are no numbers: begun, not waited for.

        None where the cache is full.
        """
        assert isinstance(cache, PlainCache)
        if cache.length + 1 > self.max_length:
            return None
        logits = self._logits(self._model.model(last[None], cache.layers)[0])
        found = mx.where(mx.isfinite(logits).all(), mx.argmax(logits, axis=-1).astype(mx.int32), -1)
        mx.async_eval(found)
        return found

    def _forward(
        self, embeddings: NDArray[np.float32], cache: PlainCache, rows: Sequence[int] | None
    ) -> NDArray[np.float32]:
        hidden = self._model.model(None, cache.layers, mx.array(embeddings)[None].astype(self._dtype))[0]
        return np.array(self._logits(hidden if rows is None else hidden[mx.array(list(rows))]))

    def _logits(self, hidden: mx.array) -> mx.array:
        """(T, hidden_size) -> (T, vocab_size) float32."""
        tied = self._text.tie_word_embeddings
        head = self._model.model.embed_tokens.as_linear if tied else self._model.lm_head
        logits: mx.array = head(hidden).astype(mx.float32)
        return logits


def _quantise_layers(model: nn.Module, checkpoint: FastVLMCheckpoint) -> None:
    def how(path: str, module: nn.Module) -> bool | dict[str, Any]:
        layer = LANGUAGE + path
        if not hasattr(module, "to_quantized") or not checkpoint.is_quantised(layer):
            return False
        found = checkpoint.quantization_of(layer)
        return {"bits": found.bits, "group_size": found.group_size}

    nn.quantize(model, class_predicate=how)
