"""Pictures and labels for the kind head: real ones of captiondata, made ones, and damaged copies of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.pixels import normalise
from mlx_models.compact.tower import Tower
from mlx_models.training.data import Row
from mlx_models.training.features import BATCH, CELLS, SIDE
from mlx_models.training.synthetic.corrupt import corrupt
from mlx_models.training.tail import FIRST, Tail
from mlx_models.training.traced import Traced

Array = NDArray[Any]
REAL = {"photo": "photo", "screenshot": "screenshot", "document": "document", "diagram": "drawing"}
DIAGRAMS = 5
"""Real diagrams are few and look like screenshots, so each is used this many times more."""
PHOTOS = 2600
"""Photos of the train split used here: enough, there are many more of them than of the rest."""


def real(rows: list[Row], split: str, rng: np.random.Generator) -> list[tuple[str, str]]:
    """(path, kind) of captiondata's pictures of a split; only some of the many photos."""
    if split not in ("train", "val"):
        raise ValueError("only train and val are for training")
    found = [(str(r["image"]), REAL[r["kind"]]) for r in rows if r["split"] == split]
    photos = [f for f in found if f[1] == "photo"]
    some = [photos[i] for i in rng.permutation(len(photos))[: PHOTOS if split == "train" else 500]]
    diagrams = [f for f in found if f[1] == "drawing"]
    more = diagrams * DIAGRAMS if split == "train" else []
    return some + [f for f in found if f[1] != "photo"] + more


def standing(tower: Tower, pictures: list[tuple[Path, bool]], rng: np.random.Generator) -> Array:
    """(N, 81, 208) fp16 maps of the standing part of the tower; True asks for a damaged copy."""
    run = Traced(lambda x: tower.trunk(x, FIRST).reshape(x.shape[0], CELLS, -1))
    out = np.zeros((len(pictures), CELLS, 208), dtype=np.float16)
    for k in range(0, len(pictures), BATCH):
        pixels = []
        for path, damaged in pictures[k : k + BATCH]:
            with Image.open(path) as opened:
                picture = opened.convert("RGB")
            if damaged:
                picture = corrupt(picture, rng)
            pixels.append(np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC)))
        out[k : k + len(pixels)] = run(normalise(np.stack(pixels)))
    return out


def cache_kinds(tower: Tower, images: Path, rows: list[Row], synthetic: Path, out: Path) -> None:
    """Keep the standing maps and label numbers of both splits as kinds_{split}.npz in `out`."""
    kinds = CompactConfig().kinds
    for split in ("train", "val"):
        rng = np.random.default_rng(len(split))
        listed = [(images / p, k) for p, k in real(rows, split, rng)]
        for line in (synthetic / split / "labels.jsonl").read_text().splitlines():
            made = json.loads(line)
            listed.append((synthetic / split / made["image"], made["kind"]))
        damaged = rng.random(len(listed)) < 0.35
        print(f"{split}: {len(listed)} pictures", flush=True)
        maps = standing(tower, [(p, bool(d)) for (p, _), d in zip(listed, damaged, strict=True)], rng)
        np.savez(out / f"kinds_{split}.npz", maps=maps, labels=[kinds.index(k) for _, k in listed])


def kind_grids(tower: Tower, cached: Path, split: str) -> tuple[Array, Array]:
    """(N, 25, 1280) fp16 pooled grids of the tuned tower, and label numbers."""
    found = np.load(cached / f"kinds_{split}.npz")
    maps, labels = found["maps"], found["labels"]
    tail = Tail(tower)
    out = np.zeros((len(maps), 25, 1280), dtype=np.float16)
    for k in range(0, len(maps), 64):
        out[k : k + 64] = np.array(tail(mx.array(maps[k : k + 64].astype(np.float32)))[0])
    return out, labels
