"""Runs a tower: as it is on Metal, traced on ONNX Runtime elsewhere."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn
from mlx.utils import tree_flatten, tree_unflatten
from numpy.typing import NDArray

from mlx_models.errors import ModelError
from mlx_models.fastvit import Array, Lazy
from mlx_models.ort import CompiledGraph, compile_for_any_size, open_cached
from mlx_models.ort.trace import Weight

# Part of each cached graph's key: raise it when a tower is computed differently.
VERSION = "1"
LEAST = 1e-12  # what an embedding's length is taken for where it is smaller


class TowerEncoder:
    """A tower over batches of any size, its results L2-normalised.

    Traced, one graph serves every batch. Its weights go from the checkpoint into a file next to it, one by
    one, and are memory-mapped from there; MLX never holds them.

    Args:
        build: Makes the tower, with any weights.
        weights: Its parameters.
        example: Arrays of the shapes and dtypes it is called with; the first axis is the batch.
        key: Changes whenever the tower or its weights do.
        dtype: To compute in when it is not traced.
        cache_dir: Keeps the optimised graph; None keeps nothing.
        traced: False runs plain MLX.
    """

    def __init__(
        self,
        build: Callable[[], nn.Module],
        weights: dict[str, Lazy],
        example: Sequence[NDArray[Any]],
        key: str,
        dtype: mx.Dtype,
        cache_dir: Path | None,
        traced: bool,
    ) -> None:
        self._build = build
        self._weights = weights
        self._example = example
        self._key = key
        self._dtype = dtype
        self._cache_dir = cache_dir
        self._traced = traced
        self._run: Callable[..., Array] | None = None

    def __call__(self, *arrays: NDArray[Any]) -> Array:
        """Batches, all of one length of at least 1 -> (N, dimension) float32, each of length 1."""
        if self._run is None:
            self._run = self._compiled() if self._traced else self._plain()
        found = self._run(*arrays)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Array = (found / np.maximum(length, LEAST)).astype(np.float32)
        return unit

    def _plain(self) -> Callable[..., Array]:
        tower = self._build()
        tower.load_weights(
            [(name, mx.array(read()).astype(self._dtype)) for name, read in self._weights.items()],
            strict=True,
        )
        tower.eval()
        mx.eval(tower.parameters())

        def run(*arrays: NDArray[Any]) -> Array:
            given = [mx.array(a) for a in arrays]
            given = [a.astype(self._dtype) if a.dtype == mx.float32 else a for a in given]
            return np.array(tower(*given).astype(mx.float32))

        return run

    def _compiled(self) -> CompiledGraph:
        key = f"mobileclip-{VERSION}-{self._key}"
        found = open_cached(key, self._cache_dir) if self._cache_dir is not None else None
        if found is not None:
            return found
        tower = self._build()

        def run(*arrays: Any) -> mx.array:
            *inputs, weights = arrays
            tower.update(tree_unflatten(list(weights.items())))
            found: mx.array = tower(*inputs)
            return found

        # Any two batches do, as long as neither has a single picture, which would look like no batch.
        small, large = ([np.repeat(a[:1], n, axis=0) for a in self._example] for n in (2, 3))
        parameters: dict[str, mx.array] = dict(tree_flatten(tower.parameters()))
        weights = {name: Weight(a.shape, "float32", self._weights[name]) for name, a in parameters.items()}
        try:
            return compile_for_any_size(run, small, large, weights, self._cache_dir, key)
        except OSError as error:
            raise ModelError(f"The model's graph cannot be written ({error.strerror}).") from error
