"""TF.js graph models as ONNX, with numpy and onnx alone.

A TF.js tensor is kept as an ONNX tensor and the order of its axes in there, so that TensorFlow's transposes
and its channels at the end cost nothing: a convolution finds its channels first, where ONNX wants them.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 18, 9
CHANNELS_FIRST = (0, 3, 1, 2)
_SMALL = 256  # elements below which a tensor stays in float32
_LOWEST = -1e30  # what a pooling is padded with where padding must never win


class UnknownGraph(Exception):
    """The model uses what this converter does not know."""


@dataclass(frozen=True)
class Tensor:
    """A tensor under its name in the ONNX graph.

    Attributes:
        name: In the ONNX graph.
        axes: Axis ``i`` there is axis ``axes[i]`` of the TF.js tensor.
        pads: Zeros, or ``filling``, that are still to be put round it: (before, after) of height and width.
        filling: What it is padded with.
    """

    name: str
    axes: tuple[int, ...]
    pads: tuple[int, ...] = ()
    filling: float = 0.0


class TfjsGraph:
    """One TF.js graph model.

    Args:
        topology: The bytes of its model.json.
        weights: The bytes of its one weights file.
    """

    def __init__(self, topology: bytes, weights: bytes) -> None:
        model = json.loads(topology)
        self._nodes = {node["name"]: node for node in model["modelTopology"]["node"]}
        stored = _weights(model["weightsManifest"], weights)
        self._constants = {name: stored[name] for name, node in self._nodes.items() if node["op"] == "Const"}
        self._values: dict[str, Tensor] = {}
        self._out: list[onnx.NodeProto] = []
        self._tensors: dict[str, NDArray[Any]] = {}

    def convert(
        self,
        entry: str,
        shape: Sequence[int | str],
        channels_last: bool,
        outputs: Sequence[tuple[Sequence[str], int]],
        name: str,
    ) -> bytes:
        """Write the graph.

        Args:
            entry: The input's name in the TF.js graph; it becomes input_0, its channels first.
            shape: Of input_0; the first may be a name, for any number of pictures.
            channels_last: Whether they are last in the TF.js graph.
            outputs: Of each output, which becomes output_0 ...: names in the TF.js graph, and the axis of the
                ONNX tensors at which they are put together.
            name: Of the ONNX graph.

        Returns:
            The serialised model; weights are stored in float16 where that is exact.

        Raises:
            UnknownGraph: It uses what is not known here, or a weight does not fit float16.
        """
        self._values[entry] = Tensor("input_0", CHANNELS_FIRST if channels_last else (0, 1, 2, 3))
        for node in self._in_order([part for parts, _ in outputs for part in parts]):
            if node["name"] != entry and node["name"] not in self._constants:
                self._add(node)
        made = []
        for number, (parts, axis) in enumerate(outputs):
            values = [self._value(part) for part in parts]
            self._node("Concat", [value.name for value in values], f"output_{number}", axis=axis)
            rank = [None] * len(values[0].axes)
            made.append(helper.make_tensor_value_info(f"output_{number}", TensorProto.FLOAT, rank))
        tensors, casts = self._stored()
        graph = helper.make_graph(
            [*casts, *self._out],
            name,
            [helper.make_tensor_value_info("input_0", TensorProto.FLOAT, list(shape))],
            made,
            tensors,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="earsight",
        )
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString(deterministic=True))

    def _in_order(self, outputs: Sequence[str]) -> list[dict[str, Any]]:
        """What the outputs need, each after all that it needs itself."""
        done: dict[str, dict[str, Any]] = {}
        waiting = list(outputs)
        while waiting:
            name = waiting[-1]
            missing = [part for part in _inputs(self._nodes[name]) if part not in done]
            if missing and name not in done:
                waiting.extend(missing)
            else:
                done.setdefault(name, self._nodes[name])
                waiting.pop()
        return list(done.values())

    def _add(self, node: dict[str, Any]) -> None:
        names, operator, attributes = node.get("input", []), node["op"], node.get("attr", {})
        constants = [self._constants.get(name) for name in names]
        if operator == "Shape":  # these graphs ask for the number of pictures alone
            self._constants[node["name"]] = np.zeros(1, np.int64)
        elif all(constant is not None for constant in constants):
            self._constants[node["name"]] = _computed(operator, constants)
        else:
            known = _OPERATORS.get(operator)
            if known is None:
                raise UnknownGraph(operator)
            made = known(self, names, attributes)
            for number, value in enumerate(made):
                self._values[f"{node['name']}:{number}" if number else node["name"]] = value

    def _value(self, name: str) -> Tensor:
        value = self._values[name.removesuffix(":0")]
        if value.pads:
            raise UnknownGraph("padding that no convolution takes in")
        return value

    def _constant(self, name: str) -> NDArray[Any]:
        return self._constants[name]

    def _node(self, operator: str, names: Sequence[str], name: str = "", **attributes: Any) -> str:
        name = name or f"{operator.lower()}_{len(self._out)}"
        self._out.append(helper.make_node(operator, list(names), [name], name=name, **attributes))
        return name

    def _tensor(self, value: NDArray[Any]) -> str:
        name = f"w{len(self._tensors)}"
        self._tensors[name] = np.array(value, order="C")
        return name

    def _stored(self) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
        tensors, casts = [], []
        for name, value in self._tensors.items():
            half = value.astype(np.float16) if value.dtype == np.float32 and value.size >= _SMALL else value
            if not np.array_equal(half.astype(value.dtype), value):
                raise UnknownGraph("weights of more than half precision")
            if half is not value:
                casts.append(helper.make_node("Cast", [f"{name}h"], [name], to=TensorProto.FLOAT))
                name = f"{name}h"
            tensors.append(numpy_helper.from_array(half, name))
        return tensors, casts

    # What the operators do.

    def convolve(self, names: Sequence[str], attributes: dict[str, Any], depthwise: bool) -> list[Tensor]:
        """A convolution, with the padding before it and the bias and rectifier fused into it."""
        value = self._values[names[0]]
        if value.axes != CHANNELS_FIRST:
            raise UnknownGraph("a convolution over other axes")
        kernel = self._constant(names[1])
        height, width, inner, outer = kernel.shape
        if depthwise:
            weights = kernel.reshape(height, width, inner * outer).transpose(2, 0, 1)[:, None]
        else:
            weights = kernel.transpose(3, 2, 0, 1)
        strides, dilations = _ints(attributes, "strides"), _ints(attributes, "dilations") or [1] * 4
        if dilations != [1] * 4 or (_text(attributes["padding"]) != "VALID" and (height, width) != (1, 1)):
            raise UnknownGraph("a convolution of that form")
        fused = [_decoded(word) for word in attributes.get("fused_ops", {}).get("list", {}).get("s", [])]
        if set(fused) - {"BiasAdd", "Relu"}:
            raise UnknownGraph(f"a convolution with {fused}")
        bias = [self._tensor(self._constant(names[2]))] if "BiasAdd" in fused else []
        made = self._node(
            "Conv",
            [value.name, self._tensor(weights), *bias],
            kernel_shape=[height, width],
            strides=strides[1:3],
            pads=list(value.pads) or [0] * 4,
            group=inner if depthwise else 1,
        )
        return [Tensor(self._node("Relu", [made]) if "Relu" in fused else made, CHANNELS_FIRST)]

    def pool(self, names: Sequence[str], attributes: dict[str, Any]) -> list[Tensor]:
        """The maximum."""
        value = self._values[names[0]]
        if value.axes != CHANNELS_FIRST or (value.pads and value.filling > _LOWEST):
            raise UnknownGraph("a pooling of that form")
        made = self._node(
            "MaxPool",
            [value.name],
            kernel_shape=_ints(attributes, "ksize")[1:3],
            strides=_ints(attributes, "strides")[1:3],
            pads=list(value.pads) or [0] * 4,
        )
        return [Tensor(made, CHANNELS_FIRST)]

    def pad(self, names: Sequence[str], _: dict[str, Any]) -> list[Tensor]:
        """What the convolution or pooling after it takes in."""
        value = self._value(names[0])
        filling = float(self._constant(names[2])) if len(names) > 2 else 0.0
        rows = self._constant(names[1])[list(value.axes)]
        if rows[:2].any():
            raise UnknownGraph("channels that are padded")
        if not rows.any():
            return [value]
        return [Tensor(value.name, value.axes, (*rows[2:, 0].tolist(), *rows[2:, 1].tolist()), filling)]

    def transpose(self, names: Sequence[str], _: dict[str, Any]) -> list[Tensor]:
        """Only other names for the axes."""
        value = self._values[names[0].removesuffix(":0")]
        order = self._constant(names[1]).tolist()
        axes = tuple(order.index(axis) for axis in value.axes)
        return [Tensor(value.name, axes, value.pads, value.filling)]

    def add(self, names: Sequence[str], _: dict[str, Any]) -> list[Tensor]:
        """A sum; one with a constant is a bias."""
        first = self._value(names[0])
        if names[1] in self._constants:
            bias = np.squeeze(self._constant(names[1]))
            if first.axes != CHANNELS_FIRST or bias.ndim > 1:
                raise UnknownGraph("a bias over other axes")
            return [Tensor(self._node("Add", [first.name, self._tensor(bias.reshape(-1, 1, 1))]), first.axes)]
        second = self._value(names[1])
        if first.axes != second.axes:
            raise UnknownGraph("a sum over other axes")
        return [Tensor(self._node("Add", [first.name, second.name]), first.axes)]

    def join(self, names: Sequence[str], _: dict[str, Any]) -> list[Tensor]:
        """Several tensors after each other."""
        parts, rank = [self._value(name) for name in names[:-1]], len(self._value(names[0]).axes)
        if len({part.axes for part in parts}) > 1:
            raise UnknownGraph("a concatenation over other axes")
        axis = parts[0].axes.index(int(self._constant(names[-1])) % rank)
        return [Tensor(self._node("Concat", [part.name for part in parts], axis=axis), parts[0].axes)]

    def split(self, names: Sequence[str], _: dict[str, Any]) -> list[Tensor]:
        """One tensor in several parts."""
        value, sizes = self._value(names[0]), self._constant(names[1]).astype(np.int64)
        axis = value.axes.index(int(self._constant(names[2])) % len(value.axes))
        made = [f"split_{len(self._out)}_{number}" for number in range(len(sizes))]
        self._out.append(helper.make_node("Split", [value.name, self._tensor(sizes)], made, axis=axis))
        return [Tensor(part, value.axes) for part in made]

    def resize(self, names: Sequence[str], attributes: dict[str, Any]) -> list[Tensor]:
        """Bilinear, to a size that is known."""
        value, size = self._value(names[0]), self._constant(names[1])
        if value.axes != CHANNELS_FIRST or not attributes.get("half_pixel_centers", {}).get("b"):
            raise UnknownGraph("a resizing of that form")
        made = self._node(
            "Resize",
            [value.name, "", "", self._tensor(size.astype(np.int64))],
            mode="linear",
            coordinate_transformation_mode="half_pixel",
            axes=[2, 3],
        )
        return [Tensor(made, CHANNELS_FIRST)]

    def reshape(self, names: Sequence[str], _: dict[str, Any]) -> list[Tensor]:
        """Another shape, for any number of pictures."""
        value, shape = self._value(names[0]), self._constant(names[1]).astype(np.int64)
        order = [value.axes.index(axis) for axis in range(len(value.axes))]
        name = value.name
        if order != sorted(order):
            name = self._node("Transpose", [name], perm=order)
        made = self._node("Reshape", [name, self._tensor(np.concatenate([[0], shape[1:]]))])
        return [Tensor(made, tuple(range(len(shape))))]

    def spread(self, names: Sequence[str], attributes: dict[str, Any]) -> list[Tensor]:
        """Channels as places."""
        value = self._value(names[0])
        if value.axes != CHANNELS_FIRST:
            raise UnknownGraph("channels that are spread over other axes")
        size = int(attributes["block_size"]["i"])
        return [Tensor(self._node("DepthToSpace", [value.name], blocksize=size, mode="DCR"), CHANNELS_FIRST)]

    def each(self, names: Sequence[str], operator: str, **attributes: Any) -> list[Tensor]:
        """A function of each number."""
        value = self._value(names[0])
        return [Tensor(self._node(operator, [value.name], **attributes), value.axes)]


_Operator = Callable[[TfjsGraph, Sequence[str], dict[str, Any]], list[Tensor]]
_OPERATORS: dict[str, _Operator] = {
    "_FusedConv2D": lambda graph, names, more: graph.convolve(names, more, False),
    "Conv2D": lambda graph, names, more: graph.convolve(names, more, False),
    "FusedDepthwiseConv2dNative": lambda graph, names, more: graph.convolve(names, more, True),
    "MaxPool": TfjsGraph.pool,
    "Pad": TfjsGraph.pad,
    "PadV2": TfjsGraph.pad,
    "Transpose": TfjsGraph.transpose,
    "Add": TfjsGraph.add,
    "AddV2": TfjsGraph.add,
    "ConcatV2": TfjsGraph.join,
    "SplitV": TfjsGraph.split,
    "ResizeBilinear": TfjsGraph.resize,
    "Reshape": TfjsGraph.reshape,
    "DepthToSpace": TfjsGraph.spread,
    "Relu": lambda graph, names, _: graph.each(names, "Relu"),
    "Sigmoid": lambda graph, names, _: graph.each(names, "Sigmoid"),
    "Identity": lambda graph, names, _: [graph._value(names[0])],
    "LeakyRelu": lambda graph, names, more: graph.each(names, "LeakyRelu", alpha=float(more["alpha"]["f"])),
}


def _computed(operator: str, parts: Sequence[Any]) -> NDArray[Any]:
    """What follows from constants alone: the shapes that TensorFlow computes."""
    if operator == "AddV2":
        return np.asarray(np.add(parts[0], parts[1]))
    if operator == "SparseToDense":
        places, shape, values, otherwise = parts
        made = np.full(shape, otherwise)
        made[tuple(np.asarray(places).T)] = values
        return made
    if operator == "StridedSlice":  # the first of a shape: how many pictures there are
        return np.asarray(parts[0][0])
    if operator == "Pack":
        return np.stack([np.reshape(part, ()) for part in parts])
    raise UnknownGraph(f"{operator} of constants")


def _weights(manifest: Sequence[Any], data: bytes) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {}
    at = 0
    for entry in (weight for group in manifest for weight in group["weights"]):
        kept = entry.get("quantization", {"dtype": entry["dtype"]})["dtype"]
        if kept not in ("float16", "float32", "int32"):
            raise UnknownGraph(f"weights in {kept}")
        count = int(np.prod(entry["shape"], dtype=np.int64))
        values = np.frombuffer(data, kept, count, at)
        at += values.nbytes
        found[entry["name"]] = values.astype(entry["dtype"]).reshape(entry["shape"])
    if at != len(data):
        raise UnknownGraph("weights that the model does not name")
    return found


def _inputs(node: dict[str, Any]) -> list[str]:
    return [name.removeprefix("^").split(":")[0] for name in node.get("input", [])]


def _ints(attributes: dict[str, Any], name: str) -> list[int]:
    return [int(value) for value in attributes.get(name, {}).get("list", {}).get("i", [])]


def _text(attribute: dict[str, Any]) -> str:
    return _decoded(attribute["s"])


def _decoded(word: str) -> str:
    return base64.b64decode(word).decode()
