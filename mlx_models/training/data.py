"""Cached features and batches for training."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.generate import END, PAD, START, UNKNOWN
from mlx_models.compact.words import words_of
from mlx_models.training.captions import with_article

Array = NDArray[Any]
Row = dict[str, Any]


def read_rows(data: Path) -> list[Row]:
    """Every line of captions.jsonl, in order: a record's number is its line."""
    return [json.loads(line) for line in (data / "captions.jsonl").read_text("utf-8").splitlines()]


def synsets(rows: list[Row]) -> dict[str, int]:
    """WordNet id -> class number: the classifier's classes are in the order of their WordNet ids."""
    ids = sorted({synset(r) for r in rows if r["source"] == "imagenet1k_sample"})
    return {s: n for n, s in enumerate(ids)}


def synset(row: Row) -> str:
    """The WordNet id in an ImageNet picture's file name."""
    return str(row["image"]).split("/")[1].split("_")[0]


def written_by_people(rows: list[Row], split: str) -> list[int]:
    """Photos of a split whose captions people wrote. The test split has its own function, in evaluate."""
    if split not in ("train", "val"):
        raise ValueError("only train and val are for training")
    sources = ("flickr8k", "coco_train2017") if split == "train" else ("flickr8k",)
    return [i for i, r in enumerate(rows) if r["split"] == split and r["source"] in sources]


def training_samples(rows: list[Row], vocabulary: list[str], names: list[str], longest: int) -> list[Sample]:
    """Captioned photos of the train split; the few COCO ones six times, ImageNet's as "a <noun>"."""
    ids = {w: i for i, w in enumerate(vocabulary)}
    order = synsets(rows)

    def encode(sentence: str) -> tuple[int, ...]:
        return tuple(ids.get(w, UNKNOWN) for w in words_of(sentence))[:longest]

    samples = []
    for i in written_by_people(rows, "train"):
        times = 6 if rows[i]["source"] == "coco_train2017" else 1
        samples += [Sample(i, tuple(encode(c) for c in rows[i]["captions"]))] * times
    for i, r in enumerate(rows):
        if r["split"] == "train" and r["source"] == "imagenet1k_sample":
            samples.append(Sample(i, (encode(with_article(names[order[synset(r)]])),)))
    return samples


@dataclass
class Cache:
    """Cached features of one or more views of every picture.

    Attributes:
        maps: One array a view, (pictures of the view, tokens, channels) fp16, memory-mapped.
        logits: One array a view, (pictures of the view, classes) fp16.
        rows: One mapping a view, record index -> row.
    """

    maps: list[Array]
    logits: list[Array]
    rows: list[dict[int, int]]

    @classmethod
    def open(cls, folder: Path, views: list[int], name: str = "g5") -> Cache:
        """Open what the features stage wrote."""
        index = [np.load(folder / f"idx_v{v}.npy") for v in views]
        return cls(
            [np.load(folder / f"{name}_v{v}.npy", mmap_mode="r") for v in views],
            [np.load(folder / f"logits_v{v}.npy") for v in views],
            [{int(r): i for i, r in enumerate(ix)} for ix in index],
        )

    def take(self, records: list[int], rng: np.random.Generator | None) -> tuple[Array, Array]:
        """Maps and class probabilities of some records; a random view each, the first without `rng`."""
        maps, logits = [], []
        for r in records:
            views = [v for v, rows in enumerate(self.rows) if r in rows]
            v = views[0] if rng is None else views[int(rng.integers(len(views)))]
            maps.append(self.maps[v][self.rows[v][r]])
            logits.append(self.logits[v][self.rows[v][r]])
        x = np.stack(logits).astype(np.float32)
        x = np.exp(x - x.max(axis=-1, keepdims=True))
        return np.stack(maps).astype(np.float32), x / x.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Sample:
    """One picture and its captions as word ids."""

    record: int
    captions: tuple[tuple[int, ...], ...]


def batches(
    samples: list[Sample], size: int, rng: np.random.Generator, per_picture: int = 5
) -> Iterator[tuple[list[int], Array]]:
    """Shuffled (record indices, (B, C, T) ids) batches; pictures with fewer captions go together."""
    groups: dict[int, list[Sample]] = {}
    for s in samples:
        groups.setdefault(min(per_picture, len(s.captions)), []).append(s)
    plan: list[list[Sample]] = []
    for captions, members in groups.items():
        order = rng.permutation(len(members))
        step = size if captions > 2 else size * 2
        plan += [[members[i] for i in order[k : k + step]] for k in range(0, len(order), step)]
    for i in rng.permutation(len(plan)):
        batch = plan[i]
        count = min(per_picture, len(batch[0].captions))
        chosen = [[s.captions[j] for j in rng.permutation(len(s.captions))[:count]] for s in batch]
        longest = max(len(c) for cs in chosen for c in cs) + 2
        ids = np.full((len(batch), count, longest), PAD, dtype=np.int32)
        for a, cs in enumerate(chosen):
            for b, c in enumerate(cs):
                ids[a, b, : len(c) + 2] = [START, *c, END]
        yield [s.record for s in batch], ids
