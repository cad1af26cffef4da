from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from app.describe.drawn import drawn
from app.inference.perception import Face, Perception, SeenObject
from app.inference.protocols import Stance

GREY = (90, 90, 90)
BOX = (0.25, 0.25, 0.75, 0.75)


def seen(*objects: SeenObject, faces: tuple[Face, ...] = ()) -> Perception:
    return Perception(objects, faces)


def thing(name: str = "dog", box: tuple[float, ...] = BOX, stance: Stance = Stance.FACT) -> SeenObject:
    left, top, right, bottom = box
    return SeenObject(name, 0.8, (left, top, right, bottom), stance)


def luminance(colour: tuple[int, ...]) -> float:
    """As WCAG has it."""
    parts = [
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["white", "black", "grey", "yellow", "red"])
def test_a_frame_is_seen_on_any_ground(ground: str) -> None:
    picture = Image.new("RGB", (800, 600), ground)
    pixels = np.asarray(drawn(picture, seen(thing(), faces=(Face(0.9, (0.4, 0.4, 0.6, 0.6), Stance.FACT),))))
    for row in (300, 350):  # through the frames, below the names
        line = [tuple(int(value) for value in pixel) for pixel in pixels[row, :420]]
        steps = [contrast(a, b) for a, b in pairwise(line) if a != b]
        assert len(steps) >= 2
        assert max(steps) >= 7


def test_the_frame_is_where_the_thing_is() -> None:
    pixels = np.asarray(drawn(Image.new("RGB", (800, 600), GREY), seen(thing())))
    changed = (pixels != GREY).any(-1)
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    assert (rows[0], rows[-1]) == (150, 449)
    assert (columns[0], columns[-1]) == (200, 599)
    assert not changed[250:400, 300:500].any(), "what is inside is seen"


def test_what_is_withheld_is_not_drawn() -> None:
    picture = Image.new("RGB", (800, 600), GREY)
    hidden = seen(thing(stance=Stance.WITHHELD), faces=(Face(0.2, BOX, Stance.WITHHELD),))
    assert (np.asarray(drawn(picture, hidden)) == GREY).all()


def test_a_hedged_one_has_another_name() -> None:
    picture = Image.new("RGB", (800, 600), GREY)
    sure = drawn(picture, seen(thing()))
    hedged = drawn(picture, seen(thing(stance=Stance.HEDGED)))
    assert np.count_nonzero(np.asarray(hedged) != GREY) > np.count_nonzero(np.asarray(sure) != GREY)


def test_names_do_not_lie_on_each_other() -> None:
    picture = Image.new("RGB", (800, 600), GREY)
    one = np.asarray(drawn(picture, seen(thing("dog"))))
    two = np.asarray(drawn(picture, seen(thing("dog"), thing("cat"))))
    name = (slice(154, 172), slice(206, 250))  # where the first one lies
    assert (one[name] == 255).any()
    assert (one[name] == two[name]).all(), "the first name is whole"
    assert np.count_nonzero(two[:, :, 0] == 255) > np.count_nonzero(one[:, :, 0] == 255)


@pytest.mark.parametrize(
    ("size", "becomes"), [((1, 1), (640, 640)), ((50, 20), (640, 256)), ((9000, 30), (4096, 14))]
)
def test_any_size(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    everywhere = [
        thing("a" * 40, (0.0, 0.0, 1.0, 1.0)),
        thing("b", (0.9, 0.9, 1.0, 1.0)),
        thing("c", (0, 0, 0, 0)),
    ]
    assert drawn(Image.new("RGB", size), seen(*everywhere)).size == becomes


def test_the_picture_stays_as_it_was() -> None:
    picture = Image.new("L", (700, 500), 90)
    assert drawn(picture, seen(thing())).mode == "RGB"
    assert picture.getcolors() == [(350000, 90)]
