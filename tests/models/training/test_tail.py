"""The tower's last stage as matrix products, against the tower itself."""

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten
from near import assert_near

from mlx_models.compact.pixels import pooling
from mlx_models.compact.tower import Tower
from mlx_models.training.tail import FIRST, Tail, shifts


@pytest.fixture(scope="module")
def tower() -> Tower:
    mx.random.seed(4)
    tower = Tower()
    for conv in (tower.blocks[FIRST].expand, tower.blocks[FIRST].depthwise, tower.head):
        conv.bias = mx.random.normal(conv.bias.shape) * 0.3
    mx.eval(tower.parameters())
    return tower


def maps() -> mx.array:
    return mx.array(np.random.default_rng(0).normal(size=(2, 81, 208)).astype(np.float32))


def by_tower(tower: Tower, x: mx.array) -> tuple[np.ndarray, np.ndarray]:
    whole = np.array(tower.top(x.reshape(-1, 9, 9, 208), FIRST)).reshape(len(x), 81, -1)
    return pooling(9, 5) @ whole, whole.mean(axis=1)


def test_tail_equals_the_towers_own_blocks(tower: Tower) -> None:
    expected = by_tower(tower, maps())
    got = Tail(tower)(maps())
    assert got[0].shape == (2, 25, 1280)
    assert got[1].shape == (2, 1280)
    assert expected[0].std() > 0.1
    for a, b in zip(got, expected, strict=True):
        assert_near(np.array(a), b, rel=0.001)


def test_what_stands_comes_before_the_last_stage(tower: Tower) -> None:
    assert len(tower.blocks) == FIRST + 1


def test_trained_weights_go_back_into_the_tower() -> None:
    tower = Tower()
    tail = Tail(tower)
    before = {k: v.shape for k, v in tree_flatten(tower.parameters())}
    mx.random.seed(9)
    for name, value in tail.parameters().items():
        tail[name] = value + mx.random.normal(value.shape) * 0.1
    assert np.abs(np.array(tail(maps())[0]) - by_tower(tower, maps())[0]).max() > 0.01
    tail.write(tower)
    assert {k: v.shape for k, v in tree_flatten(tower.parameters())} == before
    for a, b in zip(tail(maps()), by_tower(tower, maps()), strict=True):
        assert_near(np.array(a), b, rel=0.001)


def test_constants_are_not_trained() -> None:
    assert set(Tail(Tower()).trainable_parameters()) == {
        "expand", "expand_bias", "kernel", "kernel_bias", "project", "project_bias", "head", "head_bias",
    }  # fmt: skip


def test_shifts_join_each_cell_to_its_neighbours() -> None:
    s = shifts(3, 3).reshape(3, 3, 9, 9)
    np.testing.assert_array_equal(s[1, 1], np.eye(9))
    assert s.sum() == 9 + 4 * 6 + 4 * 4
    assert s[0, 0, 4, 0] == s[2, 1, 4, 7] == 1
    assert s[0, 0, 0].sum() == 0
