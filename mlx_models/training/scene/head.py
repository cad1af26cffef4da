"""The head while it learns, in numpy: its forward and backward pass, Adam, and a running average."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.scene import PLACES
from mlx_models.training.features import CELLS

Array = NDArray[np.float32]
BANDS = 3.0  # what the shares of the thirds are multiplied by, so that they weigh as much as the rest
DECAY = 0.01


class Batch(NamedTuple):
    """Cells (B, 81, D), their parts (B, 81, P; 0 where unknown), views (B, V) and their weights (B, V)."""

    cells: Array
    parts: Array
    views: Array
    weights: Array


@dataclass
class Pass:
    """What a forward pass leaves for the backward one."""

    hidden: Array
    parts: Array
    pooled: Array
    wide: Array
    views: Array
    highest: NDArray[np.intp]
    kept: tuple[Any, Any, Any]


class SceneNet:
    """See :mod:`mlx_models.compact.scene`, whose weights these are, transposed.

    Args:
        inputs: Channels of a cell.
        parts: How many.
        views: How many.
        hidden: Width of a cell's layer.
        wide: Width of the picture's layer.
        seed: Of the first weights.
    """

    def __init__(
        self, inputs: int, parts: int, views: int, hidden: int = 96, wide: int = 96, seed: int = 0
    ) -> None:
        rng = np.random.default_rng(seed)

        def normal(rows: int, columns: int) -> Array:
            return np.asarray(rng.normal(size=(rows, columns)) / np.sqrt(rows), np.float32)

        def zeros(*shape: int) -> Array:
            return np.zeros(shape, np.float32)

        self.weights: dict[str, Array] = {
            "cell": normal(inputs, hidden),
            "around": np.asarray(normal(inputs, hidden) / 2, np.float32),
            "position": zeros(CELLS, hidden),
            "parts": normal(hidden, parts),
            "parts.bias": zeros(parts),
            "up": normal(2 * hidden + len(PLACES) * parts, wide),
            "up.bias": zeros(wide),
            "down": normal(wide, views),
            "down.bias": zeros(views) - 2,
        }
        self.average = {k: v.copy() for k, v in self.weights.items()}
        self._first = {k: np.zeros_like(v) for k, v in self.weights.items()}
        self._second = {k: np.zeros_like(v) for k, v in self.weights.items()}
        self._steps = 0

    def forward(self, cells: Array, w: dict[str, Array], rng: np.random.Generator | None = None) -> Pass:
        """One pass; `rng` drops some of each layer, as in learning."""
        count, hidden = len(cells), w["cell"].shape[1]
        kept = (
            _dropped(rng, 0.2, (count, 1, hidden)),
            _dropped(rng, 0.3, (count, w["up"].shape[0])),
            _dropped(rng, 0.3, (count, w["up"].shape[1])),
        )
        own = (cells.reshape(-1, cells.shape[2]) @ w["cell"]).reshape(count, CELLS, hidden)
        around = (cells.mean(axis=1) @ w["around"])[:, None]
        h = np.maximum(own + around + w["position"], 0) * kept[0]
        parts = softmax(h.reshape(-1, hidden) @ w["parts"] + w["parts.bias"]).reshape(count, CELLS, -1)
        thirds = parts.reshape(count, len(PLACES), CELLS // len(PLACES), -1).mean(axis=2)
        highest = h.argmax(axis=1)[:, None]
        most = np.take_along_axis(h, highest, axis=1)[:, 0]
        pooled = np.concatenate([h.mean(axis=1), most, BANDS * thirds.reshape(count, -1)], axis=1) * kept[1]
        wide = np.maximum(pooled @ w["up"] + w["up.bias"], 0) * kept[2]
        return Pass(h, parts, pooled, wide, wide @ w["down"] + w["down.bias"], highest, kept)

    def learn(self, batch: Batch, rate: float, rng: np.random.Generator) -> tuple[float, float]:
        """One step; returns the loss of the cells and that of the views."""
        w = self.weights
        done = self.forward(batch.cells, w, rng)
        known = batch.parts.sum(axis=-1)
        cells = max(1.0, float(known.sum()))
        likely = sigmoid(done.views)
        losses = (
            float(-(batch.parts * np.log(done.parts + 1e-7)).sum() / cells),
            float(-(batch.weights * np.log(np.abs(1 - batch.views - likely) + 1e-7)).sum() / len(likely)),
        )
        grads: dict[str, Array] = {}
        views = np.asarray(batch.weights * (likely - batch.views) / len(likely), np.float32)
        grads["down"], grads["down.bias"] = done.wide.T @ views, views.sum(axis=0)
        wide = views @ w["down"].T * done.kept[2] * (done.wide > 0)
        grads["up"], grads["up.bias"] = done.pooled.T @ wide, wide.sum(axis=0)
        pooled = wide @ w["up"].T * done.kept[1]
        size = done.hidden.shape[2]
        hidden = np.repeat(pooled[:, None, :size] / np.float32(CELLS), CELLS, axis=1)
        most = np.take_along_axis(hidden, done.highest, axis=1) + pooled[:, None, size : 2 * size]
        np.put_along_axis(hidden, done.highest, most, axis=1)
        # The views do not teach the parts through the thirds: those have their own truth.
        parts = ((known[..., None] * done.parts - batch.parts) / np.float32(cells)).reshape(
            -1, w["parts"].shape[1]
        )
        grads["parts"], grads["parts.bias"] = done.hidden.reshape(-1, size).T @ parts, parts.sum(axis=0)
        hidden += (parts @ w["parts"].T).reshape(hidden.shape)
        hidden *= (done.hidden > 0) * done.kept[0]
        grads["position"] = hidden.sum(axis=0)
        grads["cell"] = batch.cells.reshape(-1, batch.cells.shape[2]).T @ hidden.reshape(-1, size)
        grads["around"] = batch.cells.mean(axis=1).T @ hidden.sum(axis=1)
        self._update(grads, rate)
        return losses

    def _update(self, grads: dict[str, Array], rate: float) -> None:
        self._steps += 1
        n = self._steps
        lasting = min(0.995, n / (n + 20))
        for name, grad in grads.items():
            first = self._first[name] = 0.9 * self._first[name] + 0.1 * grad
            second = self._second[name] = 0.99 * self._second[name] + 0.01 * grad * grad
            step = first / (1 - 0.9**n) / (np.sqrt(second / (1 - 0.99**n)) + 1e-8)
            if self.weights[name].ndim == 2 and name != "position":
                step = step + DECAY * self.weights[name]
            self.weights[name] -= np.float32(rate) * np.asarray(step, np.float32)
            self.average[name] = lasting * self.average[name] + (1 - lasting) * self.weights[name]

    def look(self, cells: Array) -> tuple[Array, Array]:
        """Parts (N, 81, P) and views' probabilities (N, V), by the averaged weights."""
        done = [self.forward(some, self.average) for some in _some(cells)]
        views = np.concatenate([d.views for d in done])
        return np.concatenate([d.parts for d in done]), sigmoid(views)

    def tensors(self, mean: Array, basis: Array) -> dict[str, Array]:
        """The averaged weights as the app has them, for cells that are not reduced.

        Args:
            mean: (1280,), taken from a cell before it is reduced.
            basis: (1280, D) that reduces it.
        """
        w = self.average
        own, around = basis @ w["cell"], basis @ w["around"]
        up = w["up"].copy()
        up[2 * w["cell"].shape[1] :] *= BANDS
        return {
            "cell.weight": own.T,
            "cell.bias": -mean @ (own + around),
            "around": around.T,
            "position": w["position"],
            "parts.weight": w["parts"].T,
            "parts.bias": w["parts.bias"],
            "up.weight": up.T,
            "up.bias": w["up.bias"],
            "down.weight": w["down"].T,
            "down.bias": w["down.bias"],
        }


def reduction(cells: Array, size: int) -> tuple[Array, Array]:
    """The mean of cells (N, 1280), and a basis (1280, size) of their principal axes, partly whitened."""
    mean = cells.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov(cells.T, bias=True))
    values, axes = values[::-1][:size], axes[:, ::-1][:, :size]
    return mean, (axes / np.sqrt(values + 0.3 * values.mean())).astype(np.float32)


def sigmoid(x: Array) -> Array:
    """Of each."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def softmax(x: Array) -> Array:
    """Over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def _dropped(rng: np.random.Generator | None, share: float, shape: tuple[int, ...]) -> Any:
    if rng is None:
        return np.float32(1)
    return ((rng.random(shape) >= share) / (1 - share)).astype(np.float32)


def _some(cells: Array, size: int = 64) -> Iterator[Array]:
    for k in range(0, len(cells), size):
        yield np.asarray(cells[k : k + size], np.float32)
