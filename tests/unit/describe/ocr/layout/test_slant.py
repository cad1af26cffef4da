"""Slanted pages: their slant is found from their lines, and their lines are put back on a straight page."""

import math
import random

import pytest

from app.describe.ocr.layout.order import reading_order
from app.describe.ocr.layout.slant import level_boxes, page_slant, straightened
from app.describe.ocr.protocol import Region
from tests.support.made_layouts import Page, kendall_tau, made_layouts


def regions_of(page: Page, seed: int = 0) -> list[Region]:
    """What a detector finds: short words in upright boxes, long lines slanted, slants measured roughly."""
    dice = random.Random(seed)
    angle = math.radians(-page.tilt)
    cos, sin = math.cos(angle), math.sin(angle)
    found = []
    for (left, top, right, bottom), (x, y) in zip(page.boxes(), page.centres(), strict=True):
        wide, high = (right - left) / 2 + 3, (bottom - top) / 2 + 3
        a, b, c, d = (
            (x + sx * wide * cos - sy * high * sin, y + sx * wide * sin + sy * high * cos)
            for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        )
        xs, ys = zip(a, b, c, d, strict=True)
        box = round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))
        off = dice.gauss(0, 6 * high / wide)
        found.append(Region(box, 1.0, (a, b, c, d) if wide > 3 * high else None, slant=-page.tilt + off))
    return found


def test_the_slant_of_made_pages_is_found() -> None:
    misses = []
    for page in made_layouts(100, 1):
        slant = page_slant(regions_of(page))
        misses.append(abs(slant + page.tilt))
    assert sum(miss > 1.0 for miss in misses) <= 6
    assert sum(misses) / len(misses) < 0.5


def test_slanted_pages_are_read_in_order() -> None:
    taus = []
    for page in made_layouts(100, 2):
        texts = [piece[0] for piece in page.pieces]
        taus.append(kendall_tau(_ranks(reading_order(level_boxes(regions_of(page)), texts))))
    assert sum(taus) / len(taus) > 0.985


def _ranks(order: list[int]) -> list[int]:
    ranks = [0] * len(order)
    for rank, i in enumerate(order):
        ranks[i] = rank
    return ranks


def test_a_level_page_is_left_as_it_is() -> None:
    regions = [Region((40, 30 * k, 600, 30 * k + 20), slant=0.1 * (-1) ** k) for k in range(1, 6)]
    assert page_slant(regions) == 0.0
    assert level_boxes(regions) == [region.box for region in regions]


def test_signs_of_all_directions_have_no_slant() -> None:
    regions = [
        Region((50 * k, 40 * k, 50 * k + 300, 40 * k + 60), slant=s) for k, s in enumerate((-30, 0, 12, 25))
    ]
    assert page_slant(regions) == 0.0


def test_regions_without_a_measured_slant_have_none() -> None:
    assert page_slant([Region((0, 0, 300, 20)), Region((0, 40, 300, 60))]) == 0.0
    assert page_slant([]) == 0.0


@pytest.mark.parametrize("degrees", [-15.0, -5.0, 8.0])
def test_an_upright_box_around_a_slanted_word_gives_back_its_size(degrees: float) -> None:
    cos, sin = math.cos(math.radians(degrees)), abs(math.sin(math.radians(degrees)))
    wide, high = 90, 30
    box = (0, 0, round(wide * cos + high * sin), round(wide * sin + high * cos))
    ((left, top, right, bottom),) = straightened([Region(box)], degrees)
    assert right - left == pytest.approx(wide, abs=3)
    assert bottom - top == pytest.approx(high, abs=3)
