"""What the shipped model tells of rooms and grounds, on one split of ADE20K's pictures in captiondata.

    .venv/bin/python tests/benchmarks/scene.py CAPTIONDATA [--split val] [--ade FOLDER] [--show FOLDER]

Settings are compared with the regions (sky, road, grass ...: outdoors; ceiling, floor, bed ...: indoors; a
picture of which these say too little is not counted), rooms with the scene, where there is one, and grounds
with the regions or, by ADE20K's label maps (see mlx_models/training/README.md), with what covers 3 % of that
third. What is not found there is printed with its picture, to be judged by eye; --show writes these pictures.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

from app.inference.protocols import GROUNDS  # noqa: E402
from mlx_models import load_compact  # noqa: E402
from mlx_models.compact.scene import PLACES, SceneOutput  # noqa: E402
from mlx_models.training.metrics import wilson  # noqa: E402
from mlx_models.training.scene.cells import Ade  # noqa: E402
from mlx_models.training.scene.vocabulary import FILLS, PARTS, filled  # noqa: E402

VISIBLE = 0.03
OUTSIDE = ("sky", "tree", "road", "sidewalk", "grass", "mountain", "sea", "field", "house", "river", "sand")
INSIDE = (
    "ceiling",
    "floor",
    "bed",
    "cabinet",
    "sofa",
    "curtain",
    "lamp",
    "sink",
    "wardrobe",
    "shelf",
    "desk",
)
BEDROOMS = ("hotel room", "childs room", "dorm room", "youth hostel", "nursery")
SAME = dict.fromkeys(BEDROOMS, "bedroom") | {
    "parlor": "living room", "dinette": "dining room", "home office": "office", "shower": "bathroom",
}  # fmt: skip


def main() -> None:
    """Print shares and how much was right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", choices=("val", "test"), default="val")
    parser.add_argument("--ade", type=Path)
    parser.add_argument("--show", type=Path)
    args = parser.parse_args()
    lines = (args.data / "captions.jsonl").read_text("utf-8").splitlines()
    rows = [r for r in map(json.loads, lines) if r["source"] == "ade20k_val" and r["split"] == args.split]
    told: dict[str, list[bool | None]] = {"setting": [], "room": [], **{p: [] for p in PLACES}}
    grounded: list[bool] = []
    with TemporaryDirectory() as cache:
        model = load_compact(ROOT / "assets" / "models" / "compact", Path(cache))
        for row in rows:
            with Image.open(args.data / "images" / row["image"]) as picture:
                scene = model.glance(picture.convert("RGB")).scene
            facts = dict(facts_of(scene))
            right = {part: truth(part, name, row, args) for part, name in facts.items()}
            for part, yes in right.items():
                told[part].append(yes)
                if yes is not True:
                    word = "not known" if yes is None else "not found"
                    print(f"{row['image']}: {part} {facts[part]}: {word}")
                    if args.show is not None:
                        args.show.mkdir(parents=True, exist_ok=True)
                        picture.save(args.show / f"{Path(row['image']).stem}-{part}-{facts[part]}.png")
            ground = [
                right[p] for p in ("room", "lower") if p in facts and (p == "room" or facts[p] in GROUNDS)
            ]
            if ground:
                grounded.append(all(yes is not False for yes in ground))
    for part, found in told.items():
        say(part, found, len(rows))
    say("room or ground", list(grounded), len(rows))


def facts_of(scene: SceneOutput | None) -> Iterator[tuple[str, str]]:
    """Each part of a scene that is a fact, with its name."""
    for part in ("setting", "room", *PLACES):
        guess = getattr(scene, part, None)
        if guess is not None and guess[2] == "fact":
            yield part, guess[0]


def truth(part: str, name: str, row: dict[str, Any], args: argparse.Namespace) -> bool | None:
    """Whether it is so; None where the labels do not say."""
    regions = dict(row.get("regions") or [])
    if part == "setting":
        outside = sum(regions.get(n, 0.0) for n in OUTSIDE)
        inside = sum(regions.get(n, 0.0) for n in INSIDE)
        if max(outside, inside) < 0.03 or min(outside, inside) > 0.3 * max(outside, inside):
            return None
        return (outside > inside) == (name == "outdoors")
    if part == "room":
        if name == "street":
            ground = regions.get("road", 0.0) + regions.get("sidewalk", 0.0)
            return (
                True
                if ground > 0.05 and regions.get("building", 0.0) + regions.get("house", 0.0) > 0
                else None
            )
        scene = row.get("scene")
        return None if scene is None else SAME.get(scene, scene) == name
    if name not in FILLS:
        return None
    if args.ade is None:
        known = {n for p in FILLS[name] for n in PARTS[p]} | {f"{p} tree" for p in ("palm",)}
        return any(n in known and share >= VISIBLE / len(PLACES) for n, share in regions.items())
    _, parts = Ade(args.ade, args.data / "images").view(row, 0, 0)
    shares = filled(parts.astype(np.float32)[None])[0].reshape(len(PLACES), -1)
    return bool(shares[PLACES.index(part), list(FILLS).index(name)] >= VISIBLE)


def say(part: str, found: list[bool | None], pictures: int) -> None:
    """One line of figures."""
    known = [yes for yes in found if yes is not None]
    low, high = wilson(sum(known), len(known))
    print(
        f"{part}: a fact of {len(found)} of {pictures} ({len(found) / pictures:.1%}), "
        f"right {sum(known)} of {len(known)} that are known (95 %: {low:.1%} to {high:.1%})"
    )


if __name__ == "__main__":
    main()
