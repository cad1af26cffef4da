"""Pictures made ready, against OpenCLIP's evaluation transform."""

from pathlib import Path

import numpy as np
import pytest
from mobileclip_inputs import PICTURES, picture
from near import assert_near
from PIL import Image

from mlx_models.mobileclip.config import Preprocess
from mlx_models.mobileclip.processing import preprocess

GOLDENS = Path(__file__).parent.parent / "goldens" / "mobileclip" / "pictures.npz"
NOTHING = ((0.0,) * 3, (1.0,) * 3)


@pytest.mark.parametrize("resize", ["shortest", "longest", "squash"])
@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
def test_as_open_clip(resize: str, interpolation: str) -> None:
    golden = np.load(GOLDENS, allow_pickle=False)
    settings = Preprocess(*NOTHING, interpolation, resize, fill=7)
    for mode, size in PICTURES:
        found = preprocess([picture(mode, size)], 32, settings)[0]
        wanted = golden[f"{mode}.{size[0]}.{size[1]}.{resize}.{interpolation}"]
        assert found.dtype == np.float32
        np.testing.assert_array_equal((found * 255).round().astype(np.uint8), wanted, f"{mode} {size}")


def test_a_batch_of_rare_modes() -> None:
    rgb = Image.new("RGB", (50, 40), (200, 100, 0))
    images = [rgb, rgb.convert("P"), rgb.convert("CMYK"), rgb.convert("1"), Image.new("I;16", (9, 9))]
    found = preprocess(images, 16, Preprocess(*NOTHING))
    assert found.shape == (5, 3, 16, 16)
    assert 0 <= found.min() <= found.max() <= 1
    assert_near(found[0, :, 8, 8], np.array([200, 100, 0]) / 255)
    np.testing.assert_allclose(found[1], found[0], atol=0.1)
    assert preprocess([], 16, Preprocess(*NOTHING)).shape == (0, 3, 16, 16)


def test_pictures_of_one_pixel_and_very_long_ones() -> None:
    for size in ((1, 1), (1, 400), (400, 1)):
        for resize in ("shortest", "longest", "squash"):
            found = preprocess([Image.new("RGB", size, (9, 9, 9))], 8, Preprocess(*NOTHING, resize=resize))
            assert found.shape == (1, 3, 8, 8)
            assert found.max() == pytest.approx(9 / 255)
