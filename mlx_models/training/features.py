"""The features stage: run the standing part of the tower once over every picture and keep the maps.

Views: 0 the picture, 1 mirrored (train pictures only). The whole picture is resized to a square, never
cropped, as at use.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.compact.pixels import normalise
from mlx_models.compact.tower import Tower
from mlx_models.training.data import Row
from mlx_models.training.tail import FIRST
from mlx_models.training.tensors import read_tensors
from mlx_models.training.traced import Traced

SIDE = 260
CELLS = 81
BATCH = 8


def load_tower(path: Path) -> tuple[Tower, tuple[mx.array, mx.array]]:
    """The tower and the classifier (weight, bias) from a safetensors file."""
    weights = read_tensors(path)
    tower = Tower()
    tower.load_weights([(k, v) for k, v in weights.items() if not k.startswith("classifier.")], strict=True)
    mx.eval(tower.parameters())
    return tower, (weights["classifier.weight"], weights["classifier.bias"])


def square(path: Path, mirror: bool = False) -> NDArray[np.uint8]:
    """(260, 260, 3) uint8: the whole picture, squashed."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    if mirror:
        small = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return np.asarray(small)


def standing_maps(tower: Tower, paths: list[Path], mirror: bool = False) -> Any:
    """Yield (n, 81, 208) float32 maps after block 20's input, a few pictures at a time."""
    run = Traced(lambda x: tower.trunk(x, FIRST).reshape(x.shape[0], CELLS, -1))
    for k in range(0, len(paths), BATCH):
        pixels = np.stack([square(p, mirror) for p in paths[k : k + BATCH]])
        yield run(normalise(pixels))


def cache(tower_file: Path, images: Path, rows: list[Row], out: Path) -> None:
    """Write f19_v{view}.npy (n, 208, 81) fp16, logits_v{view}.npy and idx_v{view}.npy."""
    out.mkdir(parents=True, exist_ok=True)
    tower, (weight, bias) = load_tower(tower_file)
    top = Traced(lambda x: mx.mean(tower.top(x.reshape(-1, 9, 9, 208), FIRST), axis=(1, 2)) @ weight.T + bias)
    for view in (0, 1):
        chosen = [i for i, r in enumerate(rows) if view == 0 or r["split"] == "train"]
        maps = np.lib.format.open_memmap(
            str(out / f"f19_v{view}.npy"), mode="w+", dtype=np.float16, shape=(len(chosen), 208, 81)
        )
        logits = np.zeros((len(chosen), 1000), dtype=np.float16)
        done, began = 0, time.time()
        for part in standing_maps(tower, [images / rows[i]["image"] for i in chosen], view == 1):
            n = len(part)
            maps[done : done + n] = part.transpose(0, 2, 1)
            logits[done : done + n] = top(part)
            done += n
            if done % 1000 < BATCH:
                print(f"view {view}: {done} of {len(chosen)}, {time.time() - began:.0f} s", flush=True)
        maps.flush()
        np.save(out / f"idx_v{view}.npy", np.array(chosen))
        np.save(out / f"logits_v{view}.npy", logits)
