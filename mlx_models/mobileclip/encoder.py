"""A tower over batches, on whatever this machine has."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from mlx import nn
from numpy.typing import NDArray

from mlx_models.runtime import Array, Lazy, Runtime

if TYPE_CHECKING:
    import mlx.core as mx

# Part of each cached graph's key: raise it when a tower is computed differently.
VERSION = "1"
LEAST = 1e-12  # what an embedding's length is taken for where it is smaller


class TowerEncoder:
    """A tower over batches of any size, its results L2-normalised.

    Args:
        runtime: Where to compute. One graph serves every batch.
        build: Makes the tower, with any weights.
        weights: Its parameters.
        example: Arrays of the shapes and dtypes it is called with; the first axis is the batch.
        key: Changes whenever the tower or its weights do.
        stored: safetensors' name of the checkpoint's dtype.
        dtype: To compute in on Metal; None takes the checkpoint's own.
    """

    def __init__(
        self,
        runtime: Runtime,
        build: Callable[[], nn.Module],
        weights: Mapping[str, Lazy],
        example: Sequence[NDArray[Any]],
        key: str,
        stored: str,
        dtype: "mx.Dtype | None",
    ) -> None:
        # Any two batches do, as long as neither has a single picture, which would look like no batch.
        batches = [[np.repeat(a[:1], n, axis=0) for a in example] for n in (2, 3)]
        self._run = runtime.compiled(build, weights, batches, f"mobileclip-{VERSION}-{key}", stored, dtype)

    def __call__(self, *arrays: NDArray[Any]) -> Array:
        """Batches, all of one length of at least 1 -> (N, dimension) float32, each of length 1."""
        found = self._run(*arrays)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Array = (found / np.maximum(length, LEAST)).astype(np.float32)
        return unit
