"""Qwen2 as an ONNX graph of any length, for machines without Metal.

One graph takes prompts and single tokens alike, so its weights are in memory once. It uses ONNX Runtime's own
operators for what decoders are made of (com.microsoft: GroupQueryAttention, SkipSimplifiedLayerNormalization,
QuickGelu, MatMulNBits; https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).

Weights quantised to at most four bits stay so. MLX's groups are ``code * scale + bias`` and MatMulNBits' are
``(code - 8) * scale``; the rest, ``(bias + 8 * scale) * sum of the group's inputs``, is a second product
1/group_size as large, so the result is exact up to rounding.
"""

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint, Packed, unpack
from mlx_models.fastvlm.config import LANGUAGE, Quantization, Qwen2Config

OPSET = 20
IR_VERSION = 10
CONTRIB = "com.microsoft"
NIBBLE = 4
_ZERO = 1 << (NIBBLE - 1)  # MatMulNBits' zero point where none is given
_INLINE = 1024  # smaller constants are written into the graph, bytes


@dataclass
class Qwen2Graph:
    """A graph and the weights it refers to by name.

    Inputs: ``embeddings`` (1, T, hidden) float32; ``last`` (1,) int32, positions after this call less one;
    ``total`` () int32, positions after this call; ``rows`` (M,) int64; ``past_{k,v}{layer}`` (1, heads, room,
    head_dim) float32. Outputs: ``logits`` (1, M, vocabulary) float32; ``present_{k,v}{layer}``, the same
    buffers.
    """

    model: onnx.ModelProto
    weights: dict[str, NDArray[Any]] = field(default_factory=dict)


def build(checkpoint: FastVLMCheckpoint, location: str) -> Qwen2Graph:
    """Read Qwen2's weights and write the graph around them.

    Args:
        checkpoint: Checked already.
        location: Name of the file that the weights seem to be in; they are handed over in memory.
    """
    # Half of the time goes into reading and half into turning matrices; two threads do both at once.
    with ThreadPoolExecutor(2) as pool:
        return _Writer(checkpoint, location, pool).write()


class _Writer:
    def __init__(self, checkpoint: FastVLMCheckpoint, location: str, pool: Executor) -> None:
        self._checkpoint = checkpoint
        self._pool = pool
        self._pending: dict[str, Future[NDArray[np.float32]]] = {}
        self._location = location
        self._text: Qwen2Config = checkpoint.config.text
        self._weights: dict[str, NDArray[Any]] = {}
        self._nodes: list[onnx.NodeProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._sums: dict[tuple[str, int], str] = {}
        self._counter = 0

    def write(self) -> Qwen2Graph:
        text = self._text
        head = f"{LANGUAGE}model.embed_tokens" if text.tie_word_embeddings else f"{LANGUAGE}lm_head"
        self._load([head])  # first, while nothing else is in memory: it is the largest by far
        self._input("embeddings", TensorProto.FLOAT, [1, "T", text.hidden_size])
        self._input("last", TensorProto.INT32, [1])
        self._input("total", TensorProto.INT32, [])
        self._input("rows", TensorProto.INT64, ["M"])
        self._outputs.append(_value("logits", TensorProto.FLOAT, [1, "M", text.vocab_size]))
        self._rotary()
        residual, added = "embeddings", ""
        for index in range(text.num_hidden_layers):
            layer = f"{LANGUAGE}model.layers.{index}."
            residual, normal = self._norm(residual, added, f"{layer}input_layernorm.weight")
            attended = self._linear(self._attention(normal, layer, index), [f"{layer}self_attn.o_proj"])
            residual, normal = self._norm(residual, attended, f"{layer}post_attention_layernorm.weight")
            added = self._mlp(normal, layer)
        _, normal = self._norm(residual, added, f"{LANGUAGE}model.norm.weight")
        wanted = self._op("Gather", [normal, "rows"], axis=1)
        self._op("Identity", [self._linear(wanted, [head])], out="logits")
        self._weights.update({name: future.result() for name, future in self._pending.items()})
        return Qwen2Graph(self._model(), self._weights)

    def _rotary(self) -> None:
        """Angles as transformers computes them: float32, base ** (-2 i / head_dim)."""
        text = self._text
        steps = np.arange(0, text.head_dim, 2, dtype=np.float32) / np.float32(text.head_dim)
        frequencies = (1.0 / np.float32(text.rope_theta) ** steps).astype(np.float32)
        angles = np.arange(text.max_length, dtype=np.float32)[:, None] * frequencies
        self._weights["cosines"] = np.cos(angles)
        self._weights["sines"] = np.sin(angles)

    def _norm(self, residual: str, added: str, weight: str) -> tuple[str, str]:
        """RMS norm of a sum; the sum and the normalised sum."""
        self._weights[weight] = self._checkpoint.read(weight)
        epsilon = self._text.rms_norm_eps
        if not added:
            normal = self._op(
                "SimplifiedLayerNormalization", [residual, weight], axis=-1, epsilon=epsilon, stash_type=1
            )
            return residual, normal
        total, normal = self._name(), self._name()
        self._nodes.append(
            helper.make_node(
                "SkipSimplifiedLayerNormalization",
                [residual, added, weight],
                [normal, "", "", total],
                domain=CONTRIB,
                epsilon=epsilon,
            )
        )
        return total, normal

    def _attention(self, x: str, layer: str, index: int) -> str:
        text = self._text
        parts = [f"{layer}self_attn.{n}_proj" for n in "qkv"]
        bias = f"{layer}self_attn.bias"
        self._weights[bias] = np.concatenate([self._checkpoint.read(f"{p}.bias") for p in parts])
        qkv = self._op("Add", [self._linear(x, parts), bias])
        room: list[int | str] = [1, text.num_key_value_heads, "room", text.head_dim]
        for n in "kv":
            self._input(f"past_{n}{index}", TensorProto.FLOAT, room)
            self._outputs.append(_value(f"present_{n}{index}", TensorProto.FLOAT, room))
        out = self._name()
        past = [f"past_k{index}", f"past_v{index}"]
        self._nodes.append(
            helper.make_node(
                "GroupQueryAttention",
                [qkv, "", "", *past, "last", "total", "cosines", "sines"],
                [out, f"present_k{index}", f"present_v{index}"],
                domain=CONTRIB,
                num_heads=text.num_attention_heads,
                kv_num_heads=text.num_key_value_heads,
                do_rotary=1,
            )
        )
        return out

    def _mlp(self, x: str, layer: str) -> str:
        both = self._linear(x, [f"{layer}mlp.gate_proj", f"{layer}mlp.up_proj"])
        inner = self._text.intermediate_size
        gate, up = self._name(), self._name()
        sizes = self._constant(np.array([inner, inner], np.int64))
        self._nodes.append(helper.make_node("Split", [both, sizes], [gate, up], axis=-1))
        # With alpha 1 this is x * sigmoid(x), SiLU, in one pass.
        gate = self._op("QuickGelu", [gate], domain=CONTRIB, alpha=1.0)
        return self._linear(self._op("Mul", [gate, up]), [f"{layer}mlp.down_proj"])

    def _linear(self, x: str, layers: list[str]) -> str:
        """The input times the layers' weights, side by side; one product where they are stored alike."""
        how = [self._kept(layer) for layer in layers]
        if any(h != how[0] for h in how):
            return self._op("Concat", [self._linear(x, [layer]) for layer in layers], axis=-1)
        if how[0] is not None:
            return self._packed(x, layers, how[0])
        return self._op("MatMul", [x, self._load(layers)])

    def _load(self, layers: list[str]) -> str:
        """Have the layers' plain weights read, turned and set side by side; the name they will have."""
        name = layers[0] + ".transposed"
        if name in self._pending or name in self._weights or self._kept(layers[0]) is not None:
            return name

        def read() -> NDArray[np.float32]:
            return _transposed([self._checkpoint.read(f"{layer}.weight") for layer in layers])

        if self._checkpoint.is_quantised(layers[0]):
            self._weights[name] = read()  # MLX unpacks it, on its own thread
        else:
            self._pending[name] = self._pool.submit(read)
        return name

    def _kept(self, layer: str) -> Quantization | None:
        """How a layer is quantised, if it is to stay so."""
        if not self._checkpoint.is_quantised(layer):
            return None
        how = self._checkpoint.quantization_of(layer)
        # More bits would need an operator that rounds the inputs to eight bits as well.
        return how if how.bits <= NIBBLE else None

    def _packed(self, x: str, layers: list[str], how: Quantization) -> str:
        packed = [self._checkpoint.packed(layer) for layer in layers]
        codes = np.concatenate([_nibbles(p) for p in packed])
        scales = np.concatenate([p.scales for p in packed])
        biases = np.concatenate([p.biases for p in packed])
        outputs, groups = scales.shape
        name = layers[0]
        self._weights[f"{name}.codes"] = codes
        self._weights[f"{name}.scales"] = scales
        self._weights[f"{name}.rest"] = np.ascontiguousarray((biases + _ZERO * scales).T)
        product = self._op(
            "MatMulNBits",
            [x, f"{name}.codes", f"{name}.scales"],
            domain=CONTRIB,
            K=groups * how.group_size,
            N=outputs,
            bits=NIBBLE,
            block_size=how.group_size,
            accuracy_level=1,  # float32 inputs; 4 would round them to eight bits
        )
        rest = self._op("MatMul", [self._group_sums(x, groups, how.group_size), f"{name}.rest"])
        return self._op("Add", [product, rest])

    def _group_sums(self, x: str, groups: int, size: int) -> str:
        found = self._sums.get((x, size))
        if found is None:
            shape = self._constant(np.array([0, 0, groups, size], np.int64))
            axes = self._constant(np.array([-1], np.int64))
            found = self._op("ReduceSum", [self._op("Reshape", [x, shape]), axes], keepdims=0)
            self._sums[x, size] = found
        return found

    def _op(
        self, op: str, inputs: list[str], out: str | None = None, domain: str = "", **attributes: Any
    ) -> str:
        out = out or self._name()
        self._nodes.append(helper.make_node(op, inputs, [out], domain=domain, **attributes))
        return out

    def _constant(self, array: NDArray[Any]) -> str:
        name = f"constant.{array.tolist()}"
        self._weights[name] = array
        return name

    def _input(self, name: str, dtype: int, shape: list[int | str]) -> None:
        self._inputs.append(_value(name, dtype, shape))

    def _name(self) -> str:
        self._counter += 1
        return f"t{self._counter}"

    def _model(self) -> onnx.ModelProto:
        initialisers = [
            numpy_helper.from_array(array, name) if array.nbytes < _INLINE else self._outside(name, array)
            for name, array in self._weights.items()
        ]
        graph = helper.make_graph(self._nodes, "qwen2", self._inputs, self._outputs, initialisers)
        return helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
            ir_version=IR_VERSION,
            producer_name="earsight",
        )

    def _outside(self, name: str, array: NDArray[Any]) -> TensorProto:
        tensor = TensorProto()
        tensor.name = name
        tensor.data_type = helper.np_dtype_to_tensor_dtype(array.dtype)
        tensor.dims.extend(array.shape)
        tensor.data_location = TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", self._location
        return tensor


def external(graph: Qwen2Graph) -> dict[str, NDArray[Any]]:
    """The weights that are not written into the graph itself."""
    return {name: array for name, array in graph.weights.items() if array.nbytes >= _INLINE}


def _value(name: str, dtype: int, shape: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, dtype, shape)


def _transposed(rows: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """(outputs, inputs) each, stacked -> (inputs, all outputs)."""
    out = np.empty((rows[0].shape[1], sum(len(r) for r in rows)), np.float32)
    start = 0
    for part in rows:
        # In strips, which stay in the processor's cache: several times faster than all at once.
        for i in range(0, len(part), 64):
            strip = part[i : i + 64]
            out[:, start + i : start + i + len(strip)] = strip.T
        start += len(part)
    return out


def _nibbles(packed: Packed) -> NDArray[np.uint8]:
    """Codes of at most four bits as (outputs, groups, group_size / 2) bytes, the lower nibble first."""
    outputs, groups = packed.scales.shape
    size = packed.how.group_size
    if packed.how.bits == NIBBLE:
        return packed.codes.view(np.uint8).reshape(outputs, groups, size // 2)
    ones = Packed(packed.codes, np.ones_like(packed.scales), np.zeros_like(packed.biases), packed.how)
    codes = unpack(ones).astype(np.uint8)
    both = codes[:, 0::2] + np.uint8(1 << NIBBLE) * codes[:, 1::2]
    return both.astype(np.uint8).reshape(outputs, groups, size // 2)
