"""A function of MLX arrays as a quick one of numpy arrays, for training's passes over many pictures."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from mlx_models.ort import CompiledGraph, compile_traced


class Traced:
    """Traced once per input shape, and run on ONNX Runtime.

    Args:
        fn: Takes MLX arrays, returns one or a tuple of them; captured weights are evaluated already.
    """

    def __init__(self, fn: Callable[..., Any]) -> None:
        self._fn = fn
        self._graphs: dict[tuple[tuple[int, ...], ...], CompiledGraph] = {}

    def __call__(self, *arrays: NDArray[Any]) -> Any:
        """The function's result: one array, or a tuple of them."""
        shapes = tuple(a.shape for a in arrays)
        if shapes not in self._graphs:
            self._graphs[shapes] = compile_traced(self._fn, arrays)
        return self._graphs[shapes](*arrays)
