"""Whole networks: the translation's result, its shape as a graph, and its speed against plain MLX."""

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from near import ROUNDING, assert_near
from numpy.typing import NDArray

from mlx_models.ort.primitives import to_onnx
from mlx_models.ort.session import build
from mlx_models.ort.trace import trace

Array = NDArray[Any]


def picture(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def compare(fn: Callable[..., Any], *inputs: Array, tolerance: float = ROUNDING) -> Counter[str]:
    """MLX and ONNX Runtime agree, relative to the largest number; returns the graph's operators."""
    model = to_onnx(trace(fn, inputs))
    onnx.checker.check_model(model, full_check=True)
    got = build(model.SerializeToString(), threads=2)(*inputs)
    want = np.array(fn(*(mx.array(x) for x in inputs)))
    assert np.abs(want).max() > 0
    assert_near(got, want, tolerance)
    return Counter(node.op_type for node in model.graph.node)


class ConvUnit(nn.Module):
    """Convolution with TensorFlow's padding and a bias, as in EfficientNet-Lite."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        fan = kernel * kernel * inputs // groups
        self.weight = mx.random.normal((outputs, kernel, kernel, inputs // groups)) * math.sqrt(2 / fan)
        self.bias = mx.random.normal((outputs,)) * 0.1
        self._stride, self._groups = stride, groups

    def __call__(self, x: mx.array) -> mx.array:
        kernel, stride = self.weight.shape[1], self._stride
        total = [max((-(-n // stride) - 1) * stride + kernel - n, 0) for n in x.shape[1:3]]
        padding = ([t // 2 for t in total], [t - t // 2 for t in total])
        return mx.conv_general(x, self.weight, stride, padding, groups=self._groups) + self.bias


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expand: int) -> None:
        super().__init__()
        middle = inputs * expand
        self.expand = ConvUnit(inputs, middle, 1) if expand > 1 else None
        self.depthwise = ConvUnit(middle, middle, kernel, stride, middle)
        self.project = ConvUnit(middle, outputs, 1)
        self._residual = stride == 1 and inputs == outputs

    def __call__(self, x: mx.array) -> mx.array:
        y = x if self.expand is None else nn.relu6(self.expand(x))
        y = self.project(nn.relu6(self.depthwise(y)))
        return x + y if self._residual else y


class SqueezeExcite(nn.Module):
    def __init__(self, channels: int, dense: bool) -> None:
        super().__init__()
        self.down: Any = nn.Linear(channels, channels // 4) if dense else ConvUnit(channels, channels // 4, 1)
        self.up: Any = nn.Linear(channels // 4, channels) if dense else ConvUnit(channels // 4, channels, 1)

    def __call__(self, x: mx.array) -> mx.array:
        return x * mx.sigmoid(self.up(nn.relu(self.down(x.mean(axis=(1, 2), keepdims=True)))))


class FastViTBlock(nn.Module):
    """RepMixer's folded depthwise 3x3, a convolutional FFN with GELU, layer scales and two residuals."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mixer = ConvUnit(channels, channels, 3, groups=channels)
        self.wide = ConvUnit(channels, channels, 7, groups=channels)
        self.up, self.down = ConvUnit(channels, 3 * channels, 1), ConvUnit(3 * channels, channels, 1)
        self.scale = mx.random.uniform(0.1, 1, (channels,))

    def __call__(self, x: mx.array) -> mx.array:
        x = x + self.scale * (self.mixer(x) - x)
        return x + self.scale * self.down(nn.gelu(self.up(self.wide(x))))


class AttentionBlock(nn.Module):
    """A pre-norm transformer block over the places of a channels-last map."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.RMSNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self._heads = heads

    def __call__(self, x: mx.array) -> mx.array:
        batch, height, width, channels = x.shape
        x = x.reshape(batch, height * width, channels)
        y = self.qkv(self.norm1(x)).reshape(batch, height * width, 3, self._heads, -1)
        q, k, v = (y[:, :, i].transpose(0, 2, 1, 3) for i in range(3))
        y = mx.fast.scaled_dot_product_attention(q, k, v, scale=q.shape[-1] ** -0.5)
        x = x + self.out(y.transpose(0, 2, 1, 3).reshape(x.shape))
        x = x + self.down(nn.gelu_approx(self.up(self.norm2(x))))
        return x.reshape(batch, height, width, channels)


def ready(module: nn.Module) -> nn.Module:
    mx.eval(module.parameters())
    return module.eval()


def test_a_mobilenet_block_becomes_convolutions_and_clips_alone() -> None:
    mx.random.seed(0)
    net = ready(nn.Sequential(InvertedResidual(16, 24, 5, 2, 6), InvertedResidual(24, 24, 3, 1, 6)))
    operators = compare(net, picture(2, 33, 31, 16))
    assert operators == {"Transpose": 2, "Conv": 6, "Add": 7, "Clip": 4, "Identity": 1}


@pytest.mark.parametrize("dense", [False, True], ids=["convolutions", "linear layers"])
def test_squeeze_and_excite(dense: bool) -> None:
    mx.random.seed(1)
    net = ready(nn.Sequential(ConvUnit(8, 16, 3), SqueezeExcite(16, dense), ConvUnit(16, 8, 1)))
    operators = compare(net, picture(2, 12, 10, 8))
    assert operators["GlobalAveragePool"] == 1
    assert operators["Transpose"] <= 4  # none of them of a whole map but the first and the last


def test_a_fastvit_stage_stays_channels_first() -> None:
    mx.random.seed(2)
    net = ready(nn.Sequential(ConvUnit(3, 16, 3, 2), FastViTBlock(16), FastViTBlock(16)))
    operators = compare(net, picture(1, 32, 48, 3))
    assert operators["Transpose"] == 2
    assert operators["Conv"] == 9


def test_convolutions_then_attention_then_convolutions() -> None:
    mx.random.seed(3)
    net = ready(nn.Sequential(ConvUnit(3, 32, 3, 2), AttentionBlock(32, 4), FastViTBlock(32)))
    compare(net, picture(2, 16, 12, 3))


def test_an_unfolded_batch_norm() -> None:
    mx.random.seed(4)
    norm = nn.BatchNorm(8)
    norm.running_mean, norm.running_var = mx.random.normal((8,)), mx.random.uniform(0.5, 2, (8,))
    compare(ready(nn.Sequential(ConvUnit(3, 8, 3), norm, nn.ReLU(), ConvUnit(8, 4, 3))), picture(1, 9, 9, 3))


def test_a_sum_times_another_number_is_no_mean() -> None:
    mx.random.seed(6)
    conv = ready(ConvUnit(3, 8, 3))
    x = picture(2, 6, 8, 3)
    assert compare(lambda x: conv(x).sum(axis=(1, 2)) * 0.5, x)["GlobalAveragePool"] == 0
    assert compare(lambda x: conv(x).sum(axis=(1, 2)) * (1 / 48), x)["GlobalAveragePool"] == 1
    assert compare(lambda x: conv(x).mean(axis=(1, 3)), x)["GlobalAveragePool"] == 0
    compare(lambda x: conv(x).sum(axis=(1, 2), keepdims=True).squeeze(1) * (1 / 48), x)


def test_a_bound_below_the_other() -> None:
    compare(lambda x: mx.minimum(mx.maximum(x, 0.5), 0.25), picture(3, 4))


def test_small_channels_first_values_that_are_spread_out() -> None:
    """A pooled map, spread over the places again, is read by steps that do not broadcast by themselves."""
    mx.random.seed(7)
    conv, after = ready(ConvUnit(3, 8, 3)), ready(ConvUnit(8, 4, 3))
    x = picture(2, 6, 5, 3)

    def spread(x: mx.array) -> mx.array:
        y = conv(x)
        return mx.broadcast_to(y.mean(axis=(1, 2), keepdims=True), y.shape)

    compare(lambda x: after(spread(x)), x)
    compare(lambda x: spread(x).transpose(0, 3, 1, 2), x)
    compare(lambda x: spread(x) @ mx.ones((8, 2)), x)
    compare(lambda x: mx.pad(spread(x), ((0, 0), (1, 0), (0, 0), (0, 2))), x)
    compare(lambda x: spread(x).mean(axis=(1, 2)), x)


def test_maps_of_different_rank_are_added() -> None:
    mx.random.seed(8)
    weight = mx.random.normal((8, 3, 3))
    mx.eval(weight)
    conv = ready(ConvUnit(3, 8, 3))
    compare(lambda x, z: conv(x) + mx.conv1d(z, weight, padding=1), picture(2, 4, 5, 3), picture(4, 5, 3))
    compare(lambda x, z: x * mx.conv1d(z, weight, padding=1), picture(2, 4, 5, 8), picture(4, 5, 3))


def test_a_text_encoder_with_a_causal_mask_and_a_pooled_end_token() -> None:
    mx.random.seed(5)
    table, block = nn.Embedding(50, 32), ready(AttentionBlock(32, 4))
    places, norm = mx.random.normal((7, 32)), nn.LayerNorm(32)
    mx.eval(table.parameters(), places, norm.parameters())

    def encode(tokens: mx.array) -> mx.array:
        x = table(tokens) + places
        x = norm(block(x[:, None])[:, 0])
        x = x[mx.arange(x.shape[0]), tokens.argmax(axis=-1)]
        return x / mx.linalg.norm(x, axis=-1, keepdims=True)

    compare(encode, np.random.default_rng(5).integers(0, 50, (3, 7)).astype(np.int32))


LAYERS: dict[str, Callable[[], Callable[[mx.array], mx.array]]] = {
    "1x1": lambda: ready(ConvUnit(8, 8, 1)),
    "3x3": lambda: ready(ConvUnit(8, 8, 3)),
    "stride 2": lambda: ready(ConvUnit(8, 8, 3, 2)),
    "depthwise": lambda: ready(ConvUnit(8, 8, 5, groups=8)),
    "relu6": lambda: nn.relu6,
    "clip": lambda: lambda x: mx.clip(x, -0.5, 0.7),
    "gelu": lambda: nn.gelu,
    "silu": lambda: nn.silu,
    "squeeze-excite": lambda: ready(SqueezeExcite(8, True)),
    "attention": lambda: ready(AttentionBlock(8, 2)),
    "layer norm": lambda: ready(nn.LayerNorm(8)),
    "residual": lambda: lambda x: x + 0.5 * mx.tanh(x),
    "channel scale": lambda: lambda x: x * mx.arange(8) - mx.array(0.25),
    "centred": lambda: lambda x: x - x.mean(axis=(1, 2), keepdims=True),
    "pad": lambda: lambda x: mx.pad(x, ((0, 0), (1, 0), (0, 2), (0, 0))),
    "turn": lambda: lambda x: x.swapaxes(1, 2),
    "flip": lambda: lambda x: x[:, ::-1],
    "halves": lambda: lambda x: mx.concatenate([mx.maximum(h, 0) for h in mx.split(x, 2, axis=-1)], axis=-1),
    "rows": lambda: lambda x: x * mx.softmax(x.sum(axis=2, keepdims=True), axis=1),
}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(sorted(LAYERS)), min_size=2, max_size=7), st.integers(0, 99))
def test_layers_in_any_order(names: list[str], seed: int) -> None:
    mx.random.seed(seed)
    layers = [LAYERS[name]() for name in names]

    def net(x: mx.array) -> mx.array:
        for layer in layers:
            x = layer(x)
        return x

    compare(net, picture(2, 8, 6, 8, seed=seed), tolerance=1e-4)


def efficientnet_lite2() -> nn.Module:
    """The shape of EfficientNet-Lite2 with random weights, batch norms folded."""
    stages = [
        (1, 3, 1, 1, 32, 16), (3, 3, 2, 6, 16, 24), (3, 5, 2, 6, 24, 48), (4, 3, 2, 6, 48, 88),
        (4, 5, 1, 6, 88, 120), (5, 5, 2, 6, 120, 208), (1, 3, 1, 6, 208, 352),
    ]  # fmt: skip
    layers: list[Any] = [ConvUnit(3, 32, 3, 2), nn.relu6]
    for repeats, kernel, stride, expand, inputs, outputs in stages:
        for i in range(repeats):
            first = i == 0
            layers.append(
                InvertedResidual(
                    inputs if first else outputs, outputs, kernel, stride if first else 1, expand
                )
            )
    layers += [ConvUnit(352, 1280, 1), nn.relu6]
    return ready(nn.Sequential(*layers))


@pytest.mark.slow
def test_an_efficientnet_lite2_tower_is_the_same_as_in_plain_mlx() -> None:
    mx.random.seed(6)
    net, x = efficientnet_lite2(), picture(1, 260, 260, 3)
    graph = build(to_onnx(trace(net, [x])).SerializeToString())
    assert_near(graph(x), np.array(net(mx.array(x))), 1e-3)
