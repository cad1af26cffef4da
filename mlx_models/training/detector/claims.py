"""What the detector claims of pictures, and whether it is there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from mlx_models import load_compact
from mlx_models.compact.impression import Impression
from mlx_models.compact.model import CompactModel
from mlx_models.detector.detector import Detection, Detector
from mlx_models.training.detector.ade20k import is_there

ASSETS = Path(__file__).resolve().parents[3] / "assets"
LOOKED_AT = Path(__file__).with_name("looked_at.json")
COCO, OPENSTAX, ADE20K = "coco", "openstax", "ade20k"
_LABELLED_LEAST = 0.33


@dataclass(frozen=True)
class Claim:
    """The likeliest object of one class in one picture.

    Attributes:
        picture: Its path in captiondata.
        source: "coco", "openstax" or "ade20k".
        found: What the detector says.
        right: Whether such an object is in the picture.
        impression: What the compact model makes of the picture; None where it was not asked, or takes it for
            something of which nothing is told as a fact.
    """

    picture: str
    source: str
    found: Detection
    right: bool
    impression: Impression | None


def looked_at() -> dict[str, tuple[list[str], float]]:
    """By picture: the classes that are not there, and the lowest score of claims that were looked at."""
    kept = json.loads(LOOKED_AT.read_text("utf-8"))
    found = {name: (wrong, kept["least"][name.split("/")[0]]) for name, wrong in kept["wrong"].items()}
    return found | {name: (wrong, kept["closer"]) for name, wrong in kept["wrong_closer"].items()}


def claims(folder: Path) -> Iterator[Claim]:
    """All of the pictures that somebody looked at, and of ADE20K's, but never of a test split.

    Args:
        folder: captiondata.
    """
    looked = looked_at()
    detector = Detector(ASSETS / "detector")
    compact: CompactModel | None = None
    for record in map(json.loads, (folder / "captions.jsonl").read_text("utf-8").splitlines()):
        name, seen = record["image"], None
        if record["split"] == "test" or record["source"] == "coco_train2017":
            continue
        by_hand = name in looked
        if not by_hand and not (record["source"].startswith("ade20k") and record.get("boxes")):
            continue
        source = name.split("/")[0] if by_hand else ADE20K
        wrong, least = looked[name] if by_hand else ((), _LABELLED_LEAST)
        with Image.open(folder / "images" / name) as image:
            picture = image.convert("RGB")
        if by_hand:
            compact = compact or load_compact(ASSETS / "models" / "compact")
            glance = compact.glance(picture)
            seen = None if glance.foreign else glance.impression
        for found in _best(detector.objects(detector.fit(picture))):
            right = found.name not in wrong if by_hand else is_there(found.name, _labels(record))
            if right is not None and found.score >= least and found.rival <= found.score:
                yield Claim(name, source, found, right, seen)


def _best(found: list[Detection]) -> list[Detection]:
    """The likeliest of each class."""
    return list({one.name: one for one in reversed(found)}.values())


def _labels(record: dict[str, Any]) -> set[str]:
    return {str(row[0]) for row in [*record["boxes"], *(record.get("regions") or ())]}
