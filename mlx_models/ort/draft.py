"""An ONNX graph before it becomes a model: nodes and constants, of which large ones may still be unread."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from mlx_models.ort.trace import Constant, UnknownPrimitive, Weight

OPSET = 20
IR_VERSION = 10
OUTSIDE = 1024  # bytes; smaller constants are always part of the model
ALIGNMENT = 4096  # bytes; what a memory-mapped tensor must start at a multiple of


@dataclass(frozen=True)
class Port:
    """An input or output: name, numpy dtype name, shape; a name in the shape is a size that may vary."""

    name: str
    dtype: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True)
class Draft:
    """A graph whose nodes are in an order in which they can be computed."""

    inputs: list[Port]
    outputs: list[Port]
    nodes: list[onnx.NodeProto]
    constants: dict[str, Constant]

    def model(self, weights: BinaryIO | None = None) -> onnx.ModelProto:
        """The model.

        Args:
            weights: A file that takes the large constants, one after the other, next to which the model will
                lie; None puts them into the model.
        """
        graph = helper.make_graph(
            self.nodes,
            "traced",
            [_info(port) for port in self.inputs],
            [_info(port) for port in self.outputs],
            [_tensor(name, array, weights) for name, array in self.constants.items()],
        )
        return helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="earsight",
        )


def pruned(draft: Draft) -> Draft:
    """The same without what no output needs."""
    wanted = {port.name for port in draft.outputs}
    nodes = []
    for node in reversed(draft.nodes):
        if wanted & set(node.output):
            nodes.append(node)
            wanted.update(node.input)
    kept = {name: array for name, array in draft.constants.items() if name in wanted}
    return Draft(draft.inputs, draft.outputs, nodes[::-1], kept)


def element_type(dtype: str) -> int:
    """ONNX's number for a numpy dtype name."""
    types = {
        "float32": TensorProto.FLOAT,
        "float16": TensorProto.FLOAT16,
        "bool": TensorProto.BOOL,
        "int8": TensorProto.INT8,
        "int16": TensorProto.INT16,
        "int32": TensorProto.INT32,
        "int64": TensorProto.INT64,
        "uint8": TensorProto.UINT8,
        "uint16": TensorProto.UINT16,
        "uint32": TensorProto.UINT32,
    }
    if dtype not in types:
        raise UnknownPrimitive(dtype, "this dtype is not translated")
    return int(types[dtype])


def _info(port: Port) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(port.name, element_type(port.dtype), port.shape)


def _tensor(name: str, constant: Constant, weights: BinaryIO | None) -> TensorProto:
    """An initialiser, its data in ``weights`` if it is large and such a file is given."""
    array: NDArray[Any] = constant.read() if isinstance(constant, Weight) else constant
    if array.shape != constant.shape or str(array.dtype) != str(constant.dtype):
        raise ValueError(f"a weight is {array.dtype}{array.shape}, not {constant.dtype}{constant.shape}")
    if weights is None or array.nbytes < OUTSIDE:
        return numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape), name)
    tensor = TensorProto()
    tensor.name = name
    tensor.data_type = element_type(str(array.dtype))
    tensor.dims.extend(array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    offset = weights.tell() + -weights.tell() % ALIGNMENT
    weights.write(b"\0" * (offset - weights.tell()))
    weights.write(np.ascontiguousarray(array).data.cast("B"))
    where = {"location": Path(weights.name).name, "offset": str(offset), "length": str(array.nbytes)}
    for key, value in where.items():
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    return tensor
