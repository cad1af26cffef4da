"""Fits and measures how well taught names are found (app/library/curation/lookalikes.py).

    .venv/bin/python tests/benchmarks/library_names.py CAPTIONDATA [--cache FILE]

CAPTIONDATA is the folder of photos with labels (captions.jsonl, images/). A "name" is a shop's product; the
library is the products' photos with Flickr8k's and COCO's validation photos around them. The weights are
fitted on the products' training and validation photos; the figures at the end are of their test photos, which
nothing was chosen on (two photos a product among 81 products, many of them near twins). Then the time of one
answer over 100,000 made embeddings of 512 numbers.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.library.curation.lookalikes import FOUND, Lookalikes, evidence, probabilities, whitened  # noqa: E402
from app.library.curation.names import Taught  # noqa: E402
from app.library.search.vectors import Vectors  # noqa: E402
from app.library.store.database import Database  # noqa: E402
from mlx_models import load_compact  # noqa: E402

COARSE = ("Juice", "Milk", "Yoghurt", "Apple", "Melon", "Pepper", "Potato", "Tomato", "Pear", "Soyghurt")


def main() -> None:
    """Fit, measure, time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captiondata", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "earsight-names.npz")
    arguments = parser.parse_args()
    data = _vectors(arguments.captiondata, arguments.cache)
    weights = _fit(data)
    print("fitted weights", weights.round(3).tolist())
    for threshold in (0.5, FOUND):
        _report(data, threshold)
    _time()


def _vectors(source: Path, cache: Path) -> dict[str, NDArray[np.generic]]:
    if not cache.exists():
        records = [json.loads(line) for line in (source / "captions.jsonl").read_text().splitlines()]
        kept = [one for one in records if one["source"] == "grocery_store"]
        kept += [r for r in records if r["source"] in ("flickr8k", "coco_val2017") and r["split"] == "val"]
        model = load_compact(ROOT / "assets/models/compact")
        folder = source / "images"
        parts = [
            model.encode_image(
                [Image.open(folder / one["image"]).convert("RGB") for one in kept[start : start + 8]]
            )
            for start in range(0, len(kept), 8)
        ]
        fields = {
            "label": np.array([one.get("label") or "" for one in kept]),
            "coarse": np.array([one.get("coarse") or "" for one in kept]),
            "split": np.array([one["split"] for one in kept]),
            "source": np.array([one["source"] for one in kept]),
        }
        np.savez(cache, v=np.concatenate(parts), **fields)  # type: ignore[arg-type]
    with np.load(cache, allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


def _fit(data: dict[str, NDArray[np.generic]]) -> NDArray[np.float64]:
    """Logistic regression on trials with 2 to 10 examples, products' test photos left out."""
    grocery = data["source"] == "grocery_store"
    rows = np.flatnonzero(~(grocery & (data["split"] == "test")))
    vectors = _stored(data["v"])[rows]
    white = whitened(vectors).of(vectors)
    rng = np.random.default_rng(0)
    facts, truth = [], []
    for field, name, counts in _trials(data):
        is_it = data[field][rows] == name
        own = np.flatnonzero(is_it & (data["split"][rows] == "train"))
        for count in [*counts] * 3:
            examples = rng.permutation(own)[:count]
            rest = np.setdiff1d(np.arange(len(rows)), examples)
            facts.append(evidence(white[examples], white[rest]))
            truth.append(is_it[rest])
    x, y = np.concatenate(facts), np.concatenate(truth).astype(np.float64)
    weights = np.array([-6.0, 0.0, 0.0])
    loss = _loss(x, y, weights)
    for _ in range(60):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-3 * np.eye(3), x.T @ (p - y))
        while (new := _loss(x, y, weights - step)) > loss and np.abs(step).max() > 1e-9:
            step = step / 2
        weights, loss = weights - step, new
    p = 1 / (1 + np.exp(-x @ weights))
    for threshold in (0.5, 0.6, 0.7, 0.8, 0.9):
        found = p >= threshold
        print(f"fitting, {threshold}: precision {y[found].mean():.3f} recall {y[found].sum() / y.sum():.3f}")
    return weights


def _loss(x: NDArray[np.float64], y: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    logits = x @ weights
    return float((np.logaddexp(0, logits) - y * logits).sum())


def _trials(data: dict[str, NDArray[np.generic]]) -> list[tuple[str, str, tuple[int, ...]]]:
    grocery = data["source"] == "grocery_store"
    products = [("label", str(name), (2, 3, 5)) for name in np.unique(data["label"][grocery])]
    return products + [("coarse", name, (3, 5, 10)) for name in COARSE]


def _report(data: dict[str, NDArray[np.generic]], threshold: float) -> None:
    grocery = data["source"] == "grocery_store"
    rows = np.flatnonzero(~grocery | (data["split"] == "test"))
    vectors = _stored(data["v"])
    space = whitened(vectors[rows])
    white = space.of(vectors)
    rng = np.random.default_rng(1)
    for group, wanted in (("label", (3, 5)), ("coarse", (3, 5, 10))):
        for count in wanted:
            found = right = every = 0
            for field, name, counts in _trials(data):
                if field != group or count not in counts:
                    continue
                own = np.flatnonzero(grocery & (data["split"] == "train") & (data[field] == name))
                examples = rng.permutation(own)[:count]
                sure = probabilities(white[examples], white[:0], white[rows])
                truth = data[field][rows] == name
                found += int((sure >= threshold).sum())
                right += int((truth & (sure >= threshold)).sum())
                every += int(truth.sum())
            print(
                f"test, threshold {threshold}, {group}, {count} examples: precision "
                f"{right / max(found, 1):.3f} ({right} of {found}), recall {right / every:.3f}"
            )


def _stored(vectors: NDArray[np.generic]) -> NDArray[np.float32]:
    return vectors.astype(np.float16).astype(np.float32)


def _time() -> None:
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "library.sqlite") as database:
        with database.writing() as connection:
            for start in range(0, 100_000, 10_000):
                part = rng.normal(size=(10_000, 512)).astype(np.float32)
                part /= np.linalg.norm(part, axis=1, keepdims=True)
                ids = range(start + 1, start + 10_001)
                connection.executemany(
                    "INSERT INTO photo (id, content, added, width, height, format, taken, taken_from) "
                    "VALUES (?, ?, 0, 1, 1, 'JPEG', '2024-01-01T00:00:00', 'exif')",
                    [(one, one.to_bytes(16, "big")) for one in ids],
                )
                raw = part.astype("<f2")
                connection.executemany(
                    "INSERT INTO embedding VALUES ('made', ?, ?)",
                    [(one, row.tobytes()) for one, row in zip(ids, raw, strict=True)],
                )
        vectors = Vectors(database.connection, "made", 512)
        vectors.refresh()
        finder = Lookalikes(vectors)
        for what, examples in (("first", (1, 2, 3)), ("another name", (4, 5, 6)), ("asked again", (4, 5, 6))):
            start_time = time.perf_counter()
            finder.found(Taught("made", examples, ()))
            print(f"100,000 photos, {what}: {(time.perf_counter() - start_time) * 1000:.1f} ms")


if __name__ == "__main__":
    main()
