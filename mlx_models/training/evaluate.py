"""The compact model's bars. This is the only place that reads the test split, and nothing is chosen by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from mlx_models import load_compact
from mlx_models.compact.judge import decide
from mlx_models.compact.model import CompactModel
from mlx_models.training.data import Row
from mlx_models.training.kinds import REAL
from mlx_models.training.metrics import bleu, cider_d, recall_at_k, wilson
from mlx_models.training.objects import false_objects, is_false, object_words
from mlx_models.training.synthetic.corrupt import corrupt


def captions(model: CompactModel, images: Path, rows: list[Row]) -> dict[str, Any]:
    """Raw sentences of every photo against its references, and what the judge lets through."""
    raw, embeddings, said = [], [], []
    for row in rows:
        with Image.open(images / row["image"]) as picture:
            view = model.views([picture])[0]
        written = model.write(view)
        raw.append(" ".join(written[0][0]))
        embeddings.append(view.embedding)
        verdict = decide(model.judge, model.weigh(view, written))
        text = verdict.proposal.text if verdict.proposal else ""
        include = model.may_include(model.evidence(view)) if not text else ()
        said.append((verdict.stance, text, include, [n for n, _ in model.objects(view)]))
    references = [r["captions"] for r in rows]
    report: dict[str, Any] = {
        "n": len(rows),
        "cider_d": cider_d(raw, references)[0],
        "bleu": bleu(raw, references),
        "raw_false": float(np.mean([is_false(s, r) for s, r in zip(raw, references, strict=True)])),
        "distinct_sentences": len(set(raw)),
    }
    for stance in ("fact", "hedged"):
        here = [(s, r) for s, r in zip(said, references, strict=True) if s[0] == stance]
        wrong = sum(is_false(s[1], r) for s, r in here)
        named = sum(len(object_words(s[1])) for s, _ in here)
        bad = sum(len(false_objects(s[1], r)) for s, r in here)
        report[stance] = {
            "share": len(here) / len(rows),
            "n": len(here),
            "false": wrong / max(1, len(here)),
            "interval": wilson(wrong, len(here)) if here else None,
            "objects": named,
            "false_per_object": bad / max(1, named),
        }
    lists = [(s[2], r) for s, r in zip(said, references, strict=True) if s[0] == "withheld"]
    made = [(names, r) for names, r in lists if names]
    report["may_include"] = {
        "withheld": len(lists),
        "lists": len(made),
        "with_a_false_object": float(np.mean([any(false_objects(n, r) for n in names) for names, r in made]))
        if made
        else None,
    }
    checkable = [(n, r) for s, r in zip(said, references, strict=True) for n in s[3] if object_words(n)]
    report["objects"] = {
        "said": sum(len(s[3]) for s in said),
        "checkable": len(checkable),
        "false": float(np.mean([bool(false_objects(n, r)) for n, r in checkable])) if checkable else None,
    }
    texts = [c for r in references for c in r]
    owner = np.array([i for i, r in enumerate(references) for _ in r])
    vectors = np.concatenate([model.encode_text(texts[k : k + 500]) for k in range(0, len(texts), 500)])
    report["text_to_image_recall"] = recall_at_k(vectors, np.stack(embeddings), owner)
    return report


def kinds(model: CompactModel, images: Path, rows: list[Row], seed: int) -> dict[str, Any]:
    """Recall of every kind on real test pictures, as they are and damaged."""
    rng = np.random.default_rng(seed)
    counts: dict[str, dict[str, list[bool]]] = {"as_they_are": {}, "damaged": {}}
    photos = [r for r in rows if REAL[r["kind"]] == "photo"]
    few = [photos[i] for i in rng.permutation(len(photos))[:200]]
    for row in few + [r for r in rows if REAL[r["kind"]] != "photo"]:
        with Image.open(images / row["image"]) as opened:
            picture = opened.convert("RGB")
        kind = REAL[row["kind"]]
        counts["as_they_are"].setdefault(kind, []).append(model.kind(picture) == kind)
        counts["damaged"].setdefault(kind, []).append(model.kind(corrupt(picture, rng)) == kind)
    return {
        name: {k: {"recall": float(np.mean(v)), "n": len(v)} for k, v in found.items()}
        | {"macro": float(np.mean([np.mean(v) for v in found.values()]))}
        for name, found in counts.items()
    }


def evaluate(folder: Path, images: Path, rows: list[Row], seed: int = 0) -> dict[str, Any]:
    """Every figure of the compact model, printed by `python -m mlx_models.training evaluate`."""
    model = load_compact(folder)
    test = [r for r in rows if r["split"] == "test"]
    flickr = [r for r in test if r["source"] == "flickr8k"]
    coco = [r for r in rows if r["source"] == "coco_val2017"]
    return {
        "flickr8k_test": captions(model, images, flickr),
        "coco_val_shipped_judge": captions(model, images, coco),
        "kinds_test": kinds(model, images, test, seed),
    }
