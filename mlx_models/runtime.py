"""Where models compute, said once: MLX on Metal, ONNX Runtime on everything else.

A model is written once, in MLX. On Metal it runs as it is, in float32 whatever its weights are stored in:
bfloat16 moves what a tower sees by percents. Elsewhere its traced graph runs on ONNX Runtime
(see :mod:`mlx_models.ort`), and MLX computes nothing: its wheels have no matrix library there that is both
fast and fit for every processor. With a warm cache a graph is opened without mlx and onnx; the compact model
then imports neither.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import unwritten

if TYPE_CHECKING:
    import mlx.core as mx
    from mlx import nn

# Bytes of freed arrays that MLX keeps for further ones while it computes; by itself it keeps what fits into
# the machine. Apple's app allows 20 MB, with a tower that is not in MLX: a map of this one takes up to 100.
KEPT = 256 << 20
Array = NDArray[np.float32]
Lazy = Callable[[], Array]  # a parameter that is read when it is called for


class Target(Enum):
    """What computes.

    METAL is MLX as it is. Tests and training have it on MLX's CPU backend too, to compare with and to learn.
    """

    METAL = "Metal"
    ONNX_RUNTIME = "ONNX Runtime"


@dataclass(frozen=True)
class Runtime:
    """Turns models in MLX into functions of numpy arrays.

    Attributes:
        target: What computes.
        cache_dir: Keeps optimised graphs between runs; None keeps nothing.
        threads: For one call; None means every usable CPU.
    """

    target: Target
    cache_dir: Path | None = None
    threads: int | None = None

    @classmethod
    def here(cls, cache_dir: Path | None = None) -> "Runtime":
        """What this machine has. On a Mac it imports mlx and limits what that keeps: on MLX's thread."""
        if not _has_metal():
            return cls(Target.ONNX_RUNTIME, cache_dir)
        import mlx.core as mx

        mx.set_cache_limit(KEPT)
        return cls(Target.METAL, cache_dir)

    @property
    def on_metal(self) -> bool:
        """MLX computes, not ONNX Runtime."""
        return self.target is Target.METAL

    def single_threaded(self) -> "Runtime":
        """The same for models so small that waking a second thread takes longer than their steps."""
        return replace(self, threads=1)

    def compiled(
        self,
        build: "Callable[[], nn.Module]",
        weights: Mapping[str, Lazy],
        examples: Sequence[Sequence[NDArray[Any]]],
        key: str | None = None,
    ) -> "Compiled":
        """A model as a function of numpy arrays. Nothing is built or read before it is first used.

        Args:
            build: Makes the model, with any weights.
            weights: Its parameters by name. They may hold more than the model takes; each is read once.
            examples: Arrays of the shapes and dtypes it is called with. One set: always of these shapes. Two
                sets that differ in one size: that size may be any (see :mod:`mlx_models.ort.dynamic`).
            key: Changes whenever the model or its weights do; graphs are kept under it. None keeps nothing.
        """
        return Compiled(self, build, weights, examples, key)


class Compiled:
    """See :meth:`Runtime.compiled`. Belongs to the thread that uses it first."""

    def __init__(
        self,
        runtime: Runtime,
        build: "Callable[[], nn.Module]",
        weights: Mapping[str, Lazy],
        examples: Sequence[Sequence[NDArray[Any]]],
        key: str | None,
    ) -> None:
        self._runtime = runtime
        self._build = build
        self._weights = weights
        self._examples = examples
        self._key = key
        self._run: Callable[..., Any] | None = None

    def __call__(self, *arrays: NDArray[Any]) -> Any:
        """The model's result: one array, or a tuple of them; floats are float32.

        Raises:
            ModelError: Arrays of other shapes or dtypes; the graph cannot be made, written, opened or run.
        """
        return self.ready()(*arrays)

    def ready(self) -> Callable[..., Any]:
        """Have everything built, so that the first call finds it ready."""
        if self._run is None:
            self._run = self._plain() if self._runtime.on_metal else self._graph()
        return self._run

    def _plain(self) -> Callable[..., Any]:
        import mlx.core as mx

        model = self._build()
        weights = [(name, mx.array(self._weights[name]())) for name in _parameters(model)]
        model.load_weights(weights, strict=True)
        model.eval()
        mx.eval(model.parameters())
        return on_arrays(model)

    def _graph(self) -> Callable[..., Any]:
        from mlx_models.ort import compile_for_any_size, compile_traced, open_cached, shape_key

        runtime, key, cache = self._runtime, self._key, self._runtime.cache_dir
        single = len(self._examples) == 1
        if key is not None and cache is not None:
            full = shape_key(key, self._examples[0]) if single else key
            found = open_cached(full, cache, runtime.threads)
            if found is not None:
                return found
        from mlx.utils import tree_unflatten

        from mlx_models.ort.trace import Weight

        model = self._build()
        model.eval()

        def run(*arrays: Any) -> Any:
            *inputs, weights = arrays
            model.update(tree_unflatten(list(weights.items())))
            return model(*inputs)

        given = {n: Weight(a.shape, "float32", self._weights[n]) for n, a in _parameters(model).items()}
        try:
            if single:
                return compile_traced(run, self._examples[0], cache, key, runtime.threads, given)
            small, large = self._examples
            return compile_for_any_size(run, small, large, given, cache, key, runtime.threads)
        except OSError as error:
            raise unwritten(error) from error


def on_arrays(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A function of MLX arrays as one of numpy arrays.

    Args:
        fn: Returns one array or a sequence of them; those of floats become float32.
    """
    import mlx.core as mx

    def out(array: mx.array) -> NDArray[Any]:
        return np.array(array.astype(mx.float32) if mx.issubdtype(array.dtype, mx.floating) else array)

    def run(*arrays: NDArray[Any]) -> Any:
        result = fn(*(mx.array(a) for a in arrays))
        return out(result) if isinstance(result, mx.array) else tuple(out(r) for r in result)

    return run


def _parameters(model: "nn.Module") -> "dict[str, mx.array]":
    from mlx.utils import tree_flatten

    found: dict[str, mx.array] = dict(tree_flatten(model.parameters()))
    return found


def _has_metal() -> bool:
    if sys.platform == "darwin":
        import mlx.core as mx

        return bool(mx.default_device().type == mx.gpu)
    else:
        return False
