"""From a traced function to an ONNX model: each of MLX's primitives in ONNX operators (opset 20)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
import onnx

from mlx_models.ort.builder import NATIVE, Builder, Value, to_first
from mlx_models.ort.draft import Draft
from mlx_models.ort.dynamic import merge
from mlx_models.ort.trace import Graph, Primitive, Tensor, UnknownPrimitive

# MLX's name: ONNX's, where operands and result agree one to one.
ELEMENTWISE = {
    "Abs": "Abs",
    "Add": "Add",
    "ArcTan": "Atan",
    "Ceil": "Ceil",
    "Cos": "Cos",
    "Erf": "Erf",
    "Exp": "Exp",
    "Floor": "Floor",
    "Greater": "Greater",
    "GreaterEqual": "GreaterOrEqual",
    "Less": "Less",
    "LessEqual": "LessOrEqual",
    "LogicalAnd": "And",
    "LogicalNot": "Not",
    "LogicalOr": "Or",
    "Negative": "Neg",
    "Round": "Round",
    "Select": "Where",
    "Sigmoid": "Sigmoid",
    "Sign": "Sign",
    "Sin": "Sin",
    "Subtract": "Sub",
    "Tan": "Tan",
    "Tanh": "Tanh",
}
SAME = ("Copy", "Full", "StopGradient")
ALL, ANY, SUM, PROD, MIN, MAX = range(6)
REDUCE = {SUM: "ReduceSum", PROD: "ReduceProd", MIN: "ReduceMin", MAX: "ReduceMax"}
BITWISE = {0: "BitwiseAnd", 1: "BitwiseOr", 2: "BitwiseXor"}
ASSIGN, ADD_UP = 4, 2
E = 2  # of the bases of logarithms: 2, 10, e


def to_onnx(graph: Graph, weights: BinaryIO | None = None, other: Graph | None = None) -> onnx.ModelProto:
    """Translate a traced function.

    Args:
        graph: What was traced.
        weights: See :meth:`mlx_models.ort.draft.Draft.model`.
        other: The same function traced for inputs of another size; the model then takes any size (see
            :mod:`mlx_models.ort.dynamic`).

    Raises:
        UnknownPrimitive: A primitive, or one of its forms, has no translation.
        ModelError: The two graphs differ in more than a size.
    """
    draft = Translator(graph).draft()
    if other is not None:
        draft = merge(draft, Translator(other).draft())
    return draft.model(weights)


class Translator:
    """Walks through a graph once.

    The method ``_on_X`` translates the primitive X with one output. It gets the builder, X's inputs, that
    output, and X's own arguments in MLX's order.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._build = Builder(graph)
        self._values: dict[str, Value] = {}

    def draft(self) -> Draft:
        """Translate everything."""
        for i, tensor in enumerate(self._graph.inputs):
            self._values[tensor.name] = self._build.value(tensor, f"input_{i}")
        for name, array in self._graph.constants.items():
            self._values[name] = self._build.constant_value(array)
        for primitive in self._graph.primitives:
            inputs = [self._values[t.name] for t in primitive.inputs]
            if primitive.name == "Split":
                self._split(primitive, inputs[0])
                continue
            if len(primitive.outputs) != 1:
                raise UnknownPrimitive(primitive.name)
            self._values[primitive.outputs[0].name] = self._translate(primitive, inputs)
        return self._build.draft([self._values[t.name] for t in self._graph.outputs])

    def _translate(self, p: Primitive, inputs: list[Value]) -> Value:
        if p.name in ELEMENTWISE:
            return self._build.elementwise(ELEMENTWISE[p.name], inputs, p.outputs[0])
        if p.name in SAME:
            return inputs[0]
        method: Callable[..., Value] | None = getattr(self, f"_on_{p.name}", None)
        if method is None:
            hint = "evaluate the weights before tracing" if "Random" in p.name else ""
            raise UnknownPrimitive(p.name, hint)
        return method(self._build, inputs, p.outputs[0], *p.arguments)

    # Elementwise, with a twist

    def _on_AsType(self, b: Builder, v: list[Value], out: Tensor, *_: Any) -> Value:
        if v[0].dtype == out.dtype:
            return v[0]
        if v[0].const is not None:
            return replace(b.constant_value(v[0].const.astype(out.dtype)), shape=out.shape)
        name = b.cast(v[0].name, v[0].dtype, out.dtype)
        return Value(name, out.shape, v[0].actual, out.dtype)

    def _on_Broadcast(self, b: Builder, v: list[Value], out: Tensor, *_: Any) -> Value:
        shape = out.shape
        return replace(v[0], shape=shape, first=v[0].first if len(v[0].actual) == len(shape) else None)

    def _on_Multiply(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        for total, factor in (v, v[::-1]):
            if total.mean is None or factor.scalar is None or total.actual != out.shape:
                continue
            source, axes, count = total.mean
            if math.isclose(factor.scalar * count, 1.0, rel_tol=1e-6):
                return self._mean(b, out, source, axes)
        return b.elementwise("Mul", v, out)

    def _on_Divide(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        divisor = v[1].scalar
        if divisor and math.frexp(abs(divisor))[0] == 0.5:
            # Exact, and the form in which ONNX Runtime knows GELU.
            inverse = b.constant_value(np.array(1.0 / divisor, dtype=v[1].dtype))
            return b.elementwise("Mul", [v[0], inverse], out)
        return b.elementwise("Div", v, out)

    def _on_Square(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        return b.elementwise("Mul", [v[0], v[0]], out)

    def _on_Power(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        if v[1].scalar == 2.0:
            return self._on_Square(b, v, out)
        return b.elementwise("Pow", v, out)

    def _on_Sqrt(self, b: Builder, v: list[Value], out: Tensor, reciprocal: bool) -> Value:
        root = b.elementwise("Sqrt", v, out)
        return b.elementwise("Reciprocal", [root], out) if reciprocal else root

    def _on_Log(self, b: Builder, v: list[Value], out: Tensor, base: int) -> Value:
        log = b.elementwise("Log", v, out)
        if base == E:
            return log
        scale = b.constant_value(np.array(1.0 / math.log((2.0, 10.0)[base]), dtype=log.dtype))
        return b.elementwise("Mul", [log, scale], out)

    def _on_LogAddExp(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        gap = b.elementwise("Neg", [b.elementwise("Abs", [b.elementwise("Sub", v, out)], out)], out)
        rest = b.elementwise("Softplus", [gap], out)
        return b.elementwise("Add", [b.elementwise("Max", v, out), rest], out)

    def _on_Remainder(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        if not out.dtype.startswith("float"):
            return b.elementwise("Mod", v, out)
        raise UnknownPrimitive("Remainder", "of floats")

    def _on_NotEqual(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        return b.elementwise("Not", [b.elementwise("Equal", v, out)], out)

    def _on_Equal(self, b: Builder, v: list[Value], out: Tensor, nan_is_itself: bool) -> Value:
        if nan_is_itself:
            raise UnknownPrimitive("Equal", "with NaN equal to itself")
        return b.elementwise("Equal", v, out)

    def _on_Maximum(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        for value, bound in (v, v[::-1]):
            if bound.scalar is None or value.actual != out.shape:
                continue
            if bound.scalar == 0.0:
                made = b.elementwise("Relu", [value], out)
            else:
                made = b.elementwise("Max", [value, bound], out)
            return replace(made, floor=(value, bound.scalar))
        return b.elementwise("Max", v, out)

    def _on_Minimum(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        for value, bound in (v, v[::-1]):
            if bound.scalar is not None and value.floor is not None and value.actual == out.shape:
                return self._clip(b, out, value.floor, bound.scalar)
        return b.elementwise("Min", v, out)

    def _clip(self, b: Builder, out: Tensor, floor: tuple[Value, float], high: float) -> Value:
        value, low = floor
        bounds = [b.constant(np.array(x, dtype=out.dtype)) for x in (low, high)]
        if value.first is not None:
            return b.from_first(out, b.one("Clip", value.first, *bounds))
        return b.value(out, b.one("Clip", b.dense(value), *bounds))

    def _on_BitwiseBinary(self, b: Builder, v: list[Value], out: Tensor, kind: int) -> Value:
        if kind not in BITWISE:
            raise UnknownPrimitive("BitwiseBinary", "a shift")
        return b.elementwise(BITWISE[kind], v, out)

    # Sums and the like

    def _on_Reduce(self, b: Builder, v: list[Value], out: Tensor, kind: int, axes: Sequence[int]) -> Value:
        axes = tuple(axes)
        dtype = out.dtype if out.dtype in NATIVE else "int64"
        if kind in (ALL, ANY):
            source = b.cast(b.cast(b.dense(v[0]), v[0].dtype, "bool"), "bool", "int32")
            name = b.one("ReduceMin" if kind == ALL else "ReduceMax", source, b.integers(*axes))
            return b.value(out, b.cast(name, "int32", "bool"))
        source = b.cast(b.dense(v[0]), v[0].dtype, dtype)
        made = b.value(out, b.cast(b.one(REDUCE[kind], source, b.integers(*axes)), dtype, out.dtype))
        if kind == SUM and out.dtype == v[0].dtype == "float32":
            count = int(np.prod([v[0].shape[a] for a in axes], dtype=int))
            return replace(made, mean=(v[0], axes, count))
        return made

    def _mean(self, b: Builder, out: Tensor, source: Value, axes: tuple[int, ...]) -> Value:
        """A sum times 1/count, as one operator: over a whole image it is a global pooling."""
        rank = len(source.shape)
        keep = len(out.shape) == rank
        if source.first is not None and source.actual == source.shape and axes == tuple(range(1, rank - 1)):
            pooled = b.one("GlobalAveragePool", source.first)
            if keep:
                return b.from_first(out, pooled)
            return b.value(out, b.one("Squeeze", pooled, b.integers(*range(2, rank))))
        return b.value(out, b.one("ReduceMean", b.dense(source), b.integers(*axes), keepdims=int(keep)))

    def _on_Softmax(self, b: Builder, v: list[Value], out: Tensor, *_: Any) -> Value:
        return b.value(out, b.one("Softmax", b.dense(v[0]), axis=-1))

    def _on_LogSumExp(self, b: Builder, v: list[Value], out: Tensor, *_: Any) -> Value:
        return b.value(out, b.one("ReduceLogSumExp", b.dense(v[0]), b.integers(-1)))

    def _on_ArgReduce(self, b: Builder, v: list[Value], out: Tensor, kind: int, axis: int) -> Value:
        name = b.one("ArgMax" if kind else "ArgMin", b.dense(v[0]), axis=int(axis), keepdims=1)
        return b.value(out, b.cast(name, "int64", out.dtype))

    def _on_ArgPartition(self, b: Builder, v: list[Value], out: Tensor, _: int, axis: int) -> Value:
        # Sorted is partitioned too, wherever the border is.
        size = out.shape[int(axis)]
        places = b.node("TopK", [b.dense(v[0]), b.integers(size)], 2, axis=int(axis), largest=0)[1]
        return b.value(out, b.cast(places, "int64", out.dtype))

    def _on_Scan(
        self, b: Builder, v: list[Value], out: Tensor, kind: int, axis: int, reverse: bool, inclusive: bool
    ) -> Value:
        if kind != SUM:
            raise UnknownPrimitive("Scan", "other than a sum")
        source = b.cast(b.dense(v[0]), v[0].dtype, out.dtype)
        along = b.constant(np.array(axis, dtype=np.int64))
        name = b.one("CumSum", source, along, exclusive=int(not inclusive), reverse=int(reverse))
        return b.value(out, name)

    # Shapes

    def _reshape(self, b: Builder, v: list[Value], out: Tensor, *_: Any) -> Value:
        source = v[0]
        if source.const is not None and source.actual == source.shape:
            return b.constant_value(source.const.reshape(out.shape))
        return b.value(out, b.one("Reshape", b.dense(source), b.integers(*out.shape)))

    _on_Reshape = _on_Flatten = _on_Unflatten = _reshape

    def _on_ExpandDims(self, b: Builder, v: list[Value], out: Tensor, axes: Sequence[int]) -> Value:
        if v[0].const is not None and v[0].actual == v[0].shape:
            return self._reshape(b, v, out)
        name = b.one("Unsqueeze", b.dense(v[0]), b.integers(*axes))
        return b.value(out, name)

    def _on_Squeeze(self, b: Builder, v: list[Value], out: Tensor, axes: Sequence[int]) -> Value:
        if v[0].const is not None and v[0].actual == v[0].shape:
            return self._reshape(b, v, out)
        made = b.value(out, b.one("Squeeze", b.dense(v[0]), b.integers(*axes)))
        kept = v[0].mean if v[0].mean is not None and v[0].mean[1] == tuple(axes) else None
        return replace(made, mean=kept)

    def _on_Transpose(self, b: Builder, v: list[Value], out: Tensor, axes: Sequence[int]) -> Value:
        perm = list(axes)
        if v[0].const is not None and v[0].actual == v[0].shape:
            return b.constant_value(v[0].const.transpose(perm))
        if v[0].first is not None and v[0].actual == v[0].shape and perm == to_first(len(perm)):
            return b.value(out, v[0].first)
        return b.value(out, b.one("Transpose", b.dense(v[0]), perm=perm))

    def _on_Concatenate(self, b: Builder, v: list[Value], out: Tensor, axis: int) -> Value:
        return b.value(out, b.node("Concat", [b.dense(x) for x in v], axis=int(axis))[0])

    def _split(self, p: Primitive, value: Value) -> None:
        axis = int(p.arguments[1])
        sizes = self._build.integers(*(t.shape[axis] for t in p.outputs))
        names = self._build.node("Split", [self._build.dense(value), sizes], len(p.outputs), axis=axis)
        for tensor, name in zip(p.outputs, names, strict=True):
            self._values[tensor.name] = self._build.value(tensor, name)

    def _on_Slice(self, b: Builder, v: list[Value], out: Tensor, *bounds: Sequence[int]) -> Value:
        cuts = list(zip(*bounds, strict=True))
        axes = [i for i, n in enumerate(v[0].shape) if cuts[i] != (0, n, 1)]
        if not axes:
            return v[0]
        parts = [b.integers(*(cuts[i][k] for i in axes)) for k in range(3)]
        return b.value(
            out,
            b.one("Slice", b.dense(v[0]), parts[0], parts[1], b.integers(*axes), parts[2]),
        )

    def _on_SliceUpdate(
        self,
        b: Builder,
        v: list[Value],
        out: Tensor,
        mode: int,
        starts: Sequence[int],
        ends: Sequence[int],
        steps: Sequence[int],
    ) -> Value:
        if mode not in (ASSIGN, ADD_UP):
            raise UnknownPrimitive("SliceUpdate", f"mode {mode}")
        places = np.arange(math.prod(out.shape), dtype=np.int64).reshape(out.shape)
        index = places[tuple(map(slice, starts, ends, steps))].reshape(-1, 1)
        flat = [b.one("Reshape", b.dense(x), b.integers(-1)) for x in v]
        how: dict[str, Any] = {"reduction": "add"} if mode == ADD_UP else {}
        name = b.one("ScatterND", flat[0], b.constant(index), flat[1], **how)
        return b.value(out, b.one("Reshape", name, b.integers(*out.shape)))

    def _on_Pad(
        self,
        b: Builder,
        v: list[Value],
        out: Tensor,
        axes: Sequence[int],
        low: Sequence[int],
        high: Sequence[int],
    ) -> Value:
        rank = len(out.shape)
        before, after = np.zeros(rank, np.int64), np.zeros(rank, np.int64)
        before[list(axes)], after[list(axes)] = low, high
        if v[0].first is not None and v[0].actual == v[0].shape:
            order = to_first(rank)
            pads = b.integers(*before[order], *after[order])
            return b.from_first(out, b.one("Pad", v[0].first, pads, v[1].name))
        return b.value(out, b.one("Pad", b.dense(v[0]), b.integers(*before, *after), v[1].name))

    def _on_AsStrided(
        self,
        b: Builder,
        v: list[Value],
        out: Tensor,
        shape: Sequence[int],
        strides: Sequence[int],
        offset: int,
    ) -> Value:
        places = np.full(tuple(shape), offset, dtype=np.int64)
        for axis, (size, stride) in enumerate(zip(shape, strides, strict=True)):
            steps = np.arange(size, dtype=np.int64) * stride
            places += steps.reshape([-1 if i == axis else 1 for i in range(len(shape))])
        flat = b.one("Reshape", b.dense(v[0]), b.integers(-1))
        return b.value(out, b.one("Gather", flat, b.constant(places), axis=0))

    def _on_Arange(
        self, b: Builder, v: list[Value], out: Tensor, start: float, _: float, step: float
    ) -> Value:
        return b.constant_value((start + step * np.arange(out.shape[0])).astype(out.dtype))

    # Look-ups

    def _on_Gather(
        self, b: Builder, v: list[Value], out: Tensor, axes: Sequence[int], sizes: Sequence[int]
    ) -> Value:
        source = v[0]
        whole = [a for a in range(len(sizes)) if a not in axes]
        if any(sizes[a] != 1 for a in axes) or any(sizes[a] != source.shape[a] for a in whole):
            raise UnknownPrimitive("Gather", "of part of an axis")
        table = b.dense(source)
        if [*axes, *whole] != list(range(len(sizes))):
            table = b.one("Transpose", table, perm=[*axes, *whole])
        indices = [b.cast(b.dense(i), i.dtype, "int64") for i in v[1:]]
        if len(indices) == 1:
            name = b.one("Gather", table, indices[0], axis=0)
        else:
            stacked = [b.one("Unsqueeze", i, b.integers(-1)) for i in indices]
            name = b.one("GatherND", table, b.node("Concat", stacked, axis=-1)[0])
        return b.value(out, b.one("Reshape", name, b.integers(*out.shape)))

    def _on_GatherAxis(self, b: Builder, v: list[Value], out: Tensor, axis: int, *_: Any) -> Value:
        index = b.cast(b.dense(v[1]), v[1].dtype, "int64")
        return b.value(out, b.one("GatherElements", b.dense(v[0]), index, axis=int(axis)))

    # Products

    def _on_Matmul(self, b: Builder, v: list[Value], out: Tensor) -> Value:
        return b.value(out, b.one("MatMul", *(b.dense(x) for x in v)))

    def _on_AddMM(self, b: Builder, v: list[Value], out: Tensor, alpha: float, beta: float) -> Value:
        left, right = b.dense(v[0]), b.dense(v[1])
        if len(out.shape) == 2:
            return b.value(out, b.one("Gemm", left, right, v[2].name, alpha=float(alpha), beta=float(beta)))
        product = b.value(out, b.one("MatMul", left, right))

        def scaled(value: Value, by: float) -> Value:
            return b.elementwise("Mul", [value, b.constant_value(np.array(by, dtype=out.dtype))], out)

        terms = [x if by == 1.0 else scaled(x, by) for x, by in ((product, alpha), (v[2], beta))]
        return b.elementwise("Add", terms, out)

    def _on_Convolution(
        self,
        b: Builder,
        v: list[Value],
        out: Tensor,
        strides: Sequence[int],
        low: Sequence[int],
        high: Sequence[int],
        dilation: Sequence[int],
        input_dilation: Sequence[int],
        groups: int,
        flip: bool,
    ) -> Value:
        if flip or any(d != 1 for d in input_dilation):
            raise UnknownPrimitive("Convolution", "transposed")
        rank = len(v[0].shape)
        if v[1].const is not None and v[1].actual == v[1].shape:
            weight = b.constant(v[1].const.transpose(to_first(rank)))
        else:
            weight = b.one("Transpose", b.dense(v[1]), perm=to_first(rank))
        first = b.one(
            "Conv",
            b.channels_first(v[0]),
            weight,
            kernel_shape=list(v[1].shape[1:-1]),
            strides=list(strides),
            pads=[*low, *high],
            dilations=list(dilation),
            group=int(groups),
        )
        return b.from_first(out, first)
