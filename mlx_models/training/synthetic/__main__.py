"""`python -m mlx_models.training.synthetic`: write a labelled set of made pictures."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from mlx_models.training.synthetic.blanks import make_blank
from mlx_models.training.synthetic.corrupt import corrupt
from mlx_models.training.synthetic.documents import make_document
from mlx_models.training.synthetic.drawings import make_drawing
from mlx_models.training.synthetic.kit import Kit, fit_inside, with_photos
from mlx_models.training.synthetic.screens import make_screenshot

SHARES = {"screenshot": 0.27, "document": 0.27, "drawing": 0.33, "blank": 0.13}
LONG_SIDE = 640


def split_photos(captiondata: Path, split: str = "train") -> list[Path]:
    """The photos of one split of a caption data set.

    Args:
        captiondata: folder with captions.jsonl and images/.
        split: "train" or "val".

    Returns:
        The files in the order of captions.jsonl; screenshots, papers and drawings left out.
    """
    with (captiondata / "captions.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wanted = [r for r in rows if r["split"] == split and r.get("kind", "photo") == "photo"]
    return [captiondata / "images" / r["image"] for r in wanted]


def make(rng: np.random.Generator, kind: str, kit: Kit) -> Image.Image:
    """One picture of `kind`, a key of SHARES; half of them spoilt; RGB, long side 640 pixels at most."""
    makers = {"screenshot": make_screenshot, "document": make_document, "blank": make_blank}
    image = make_drawing(rng, kit) if kind == "drawing" else makers[kind](rng, None, kit)
    if rng.random() < 0.5:
        image = corrupt(image, rng)
    return fit_inside(image, LONG_SIDE)


def write_set(out: Path, count: int, seed: int, kit: Kit) -> None:
    """Write `count` JPEG files and labels.jsonl into `out`; picture i depends on seed and i alone."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    kinds = list(SHARES)
    with (out / "labels.jsonl").open("w", encoding="utf-8") as labels:
        for i in range(count):
            rng = np.random.default_rng([seed, i])
            kind = kinds[int(rng.choice(len(kinds), p=list(SHARES.values())))]
            name = f"images/{i:06d}.jpg"
            make(rng, kind, kit).save(out / name, "JPEG", quality=int(rng.integers(80, 96)))
            labels.write(json.dumps({"image": name, "kind": kind}) + "\n")
            labels.flush()


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse `arguments` (the command line's when None) and write the set."""
    parser = argparse.ArgumentParser(prog="python -m mlx_models.training.synthetic", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for images/ and labels.jsonl")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--photos", type=Path, help="folder of JPEG photos to show on screens and below papers"
    )
    parser.add_argument(
        "--captiondata", type=Path, help="caption data set to take the photos of one split from"
    )
    parser.add_argument("--split", choices=["train", "val"], default="train", help="split of --captiondata")
    parser.add_argument(
        "--holdout-fonts", action="store_true", help="use only fonts that other runs never use"
    )
    given = parser.parse_args(arguments)
    kit = Kit.load(given.photos, holdout=given.holdout_fonts)
    if given.captiondata:
        kit = with_photos(kit, [*kit.photos, *split_photos(given.captiondata, given.split)])
    start = time.perf_counter()
    write_set(given.out, given.count, given.seed, kit)
    print(f"{given.count} pictures in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
