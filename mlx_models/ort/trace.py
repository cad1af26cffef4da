"""MLX's own traced graph of a function, as plain data."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError


class UnknownPrimitive(ModelError):
    """The graph holds something that has no ONNX counterpart here.

    Attributes:
        primitive: Its name in MLX, for example "RandomBits".
    """

    def __init__(self, primitive: str, why: str = "") -> None:
        reason = f": {why}" if why else ""
        super().__init__(f"The primitive {primitive} cannot be translated to ONNX{reason}.")
        self.primitive = primitive


@dataclass(frozen=True)
class Tensor:
    """Name, shape and numpy dtype name ("float32", "bool", ...) of one array in the graph."""

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class Primitive:
    """One step: MLX's name for it, its arguments in MLX's order, what goes in and what comes out."""

    name: str
    arguments: tuple[Any, ...]
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


@dataclass(frozen=True)
class Graph:
    """A traced function.

    Attributes:
        inputs: In the order of the function's arguments.
        outputs: In the order of its results.
        single: The function returned one array, not a tuple of them.
        constants: Captured weights and literals by name.
        primitives: In an order in which they can be computed.
    """

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    single: bool
    constants: dict[str, NDArray[Any]]
    primitives: tuple[Primitive, ...]


def trace(fn: Callable[..., Any], inputs: Sequence[NDArray[Any]]) -> Graph:
    """Trace ``fn`` for inputs of these shapes and dtypes. Nothing is computed.

    Weights that ``fn`` captures become constants; evaluate them first (``mx.eval``), or the steps that
    make them are traced along.

    Args:
        fn: Takes MLX arrays, returns one or a tuple of them.
        inputs: One array per argument; their values do not matter.

    Raises:
        UnknownPrimitive: MLX cannot export a step.
    """
    single = False

    def noted(*args: mx.array) -> Any:
        nonlocal single
        result = fn(*args)
        single = isinstance(result, mx.array)
        return result

    parts: dict[str, Any] = {"inputs": [], "outputs": [], "constants": []}
    primitives: list[Primitive] = []

    def collect(message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "primitive":
            primitives.append(
                Primitive(
                    message["name"],
                    tuple(message["arguments"]),
                    _tensors(message["inputs"]),
                    _tensors(message["outputs"]),
                )
            )
        elif kind in parts:
            parts[kind] = message[kind]

    try:
        mx.export_function(collect, noted, *(mx.array(x) for x in inputs))
    except (RuntimeError, ValueError) as error:
        stateless = re.search(r"state for primitive (\w+)", str(error))
        if stateless is None:
            raise
        raise UnknownPrimitive(stateless[1], "MLX cannot export it") from error
    return Graph(
        inputs=_tensors(parts["inputs"]),
        outputs=_tensors(parts["outputs"]),
        single=single,
        constants={name: _numpy(array) for name, array in parts["constants"]},
        primitives=tuple(primitives),
    )


def dtype_name(dtype: mx.Dtype) -> str:
    """The numpy name of an MLX dtype ("bool", "float32"); "bfloat16" has none in numpy."""
    return str(dtype).rpartition(".")[2]


def _tensors(triples: Sequence[tuple[str, Sequence[int], mx.Dtype]]) -> tuple[Tensor, ...]:
    return tuple(Tensor(name, tuple(shape), dtype_name(dtype)) for name, shape, dtype in triples)


def _numpy(array: mx.array) -> NDArray[Any]:
    if array.dtype == mx.bfloat16:
        raise UnknownPrimitive("bfloat16", "trace the function in float32")
    return np.asarray(array)  # MLX's own memory: a copy of every weight would double what tracing takes
