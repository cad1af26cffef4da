"""Measures how well a taught name is found by the object alone (app/library/curation/crops.py).

    .venv/bin/python tests/benchmarks/library_crops.py FOLDER [--names 60]

FOLDER is that of library_objects.py: a library of 1,500 photos that were looked through. Nobody has marked
two photos of one dog in it, so they are made: an animal or a vehicle is cut out of its photo, turned, lit,
scaled and cropped a little otherwise each time, and put into others' photos, eight for each name. Three of
them are taught. What is found among the other five and all real photos, with all their other dogs, is
counted: by whole pictures, as before; by the objects alone; by both. Real photos of one dog differ more
than these: fewer will be found, but no more wrong ones.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.adapters import decode  # noqa: E402
from app.cancel import CancelToken  # noqa: E402
from app.inference.compact import CompactEmbedder, SharedCompact  # noqa: E402
from app.inference.detector import VERSION  # noqa: E402
from app.inference.models.catalog import Catalog  # noqa: E402
from app.inference.perception import Perception  # noqa: E402
from app.inference.worker import InferenceThread  # noqa: E402
from app.library.curation.lookalikes import FOUND, probabilities, whitened  # noqa: E402
from app.library.indexing.background import BackgroundPass  # noqa: E402
from app.library.indexing.crops import NAMED, crops_of  # noqa: E402
from app.library.store.database import Database  # noqa: E402
from app.library.store.perceived import load_perceptions  # noqa: E402
from app.library.store.records import load_photos  # noqa: E402
from app.library.tools import Perceiver  # noqa: E402

EACH, TAUGHT = 8, 3
Array = NDArray[np.float32]


def main() -> None:
    """Embed, make, fit, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", type=int, default=60)
    asked = parser.parse_args()
    file = asked.folder / "library.sqlite"
    [info] = Catalog([ROOT / "assets" / "models"]).installed()
    embedder = CompactEmbedder(SharedCompact(info, InferenceThread()))

    def never(pixels: NDArray[np.uint8], cancel: CancelToken) -> Perception:
        raise AssertionError("FOLDER's photos were not looked through: run library_objects.py first")

    began = time.perf_counter()
    BackgroundPass(
        lambda: Database(file), decode, None, None, time.time, Perceiver(never, VERSION), embedder
    ).run(CancelToken())
    print(f"objects seen alone in {time.perf_counter() - began:.0f} s")
    with Database(file, read_only=True) as database:
        connection = database.connection
        raw = connection.execute(
            "SELECT class, photo, vector FROM crop WHERE model = ?", (embedder.name,)
        ).fetchall()
        kinds, owners = np.array([row[0] for row in raw]), np.array([row[1] for row in raw])
        crops = _stored(np.stack([np.frombuffer(row[2], "<f2") for row in raw]))
        whole = {
            photo: np.frombuffer(vector, "<f2").astype(np.float32)
            for photo, vector in connection.execute(
                "SELECT photo, vector FROM embedding WHERE model = ?", (embedder.name,)
            )
        }
        photos = load_photos(connection, whole)
        seen = load_perceptions(connection, whole)
    print(f"{len(photos)} photos, {len(crops)} objects alone, of {len(set(owners.tolist()))} photos")
    made = Made(photos, seen, embedder, asked.names)
    space_of_crops = whitened(crops[:: max(1, len(crops) // 2000)])
    space_of_photos = whitened(np.stack(list(whole.values())))
    real = space_of_photos.of(np.stack(list(whole.values())))
    ids = np.array(list(whole))
    white = space_of_crops.of(crops)
    report(made, space_of_photos.of, real, ids, space_of_crops.of, white, kinds, owners)


class Made:
    """Made photos of things that were given a name.

    Attributes:
        kinds: The class of each name.
        sources: The photo that each was cut out of.
        whole: (names, EACH, dimension), of whole made photos.
        alone: Likewise of the objects alone.
    """

    def __init__(self, photos, seen, embedder, names) -> None:  # type: ignore[no-untyped-def]
        rng = np.random.default_rng(5)
        order = rng.permutation(sorted(one for one in photos if photos[one].paths)).tolist()
        backgrounds = [one for one in order if not any(o.name in NAMED for o in seen[one].objects)][:200]
        self.kinds: list[int] = []
        self.sources: list[int] = []
        whole, alone = [], []
        for photo in order:
            pixels = np.asarray(Image.open(photos[photo].paths[0]).convert("RGB"))
            for kind, cut in crops_of(pixels, seen[photo])[:1]:
                if min(cut.shape[:2]) < 80 or len(self.kinds) == names:
                    continue
                pictures, objects = [], []
                for _ in range(EACH):
                    back = Image.open(photos[int(rng.choice(backgrounds))].paths[0]).convert("RGB")
                    picture, one = placed(Image.fromarray(cut), back, rng)
                    pictures.append(np.asarray(picture))
                    objects.append(np.asarray(one))
                whole.append(embedder.embed_images(pictures, CancelToken()))
                alone.append(embedder.embed_images(objects, CancelToken()))
                self.kinds.append(kind)
                self.sources.append(photo)
        self.whole, self.alone = _stored(np.stack(whole)), _stored(np.stack(alone))


def placed(one: Image.Image, back: Image.Image, rng: np.random.Generator) -> tuple[Image.Image, Image.Image]:
    """A thing as it looks another time, in another photo; the photo, and what a detector cuts out of it."""
    one = one.rotate(float(rng.uniform(-10, 10)), Image.Resampling.BILINEAR, expand=False)
    if rng.random() < 0.5:
        one = one.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    width, height = one.size
    left, top, right, bottom = (rng.uniform(0, 0.18) for _ in range(4))
    one = one.crop(
        (int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom)))
    )
    one = ImageEnhance.Brightness(one).enhance(float(rng.uniform(0.7, 1.3)))
    one = ImageEnhance.Color(one).enhance(float(rng.uniform(0.7, 1.2)))
    side = float(rng.uniform(0.35, 0.6)) * min(back.size)
    scale = side / max(one.size)
    one = one.resize((max(8, int(one.width * scale)), max(8, int(one.height * scale))))
    back = back.copy()
    x, y = (
        int(rng.integers(0, back.width - one.width + 1)),
        int(rng.integers(0, back.height - one.height + 1)),
    )
    back.paste(one, (x, y))
    jitter = rng.uniform(-0.08, 0.12, 4)
    box = (
        max(0, int(x - jitter[0] * one.width)), max(0, int(y - jitter[1] * one.height)),
        min(back.width, int(x + one.width * (1 + jitter[2]))),
        min(back.height, int(y + one.height * (1 + jitter[3]))),
    )  # fmt: skip
    return back, back.crop(box)


def report(  # type: ignore[no-untyped-def]
    made: Made, of_photos, real: Array, ids, of_crops, white: Array, kinds, owners
) -> None:
    """What is found of every name."""
    counts = {"whole": [0, 0], "alone": [0, 0], "both": [0, 0]}
    every = 0
    for name in range(len(made.kinds)):
        source = made.sources[name]
        pictures, alone = of_photos(made.whole[name]), of_crops(made.alone[name])
        others = np.flatnonzero(ids != source)
        by_whole = probabilities(
            pictures[:TAUGHT], real[:0], np.concatenate([pictures[TAUGHT:], real[others]])
        ) >= FOUND  # fmt: skip
        same = np.flatnonzero((kinds == made.kinds[name]) & (owners != source))
        by_crop = probabilities(
            alone[:TAUGHT], white[:0], np.concatenate([alone[TAUGHT:], white[same]])
        ) >= FOUND  # fmt: skip
        right, more = EACH - TAUGHT, set(owners[same][by_crop[EACH - TAUGHT :]].tolist())
        wrong = {"whole": set(ids[others][by_whole[right:]].tolist()), "alone": more}
        wrong["both"] = wrong["whole"] | more
        good = {
            "whole": by_whole[:right],
            "alone": by_crop[:right],
            "both": by_whole[:right] | by_crop[:right],
        }
        every += right
        for how, count in counts.items():
            count[0] += int(good[how].sum())
            count[1] += len(wrong[how])
    for how, (right, wrong) in counts.items():
        precision = right / max(right + wrong, 1)
        print(f"{how}: {right} of {every} found, {wrong} wrong, precision {precision:.3f}")


def _stored(vectors: NDArray[np.generic]) -> Array:
    return vectors.astype(np.float16).astype(np.float32)


if __name__ == "__main__":
    main()
