"""The only thing on a plain ground: a pointer or a cursor is no sign, whatever is read in it."""

import numpy as np
import pytest
from made_guards import font
from PIL import Image, ImageChops, ImageDraw

from app.describe.pixels.close_up import is_pointer
from app.inference.perception import Box

ARROW = ((0, 0), (0, 3), (0.7, 2.4), (1.2, 3.5), (1.6, 3.3), (1.1, 2.2), (2.1, 2.1))
SIGNS = "ABCDEFGHJKLMNOPQRSTUVWXYZabdefghkmnopqrstuvwxyz0123456789?&%€$"


def mark_of(image: Image.Image) -> Box:
    ground = Image.new("RGB", image.size, image.getpixel((0, 0)))  # type: ignore[arg-type]
    box = ImageChops.difference(image, ground).getbbox()
    assert box is not None
    wide, high = image.size
    return box[0] / wide, box[1] / high, box[2] / wide, box[3] / high


@pytest.mark.parametrize("seed", range(20))
def test_an_arrow_is_a_pointer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    image, u = Image.new("RGB", (400, 300), "black" if seed % 2 else "#d8d8d8"), float(rng.uniform(5, 11))
    x, y = float(rng.uniform(100, 300)), float(rng.uniform(100, 200))
    points = [(x + across * u, y + down * u) for across, down in ARROW]
    ImageDraw.Draw(image).polygon(
        points, fill="white" if seed % 3 else "black", outline=["black", "white"][seed % 2]
    )
    assert is_pointer(image, mark_of(image))


def test_a_stroke_is_one_and_nothing_is_none() -> None:
    image = Image.new("RGB", (400, 300), "black")
    ImageDraw.Draw(image).line((200, 100, 200, 130), fill="white", width=2)
    assert is_pointer(image, mark_of(image))
    assert not is_pointer(image, None)


@pytest.mark.parametrize("size", [16, 24, 48])
def test_letters_and_digits_are_none(size: int) -> None:
    taken = []
    for sign in SIGNS:
        image = Image.new("RGB", (300, 200), "white")
        ImageDraw.Draw(image).text((100, 90), sign, "black", font(size))
        if is_pointer(image, mark_of(image)):
            taken.append(sign)
    assert taken == []
