"""MLX's own traced graph of a function, as plain data."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError

SMALL = 1 << 16  # bytes; a weight up to here is read at once


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
class Weight:
    """A constant that is not in memory: it is read when it is written out.

    Attributes:
        shape: Its shape.
        dtype: numpy name.
        read: Gives the array.
    """

    shape: tuple[int, ...]
    dtype: str
    read: Callable[[], NDArray[Any]]

    @property
    def ndim(self) -> int:
        """How many axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes it takes once it is read."""
        return self.size * np.dtype(self.dtype).itemsize

    def transpose(self, axes: Sequence[int]) -> "Weight":
        """The same with its axes in another order."""
        return Weight(tuple(self.shape[a] for a in axes), self.dtype, lambda: self.read().transpose(axes))

    def reshape(self, shape: Sequence[int]) -> "Weight":
        """The same elements in another shape."""
        return Weight(tuple(shape), self.dtype, lambda: self.read().reshape(shape))

    def astype(self, dtype: str) -> "Weight":
        """The same in another dtype."""
        return Weight(self.shape, dtype, lambda: self.read().astype(dtype))


Constant = NDArray[Any] | Weight


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
    constants: dict[str, Constant]
    primitives: tuple[Primitive, ...]


def trace(
    fn: Callable[..., Any], inputs: Sequence[NDArray[Any]], weights: Mapping[str, Weight] | None = None
) -> Graph:
    """Trace ``fn`` for inputs of these shapes and dtypes. Nothing is computed.

    Weights that ``fn`` captures become constants; evaluate them first (``mx.eval``), or the steps that
    make them are traced along.

    Args:
        fn: Takes MLX arrays, returns one or a tuple of them.
        inputs: One array per argument; their values do not matter.
        weights: Handed to ``fn`` as one further argument, a dict of MLX arrays by these names. They become
            constants like captured ones, but are not read before they are written out.

    Raises:
        UnknownPrimitive: MLX cannot export a step.
    """
    single = False

    def noted(*args: mx.array) -> Any:
        nonlocal single
        if weights is None:
            result = fn(*args)
        else:
            result = fn(*args[: len(inputs)], dict(zip(weights, args[len(inputs) :], strict=True)))
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
        # The shapes alone matter; MLX computes nothing here, so these zeros take no memory.
        stand_ins = [mx.zeros(w.shape, getattr(mx, w.dtype)) for w in (weights or {}).values()]
        mx.export_function(collect, noted, *(mx.array(x) for x in inputs), *stand_ins)
    except (RuntimeError, ValueError) as error:
        stateless = re.search(r"state for primitive (\w+)", str(error))
        if stateless is None:
            raise
        raise UnknownPrimitive(stateless[1], "MLX cannot export it") from error
    arguments = _tensors(parts["inputs"])
    constants: dict[str, Constant] = {name: _numpy(array) for name, array in parts["constants"]}
    for tensor, weight in zip(arguments[len(inputs) :], (weights or {}).values(), strict=True):
        constants[tensor.name] = weight.read() if weight.nbytes <= SMALL else weight
    return Graph(
        inputs=arguments[: len(inputs)],
        outputs=_tensors(parts["outputs"]),
        single=single,
        constants=constants,
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
