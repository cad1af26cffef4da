"""Qwen2, FastVLM's language model: what is asked of it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError
from mlx_models.fastvlm.config import Qwen2Config


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


class Language(Protocol):
    """A decoder that continues embeddings. Bound to the thread that loaded it."""

    @property
    def hidden_size(self) -> int:
        """Width of an embedding."""

    @property
    def vocab_size(self) -> int:
        """How many logits a position has."""

    @property
    def max_length(self) -> int:
        """Most positions a cache may hold."""

    def embed(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Token ids (T,) -> (T, hidden_size)."""

    def new_cache(self) -> KVCache:
        """An empty cache."""

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


class Sized:
    """What both forms of Qwen2 know of their sizes."""

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

    def check_ids(self, ids: NDArray[np.int64]) -> None:
        """Raise ModelError when an id lies outside the vocabulary."""
        if ids.size and (ids.min() < 0 or ids.max() >= self.vocab_size):
            raise ModelError("A token id lies outside the vocabulary.")


def check_room(language: Language, cache: KVCache, more: int) -> None:
    """Raise ModelError when ``cache`` cannot take ``more`` positions."""
    if cache.length + more > language.max_length:
        raise ModelError(
            f"The conversation is too long for the model: it can take {language.max_length} positions."
        )
