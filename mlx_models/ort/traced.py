"""MLX functions that run on ONNX Runtime where there is no Metal."""

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.ort.session import (
    MODEL,
    WEIGHTS,
    CompiledGraph,
    build,
    digest,
    open_cached,
    shape_key,
    store,
    store_large,
)

if TYPE_CHECKING:
    from mlx_models.ort.trace import Graph, Weight

_log = logging.getLogger(__name__)

LARGE = 64 << 20  # bytes of constants from which on they are kept in a file of their own


def compile_traced(
    fn: Callable[..., Any],
    example_inputs: Sequence[NDArray[Any]],
    cache_dir: Path | None = None,
    key: str | None = None,
    threads: int | None = None,
) -> CompiledGraph:
    """Trace an MLX function once and build it on ONNX Runtime. Call it on MLX's thread.

    Args:
        fn: Takes MLX arrays, returns one or a tuple of them; captured weights are evaluated already.
        example_inputs: Arrays of the shapes and dtypes it will be called with.
        cache_dir: Keeps the optimised graph; None keeps nothing.
        key: What :func:`mlx_models.ort.open_cached` finds it by, together with the shapes (see
            :func:`mlx_models.ort.shape_key`); None makes one of the graph and its weights.
        threads: For one call; None means every usable CPU.

    Raises:
        UnknownPrimitive: A step has no translation; it names itself.
    """
    from mlx_models.ort.trace import trace
    from mlx_models.ort.translate import to_onnx

    graph = trace(fn, example_inputs)
    if sum(a.nbytes for a in graph.constants.values()) > LARGE:
        full = None if key is None else shape_key(key, example_inputs)
        return store_large(_writer(graph), full, cache_dir, threads)
    if cache_dir is None:
        return build(to_onnx(graph).SerializeToString(), threads)
    if key is not None:
        return store(to_onnx(graph).SerializeToString(), shape_key(key, example_inputs), cache_dir, threads)
    steps = repr((graph.inputs, graph.outputs, graph.single, graph.primitives))
    weights = [(f"{name}{a.dtype}{a.shape}", np.asarray(a).tobytes()) for name, a in graph.constants.items()]
    key = digest(steps, *(part for pair in weights for part in pair))
    found = open_cached(key, cache_dir, threads)
    return found or store(to_onnx(graph).SerializeToString(), key, cache_dir, threads)


def compile_for_any_size(
    fn: Callable[..., Any],
    small: Sequence[NDArray[Any]],
    large: Sequence[NDArray[Any]],
    weights: "Mapping[str, Weight]",
    cache_dir: Path | None = None,
    key: str | None = None,
    threads: int | None = None,
) -> CompiledGraph:
    """Trace a function of large weights for two sizes, and build one graph that takes any.

    The weights are read one by one while the graph is written, so they never lie in memory as a whole.

    Args:
        fn: Takes MLX arrays and the weights, a dict of MLX arrays; returns one or a tuple of them.
        small: Arrays of the dtypes it will be called with; one size differs from that in ``large``.
        large: Likewise. No size in the function may be 1 for either of the two alone.
        weights: The constants, by the names that ``fn`` finds them under.
        cache_dir: Keeps the optimised graph; None keeps nothing.
        key: What :func:`mlx_models.ort.open_cached` finds it by; None keeps nothing.
        threads: For one call; None means every usable CPU.

    Raises:
        UnknownPrimitive: A step has no translation; it names itself.
        ModelError: The graph depends on the size in a way that has no translation.
    """
    from mlx_models.ort.trace import trace

    first, second = (trace(fn, inputs, weights) for inputs in (small, large))
    return store_large(_writer(first, second), key, cache_dir, threads)


def _writer(graph: "Graph", other: "Graph | None" = None) -> Callable[[Path], None]:
    """What writes a graph, and beside it its weights, into a folder; with another, for any size."""
    from mlx_models.ort.translate import to_onnx

    def write(folder: Path) -> None:
        with (folder / WEIGHTS).open("wb") as weights:
            model = to_onnx(graph, weights, other)
        (folder / MODEL).write_bytes(model.SerializeToString())

    return write


class TracedFunction:
    """An MLX function called with numpy arrays, traced once per input shape.

    On Metal it runs as it is. Elsewhere it runs on ONNX Runtime; what cannot be translated runs in plain
    MLX after one warning. With a warm cache and a ``key`` the function itself is never called, so it may
    load its weights when it first is.

    Args:
        fn: Takes MLX arrays, returns one or a tuple of them.
        name: For the warning.
        cache_dir: Keeps the optimised graphs; None keeps nothing.
        key: Changes whenever ``fn`` or its weights do, for example the model file's SHA-256.
        threads: For one call; None means every usable CPU.
        traced: False always runs plain MLX; None decides by the device.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        name: str,
        cache_dir: Path | None = None,
        key: str | None = None,
        threads: int | None = None,
        traced: bool | None = None,
    ) -> None:
        self._fn = fn
        self._name = name
        self._cache_dir = cache_dir
        self._key = key
        self._threads = threads
        self._traced = traced
        self._graphs: dict[tuple[tuple[tuple[int, ...], str], ...], CompiledGraph] = {}

    def __call__(self, *arrays: NDArray[Any]) -> Any:
        """The function's result: one array, or a tuple of them."""
        if self._traced is None:
            self._traced = not _on_metal()
        if not self._traced:
            return self._plain(arrays)
        shapes = tuple((a.shape, str(a.dtype)) for a in arrays)
        graph = self._graphs.get(shapes)
        if graph is None:
            graph = self._open(arrays)
            if graph is None:
                self._traced = False
                return self._plain(arrays)
            self._graphs[shapes] = graph
        return graph(*arrays)

    def ready(self, *arrays: NDArray[Any]) -> bool:
        """Open the graph for inputs of these shapes if it is in the cache; False when it must be traced."""
        if self._key is None or self._cache_dir is None or self._traced is False:
            return False
        shapes = tuple((a.shape, str(a.dtype)) for a in arrays)
        if shapes in self._graphs:
            return True
        found = open_cached(shape_key(self._key, arrays), self._cache_dir, self._threads)
        if found is None:
            return False
        self._graphs[shapes] = found
        return True

    def _open(self, arrays: Sequence[NDArray[Any]]) -> CompiledGraph | None:
        if self.ready(*arrays):
            return self._graphs[tuple((a.shape, str(a.dtype)) for a in arrays)]
        from mlx_models.ort.trace import UnknownPrimitive

        try:
            return compile_traced(self._fn, arrays, self._cache_dir, self._key, self._threads)
        except UnknownPrimitive as error:
            _log.warning("%s runs in plain MLX, slowly. %s", self._name, error)
            return None

    def _plain(self, arrays: Sequence[NDArray[Any]]) -> Any:
        import mlx.core as mx

        result = self._fn(*(mx.array(a) for a in arrays))
        if isinstance(result, mx.array):
            return np.array(result)
        return tuple(np.array(r) for r in result)


def _on_metal() -> bool:
    if sys.platform == "darwin":
        import mlx.core as mx

        return bool(mx.default_device().type == mx.gpu)
    return False
