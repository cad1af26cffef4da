"""Puts the trained parts together into a model folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx.utils import tree_flatten

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.parts import AllParts
from mlx_models.compact.scene import SCENE_FILE
from mlx_models.compact.tokenizer import WordTokenizer
from mlx_models.training.tensors import read_tensors

TITLE = "Compact captioner"
LICENCE = "Offered for research and personal use; see MODEL_CARD.md"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def export(tower: Path, captioner: Path, heads: Path, classes: Path, out: Path) -> None:
    """Write config.json, model.safetensors (fp16) and tokenizer.json.

    Args:
        tower: Folder with tower.safetensors (stage b).
        captioner: Folder with captioner.safetensors, model.json and vocabulary.json (stage c).
        heads: Folder with image_head, text, presence and kind weights, text_words.json and objects.json.
        classes: JSON list of the classifier's 1,000 plain nouns.
        out: The model folder. A judge that is already in its config.json is kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    words: list[str] = json.loads((heads / "text_words.json").read_text())
    objects: list[str] = json.loads((heads / "objects.json").read_text())
    sizes = json.loads((captioner / "model.json").read_text())
    config = CompactConfig.from_dict(sizes | {"text_vocabulary": len(words)})
    weights = AllParts(config, len(objects))
    parts = {
        "captioner": captioner / "captioner.safetensors",
        "image_head": heads / "image_head.safetensors",
        "text": heads / "text.safetensors",
        "presence": heads / "presence.safetensors",
        "kind": heads / "kind.safetensors",
    }
    found: dict[str, mx.array] = {}
    for name, path in parts.items():
        found |= {f"{name}.{k}": v for k, v in read_tensors(path).items()}
    for k, v in read_tensors(tower / "tower.safetensors").items():
        found[k if k.startswith("classifier.") else f"tower.{k}"] = v
    weights.load_weights(list(found.items()), strict=True)
    stored = {k: v.astype(mx.float16) for k, v in dict(tree_flatten(weights.parameters())).items()}
    mx.save_safetensors(str(out / "model.safetensors"), stored)
    WordTokenizer.save(words, out / "tokenizer.json")
    settings = {
        "id": "compact",
        "title": TITLE,
        "licence": LICENCE,
        "source": "shipped with Earsight",
        "model": config.to_dict(),
        "classes": json.loads(classes.read_text()),
        "objects": objects,
        "kind_threshold": 0.5,
        "photo_threshold": 0.9,
        "judge": previous_judge(out),
    }
    write_config(out, settings)


def previous_judge(out: Path) -> dict[str, Any]:
    """The judge in the folder's config.json, or one that withholds everything."""
    try:
        return dict(json.loads((out / "config.json").read_text())["judge"])
    except (OSError, KeyError, ValueError):
        from mlx_models.compact.judge import FEATURES

        n = len(FEATURES)
        return {
            "mean": [0.0] * n,
            "scale": [1.0] * n,
            "weights": [0.0] * n,
            "bias": 0.0,
            "fact": 1.1,
            "hedge": 1.1,
            "include": 0.6,
            "object_scale": 1.0,
            "object_bias": 0.0,
            "class_scale": 1.0,
            "class_threshold": 0.5,
        }


def write_config(out: Path, settings: dict[str, Any]) -> None:
    """Write config.json with the files' digests."""
    names = ("model.safetensors", "tokenizer.json", *([SCENE_FILE] if "scene" in settings else []))
    settings = settings | {"files": {n: {"sha256": digest(out / n)} for n in names}}
    (out / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
