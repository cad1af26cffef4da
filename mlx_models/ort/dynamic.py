"""One graph for inputs of any size, out of the graphs of two sizes.

A trace holds the sizes it was made for. Where the same function was traced for two sizes, the two graphs
differ in nothing but the shapes they reshape to. Of what differs in such a shape, one number is what is left
over, and each of the others is the input's size divided by a whole number.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper

from mlx_models.errors import ModelError
from mlx_models.ort.draft import Draft, Port, pruned
from mlx_models.ort.trace import Constant, Weight

TAKES_SHAPE = ("Reshape", "Expand")


@dataclass(frozen=True)
class _Size:
    """An input's size that differs between the two graphs."""

    port: str
    axis: int
    small: int
    large: int


def merge(small: Draft, large: Draft) -> Draft:
    """A graph that computes both; its inputs' varying sizes are called "size", all of them being one.

    Args:
        small: A function traced for inputs of one size.
        large: The same function traced for another.

    Raises:
        ModelError: They differ in more than what can be told from the input.
    """
    return _Merger(small, large).merge()


class _Merger:
    def __init__(self, small: Draft, large: Draft) -> None:
        self._small = small
        self._large = large
        self._names: dict[str, str] = {}  # of large -> of small
        self._constants: dict[str, Constant] = dict(small.constants)
        self._nodes: list[onnx.NodeProto] = []
        sizes = [
            _Size(a.name, axis, one, other)
            for a, b in zip(small.inputs, large.inputs, strict=True)
            for axis, (one, other) in enumerate(zip(a.shape, b.shape, strict=True))
            if isinstance(one, int) and isinstance(other, int) and one != other
        ]
        if not sizes or len({(s.small, s.large) for s in sizes}) != 1:
            raise ModelError("The two traces do not differ in one size of their inputs.")
        self._size = sizes[0]

    def merge(self) -> Draft:
        small, large = self._small, self._large
        if len(small.nodes) != len(large.nodes):
            raise ModelError("The two traces have other steps.")
        self._names.update({b.name: a.name for a, b in zip(small.inputs, large.inputs, strict=True)})
        for one, other in zip(small.nodes, large.nodes, strict=True):
            self._step(one, other)
        inputs = [_varying(a, b, "size") for a, b in zip(small.inputs, large.inputs, strict=True)]
        outputs = [_varying(a, b, "") for a, b in zip(small.outputs, large.outputs, strict=True)]
        return pruned(Draft(inputs, outputs, self._nodes, self._constants))

    def _step(self, one: onnx.NodeProto, other: onnx.NodeProto) -> None:
        alike = (
            one.op_type == other.op_type
            and list(one.attribute) == list(other.attribute)
            and len(one.input) == len(other.input)
        )
        if not alike:
            raise ModelError(f"The two traces differ at a step {one.op_type}.")
        made = onnx.NodeProto()
        made.CopyFrom(one)
        for i, (a, b) in enumerate(zip(one.input, other.input, strict=True)):
            made.input[i] = self._operand(one, i, a, b)
        self._nodes.append(made)
        self._names.update(zip(other.output, one.output, strict=True))

    def _operand(self, node: onnx.NodeProto, place: int, a: str, b: str) -> str:
        if a not in self._small.constants:
            if a != self._names.get(b, b if b == "" else None):
                raise ModelError(f"The two traces differ in what goes into a step {node.op_type}.")
            return a
        one, other = self._small.constants[a], self._large.constants.get(b)
        if isinstance(one, Weight) and isinstance(other, Weight) and one.shape == other.shape:
            return a
        if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
            if one.shape == other.shape and one.dtype == other.dtype and np.array_equal(one, other):
                return a
            if place == 1 and node.op_type in TAKES_SHAPE and one.shape == other.shape:
                return self._shape(a, one.tolist(), other.tolist(), rest=node.op_type == "Reshape")
        raise ModelError(f"The two traces differ in a constant of a step {node.op_type}.")

    def _shape(self, name: str, small: list[int], large: list[int], *, rest: bool) -> str:
        """A tensor with the shape that is ``small`` for one size and ``large`` for the other."""
        differ = [i for i, (a, b) in enumerate(zip(small, large, strict=True)) if a != b]
        free = next((i for i in differ[::-1] if not self._divisor(small[i], large[i])), differ[-1])
        parts: list[int | str] = list(small)
        for i in differ:
            if rest and i == free:
                parts[i] = -1
                continue
            divisor = self._divisor(small[i], large[i])
            if not divisor:
                raise ModelError("A size of the graph does not follow from that of its input.")
            parts[i] = self._divided(divisor)
        if not any(isinstance(part, str) for part in parts):
            return self._vector(*parts)
        pieces = [part if isinstance(part, str) else self._vector(part) for part in parts]
        made = f"shape_of_{name}_{len(self._nodes)}"
        self._nodes.append(helper.make_node("Concat", pieces, [made], axis=0))
        return made

    def _divisor(self, small: int, large: int) -> int:
        """What the input's size is divided by to give these; 0 when it is no whole number."""
        size = self._size
        if small < 1 or size.small % small or small * size.large != large * size.small:
            return 0
        return size.small // small

    def _divided(self, divisor: int) -> str:
        made = f"size_by_{divisor}"
        if not any(made in node.output for node in self._nodes):
            size = self._size
            shape = helper.make_node("Shape", [size.port], [f"{made}_of"], start=size.axis, end=size.axis + 1)
            by = helper.make_node("Div", [f"{made}_of", self._vector(divisor)], [made])
            self._nodes += [shape, by]
        return made

    def _vector(self, *numbers: int | str) -> str:
        array = np.array(numbers, np.int64)
        name = "vector_" + "_".join(map(str, numbers))
        self._constants[name] = array
        return name


def _varying(small: Port, large: Port, name: str) -> Port:
    pairs = enumerate(zip(small.shape, large.shape, strict=True))
    shape = tuple(a if a == b else name or f"{small.name}_{i}" for i, (a, b) in pairs)
    return Port(small.name, small.dtype, shape)
