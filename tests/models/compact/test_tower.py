"""The vision tower: padding, shapes, its two halves, and ONNX Runtime against plain MLX."""

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray

from mlx_models.compact.pixels import normalise, pooling
from mlx_models.compact.plan import BlockArgs
from mlx_models.compact.tower import InvertedResidual, SameConv, Tower, relu6
from mlx_models.ort import compile_traced

Floats = NDArray[np.float32]


def by_loops(x: Floats, weight: Floats, bias: Floats, stride: int, groups: int) -> Floats:
    """TensorFlow's SAME convolution, pixel by pixel, from its definition."""
    _, height, width, inputs = x.shape
    outputs, kernel = weight.shape[:2]
    high, wide = -(-height // stride), -(-width // stride)
    top = max((high - 1) * stride + kernel - height, 0) // 2
    left = max((wide - 1) * stride + kernel - width, 0) // 2
    y = np.zeros((1, high, wide, outputs), dtype=np.float32)
    for i in range(high):
        for j in range(wide):
            for o in range(outputs):
                first = o // (outputs // groups) * (inputs // groups)
                for a in range(kernel):
                    for b in range(kernel):
                        r, c = i * stride + a - top, j * stride + b - left
                        if 0 <= r < height and 0 <= c < width:
                            seen = x[0, r, c, first : first + inputs // groups]
                            y[0, i, j, o] += seen @ weight[o, a, b]
    return y + bias


@pytest.mark.parametrize(
    ("height", "width", "kernel", "stride", "groups"),
    [(6, 6, 3, 2, 1), (7, 5, 3, 2, 1), (6, 7, 5, 2, 4), (5, 5, 5, 1, 4), (4, 4, 1, 1, 1), (1, 1, 5, 2, 4)],
)
def test_convolution_pads_as_tensorflow_does(
    height: int, width: int, kernel: int, stride: int, groups: int
) -> None:
    rng = np.random.default_rng(0)
    conv = SameConv(4, 4, kernel, stride, groups)
    conv.bias = mx.array(rng.normal(size=4).astype(np.float32))
    x = rng.normal(size=(1, height, width, 4)).astype(np.float32)
    expected = by_loops(x, np.array(conv.weight), np.array(conv.bias), stride, groups)
    got = np.array(conv(mx.array(x)))
    assert got.shape == expected.shape
    assert_near(got, expected)


def test_the_odd_pixel_goes_to_the_right_and_the_bottom() -> None:
    conv = SameConv(1, 1, 3, 2)
    conv.weight = mx.ones((1, 3, 3, 1))
    got = np.array(conv(mx.ones((1, 4, 4, 1))))[0, :, :, 0]
    np.testing.assert_array_equal(got, [[9, 6], [6, 4]])


def test_relu6() -> None:
    np.testing.assert_array_equal(np.array(relu6(mx.array([-1.0, 0.0, 3.0, 6.0, 9.0]))), [0, 0, 3, 6, 6])


def test_only_later_blocks_of_a_stage_add_their_input() -> None:
    stage = BlockArgs(3, 1, 2, 4, 2)
    x = mx.random.normal((1, 5, 5, 4))
    first, later = InvertedResidual(4, stage, first=True), InvertedResidual(4, stage, first=False)
    later.update(first.parameters())
    assert_near(np.array(later(x)), np.array(first(x) + x))


def test_shape_and_size_are_lite2s() -> None:
    tower = Tower()
    assert len(tower.blocks) == 21
    assert tower(mx.zeros((2, 64, 96, 3))).shape == (2, 2, 3, 1280)
    assert tower.trunk(mx.zeros((1, 64, 64, 3)), 20).shape == (1, 2, 2, 208)
    assert {b.depthwise.weight.shape[1] for b in tower.blocks} == {3, 5}
    assert sum(b.depthwise.stride == 2 for b in tower.blocks) == 4


@pytest.mark.parametrize("cut", [1, 20])
def test_trunk_and_top_are_the_whole(cut: int) -> None:
    mx.random.seed(0)
    tower = Tower()
    x = mx.random.normal((1, 32, 64, 3))
    whole = np.array(tower(x))
    assert np.ptp(whole) > 1e-3
    assert_near(np.array(tower.top(tower.trunk(x, cut), cut)), whole)


def test_traced_tower_equals_plain_mlx() -> None:
    mx.random.seed(1)
    tower = Tower()
    mx.eval(tower.parameters())
    pixels = np.random.default_rng(0).normal(size=(1, 64, 64, 3)).astype(np.float32)
    traced = compile_traced(tower, [pixels])(pixels)
    assert_near(traced, np.array(tower(mx.array(pixels))), rel=0.001)


def test_normalise() -> None:
    pixels = np.array([[[[0, 127, 255]]]], dtype=np.uint8)
    got = normalise(pixels)
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got.ravel(), np.array([-127, 0, 128], np.float32) / 128)


@pytest.mark.parametrize(("side", "bins"), [(9, 5), (8, 4), (7, 3), (5, 5), (3, 5), (9, 1)])
def test_pooling_is_the_adaptive_average_of_each_bin(side: int, bins: int) -> None:
    values = np.random.default_rng(0).normal(size=(side, side)).astype(np.float32)
    expected = np.zeros((bins, bins))
    for i in range(bins):
        for j in range(bins):
            rows = slice(i * side // bins, -(-(i + 1) * side // bins))
            columns = slice(j * side // bins, -(-(j + 1) * side // bins))
            expected[i, j] = values[rows, columns].mean()
    matrix = pooling(side, bins)
    assert matrix.dtype == np.float32
    assert_near((matrix @ values.ravel()).reshape(bins, bins), expected)
