"""The scene stage: cells, five heads to calibrate with and the one that ships, rules, files."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.scene import SCENE_FILE
from mlx_models.training.data import Row
from mlx_models.training.export import write_config
from mlx_models.training.features import CELLS
from mlx_models.training.scene.cells import VIEWS, Ade, open_picture, tower_of, write_cells
from mlx_models.training.scene.head import Batch, SceneNet, reduction
from mlx_models.training.scene.report import report, settings_of
from mlx_models.training.scene.rules import Told, rules_of
from mlx_models.training.scene.targets import read_labels, target
from mlx_models.training.scene.vocabulary import OUTPUTS, PARTS, filled

Array = NDArray[np.float32]
REDUCED, FOLDS, SIZE, OTHERS = 320, 5, 48, 16
LOOKED = 4  # how many times more than others those come whose setting was looked at
FILLED, EMPTY = 0.05, 0.02  # shares of a third from which on, and up to which, something fills it or not
VISIBLE = 0.03  # share of a third from which on it is right to say so
SNOW = OUTPUTS.index("snow")


@dataclass
class Examples:
    """Pictures with what is known of them.

    Attributes:
        cells: (views, N, 81, D) fp16, reduced.
        parts: (views, N, 81, parts) fp16; None where unknown.
        truth: (views, N, outputs).
        weights: Likewise, how much each counts.
    """

    cells: NDArray[np.float16]
    parts: NDArray[np.float16] | None
    truth: Array
    weights: Array

    def batch(self, which: Sequence[tuple[int, int]]) -> Batch:
        """Of (view, picture)."""
        v, n = np.array(which).T
        cells = self.cells[v, n].astype(np.float32)
        parts = np.zeros((*cells.shape[:2], len(PARTS)), np.float32)
        if self.parts is not None:
            parts = self.parts[v, n].astype(np.float32)
        return Batch(cells, parts, self.truth[v, n], self.weights[v, n])


def run(
    data: Path, ade: Path, model: Path, work: Path, rows: list[Row], seed: int, epochs: int
) -> dict[str, Any]:
    """Everything; what can be kept is kept in `work`, and found there again."""
    work.mkdir(parents=True, exist_ok=True)
    kept = keep_cells(data, ade, model, work, rows)
    mean, basis, placed, others = _examples(work, rows, kept)
    fold = [np.random.default_rng(seed + k).permutation(n) % FOLDS for k, n in enumerate(map(len, kept))]
    unseen = [np.zeros((len(ids), len(OUTPUTS)), np.float32) for ids in kept]
    labels = read_labels()
    looked = [k for k, i in enumerate(kept[1]) if rows[i]["image"] in labels]
    useful = np.concatenate([np.flatnonzero(others.weights[0].any(axis=1)), np.repeat(looked, LOOKED)])
    for k in range(FOLDS):
        net = fit(
            placed, others, np.flatnonzero(fold[0] != k), useful[fold[1][useful] != k], seed + k, epochs
        )
        for found, examples, folds in zip(unseen, (placed, others), fold, strict=True):
            found[folds == k] = net.look(examples.cells[0][folds == k])[1]
        print(f"fold {k}", flush=True)
    np.savez(work / "unseen.npz", placed=unseen[0], others=unseen[1])
    visible = filled(np.load(work / "ade0_parts.npy").astype(np.float32)) >= VISIBLE
    truth = np.concatenate([placed.truth[0][:, : -visible.shape[1]], visible.astype(np.float32)], axis=1)
    told = (
        Told(unseen[0], truth, placed.weights[0]),
        Told(unseen[1][looked], others.truth[0][looked], others.weights[0][looked]),
    )
    net = fit(placed, others, np.arange(len(kept[0])), useful, seed + FOLDS, epochs)
    write(net.tensors(mean, basis), rules_of(*told), model)
    return report(*told, seed)


def keep_cells(
    data: Path, ade: Path, model: Path, work: Path, rows: list[Row]
) -> tuple[list[int], list[int]]:
    """Write the cells; returns the numbers of ADE20K's pictures, and of the others."""
    mine = [i for i, r in enumerate(rows) if r["split"] in ("train", "val")]
    placed = [i for i in mine if rows[i]["source"] == "ade20k_val"]
    images, pictures, tower = data / "images", Ade(ade, data / "images"), tower_of(model)
    for view in range(VIEWS):
        out, labels = work / f"ade{view}.npy", work / f"ade{view}_parts.npy"
        if not labels.exists():
            parts: list[NDArray[np.float16]] = []

            def views(view: int = view, parts: list[NDArray[np.float16]] = parts) -> Any:
                for n, i in enumerate(placed):
                    picture, found = pictures.view(rows[i], n, view)
                    parts.append(found)
                    yield picture

            write_cells(tower, views(), len(placed), out)
            np.save(labels, np.stack(parts))
    others_file = work / "others.json"
    if not others_file.exists():
        labels_, rng = read_labels(), np.random.default_rng(3)
        chosen = [i for i in mine if rows[i]["source"] != "ade20k_val" and _telling(rows[i], labels_, rng)]
        opened = (open_picture(images / rows[i]["image"]) for i in chosen)
        write_cells(tower, opened, len(chosen), work / "others.npy")
        others_file.write_text(json.dumps(chosen))
    return placed, json.loads(others_file.read_text())


def _telling(row: Row, labels: dict[str, Any], rng: np.random.Generator) -> bool:
    """Whether a picture is worth its time: of Flickr8k's, those whose captions name a place, and some."""
    if row["image"] in labels:
        return True
    truth, weights = target(row, labels)
    if row["source"] != "flickr8k":
        return bool(row["kind"] == "photo" and weights.any()) or rng.random() < 0.12
    named = bool(truth[0] or truth[2:SNOW].any())
    return named or rng.random() < (0.5 if truth[SNOW] else 0.1)


def _examples(
    work: Path, rows: list[Row], kept: tuple[list[int], list[int]]
) -> tuple[Array, Array, Examples, Examples]:
    labels = read_labels()
    first = np.load(work / "ade0.npy", mmap_mode="r")
    some = np.sort(np.random.default_rng(0).permutation(len(first))[:900])
    mean, basis = reduction(first[some].reshape(-1, first.shape[2]).astype(np.float32), REDUCED)

    def reduced(name: str) -> NDArray[np.float16]:
        cells = np.load(work / f"{name}.npy", mmap_mode="r")
        out = np.zeros((len(cells), CELLS, REDUCED), np.float16)
        for k in range(0, len(cells), 64):
            out[k : k + 64] = (cells[k : k + 64].astype(np.float32) - mean) @ basis
        return out

    parts = np.stack([np.load(work / f"ade{v}_parts.npy") for v in range(VIEWS)])
    whole = [[target(rows[i], labels) for i in ids] for ids in kept]
    shares = np.stack([filled(p.astype(np.float32)) for p in parts])
    known = np.where((shares > EMPTY) & (shares < FILLED * 1.6), 0.5, 1.0).astype(np.float32)
    truth = np.stack([[t for t, _ in whole[0]]] * VIEWS)
    weights = np.stack([[w for _, w in whole[0]]] * VIEWS)
    placed = Examples(
        np.stack([reduced(f"ade{v}") for v in range(VIEWS)]),
        parts,
        np.concatenate([truth, (shares >= FILLED).astype(np.float32)], axis=2),
        np.concatenate([weights, known], axis=2),
    )
    nothing = np.zeros((len(kept[1]), shares.shape[2]), np.float32)
    others = Examples(
        reduced("others")[None],
        None,
        np.concatenate([[t for t, _ in whole[1]], nothing], axis=1)[None],
        np.concatenate([[w for _, w in whole[1]], nothing], axis=1)[None],
    )
    return mean, basis, placed, others


def fit(
    placed: Examples,
    others: Examples,
    mine: NDArray[np.intp],
    useful: NDArray[np.intp],
    seed: int,
    epochs: int,
    rate: float = 2e-3,
) -> SceneNet:
    """A head fitted on some of ADE20K's pictures, each view once an epoch, and some of the others."""
    rng = np.random.default_rng(seed)
    net = SceneNet(placed.cells.shape[3], len(PARTS), len(OUTPUTS), seed=seed)
    jobs = [(v, int(n)) for v in range(len(placed.cells)) for n in mine]
    steps, began, step = len(jobs) // SIZE, time.time(), 0
    for epoch in range(epochs):
        order, losses = rng.permutation(len(jobs)), []
        for k in range(steps):
            one = placed.batch([jobs[j] for j in order[k * SIZE : (k + 1) * SIZE]])
            two = others.batch([(0, int(useful[j])) for j in rng.integers(0, len(useful), OTHERS)])
            both = Batch(*(np.concatenate(pair) for pair in zip(one, two, strict=True)))
            slow = 0.5 + 0.5 * np.cos(np.pi * step / (steps * epochs))
            losses.append(net.learn(both, rate * (min(1.0, step / 50) * slow + 0.01), rng))
            step += 1
        cells, views = np.mean(losses, axis=0)
        print(f"epoch {epoch} cells {cells:.3f} views {views:.3f} {time.time() - began:.0f} s", flush=True)
    return net


def write(tensors: dict[str, Array], rules: dict[str, Any], model: Path) -> None:
    """Write scene.safetensors (fp16) and the "scene" of config.json."""
    stored = {k: mx.array(np.ascontiguousarray(v)).astype(mx.float16) for k, v in tensors.items()}
    mx.save_safetensors(str(model / SCENE_FILE), stored)
    settings = json.loads((model / "config.json").read_text())
    scene = settings_of(rules, stored["cell.bias"].size, stored["up.bias"].size)
    write_config(model, settings | {"scene": scene})
