"""The scene head while it learns: its gradients, that it learns, and that the app computes the same."""

import mlx.core as mx
import numpy as np
import pytest
from numpy.typing import NDArray

from mlx_models.compact.heads import SceneLayers
from mlx_models.compact.scene import SceneSizes
from mlx_models.training.scene.head import Batch, SceneNet, reduction, sigmoid

Array = NDArray[np.float32]
INPUTS, PARTS, VIEWS = 6, 4, 3


def batch(count: int = 5, seed: int = 0) -> Batch:
    rng = np.random.default_rng(seed)
    parts = rng.dirichlet(np.ones(PARTS), (count, 81))
    parts[0] = 0  # a picture whose parts are unknown
    return Batch(
        rng.normal(size=(count, 81, INPUTS)).astype(np.float32),
        parts.astype(np.float32),
        (rng.random((count, VIEWS)) > 0.5).astype(np.float32),
        rng.random((count, VIEWS)).astype(np.float32),
    )


class Still(SceneNet):
    """Keeps its weights, and what they were to be changed by."""

    def _update(self, grads: dict[str, Array], rate: float) -> None:
        self.grads = grads


class Undropped(np.random.Generator):
    def __init__(self) -> None:
        super().__init__(np.random.PCG64(0))

    def random(self, size: object = None, dtype: object = None, out: object = None) -> object:  # type: ignore[override]
        return np.ones(size)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "name", ["cell", "around", "position", "parts", "parts.bias", "up", "up.bias", "down", "down.bias"]
)
def test_gradients_are_those_of_the_loss(name: str) -> None:
    net, examples = Still(INPUTS, PARTS, VIEWS, hidden=5, wide=7), batch()
    never = Undropped()
    scale = {"cells": 1.0, "views": 1.0}

    def loss() -> float:
        cells, views = net.learn(examples, 0.0, never)
        # The views' loss does not teach the parts' layer, so that is compared with the cells' alone.
        return scale["cells"] * cells + scale["views"] * views

    net.learn(examples, 0.0, never)
    grad = net.grads[name].copy()
    through_thirds = name in ("parts", "parts.bias", "cell", "around", "position")
    if through_thirds:  # cut what the picture's layer sees of the thirds, which is not taught through
        net.weights["up"][10:] = 0
        net.learn(examples, 0.0, never)
        grad = net.grads[name].copy()
    weights = net.weights[name] = net.weights[name].astype(np.float64)  # type: ignore[assignment]
    rng = np.random.default_rng(1)
    for at in {tuple(int(rng.integers(n)) for n in weights.shape) for _ in range(6)}:
        kept = weights[at]
        found = []
        for step in (1e-3, -1e-3):
            weights[at] = kept + step
            found.append(loss())
        weights[at] = kept
        assert (found[0] - found[1]) / 2e-3 == pytest.approx(grad[at], rel=0.03, abs=2e-4)


def test_it_learns() -> None:
    rng = np.random.default_rng(3)
    net = SceneNet(INPUTS, PARTS, VIEWS, hidden=16, wide=16)

    def lesson(count: int) -> Batch:
        kinds = rng.integers(0, PARTS, (count, 81))
        kinds[::2][kinds[::2] == 1] = 2  # every second picture has none of part 1
        cells = np.eye(INPUTS, dtype=np.float32)[kinds] * 2
        views = np.stack([kinds[:, 0] == 0, (kinds == 1).any(axis=1), np.ones(count)], axis=1)
        one = np.ones((count, VIEWS), np.float32)
        return Batch(cells, np.eye(PARTS, dtype=np.float32)[kinds], views.astype(np.float32), one)

    for _ in range(300):
        net.learn(lesson(32), 5e-3, rng)
    test = lesson(64)
    parts, views = net.look(test.cells)
    assert (parts.argmax(axis=-1) == test.parts.argmax(axis=-1)).mean() > 0.99
    assert ((views[:, 1] > 0.5) == (test.views[:, 1] > 0.5)).mean() > 0.95
    assert (views[:, 2] > 0.9).all()


def test_a_weight_of_nothing_teaches_nothing() -> None:
    net, examples = Still(INPUTS, PARTS, VIEWS, hidden=5, wide=7), batch()
    unknown = examples._replace(weights=np.zeros_like(examples.weights), parts=np.zeros_like(examples.parts))
    assert net.learn(unknown, 0.1, np.random.default_rng(0)) == (0, 0)
    assert all(not grad.any() for grad in net.grads.values())


def test_the_app_computes_the_same_from_cells_that_are_not_reduced() -> None:
    rng = np.random.default_rng(5)
    cells = rng.normal(size=(3, 81, 20)).astype(np.float32) + 1
    mean, basis = reduction(cells.reshape(-1, 20), INPUTS)
    net = SceneNet(INPUTS, PARTS, VIEWS, hidden=5, wide=7)
    for name, weight in net.average.items():
        net.average[name] = weight + rng.normal(size=weight.shape).astype(np.float32) * 0.3
    layers = SceneLayers(20, 9, SceneSizes(5, 7, PARTS, VIEWS))
    tensors = net.tensors(mean, basis)
    layers.load_weights([(name, mx.array(np.ascontiguousarray(t))) for name, t in tensors.items()])
    parts, views = net.look((cells - mean) @ basis)
    thirds, told = (np.array(output) for output in layers(mx.array(cells)))
    assert thirds == pytest.approx(parts.reshape(3, 3, 27, PARTS).mean(axis=2), abs=1e-4)
    assert sigmoid(told) == pytest.approx(views, abs=1e-4)


def test_reduced_cells_keep_what_differs_most() -> None:
    rng = np.random.default_rng(6)
    cells = (rng.normal(size=(500, 8)) * np.array([9, 5, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3])).astype(
        np.float32
    )
    mean, basis = reduction(cells + 3, 2)
    assert mean == pytest.approx(np.full(8, 3), abs=1)
    small = (cells + 3 - mean) @ basis
    assert np.abs(np.corrcoef(small[:, 0], cells[:, 0])[0, 1]) > 0.99
    assert np.abs(np.corrcoef(small[:, 1], cells[:, 1])[0, 1]) > 0.99
    assert (small.std(axis=0) < 1.2).all()
