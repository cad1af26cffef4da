import numpy as np
import pytest
from near import assert_near
from PIL import Image

from mlx_models.detector.pixels import fit


def test_a_wide_picture_has_black_above_and_below() -> None:
    fitted = fit(Image.new("RGB", (800, 400), "white"), 416)
    assert (fitted.offset, fitted.size) == ((0, 104), (416, 208))
    assert fitted.pixels.shape == (416, 416, 3)
    assert fitted.pixels[:104].max() == fitted.pixels[312:].max() == 0
    assert fitted.pixels[104:312].min() == 255


def test_boxes_in_shares_of_the_picture() -> None:
    fitted = fit(Image.new("RGB", (800, 400)), 416)
    boxes = np.float32([[104, 104, 416, 208], [-9, -9, 999, 999]])
    assert_near(fitted.shares(boxes), np.array([[0.25, 0, 1, 0.5], [0, 0, 1, 1]]))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (3, 2)])
def test_any_size(size: tuple[int, int]) -> None:
    fitted = fit(Image.new("RGB", size, "white"), 192)
    assert max(fitted.size) == 192
    assert min(fitted.size) >= 1
    assert fitted.pixels.max() == 255


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1", "CMYK"])
def test_any_mode(mode: str) -> None:
    assert fit(Image.new(mode, (20, 10)), 192).pixels.shape == (192, 192, 3)


def test_a_smaller_square_has_the_same_in_the_same_place() -> None:
    fitted = fit(Image.new("RGB", (800, 400), "white"), 416)
    small = fitted.smaller(208)
    assert small.shape == (208, 208, 3)
    assert small[:51].max() == small[157:].max() == 0
    assert small[53:155].min() == 255
