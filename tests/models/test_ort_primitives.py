"""Every primitive against MLX itself, on real graphs."""

from collections.abc import Callable
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mlx_models.ort.primitives import to_onnx
from mlx_models.ort.session import build
from mlx_models.ort.trace import UnknownPrimitive, trace

Array = NDArray[Any]


def make(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0) -> Array:
    return np.random.default_rng(seed).uniform(low, high, shape).astype(np.float32)


X = make(2, 6, 8, 4)
Y = make(2, 6, 8, 4, low=0.5, high=3.0, seed=1)
INTS = np.array([[3, -7, 5, 2], [1, 4, -2, 9]], dtype=np.int32)
DIVISORS = np.array([[2, 3, -4, 5], [7, 1, 3, -2]], dtype=np.int32)
PLACES = np.array([1, 0, 1, 1], dtype=np.int32)
BYTES = np.array([[250, 3, 128], [7, 255, 0]], dtype=np.uint8)


def check(fn: Callable[..., Any], *inputs: Array, tolerance: float = 2e-5) -> None:
    """The translated function gives what MLX gives, and ONNX's own checker accepts it."""
    model = to_onnx(trace(fn, inputs))
    onnx.checker.check_model(model, full_check=True)
    got = build(model.SerializeToString(), threads=1)(*inputs)
    expected = fn(*(mx.array(x) for x in inputs))
    single = isinstance(expected, mx.array)
    assert isinstance(got, np.ndarray) == single
    pairs = [(got, expected)] if single else list(zip(got, expected, strict=True))
    for mine, theirs in pairs:
        want = np.array(theirs)
        assert mine.shape == want.shape
        assert mine.dtype == want.dtype
        scale = max(1.0, float(np.abs(want.astype(np.float64)).max(initial=0.0))) if want.size else 1.0
        np.testing.assert_allclose(
            mine.astype(np.float64), want.astype(np.float64), rtol=tolerance, atol=tolerance * scale
        )


UNARY = (
    "abs",
    "exp",
    "tanh",
    "sigmoid",
    "square",
    "negative",
    "erf",
    "sin",
    "cos",
    "floor",
    "ceil",
    "round",
    "sign",
)
UNARY += ("reciprocal", "logical_not", "isnan", "isinf", "isfinite", "arctan", "stop_gradient")


@pytest.mark.parametrize("name", UNARY)
def test_unary(name: str) -> None:
    check(getattr(mx, name), X)


@pytest.mark.parametrize("name", ["sqrt", "rsqrt", "log", "log2", "log10", "tan"])
def test_unary_of_positive_numbers(name: str) -> None:
    check(getattr(mx, name), Y / 2.5)


BINARY = ("add", "subtract", "multiply", "divide", "maximum", "minimum", "logaddexp")
COMPARE = (
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "logical_and",
    "logical_or",
)


@pytest.mark.parametrize("name", BINARY + COMPARE)
@pytest.mark.parametrize("shape", [(2, 6, 8, 4), (4,), (8, 1), (2, 1, 1, 4), (1,)])
def test_binary_with_broadcasting_either_way(name: str, shape: tuple[int, ...]) -> None:
    other = np.ascontiguousarray(
        np.broadcast_to(Y[: shape[0] if len(shape) == 4 else 1], (2, 6, 8, 4))[
            tuple(slice(0, n) for n in (1,) * (4 - len(shape)) + shape)
        ].reshape(shape)
    )
    op = getattr(mx, name)
    check(lambda x, y: (op(x, y), op(y, x)), X, other)


@pytest.mark.parametrize("name", COMPARE)
def test_comparing_equal_numbers_and_booleans(name: str) -> None:
    op = getattr(mx, name)
    check(lambda x: (op(x, x), op(x > 0, x > 1), op(x.astype(mx.int32), 1)), X)


def test_power() -> None:
    check(lambda x, y: (x**y, y**2, y**3, x**0.5, y**-1.5), Y, X)


@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "maximum", "minimum", "remainder", "divide"])
def test_integers(name: str) -> None:
    op = getattr(mx, name)
    check(lambda a, b: op(a, b), INTS, DIVISORS)


def test_bytes_wrap_around() -> None:
    check(lambda x: (x + x, x - 8, x.astype(mx.float32) / 255, x * 3, x > 100, x.sum(), x.max(axis=1)), BYTES)


def test_bits() -> None:
    check(lambda a, b: (a & b, a | b, a ^ b), INTS, DIVISORS)


@pytest.mark.parametrize("name", ["sum", "mean", "max", "min", "prod", "var", "std", "logsumexp"])
@pytest.mark.parametrize("axis", [None, 0, -1, (1, 2)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_reductions(name: str, axis: Any, keepdims: bool) -> None:
    # A sum of 384 numbers near zero: the two add up in another order.
    check(lambda x: getattr(mx, name)(x, axis=axis, keepdims=keepdims), X / 2)


@pytest.mark.parametrize("name", ["all", "any", "sum", "max", "min"])
def test_reductions_of_booleans(name: str) -> None:
    check(lambda x: getattr(mx, name)(x > 1.2, axis=2), X)


def test_softmax_over_any_axes() -> None:
    check(lambda x: (mx.softmax(x), mx.softmax(x, axis=1), mx.softmax(x, axis=(1, 2)), nn.log_softmax(x)), X)


def test_arg_reductions() -> None:
    check(lambda x: (mx.argmax(x, axis=1), mx.argmin(x, axis=-1, keepdims=True)), X)


def test_cumulative_sums() -> None:
    check(lambda x: (mx.cumsum(x, axis=1), mx.cumsum(x, axis=2, reverse=True, inclusive=False)), X)
    check(lambda a: mx.cumsum(a, axis=1), INTS)


def test_shapes() -> None:
    check(
        lambda x: (
            x.reshape(2, -1),
            x.flatten(1, 2),
            mx.unflatten(x, 1, (2, 3)),
            mx.expand_dims(x, (1, 3)),
            x[:1].squeeze(0),
            x.transpose(0, 2, 1, 3),
            x.swapaxes(1, 3),
            mx.moveaxis(x, 1, 3),
            mx.repeat(x, 2, axis=1),
            mx.tile(x, (1, 2, 1, 1)),
            mx.roll(x, 1, axis=1),
        ),
        X,
    )


def test_cutting_and_joining() -> None:
    check(
        lambda x: (
            *mx.split(x, [1, 3], axis=1),
            *mx.split(x, 2, axis=-1),
            x[:, 1:5:2, ::-1],
            x[..., None, 1:],
            x[:, :, 3:1:-1],
            mx.concatenate([x, x * 2, x], axis=1),
            mx.stack([x, x], axis=2),
        ),
        X,
    )


def test_writing_into_slices() -> None:
    def fn(x: mx.array) -> tuple[mx.array, mx.array, mx.array]:
        z = mx.zeros((2, 9, 8, 4))
        z[:, 1:7] = x
        w = x * 1
        w[:, ::-2] = 5.0
        return z, w, x.at[:, 1:3].add(1.5)

    check(fn, X)


def test_padding() -> None:
    wide = ((0, 0), (1, 2), (0, 1), (0, 0))
    check(lambda x: (mx.pad(x, wide), mx.pad(x, 1, constant_values=3.0), mx.pad(x, wide, mode="edge")), X)


def test_lookups() -> None:
    check(lambda x, i: (mx.take(x, i, axis=1), mx.take(x, i, axis=3), x[:, i], mx.take(x, i)), X, PLACES)
    check(lambda x, i: (x[i, i + 1], x[0, :, 3], x[:, i, i], x[-1, 2]), X, PLACES)
    check(lambda x: mx.take_along_axis(x, mx.argmax(x, axis=2, keepdims=True), axis=2), X)
    check(lambda x, i: mx.take(x, i - 1, axis=1), X, PLACES)


def test_embedding_and_its_transpose() -> None:
    table = nn.Embedding(10, 4)
    mx.eval(table.parameters())
    check(lambda x, i: (table(i), table.as_linear(x)), X, PLACES)


def test_choosing() -> None:
    check(
        lambda x, y: (
            mx.where(x > 0, x, y),
            mx.where(x > 0, 1.0, x),
            mx.clip(x, -1, 1),
            mx.where(x > 0, y, 0),
        ),
        X,
        Y,
    )


@pytest.mark.parametrize(
    "dtype", ["float16", "int32", "int64", "uint8", "uint32", "bool_", "int8", "uint16", "int16"]
)
def test_casts(dtype: str) -> None:
    kind = getattr(mx, dtype)
    check(lambda y: (y.astype(kind), y.astype(kind).astype(mx.float32)), Y)


def test_float16_arithmetic() -> None:
    check(lambda x: mx.tanh(x.astype(mx.float16) * 0.5 + 1), X, tolerance=2e-3)


def test_constants_made_on_the_way() -> None:
    check(
        lambda x: (
            x + mx.full((4,), 2.0),
            mx.concatenate([x, mx.zeros_like(x)]),
            x + mx.arange(4),
            x + mx.arange(3, -1, -1),
            mx.triu(x),
            x * mx.ones_like(x),
            mx.array([1.0, 2.0]),
            mx.ones((3, 4)),
        ),
        X,
    )


def test_products() -> None:
    check(
        lambda x, y: (x @ y.swapaxes(-1, -2), x @ mx.ones((4, 3)), x @ mx.ones((4,)), x[0, 0] @ y[0, 1].T),
        X,
        Y,
    )
    check(lambda x, y: mx.einsum("bhwc,bhvc->bwv", x, y), X, Y)
    check(lambda x: x @ x[:1, :1].swapaxes(-1, -2), X)


def test_linear_layers() -> None:
    with_bias, without = nn.Linear(4, 5), nn.Linear(4, 5, bias=False)
    mx.eval(with_bias.parameters(), without.parameters())
    check(lambda x: (with_bias(x), without(x), with_bias(x[0, 0])), X)
    check(lambda x: mx.addmm(mx.ones((5,)), x, mx.ones((4, 5)), alpha=2.0, beta=0.5), X)
    check(lambda x, y: mx.addmm(mx.ones((8,)), x, y.swapaxes(-1, -2), alpha=2.0, beta=0.5), X, Y)


NORMS = [nn.LayerNorm(4), nn.RMSNorm(4), nn.GroupNorm(2, 4), nn.InstanceNorm(4), nn.BatchNorm(4).eval()]


@pytest.mark.parametrize("layer", NORMS, ids=lambda m: type(m).__name__)
def test_norms(layer: nn.Module) -> None:
    mx.eval(layer.parameters())
    check(layer, X)


ACTIVATIONS = [
    nn.GELU(),
    nn.GELU("precise"),
    nn.GELU("fast"),
    nn.SiLU(),
    nn.Hardswish(),
    nn.ReLU(),
    nn.ReLU6(),
    nn.LeakyReLU(),
    nn.ELU(),
    nn.Softplus(),
    nn.Mish(),
    nn.PReLU(),
    nn.GLU(),
    nn.Tanh(),
    nn.Sigmoid(),
    nn.LogSoftmax(),
]


@pytest.mark.parametrize("layer", ACTIVATIONS, ids=lambda m: type(m).__name__)
def test_activations(layer: nn.Module) -> None:
    mx.eval(layer.parameters())
    check(layer, X * 4)


@pytest.mark.parametrize(
    "layer",
    [
        nn.MaxPool2d(2, 2),
        nn.AvgPool2d(2, 2),
        nn.MaxPool2d(3, 2, 1),
        nn.AvgPool2d(3, 1, 1),
        nn.Upsample(2.0),
        nn.Upsample(2.0, mode="linear"),
    ],
)
def test_pooling_and_upsampling(layer: nn.Module) -> None:
    check(layer, X)


@pytest.mark.parametrize("mask", ["none", "causal", "additive", "boolean"])
def test_attention_with_grouped_heads(mask: str) -> None:
    masks: dict[str, Any] = {
        "none": None,
        "causal": "causal",
        "additive": mx.array(make(5, 5)),
        "boolean": mx.array(np.tri(5, dtype=bool)),
    }
    attend = mx.fast.scaled_dot_product_attention
    check(
        lambda q, k, v: attend(q, k, v, scale=0.3, mask=masks[mask]),
        make(1, 4, 5, 8),
        make(1, 2, 5, 8, seed=1),
        make(1, 2, 5, 8, seed=2),
    )


def test_rotary_positions() -> None:
    check(nn.RoPE(4), X)


def test_results_that_are_inputs_or_constants() -> None:
    check(lambda x: (x, x + 1, x), X)
    check(lambda x: x, X)


@settings(max_examples=40, deadline=None)
@given(
    kernel=st.integers(1, 5),
    stride=st.integers(1, 3),
    low=st.integers(0, 2),
    high=st.integers(0, 2),
    dilation=st.integers(1, 2),
    groups=st.sampled_from([1, 2, 4]),
    size=st.integers(9, 12),
    seed=st.integers(0, 99),
)
def test_convolutions(
    kernel: int, stride: int, low: int, high: int, dilation: int, groups: int, size: int, seed: int
) -> None:
    weight = mx.array(make(8, kernel, kernel, 4 // groups, seed=seed))
    check(
        lambda x: mx.conv_general(
            x,
            weight,
            stride=(stride, 1),
            padding=([low, 0], [high, 1]),
            kernel_dilation=dilation,
            groups=groups,
        ),
        make(2, size, size + 1, 4, seed=seed),
    )


def test_convolutions_in_one_and_three_dimensions() -> None:
    one, three = mx.array(make(5, 3, 4)), mx.array(make(5, 2, 2, 2, 4))
    check(lambda x: mx.conv1d(x, one, padding=1), X[0])
    check(lambda x: mx.conv3d(x, three), X[None])


def test_a_weight_computed_on_the_way() -> None:
    weight = mx.array(make(8, 3, 3, 4))
    check(lambda x, s: mx.conv2d(x, weight * s, padding=1), X, make(4, seed=3))


@pytest.mark.parametrize(
    ("fn", "name"),
    [
        (lambda x: mx.sort(x, axis=1), "Sort"),
        (lambda x: x + mx.random.normal((4,)), "RandomBits"),
        (lambda x: mx.contiguous(x), "Contiguous"),
        (lambda x: mx.conv_transpose2d(x, mx.ones((5, 2, 2, 4)), stride=2), "Convolution"),
        (lambda x: x.astype(mx.bfloat16) * 2, "bfloat16"),
        (lambda x: mx.divmod(x, x)[0], "DivMod"),
        (lambda x: x.view(mx.int32), "View"),
        (lambda x: mx.cummax(x), "Scan"),
        (lambda x: mx.remainder(x, 0.3), "Remainder"),
        (lambda x: mx.array_equal(x, x, equal_nan=True), "Equal"),
        (lambda x: x.astype(mx.int32) << 2, "BitwiseBinary"),
        (lambda x: x.at[:, 0].maximum(1.0), "SliceUpdate"),
    ],
)
def test_what_cannot_be_translated_names_itself(fn: Callable[[mx.array], mx.array], name: str) -> None:
    with pytest.raises(UnknownPrimitive, match=name) as caught:
        to_onnx(trace(fn, [X]))
    assert caught.value.primitive == name
