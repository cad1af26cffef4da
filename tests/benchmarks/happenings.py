"""Whether what comes, goes and moves is told, on clips made of photos: objects of some are set into others.

    PYTHONPATH=tests/support:. .venv/bin/python tests/benchmarks/happenings.py FOLDER [--split train] [--all]

FOLDER has captions.jsonl (image, split, source) and the images; --objects and --grounds are two sources. Each
clip is a look a second; the objects are those that the detector is sure of, cut out of their photos with soft
edges, and the grounds are photos in which it sees none. An event counts as told with its object, within two
seconds.
"""

import argparse
import io
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.cancel import CancelToken
from app.describe.live.tracker import TrackEvent
from app.describe.video.happenings import Detect, Happenings
from app.describe.video.watched import Moment
from app.inference.protocols import Stance
from app.main import make_application

WIDE, HIGH = 416, 280
NEAR = 2.0
MOST_SEEN, MOST_CUTS, MOST_GROUNDS, LEAST = 120, 9, 6, 0.1
THINGS = (
    "person",
    "dog",
    "cat",
    "horse",
    "bicycle",
    "bird",
    "car",
    "cow",
    "sheep",
    "skateboard",
    "bus",
    "boat",
)


@dataclass(frozen=True)
class Cut:
    """An object, cut out: its name, its pixels with transparency."""

    name: str
    picture: Image.Image


@dataclass(frozen=True)
class Story:
    """A clip: where the object's middle is at each second (None: nowhere), in shares, and what happens."""

    kind: str
    way: Sequence[tuple[float, float] | None]
    truth: tuple[tuple[str, float], ...]
    pan: bool = False
    light: bool = False


def stories() -> list[Story]:
    """All kinds."""
    middle, left, right = (0.5, 0.6), (0.25, 0.6), (0.75, 0.6)

    def slide(begin: float, end: float, looks: int) -> list[tuple[float, float] | None]:
        return [(begin + (end - begin) * step / (looks - 1), 0.6) for step in range(looks)]

    gone: list[tuple[float, float] | None] = [None]
    return [
        Story("stays", [middle] * 12, ()),
        Story("appears", gone * 5 + [middle] * 7, (("came", 5.0),)),
        Story("is gone", [middle] * 6 + gone * 6, (("went", 6.0),)),
        Story("comes from the left", gone * 3 + slide(-0.1, 0.4, 4) + [(0.4, 0.6)] * 5, (("came", 4.0),)),
        Story("comes from the right", gone * 3 + slide(1.1, 0.6, 4) + [(0.6, 0.6)] * 5, (("came", 4.0),)),
        Story("leaves to the right", [middle] * 4 + slide(0.6, 1.15, 4) + gone * 4, (("went", 7.0),)),
        Story("leaves to the left", [middle] * 4 + slide(0.4, -0.15, 4) + gone * 4, (("went", 7.0),)),
        Story("moves", [left] * 4 + slide(0.25, 0.75, 4) + [right] * 5, (("moved", 8.0),)),
        Story("comes and goes", gone * 3 + [middle] * 5 + gone * 5, (("came", 3.0), ("went", 8.0))),
        Story("passes", gone * 2 + slide(-0.1, 1.1, 8) + gone * 3, (("came", 3.0), ("went", 10.0))),
        Story("camera pans", [middle] * 12, (), pan=True),
        Story("light changes", [middle] * 12, (), light=True),
        Story("nothing", gone * 12, ()),
    ]


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="train")
    parser.add_argument("--objects", default="flickr8k")
    parser.add_argument("--grounds", default="ade20k_val")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    if asked.split == "test":
        parser.error("The test split is not looked at.")
    models = make_application().models

    def detect(pixels: np.ndarray) -> Sequence:  # type: ignore[type-arg]
        return models.detector.look(pixels, CancelToken()).objects

    cuts = _cuts(_pictures(asked.folder, asked.split, asked.objects), detect)
    grounds = _grounds(_pictures(asked.folder, asked.split, asked.grounds), detect)
    print(f"{len(cuts)} objects ({', '.join(one.name for one in cuts)}), {len(grounds)} grounds", flush=True)
    told: Counter[str] = Counter()
    false: Counter[str] = Counter()
    clips = 0
    for number, story in enumerate(stories() * asked.times):
        cut, ground = cuts[number % len(cuts)], grounds[number % len(grounds)]
        events = followed(story, cut, ground, detect)
        clips += 1
        left = list(events)
        missed = []
        for what, at in story.truth:
            fits = [one for one in left if one.happening.value == what and one.name == cut.name]
            near = [one for one in fits if abs(one.at - at) <= NEAR]
            told[f"{what} {'told' if near else 'missed'}"] += 1
            if near:
                left.remove(near[0])
            else:
                missed.append(f"{what} at {at}")
        false.update(one.happening.value for one in left)
        if asked.all and (left or missed):
            extra = [f"{one.happening.value} {one.name} {one.at}" for one in left]
            print(f"{story.kind}, {cut.name}: missed {missed}, false {extra}", flush=True)
    print(f"{clips} clips: {dict(sorted(told.items()))}; false: {dict(false)}")
    return 0


def followed(story: Story, cut: Cut, ground: Image.Image, detect: Detect) -> list[TrackEvent]:
    """What is told of one clip."""
    happenings = Happenings(detect)
    rng = np.random.default_rng(7)
    for second, place in enumerate(story.way):
        shift = 18 * second if story.pan else 0
        frame = ground.crop((shift, 0, shift + WIDE, HIGH)) if story.pan else ground.crop((0, 0, WIDE, HIGH))
        if place is not None:
            left = round(place[0] * WIDE - cut.picture.width / 2) - shift
            top = round(place[1] * HIGH - cut.picture.height / 2)
            frame.paste(cut.picture, (left, top), cut.picture)
        pixels = np.asarray(frame, dtype=np.float32) + rng.normal(0, 2, (HIGH, WIDE, 3))
        if story.light:
            pixels = pixels * (1.0 - 0.04 * second)
        out = io.BytesIO()
        Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=95)
        happenings.look(Moment(float(second), out.getvalue()))
    return happenings.events


def _pictures(folder: Path, split: str, source: str) -> Iterator[Image.Image]:
    rows = [json.loads(line) for line in (folder / "captions.jsonl").read_text("utf-8").splitlines()]
    names = sorted({row["image"] for row in rows if (row["split"], row["source"]) == (split, source)})
    random.Random(11).shuffle(names)
    for name in names[:MOST_SEEN]:
        path = folder / name if (folder / name).exists() else folder / "images" / name
        yield Image.open(path).convert("RGB")


def _cuts(pictures: Iterator[Image.Image], detect: Detect) -> list[Cut]:
    """Objects that stand alone and are sure."""
    cuts: list[Cut] = []
    for picture in pictures:
        picture.thumbnail((WIDE, WIDE))
        sure = [one for one in detect(np.asarray(picture)) if one.stance is Stance.FACT]
        if len(sure) == 1 and sure[0].name in THINGS:
            left, top, right, bottom = sure[0].box
            if 0.08 < (right - left) * (bottom - top) < 0.5 and min(left, top, 1 - right) > 0.02:
                cuts.append(Cut(sure[0].name, _cut(picture, sure[0].box)))
        if len(cuts) == MOST_CUTS:
            break
    return cuts


def _grounds(pictures: Iterator[Image.Image], detect: Detect) -> list[Image.Image]:
    """Photos in which no object of the sort is seen, large enough to pan over."""
    grounds: list[Image.Image] = []
    for picture in pictures:
        wide = picture.resize((WIDE * 2, max(HIGH, round(WIDE * 2 * picture.height / picture.width))))
        names = {one.name for one in detect(np.asarray(wide.crop((0, 0, WIDE, HIGH)))) if one.score >= LEAST}
        if not names.intersection(THINGS):
            grounds.append(wide)
        if len(grounds) == MOST_GROUNDS:
            break
    return grounds


def _cut(picture: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    """The object with soft edges, of a size that fits."""
    wide, high = picture.size
    part = picture.crop((int(box[0] * wide), int(box[1] * high), int(box[2] * wide), int(box[3] * high)))
    scale = min(0.45 * WIDE / part.width, 0.7 * HIGH / part.height)
    part = part.resize((max(8, int(part.width * scale)), max(8, int(part.height * scale))))
    mask = Image.new("L", part.size, 0)
    soft = max(2, min(part.size) // 20)
    ImageDraw.Draw(mask).rectangle((soft, soft, part.width - soft, part.height - soft), fill=255)
    part.putalpha(mask.filter(ImageFilter.GaussianBlur(soft / 2)))
    return part


if __name__ == "__main__":
    sys.exit(main())
