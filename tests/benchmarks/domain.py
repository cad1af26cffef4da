"""Fits what is like the photos that were measured: photos against paintings, engravings, drawings, diagrams.

    PYTHONPATH=tests/support:. .venv/bin/python tests/benchmarks/domain.py CAPTIONDATA MODEL [--photos 1600]

Of captiondata's train and val pictures: photos, diagrams, paintings and engravings (found by their captions
and by eye), and photos restyled in ten ways. Writes "domain" into MODEL/config.json: the limit is where 4 %
of photos, cross-fitted, are foreign. The test split is never read.
"""

import argparse
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from restyled import STYLES

from mlx_models import load_compact
from mlx_models.compact.domain import domain_features

FOREIGN = 0.04
FOLDS = 5
#: Of captiondata, by eye, parts of the names of paintings, engravings, murals and renderings.
ART = (
    "05_05_Cockfight", "B08_02_Morelos", "PHIL_Figure_06_03_008a", "Psych_16_01_Pinel", "18_03_Blockade",
    "ANTHRO_Figure_08_03_006", "17_00_ManDest", "06_02_Burgoyne", "13_02_NewHarmony", "B07_01_Catherine",
    "Astro_30_04_WISE", "06_04_Loyalists", "PHIL_Figure_03_03_006", "02_03_Hariot", "04_00_Pereda",
    "B02_01_AlAshraf", "CS_Photo_10_08_001", "PHIL_Figure_11_01_003", "08_03_Antietam", "08_03_ArrestVall",
    "03_03_ArnoldSar", "09_04_ChineseMass", "07_03_BrownAttack", "B10_01_Vienna",
)  # fmt: skip
WEIGHT = {"art": 8.0, "diagram": 0.6, "styled": 1.0, "photo": 1.0}


def main() -> None:
    """Fit, print the cross-fitted figures, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captiondata", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--photos", type=int, default=1600)
    arguments = parser.parse_args()
    features, labels, groups, photos = _pictures(arguments.captiondata, arguments.model, arguments.photos)
    weights, bias = fitted(features, labels, groups, photos)
    file = arguments.model / "config.json"
    settings = json.loads(file.read_text())
    settings.pop("domain", None)
    domain = {"weights": [round(float(weight), 5) for weight in weights], "bias": round(float(bias), 4)}
    text = json.dumps(settings, indent=1).removesuffix("}").rstrip()
    file.write_text(f'{text},\n "domain": {json.dumps(domain)}\n}}\n')  # in one line, not in 1,285


def fitted(features: Any, labels: Any, groups: Any, photos: Any) -> tuple[Any, float]:
    """The weights, and the bias that makes what is foreign positive.

    Args:
        features: (N, features), of `domain_features`.
        labels: (N,) of WEIGHT's names.
        groups: (N,) folds: a photo and its restyled self are in one.
        photos: (N,) of those whether the model takes them for one.
    """
    other = labels != "photo"
    share = np.array([WEIGHT[label] for label in labels])
    told = np.zeros(len(features))
    for fold in range(FOLDS):
        weights, bias = _logistic(features[groups != fold], other[groups != fold], share[groups != fold])
        told[groups == fold] = features[groups == fold] @ weights + bias
    limit = float(np.quantile(told[~other & photos], 1 - FOREIGN))
    for name in WEIGHT:
        chosen = (labels == name) & photos
        print(f"{name}: {int(chosen.sum())} taken for photos, {(told[chosen] > limit).mean():.3f} foreign")
    weights, bias = _logistic(features, other, share)
    return weights, bias - limit


def _logistic(
    features: Any, other: Any, share: Any, penalty: float = 0.1, rounds: int = 250
) -> tuple[Any, float]:
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    scaled = (features - mean) / spread
    share = share * np.where(other, share[~other].sum() / share[other].sum(), 1.0)
    share = share / share.sum()
    theta = np.zeros(features.shape[1] + 1)
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, rounds + 1):
        p = 1 / (1 + np.exp(-np.clip(scaled @ theta[:-1] + theta[-1], -30, 30)))
        error = share * (p - other)
        slope = np.append(scaled.T @ error + penalty * theta[:-1], error.sum())
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope * slope
        theta -= 0.02 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    weights = theta[:-1] / spread
    return weights, float(theta[-1] - mean @ weights)


def _pictures(captiondata: Path, folder: Path, most: int) -> tuple[Any, Any, Any, Any]:
    dice, model = np.random.default_rng(3), load_compact(folder)
    with (captiondata / "captions.jsonl").open() as lines:
        rows = [row for row in map(json.loads, lines) if row["split"] in ("train", "val")]
    art = [row["image"] for row in rows if any(part in row["image"] for part in ART)]
    diagrams = [row["image"] for row in rows if row["kind"] == "diagram"]
    photos = [row["image"] for row in rows if row["kind"] == "photo" and row["image"] not in art]
    photos = [photos[i] for i in dice.permutation(len(photos))[:most]]
    jobs = [("photo", image) for image in photos] + [("styled", image) for image in photos[: most // 2]]
    jobs += [("art", image) for image in art] + [("diagram", image) for image in diagrams]
    features, kinds = [], []
    for number, (label, image) in enumerate(jobs):
        with Image.open(captiondata / "images" / image) as opened:
            picture = opened.convert("RGB")
        if label == "styled":
            picture = STYLES[number % len(STYLES)](picture, np.random.default_rng(number))
        view = model.views([picture])[0]
        features.append(domain_features(view.grid, view.kinds))
        kinds.append(int(np.argmax(view.kinds)) == 0)
    groups = np.array([zlib.crc32(image.encode()) % FOLDS for _, image in jobs])
    return np.array(features), np.array([label for label, _ in jobs]), groups, np.array(kinds)


if __name__ == "__main__":
    main()
