"""Growing an ONNX graph node by node, with broadcasts left implicit and images kept channels-first.

MLX is channels-last and broadcasts with a step of its own; ONNX Runtime's fast convolutions are
channels-first and its elementwise operators broadcast by themselves. So a :class:`Value` may be smaller than
its MLX shape (it is expanded only where it must be), and may exist channels-first as well (the transpose
between the two is dropped when nobody asks for the other).
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import onnx
from onnx import helper

from mlx_models.ort.draft import Draft, Port, element_type, pruned
from mlx_models.ort.trace import Constant, Graph, Tensor, Weight

# What ONNX Runtime computes with on a CPU; other integers are cast to int64 and back.
NATIVE = ("float32", "float16", "int32", "int64")
BOOLEAN = ("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or", "Not")
LOGICAL = ("And", "Or", "Not")


@dataclass(frozen=True)
class Value:
    """An MLX array in the ONNX graph.

    Attributes:
        name: The ONNX tensor that holds it.
        shape: Its shape in MLX.
        actual: Shape of the ONNX tensor; broadcasts to ``shape``.
        dtype: numpy name.
        const: Its value (of shape ``actual``) when it is a constant.
        first: The ONNX tensor that holds it channels-first, if there is one; of the rank of ``shape``.
        mean: (tensor, axes, count, channels-first) when this is a plain sum over ``count`` elements.
        floor: (tensor, channels-first tensor, bound) when this is max(tensor, bound).
    """

    name: str
    shape: tuple[int, ...]
    actual: tuple[int, ...]
    dtype: str
    const: Constant | None = None
    first: str | None = None
    mean: tuple["Value", tuple[int, ...], int] | None = None
    floor: tuple["Value", float] | None = None

    @property
    def scalar(self) -> float | None:
        """Its one value when it is a float constant of one element."""
        if not isinstance(self.const, np.ndarray) or self.const.size != 1:
            return None
        if not self.dtype.startswith("float"):
            return None
        return float(self.const.reshape(()))


def to_first(rank: int) -> list[int]:
    """The permutation from channels-last to channels-first."""
    return [0, rank - 1, *range(1, rank - 1)]


def to_last(rank: int) -> list[int]:
    """The permutation from channels-first to channels-last."""
    return [0, *range(2, rank), 1]


class Builder:
    """Collects nodes and initialisers; knows nothing of MLX's primitives."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._nodes: list[onnx.NodeProto] = []
        self._initialisers: dict[str, Constant] = {}
        self._small: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._counter = 0

    def node(self, op: str, inputs: list[str], outputs: int = 1, **attributes: Any) -> list[str]:
        """Append a node; returns the names of its outputs."""
        names = [self._fresh() for _ in range(outputs)]
        self._nodes.append(helper.make_node(op, inputs, names, **attributes))
        return names

    def one(self, op: str, *inputs: str, **attributes: Any) -> str:
        """Append a node with one output; returns its name."""
        return self.node(op, list(inputs), **attributes)[0]

    def constant(self, array: Constant) -> str:
        """An initialiser of this value; small ones are shared."""
        key = None
        if not isinstance(array, Weight):
            array = np.asarray(array)
            if array.size <= 64:
                key = (str(array.dtype), array.shape, array.tobytes())
        if key is not None and key in self._small:
            return self._small[key]
        name = self._fresh()
        self._initialisers[name] = array
        if key is not None:
            self._small[key] = name
        return name

    def integers(self, *numbers: int) -> str:
        """An int64 vector, the form in which ONNX takes shapes and axes."""
        return self.constant(np.array(numbers, dtype=np.int64))

    def value(self, tensor: Tensor, name: str, first: str | None = None) -> Value:
        """A value that fills its whole shape."""
        return Value(name, tensor.shape, tensor.shape, tensor.dtype, first=first)

    def constant_value(self, array: Constant) -> Value:
        """A constant as a value."""
        return Value(self.constant(array), array.shape, array.shape, str(array.dtype), array)

    def dense(self, value: Value) -> str:
        """The tensor of a value in its full shape."""
        if value.actual == value.shape:
            return value.name
        return self.one("Expand", value.name, self.integers(*value.shape))

    def cast(self, name: str, source: str, target: str) -> str:
        """A tensor in another dtype; itself where it has it already."""
        return name if source == target else self.one("Cast", name, to=element_type(target))

    def channels_first(self, value: Value) -> str:
        """A value of full shape, channels-first."""
        if value.first is not None and value.actual == value.shape:
            return value.first
        return self.one("Transpose", self.dense(value), perm=to_first(len(value.shape)))

    def from_first(self, tensor: Tensor, first: str) -> Value:
        """A value that was computed channels-first."""
        return self.value(tensor, self.one("Transpose", first, perm=to_last(len(tensor.shape))), first)

    def elementwise(self, op: str, inputs: list[Value], out: Tensor, compute: str = "") -> Value:
        """An operator that broadcasts by itself.

        Args:
            op: ONNX operator.
            inputs: Its operands.
            out: The MLX array it makes.
            compute: dtype to compute in; "" computes in the operands' own where ONNX Runtime can.
        """
        wanted = compute or (inputs[-1].dtype if inputs[-1].dtype in NATIVE else "int64")
        result = "bool" if op in BOOLEAN else wanted

        def run(names: list[str], dtypes: list[str]) -> str:
            cast = [
                n
                if d == "bool" and (op in LOGICAL or (op == "Where" and i == 0))
                else self.cast(n, d, wanted)
                for i, (n, d) in enumerate(zip(names, dtypes, strict=True))
            ]
            return self.cast(self.one(op, *cast), result, out.dtype)

        dtypes = [v.dtype for v in inputs]
        actual = tuple(np.broadcast_shapes(*(v.actual for v in inputs)))
        first = self._all_first(inputs, actual)
        if first is not None:
            made = self.from_first(replace(out, shape=actual), run(first, dtypes))
            return replace(made, shape=out.shape)
        return Value(run([v.name for v in inputs], dtypes), out.shape, actual, out.dtype)

    def _all_first(self, inputs: list[Value], actual: tuple[int, ...]) -> list[str] | None:
        """The operands channels-first, when the big ones are so already and the others are small."""
        rank = len(actual)
        if rank < 3 or not any(v.first is not None and v.actual == actual for v in inputs):
            return None
        names: list[str] = []
        for v in inputs:
            if v.first is not None:
                names.append(v.first)
            elif np.prod(v.actual, dtype=int) == 1:
                names.append(v.name)
            elif v.const is not None and len(v.actual) <= rank:
                whole = v.const.reshape((1,) * (rank - v.const.ndim) + v.const.shape)
                names.append(self.constant(whole.transpose(to_first(rank))))
            elif len(v.actual) == rank and np.prod(v.actual, dtype=int) * 8 <= np.prod(actual, dtype=int):
                names.append(self.one("Transpose", v.name, perm=to_first(rank)))
            else:
                return None
        return names

    def draft(self, outputs: list[Value]) -> Draft:
        """What was built; inputs are named input_0 ..., outputs output or output_0 ..."""
        results = []
        for i, (tensor, value) in enumerate(zip(self._graph.outputs, outputs, strict=True)):
            name = "output" if self._graph.single else f"output_{i}"
            self._nodes.append(helper.make_node("Identity", [self.dense(value)], [name]))
            results.append(Port(name, tensor.dtype, tensor.shape))
        ports = [Port(f"input_{i}", t.dtype, t.shape) for i, t in enumerate(self._graph.inputs)]
        return pruned(Draft(ports, results, self._nodes, self._initialisers))

    def _fresh(self) -> str:
        self._counter += 1
        return f"t{self._counter}"
