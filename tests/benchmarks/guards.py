"""False sentences of the guards on 2,000 pictures that show something, and 360 pictures of nothing caught.

    PYTHONPATH=tests/support:. .venv/bin/python tests/benchmarks/guards.py CAPTIONDATA [--most 2000]

Only pictures that a guard suspects, or that the model takes for blank, are described whole; with --pixels
none are, and suspicions are counted. CAPTIONDATA's train and val photos are processed, never its test split.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import numpy as np
from made_guards import TRUE, something
from PIL import Image

from app.application import Application
from app.cancel import CancelToken
from app.describe.picture import Picture
from app.describe.pixels.guards import check
from app.describe.result import Description
from app.inference.compact import CompactDescriber
from app.inference.protocols import Kind, Level
from app.main import make_application
from mlx_models.training.synthetic.blanks import MAKERS
from mlx_models.training.synthetic.kit import with_photos

NOTHING = 360
SCENES = ("fact", "hedged")


def main() -> None:
    """Print what was said falsely, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captiondata", type=Path)
    parser.add_argument("--most", type=int, default=2000)
    parser.add_argument("--nothing", type=int, default=NOTHING)
    parser.add_argument("--pixels", action="store_true")
    arguments = parser.parse_args()
    photos = list(_photos(arguments.captiondata))
    with closing(make_application()) as app:
        false, asked, kinds = [], 0, Counter[str]()
        for number in range(arguments.most):
            if number % 25 == 0:
                print(f"{number} of {arguments.most}", file=sys.stderr, flush=True)
            kind, picture = something(number, photos)
            guard = check(picture)
            if guard is None and (arguments.pixels or not _is_blank(app, picture)):
                continue
            asked += 1
            if arguments.pixels:
                kinds[f"{kind} {guard and guard.reason}{' stretched' if guard and guard.levels else ''}"] += 1
                continue
            found = _described(app, picture)
            said = str(found.facts.get("guard", "blank" if found.kind is Kind.BLANK else ""))
            if said and said not in TRUE.get(kind, frozenset()):
                false.append(number)
                print(f"{number} {kind}: {found.spoken}", flush=True)
        print(f"something: {asked} of {arguments.most} suspected, {len(false)} false sentences")
        for name, count in kinds.most_common():
            print(f"  {count} {name}")
        outcomes: Counter[str] = Counter()
        for number, picture in enumerate(_nothing(photos, arguments.nothing)):
            if arguments.pixels:
                guard = check(picture)
                outcomes[str(guard and guard.reason)] += 1
                continue
            found = _described(app, picture)
            scene = found.stance.value in SCENES or bool(found.text)
            caught = found.kind is Kind.BLANK
            outcomes["a scene or text" if scene else "caught" if caught else "not sure"] += 1
            if scene or not caught:
                print(f"nothing {number} {MAKERS[number % len(MAKERS)].__name__}: {found.spoken}", flush=True)
        print(f"nothing: {dict(outcomes)} of {arguments.nothing}")


def _photos(folder: Path) -> Iterator[Path]:
    with (folder / "captions.jsonl").open() as lines:
        for row in map(json.loads, lines):
            if row["split"] in ("train", "val") and row["kind"] == "photo":
                yield folder / "images" / row["image"]


def _nothing(photos: list[Path], most: int) -> Iterator[Image.Image]:
    kit = with_photos(None, photos[:400])
    for number in range(most):
        dice = np.random.default_rng(50_000 + number)
        wide, share = int(dice.integers(256, 641)), dice.uniform(0.45, 1.0)
        size = (wide, int(wide * share)) if number % 3 else (int(wide * share), wide)
        yield MAKERS[number % len(MAKERS)](dice, size, kit).convert("RGB")


def _is_blank(app: Application, picture: Image.Image) -> bool:
    model = app.models.compact
    assert model is not None
    return CompactDescriber(model).glance(np.asarray(picture), CancelToken()).kind is Kind.BLANK


def _described(app: Application, picture: Image.Image) -> Description:
    stream = BytesIO()
    picture.save(stream, "PNG")
    narration = app.describer(None).describe(Picture(stream.getvalue()), Level.BRIEF)
    list(narration)
    return narration.result


if __name__ == "__main__":
    main()
