import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.describe.video.happenings import MOST_EVENTS, Happenings
from app.describe.video.watched import MOMENT_SIDE, Moment
from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance

RED, BLUE = (220, 20, 20), (20, 20, 220)


def street(*boxes: Box, shift: int = 0) -> Image.Image:
    """A patterned ground, so far to the left, with red things on it."""
    tiles = np.random.default_rng(1).integers(0, 128, (8, 64), dtype=np.uint8)
    wide = Image.fromarray(tiles).resize((1600, 200), Image.Resampling.NEAREST)
    image = wide.crop((shift, 0, shift + MOMENT_SIDE, 200))
    picture = Image.merge("RGB", (image, image, image))
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        pen.rectangle((left * MOMENT_SIDE, top * 200, right * MOMENT_SIDE, bottom * 200), fill=RED)
    return picture


def red_things(pixels: NDArray[np.uint8]) -> Sequence[SeenObject]:
    """A detector that knows red rectangles, one at a time."""
    far = pixels.astype(int) - RED
    rows, columns = np.nonzero((np.abs(far) < 60).all(axis=2))
    if len(rows) < 50:
        return ()
    height, width = pixels.shape[:2]
    box = (columns.min() / width, rows.min() / height, columns.max() / width, rows.max() / height)
    return (SeenObject("dog", 0.9, box, Stance.FACT),)


def moment(at: float, picture: Image.Image) -> Moment:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, subsampling=0)
    return Moment(at, out.getvalue())


def happened(pictures: Sequence[Image.Image]) -> list[tuple[str, float]]:
    happenings = Happenings(red_things)
    for number, picture in enumerate(pictures):
        happenings.look(moment(2.0 * number, picture))
    return [(event.happening.value, event.at) for event in happenings.events]


LEFT, RIGHT = (0.1, 0.3, 0.3, 0.9), (0.7, 0.3, 0.9, 0.9)


def test_what_comes_and_goes_is_told_with_its_time() -> None:
    empty = street()
    there = street(LEFT)
    assert happened([empty, there, there, there, empty, empty]) == [("came", 2.0), ("went", 8.0)]


def test_where_the_camera_moves_nothing_is_told() -> None:
    pictures = [street(*([LEFT] if number % 4 > 1 else []), shift=60 * number) for number in range(12)]
    assert happened(pictures) == []


def test_another_picture_is_no_coming() -> None:
    ground = Image.new("RGB", (MOMENT_SIDE, 200), BLUE)
    assert happened([ground, ground, street(LEFT), street(LEFT), street(LEFT)]) == []


def test_what_fills_the_picture_hides_whether_the_camera_moved() -> None:
    empty, close = street(), street((0.02, 0.02, 0.98, 0.98))
    assert happened([empty, close, close, close, empty, empty, empty]) == []


def test_what_is_kept_does_not_grow_with_the_length() -> None:
    empty, there = street(), street(RIGHT)
    happenings = Happenings(red_things)
    for number in range(4 * MOST_EVENTS):
        happenings.look(moment(float(number), there if number % 4 > 1 else empty))
    assert len(happenings.events) == MOST_EVENTS
    assert happenings.left_out > MOST_EVENTS / 2


def test_where_nothing_moves_it_is_not_looked_at_again() -> None:
    looks: list[int] = []

    def counted(pixels: NDArray[np.uint8]) -> Sequence[SeenObject]:
        looks.append(len(looks))
        return red_things(pixels)

    happenings = Happenings(counted)
    for number, picture in enumerate([street(), *[street(LEFT)] * 8]):
        happenings.look(moment(float(number), picture))
    assert [event.happening.value for event in happenings.events] == ["came"]
    assert len(looks) == 2


def test_where_the_camera_moves_slowly_over_soft_ground_nothing_is_told() -> None:
    def soft(shift: int) -> Image.Image:
        tiles = np.random.default_rng(1).integers(60, 128, (8, 64), dtype=np.uint8)
        wide = Image.fromarray(tiles).resize((1600, 200), Image.Resampling.BICUBIC)
        picture = wide.crop((shift, 0, shift + MOMENT_SIDE, 200)).convert("RGB")
        ImageDraw.Draw(picture).rectangle((320 - shift, 60, 390 - shift, 180), fill=RED)
        return picture

    assert happened([soft(0)] * 3 + [soft(12 * step) for step in range(1, 14)] + [soft(156)] * 3) == []
