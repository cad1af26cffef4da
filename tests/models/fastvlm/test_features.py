"""Pictures are encoded once and kept, the most recent ones."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from storyteller import TinyLanguage, TinyModel

from mlx_models.errors import Stopped
from mlx_models.fastvlm.config import ImageSettings
from mlx_models.fastvlm.processing import FeatureStore, RgbPicture, View, preprocess


def picture(shade: int, size: tuple[int, int] = (100, 60)) -> RgbPicture:
    return RgbPicture(Image.new("RGB", size, (shade, 2 * shade, 3 * shade)))


def whole(one: RgbPicture, resolution: int = 64) -> View:
    return View(resolution, ((0, 0, *one.rgb.size),), "")


@pytest.fixture
def model(tmp_path: Path) -> TinyModel:
    return TinyModel(tmp_path, TinyLanguage(10))


def test_the_content_is_what_counts(model: TinyModel) -> None:
    store = FeatureStore(model.encode_images, ImageSettings())
    (features,), fresh = store.encode(picture(1), whole(picture(1)))
    assert fresh == 1
    (again,), fresh = store.encode(picture(1), whole(picture(1)))
    assert fresh == 0
    assert again is features
    expected = model.encode_images(preprocess(picture(1).rgb, 64)[None])[0]
    np.testing.assert_array_equal(features, expected)
    assert store.encode(picture(2), whole(picture(2)))[1] == 1
    assert picture(1, (60, 100)).digest != picture(1).digest
    assert store.nbytes == 2 * features.nbytes


def test_another_resolution_or_part_is_encoded(model: TinyModel) -> None:
    store, one = FeatureStore(model.encode_images, ImageSettings()), picture(5)
    assert store.view_of(one) is None
    store.encode(one, whole(one, 64))
    assert store.encode(one, whole(one, 128))[1] == 1
    halves = View(64, ((0, 0, 60, 60), (40, 0, 100, 60)), "")
    parts, fresh = store.encode(one, halves)
    assert (len(parts), fresh) == (2, 2)
    assert store.view_of(one) == halves
    assert store.encode(one, whole(one, 64))[1] == 0
    assert model.encoded == [64, 128, 64, 64]


def test_the_oldest_is_forgotten(model: TinyModel) -> None:
    store = FeatureStore(model.encode_images, ImageSettings(), keep=2)
    for shade in (1, 2, 1, 3):
        store.encode(picture(shade), whole(picture(shade)))
    assert len(model.encoded) == 3
    assert store.view_of(picture(2)) is None
    assert store.encode(picture(1), whole(picture(1)))[1] == 0
    assert store.encode(picture(2), whole(picture(2)))[1] == 1
    with pytest.raises(ValueError, match="at least one"):
        FeatureStore(model.encode_images, ImageSettings(), keep=0)


def test_a_stop_between_parts_keeps_those_that_are_done(model: TinyModel) -> None:
    store, one = FeatureStore(model.encode_images, ImageSettings()), picture(5)
    view = View(64, ((0, 0, 60, 60), (40, 0, 100, 60)), "")
    asked = iter([False, True])
    with pytest.raises(Stopped):
        store.encode(one, view, lambda: next(asked))
    assert store.encode(one, view)[1] == 1
    assert len(model.encoded) == 2
