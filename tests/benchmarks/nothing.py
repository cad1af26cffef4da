"""Of 300 drawn pictures that show no thing at all, in how many is an object said, as a fact or with a hedge?

    PYTHONPATH=. .venv/bin/python tests/benchmarks/nothing.py [--count 300] [--keep FOLDER]

Blanks, noise, gradients, textures (wood, brick, cloth, marble, tiles, sand), walls, charts, pages of text;
all saved as JPEG and described whole. `--keep` writes those in which something was said.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from app.describe.picture import Picture
from app.describe.result import Description
from app.inference.protocols import Level, Stance
from app.main import make_application
from mlx_models.training.synthetic import blanks, papers
from mlx_models.training.synthetic.documents import scan
from mlx_models.training.synthetic.drawings import CHARTS
from mlx_models.training.synthetic.kit import Kit, fit_inside

SAID = (Stance.FACT, Stance.HEDGED)
Dice = np.random.Generator
Field = NDArray[np.float64]


def main() -> None:
    """Print what was said falsely, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    kit, made, told = Kit.load(), Counter[str](), Counter[str]()
    with closing(make_application()) as app:
        for number in range(arguments.count):
            if number % 25 == 0:
                print(f"{number} of {arguments.count}", file=sys.stderr, flush=True)
            dice = np.random.default_rng(90_000 + number)
            kind, draw = MAKERS[number % len(MAKERS)]
            picture = fit_inside(draw(dice, kit).convert("RGB"), 900)
            made[kind] += 1
            stream = BytesIO()
            picture.save(stream, "JPEG", quality=int(dice.integers(75, 96)))
            narration = app.describer(None).describe(Picture(stream.getvalue()), Level.DETAILED)
            list(narration)
            if things := things_in(narration.result):
                told[kind] += 1
                print(f"{number} {kind}: {things}: {narration.result.spoken}", flush=True)
                if arguments.keep is not None:
                    arguments.keep.mkdir(parents=True, exist_ok=True)
                    picture.save(arguments.keep / f"{number}.png")
    for kind, count in made.items():
        print(f"{kind}: an object said in {told[kind]} of {count}")
    print(f"together {sum(told.values())} of {sum(made.values())}")


def things_in(found: Description) -> list[str]:
    """What is said to be in it."""
    things = [f"{one.stance} {one.name}" for one in found.perceived.objects if one.stance in SAID]
    things += [f"perhaps {one.name}" for one in found.objects]
    if found.caption_source == "model" and found.caption:
        things.append(f"{found.stance} {found.caption}")
    return things


def _size(dice: Dice) -> tuple[int, int]:
    wide = int(dice.integers(320, 900))
    size = wide, int(wide * dice.uniform(0.5, 1.0))
    return size if dice.random() < 0.7 else size[::-1]


def _waves(dice: Dice, size: tuple[int, int], few: int) -> Field:
    """Slow clouds, -1..1 or so."""
    small = dice.normal(0, 1, (few, few))
    image = Image.fromarray(small.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image, np.float64)


def _coloured(dice: Dice, values: Field, spread: float = 25.0) -> Image.Image:
    """(height, width) about 0 -> shades of one colour, with the grain of a camera."""
    base = dice.uniform(60, 220, 3)
    pixels = base + spread * values[..., None] + dice.normal(0, dice.uniform(0, 6), (*values.shape, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _wood(dice: Dice, kit: Kit) -> Image.Image:
    size = _size(dice)
    down = np.linspace(0, dice.uniform(10, 40), size[1])[:, None]
    return _coloured(dice, np.sin(down + 2.5 * _waves(dice, size, 4)) + 0.3 * _waves(dice, size, 30))


def _cloth(dice: Dice, kit: Kit) -> Image.Image:
    size, step = _size(dice), dice.uniform(2.5, 9)
    across, down = np.meshgrid(np.arange(size[0]) / step, np.arange(size[1]) / step)
    return _coloured(dice, np.sin(across) * np.sin(down) + 0.8 * _waves(dice, size, 4))


def _marble(dice: Dice, kit: Kit) -> Image.Image:
    size = _size(dice)
    veins = 1 / (1 + 12 * np.abs(_waves(dice, size, 6) + 0.4 * _waves(dice, size, 24)))
    return _coloured(dice, veins * 2 - 1)


def _sand(dice: Dice, kit: Kit) -> Image.Image:
    size = _size(dice)
    grain = Image.fromarray(dice.normal(0, 1, size[::-1]).astype(np.float32))
    return _coloured(dice, np.asarray(grain.resize(size)) * 0.7 + 0.7 * _waves(dice, size, 5))


def _bricks(dice: Dice, kit: Kit) -> Image.Image:
    size, wide, high = _size(dice), int(dice.integers(40, 120)), int(dice.integers(16, 50))
    image = _coloured(dice, 0.5 * _waves(dice, size, 20))
    draw, brick = ImageDraw.Draw(image), dice.integers(90, 200, 3)
    for row in range(-1, size[1] // high + 1):
        for column in range(-1, size[0] // wide + 1):
            shade = tuple(int(v) for v in np.clip(brick + dice.normal(0, 12) + [20, 0, -10], 0, 255))
            left, top = column * wide + row % 2 * wide // 2, row * high
            draw.rectangle((left, top, left + wide - 4, top + high - 4), fill=shade)
    return image.filter(ImageFilter.GaussianBlur(0.7))


def _tiles(dice: Dice, kit: Kit) -> Image.Image:
    size, side = _size(dice), int(dice.integers(30, 140))
    image = _coloured(dice, 0.3 * _waves(dice, size, 4))
    draw, gap = ImageDraw.Draw(image), (90, 90, 90)
    for place in range(0, max(size), side):
        draw.line((place, 0, place, size[1]), fill=gap, width=2)
        draw.line((0, place, size[0], place), fill=gap, width=2)
    return image


def _wall(dice: Dice, kit: Kit) -> Image.Image:
    """Plaster in slanting light, often with a corner, a skirting board or a second wall."""
    size = _size(dice)
    light = np.linspace(-1, 1, size[0])[None, :] * dice.uniform(-1, 1) + 0.2 * _waves(dice, size, 5)
    image = _coloured(dice, light + 0.1 * _waves(dice, size, 60))
    if dice.random() < 0.6:
        at = int(size[0] * dice.uniform(0.2, 0.8))
        side = image.crop((at, 0, *size)).point(lambda value: value * 0.8)
        image.paste(side, (at, 0))
    if dice.random() < 0.5:
        floor = int(size[1] * dice.uniform(0.7, 0.95))
        ImageDraw.Draw(image).rectangle(
            (0, floor, *size), fill=tuple(int(v) for v in dice.integers(40, 160, 3))
        )
    return image


def _blank(dice: Dice, kit: Kit) -> Image.Image:
    return blanks.make_blank(dice, None, kit)


def _noise(dice: Dice, kit: Kit) -> Image.Image:
    return blanks.noise(dice, _size(dice), kit)


def _gradient(dice: Dice, kit: Kit) -> Image.Image:
    return blanks.gradient(dice, _size(dice), kit)


def _chart(dice: Dice, kit: Kit) -> Image.Image:
    return CHARTS[int(dice.integers(len(CHARTS)))](dice, kit)


def _page(dice: Dice, kit: Kit) -> Image.Image:
    page = papers.MAKERS[int(dice.integers(len(papers.MAKERS)))](dice, kit)
    return scan(dice, page) if dice.random() < 0.5 else page


MAKERS: tuple[tuple[str, Callable[[Dice, Kit], Image.Image]], ...] = (
    ("blank", _blank), ("noise", _noise), ("gradient", _gradient), ("wood", _wood), ("wall", _wall),
    ("chart", _chart), ("page", _page), ("cloth", _cloth), ("wall", _wall), ("brick", _bricks),
    ("chart", _chart), ("page", _page), ("marble", _marble), ("tiles", _tiles), ("sand", _sand),
)  # fmt: skip

if __name__ == "__main__":
    main()
