"""Pages of many screens are looked at part by part: each pixel once, each line once."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.cancel import CancelToken
from app.describe.ocr import tiles
from app.describe.ocr.budget import TILE_PIXELS
from app.describe.ocr.protocol import Region
from app.describe.ocr.rapid import RapidOcr
from app.describe.ocr.reading import read_text
from tests.support.made_layouts import font


@pytest.mark.parametrize("size", [(896, 8384), (8384, 896), (640, 25600), (25600, 640), (1344, 768)])
def test_parts_cover_each_pixel_once_and_stay_small(size: tuple[int, int]) -> None:
    seen = np.zeros((size[1] // 32, size[0] // 32), dtype=int)
    for look, keep in tiles.parts(*size):
        assert (look[2] - look[0]) * (look[3] - look[1]) <= 1.2 * TILE_PIXELS
        assert look[0] <= keep[0] < keep[2] <= look[2]
        assert look[1] <= keep[1] < keep[3] <= look[3]
        for axis in (0, 1):
            assert keep[axis] == 0 or keep[axis] - look[axis] >= 32
        left, top, right, bottom = (round(edge / 32) for edge in keep)
        seen[top:bottom, left:right] += 1
    assert (seen == 1).all()


def test_lines_that_the_first_part_cuts_are_left_for_the_whole() -> None:
    part = tiles.first_part(1280, 9000)
    assert part == (0, 0, 1280, 1280)
    whole, cut = Region((40, 600, 1270, 620)), Region((40, 1262, 700, 1279))
    assert tiles.whole_lines([whole, cut], part, (1280, 9000)) == [whole]


@pytest.mark.slow
@pytest.mark.parametrize("tall", [True, False])
def test_a_long_page_is_read_whole(tall: bool) -> None:
    wide, high = (640, 5000) if tall else (5000, 640)
    image = Image.new("RGB", (wide, high), "white")
    expected = []
    for k in range(wide // 620 * (high // 120)):
        column, row = divmod(k, high // 120)
        expected.append(f"Clause {k + 1} stays")
        ImageDraw.Draw(image).text(
            (30 + 620 * column, 20 + 120 * row), expected[-1], fill="black", font=font(16)
        )
    first: list[str] = []
    reading = read_text(
        RapidOcr(), image, CancelToken(), lambda lines: first.extend(line.text for line in lines)
    )
    read = [line.text.replace(" ", "") for line in reading.lines]
    assert sorted(read) == sorted(line.replace(" ", "") for line in expected)
    assert expected[0].replace(" ", "") in [line.replace(" ", "") for line in first]
