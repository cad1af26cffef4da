"""MLX functions that run on ONNX Runtime where there is no Metal."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from mlx_models.ort.session import (
    MODEL,
    WEIGHTS,
    CompiledGraph,
    build,
    shape_key,
    store,
    store_large,
)

if TYPE_CHECKING:
    from mlx_models.ort.trace import Graph, Weight

LARGE = 4 << 20  # bytes of constants from which on they are in a file of their own, and mapped from there


def compile_traced(
    fn: Callable[..., Any],
    example_inputs: Sequence[NDArray[Any]],
    cache_dir: Path | None = None,
    key: str | None = None,
    threads: int | None = None,
    weights: "Mapping[str, Weight] | None" = None,
) -> CompiledGraph:
    """Trace an MLX function once and build it on ONNX Runtime. Call it on MLX's thread.

    Args:
        fn: Takes MLX arrays, returns one or a tuple of them; captured weights are evaluated already.
        example_inputs: Arrays of the shapes and dtypes it will be called with.
        cache_dir: Keeps the optimised graph; None keeps nothing.
        key: What :func:`mlx_models.ort.open_cached` finds it by, together with the shapes (see
            :func:`mlx_models.ort.shape_key`); None keeps nothing.
        threads: For one call; None means every usable CPU.
        weights: Handed to ``fn`` as one further argument, see :func:`mlx_models.ort.trace.trace`.

    Raises:
        UnknownPrimitive: A step has no translation; it names itself.
    """
    from mlx_models.ort.trace import trace

    full = None if key is None else shape_key(key, example_inputs)
    return _compiled(trace(fn, example_inputs, weights), None, full, cache_dir, threads)


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
    return _compiled(first, second, key, cache_dir, threads)


def _compiled(
    graph: "Graph", other: "Graph | None", key: str | None, cache_dir: Path | None, threads: int | None
) -> CompiledGraph:
    from mlx_models.ort.primitives import to_onnx

    if sum(a.nbytes for a in graph.constants.values()) > LARGE:
        return store_large(_writer(graph, other), key, cache_dir, threads)
    model = to_onnx(graph, other=other).SerializeToString()
    if cache_dir is None or key is None:
        return build(model, threads)
    return store(model, key, cache_dir, threads)


def _writer(graph: "Graph", other: "Graph | None") -> Callable[[Path], None]:
    """What writes a graph, and beside it its weights, into a folder; with another, for any size."""
    from mlx_models.ort.primitives import to_onnx

    def write(folder: Path) -> None:
        with (folder / WEIGHTS).open("wb") as weights:
            model = to_onnx(graph, weights, other)
        (folder / MODEL).write_bytes(model.SerializeToString())

    return write
