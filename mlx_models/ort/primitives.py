"""Each of MLX's primitives in ONNX operators (opset 20)."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from mlx_models.ort.builder import NATIVE, Builder, Value, to_first
from mlx_models.ort.draft import Draft
from mlx_models.ort.trace import Graph, Primitive, UnknownPrimitive

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


class Translator:
    """Walks through a graph once; the method ``_on_X`` translates the primitive X with one output."""

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
        method: Callable[[Primitive, list[Value]], Value] | None = getattr(self, f"_on_{p.name}", None)
        if method is None:
            hint = "evaluate the weights before tracing" if "Random" in p.name else ""
            raise UnknownPrimitive(p.name, hint)
        return method(p, inputs)

    # Elementwise, with a twist

    def _on_AsType(self, p: Primitive, v: list[Value]) -> Value:
        out = p.outputs[0]
        if v[0].dtype == out.dtype:
            return v[0]
        if v[0].const is not None:
            return replace(self._build.constant_value(v[0].const.astype(out.dtype)), shape=out.shape)
        name = self._build.cast(v[0].name, v[0].dtype, out.dtype)
        return Value(name, out.shape, v[0].actual, out.dtype)

    def _on_Broadcast(self, p: Primitive, v: list[Value]) -> Value:
        shape = p.outputs[0].shape
        return replace(v[0], shape=shape, first=v[0].first if len(v[0].actual) == len(shape) else None)

    def _on_Multiply(self, p: Primitive, v: list[Value]) -> Value:
        out = p.outputs[0]
        for total, factor in (v, v[::-1]):
            if total.mean is None or factor.scalar is None or total.actual != out.shape:
                continue
            source, axes, count = total.mean
            if math.isclose(factor.scalar * count, 1.0, rel_tol=1e-6):
                return self._mean(p, source, axes)
        return self._build.elementwise("Mul", v, out)

    def _on_Divide(self, p: Primitive, v: list[Value]) -> Value:
        divisor = v[1].scalar
        if divisor and math.frexp(abs(divisor))[0] == 0.5:
            # Exact, and the form in which ONNX Runtime knows GELU.
            inverse = self._build.constant_value(np.array(1.0 / divisor, dtype=v[1].dtype))
            return self._build.elementwise("Mul", [v[0], inverse], p.outputs[0])
        return self._build.elementwise("Div", v, p.outputs[0])

    def _on_Square(self, p: Primitive, v: list[Value]) -> Value:
        return self._build.elementwise("Mul", [v[0], v[0]], p.outputs[0])

    def _on_Power(self, p: Primitive, v: list[Value]) -> Value:
        if v[1].scalar == 2.0:
            return self._on_Square(p, v)
        return self._build.elementwise("Pow", v, p.outputs[0])

    def _on_Sqrt(self, p: Primitive, v: list[Value]) -> Value:
        root = self._build.elementwise("Sqrt", v, p.outputs[0])
        return self._build.elementwise("Reciprocal", [root], p.outputs[0]) if p.arguments[0] else root

    def _on_Log(self, p: Primitive, v: list[Value]) -> Value:
        log = self._build.elementwise("Log", v, p.outputs[0])
        base = (2.0, 10.0, math.e)[p.arguments[0]]
        if base == math.e:
            return log
        scale = self._build.constant_value(np.array(1.0 / math.log(base), dtype=log.dtype))
        return self._build.elementwise("Mul", [log, scale], p.outputs[0])

    def _on_LogAddExp(self, p: Primitive, v: list[Value]) -> Value:
        b, out = self._build, p.outputs[0]
        gap = b.elementwise("Neg", [b.elementwise("Abs", [b.elementwise("Sub", v, out)], out)], out)
        rest = b.elementwise("Softplus", [gap], out)
        return b.elementwise("Add", [b.elementwise("Max", v, out), rest], out)

    def _on_Remainder(self, p: Primitive, v: list[Value]) -> Value:
        out = p.outputs[0]
        if not out.dtype.startswith("float"):
            return self._build.elementwise("Mod", v, out)
        raise UnknownPrimitive("Remainder", "of floats")

    def _on_NotEqual(self, p: Primitive, v: list[Value]) -> Value:
        out = p.outputs[0]
        return self._build.elementwise("Not", [self._build.elementwise("Equal", v, out)], out)

    def _on_Equal(self, p: Primitive, v: list[Value]) -> Value:
        if p.arguments[0]:
            raise UnknownPrimitive("Equal", "with NaN equal to itself")
        return self._build.elementwise("Equal", v, p.outputs[0])

    def _on_Maximum(self, p: Primitive, v: list[Value]) -> Value:
        for value, bound in (v, v[::-1]):
            if bound.scalar is None or value.actual != p.outputs[0].shape:
                continue
            if bound.scalar == 0.0:
                made = self._build.elementwise("Relu", [value], p.outputs[0])
            else:
                made = self._build.elementwise("Max", [value, bound], p.outputs[0])
            return replace(made, floor=(value, bound.scalar))
        return self._build.elementwise("Max", v, p.outputs[0])

    def _on_Minimum(self, p: Primitive, v: list[Value]) -> Value:
        for value, bound in (v, v[::-1]):
            if bound.scalar is not None and value.floor is not None and value.actual == p.outputs[0].shape:
                return self._clip(p, value.floor, bound.scalar)
        return self._build.elementwise("Min", v, p.outputs[0])

    def _clip(self, p: Primitive, floor: tuple[Value, float], high: float) -> Value:
        value, low = floor
        out = p.outputs[0]
        bounds = [self._build.constant(np.array(x, dtype=out.dtype)) for x in (low, high)]
        if value.first is not None:
            return self._build.from_first(out, self._build.one("Clip", value.first, *bounds))
        return self._build.value(out, self._build.one("Clip", self._build.dense(value), *bounds))

    def _on_BitwiseBinary(self, p: Primitive, v: list[Value]) -> Value:
        if p.arguments[0] not in BITWISE:
            raise UnknownPrimitive("BitwiseBinary", "a shift")
        return self._build.elementwise(BITWISE[p.arguments[0]], v, p.outputs[0])

    # Sums and the like

    def _on_Reduce(self, p: Primitive, v: list[Value]) -> Value:
        kind, axes = int(p.arguments[0]), tuple(p.arguments[1])
        out, b = p.outputs[0], self._build
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

    def _mean(self, p: Primitive, source: Value, axes: tuple[int, ...]) -> Value:
        """A sum times 1/count, as one operator: over a whole image it is a global pooling."""
        b, out, rank = self._build, p.outputs[0], len(source.shape)
        keep = len(out.shape) == rank
        if source.first is not None and source.actual == source.shape and axes == tuple(range(1, rank - 1)):
            pooled = b.one("GlobalAveragePool", source.first)
            if keep:
                return b.from_first(out, pooled)
            return b.value(out, b.one("Squeeze", pooled, b.integers(*range(2, rank))))
        return b.value(out, b.one("ReduceMean", b.dense(source), b.integers(*axes), keepdims=int(keep)))

    def _on_Softmax(self, p: Primitive, v: list[Value]) -> Value:
        return self._build.value(p.outputs[0], self._build.one("Softmax", self._build.dense(v[0]), axis=-1))

    def _on_LogSumExp(self, p: Primitive, v: list[Value]) -> Value:
        b = self._build
        return b.value(p.outputs[0], b.one("ReduceLogSumExp", b.dense(v[0]), b.integers(-1)))

    def _on_ArgReduce(self, p: Primitive, v: list[Value]) -> Value:
        kind, axis = p.arguments
        b, out = self._build, p.outputs[0]
        name = b.one("ArgMax" if kind else "ArgMin", b.dense(v[0]), axis=int(axis), keepdims=1)
        return b.value(out, b.cast(name, "int64", out.dtype))

    def _on_ArgPartition(self, p: Primitive, v: list[Value]) -> Value:
        # Sorted is partitioned too, wherever the border is.
        _, axis = p.arguments
        b, out, size = self._build, p.outputs[0], p.outputs[0].shape[int(p.arguments[1])]
        _, places = b.node("TopK", [b.dense(v[0]), b.integers(size)], 2, axis=int(axis), largest=0)
        return b.value(out, b.cast(places, "int64", out.dtype))

    def _on_Scan(self, p: Primitive, v: list[Value]) -> Value:
        kind, axis, reverse, inclusive = p.arguments
        if kind != SUM:
            raise UnknownPrimitive("Scan", "other than a sum")
        b, out = self._build, p.outputs[0]
        source = b.cast(b.dense(v[0]), v[0].dtype, out.dtype)
        along = b.constant(np.array(axis, dtype=np.int64))
        name = b.one("CumSum", source, along, exclusive=int(not inclusive), reverse=int(reverse))
        return b.value(out, name)

    # Shapes

    def _reshape(self, p: Primitive, v: list[Value]) -> Value:
        b, out, source = self._build, p.outputs[0], v[0]
        if source.const is not None and source.actual == source.shape:
            return b.constant_value(source.const.reshape(out.shape))
        return b.value(out, b.one("Reshape", b.dense(source), b.integers(*out.shape)))

    _on_Reshape = _on_Flatten = _on_Unflatten = _reshape

    def _on_ExpandDims(self, p: Primitive, v: list[Value]) -> Value:
        if v[0].const is not None and v[0].actual == v[0].shape:
            return self._reshape(p, v)
        name = self._build.one("Unsqueeze", self._build.dense(v[0]), self._build.integers(*p.arguments[0]))
        return self._build.value(p.outputs[0], name)

    def _on_Squeeze(self, p: Primitive, v: list[Value]) -> Value:
        if v[0].const is not None and v[0].actual == v[0].shape:
            return self._reshape(p, v)
        axes = tuple(p.arguments[0])
        made = self._build.value(
            p.outputs[0], self._build.one("Squeeze", self._build.dense(v[0]), self._build.integers(*axes))
        )
        kept = v[0].mean if v[0].mean is not None and v[0].mean[1] == axes else None
        return replace(made, mean=kept)

    def _on_Transpose(self, p: Primitive, v: list[Value]) -> Value:
        b, out, perm = self._build, p.outputs[0], list(p.arguments[0])
        if v[0].const is not None and v[0].actual == v[0].shape:
            return b.constant_value(v[0].const.transpose(perm))
        if v[0].first is not None and v[0].actual == v[0].shape and perm == to_first(len(perm)):
            return b.value(out, v[0].first)
        return b.value(out, b.one("Transpose", b.dense(v[0]), perm=perm))

    def _on_Concatenate(self, p: Primitive, v: list[Value]) -> Value:
        b = self._build
        return b.value(p.outputs[0], b.node("Concat", [b.dense(x) for x in v], axis=int(p.arguments[0]))[0])

    def _split(self, p: Primitive, value: Value) -> None:
        axis = int(p.arguments[1])
        b = self._build
        sizes = b.integers(*(t.shape[axis] for t in p.outputs))
        names = b.node("Split", [b.dense(value), sizes], len(p.outputs), axis=axis)
        for tensor, name in zip(p.outputs, names, strict=True):
            self._values[tensor.name] = b.value(tensor, name)

    def _on_Slice(self, p: Primitive, v: list[Value]) -> Value:
        cuts = list(zip(*p.arguments, strict=True))
        b, out = self._build, p.outputs[0]
        axes = [i for i, n in enumerate(v[0].shape) if cuts[i] != (0, n, 1)]
        if not axes:
            return v[0]
        parts = [b.integers(*(cuts[i][k] for i in axes)) for k in range(3)]
        return b.value(out, b.one("Slice", b.dense(v[0]), parts[0], parts[1], b.integers(*axes), parts[2]))

    def _on_SliceUpdate(self, p: Primitive, v: list[Value]) -> Value:
        mode, starts, ends, steps = p.arguments
        if mode not in (ASSIGN, ADD_UP):
            raise UnknownPrimitive("SliceUpdate", f"mode {mode}")
        b, out = self._build, p.outputs[0]
        places = np.arange(math.prod(out.shape), dtype=np.int64).reshape(out.shape)
        index = places[tuple(map(slice, starts, ends, steps))].reshape(-1, 1)
        flat = [b.one("Reshape", b.dense(x), b.integers(-1)) for x in v]
        how: dict[str, Any] = {"reduction": "add"} if mode == ADD_UP else {}
        name = b.one("ScatterND", flat[0], b.constant(index), flat[1], **how)
        return b.value(out, b.one("Reshape", name, b.integers(*out.shape)))

    def _on_Pad(self, p: Primitive, v: list[Value]) -> Value:
        axes, low, high = p.arguments
        out, b, rank = p.outputs[0], self._build, len(p.outputs[0].shape)
        before, after = np.zeros(rank, np.int64), np.zeros(rank, np.int64)
        before[list(axes)], after[list(axes)] = low, high
        if v[0].first is not None and v[0].actual == v[0].shape:
            order = to_first(rank)
            pads = b.integers(*before[order], *after[order])
            return b.from_first(out, b.one("Pad", v[0].first, pads, v[1].name))
        return b.value(out, b.one("Pad", b.dense(v[0]), b.integers(*before, *after), v[1].name))

    def _on_AsStrided(self, p: Primitive, v: list[Value]) -> Value:
        shape, strides, offset = p.arguments
        b = self._build
        places = np.full(tuple(shape), offset, dtype=np.int64)
        for axis, (size, stride) in enumerate(zip(shape, strides, strict=True)):
            steps = np.arange(size, dtype=np.int64) * stride
            places += steps.reshape([-1 if i == axis else 1 for i in range(len(shape))])
        flat = b.one("Reshape", b.dense(v[0]), b.integers(-1))
        return b.value(p.outputs[0], b.one("Gather", flat, b.constant(places), axis=0))

    def _on_Arange(self, p: Primitive, v: list[Value]) -> Value:
        start, _, step = p.arguments
        out = p.outputs[0]
        return self._build.constant_value((start + step * np.arange(out.shape[0])).astype(out.dtype))

    # Look-ups

    def _on_Gather(self, p: Primitive, v: list[Value]) -> Value:
        axes, sizes = list(p.arguments[0]), tuple(p.arguments[1])
        b, source, out = self._build, v[0], p.outputs[0]
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

    def _on_GatherAxis(self, p: Primitive, v: list[Value]) -> Value:
        b = self._build
        index = b.cast(b.dense(v[1]), v[1].dtype, "int64")
        return b.value(p.outputs[0], b.one("GatherElements", b.dense(v[0]), index, axis=int(p.arguments[0])))

    # Products

    def _on_Matmul(self, p: Primitive, v: list[Value]) -> Value:
        return self._build.value(p.outputs[0], self._build.one("MatMul", *(self._build.dense(x) for x in v)))

    def _on_AddMM(self, p: Primitive, v: list[Value]) -> Value:
        alpha, beta = (float(x) for x in p.arguments)
        b, out = self._build, p.outputs[0]
        left, right = b.dense(v[0]), b.dense(v[1])
        if len(out.shape) == 2:
            return b.value(out, b.one("Gemm", left, right, v[2].name, alpha=alpha, beta=beta))
        product = b.value(out, b.one("MatMul", left, right))

        def scaled(value: Value, by: float) -> Value:
            return b.elementwise("Mul", [value, b.constant_value(np.array(by, dtype=out.dtype))], out)

        terms = [x if by == 1.0 else scaled(x, by) for x, by in ((product, alpha), (v[2], beta))]
        return b.elementwise("Add", terms, out)

    def _on_Convolution(self, p: Primitive, v: list[Value]) -> Value:
        strides, low, high, dilation, input_dilation, groups, flip = p.arguments
        if flip or any(d != 1 for d in input_dilation):
            raise UnknownPrimitive("Convolution", "transposed")
        b, rank = self._build, len(v[0].shape)
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
        return b.from_first(p.outputs[0], first)
