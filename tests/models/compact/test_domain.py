"""What is like the photos that were measured."""

import numpy as np
import pytest

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.domain import Domain, domain_features
from mlx_models.errors import ModelError

CONFIG = CompactConfig(tower_channels=3)
PHOTO = np.array([0.96, 0.01, 0.01, 0.01, 0.01], np.float32)


def test_the_features_are_channels_then_kinds() -> None:
    grid = np.array([[4.0, 0.0, -1.0], [4.0, 2.0, -1.0]], np.float32)
    found = domain_features(grid, PHOTO)
    assert found[:3] == pytest.approx([2.0, 1.0, 0.0])
    assert found[3:] == pytest.approx(np.log(PHOTO))
    assert np.isfinite(domain_features(grid, np.array([1, 0, 0, 0, 0], np.float32))).all()


def test_above_nothing_a_picture_is_foreign() -> None:
    domain = Domain({"weights": [1.0, 0, 0, 0, 0, 0, 0, 0], "bias": -1.0}, CONFIG)
    assert domain.is_foreign(np.full((2, 3), 4.0, np.float32), PHOTO)
    assert not domain.is_foreign(np.full((2, 3), 0.5, np.float32), PHOTO)


def test_how_strange_it_is_is_told_besides() -> None:
    domain = Domain({"weights": [1.0, 0, 0, 0, 0, 0, 0, 0], "bias": -1.0}, CONFIG)
    assert domain.strangeness(np.full((2, 3), 4.0, np.float32), PHOTO) == pytest.approx(1.0)


def test_an_unlikely_photo_is_foreign_whatever_it_looks_like() -> None:
    domain = Domain({"weights": [0.0] * 8, "bias": -1.0}, CONFIG)
    assert not domain.is_foreign(np.zeros((2, 3), np.float32), PHOTO)
    assert domain.is_foreign(np.zeros((2, 3), np.float32), np.array([0.5, 0.5, 0, 0, 0], np.float32))


@pytest.mark.parametrize(
    "settings", [{"weights": [1.0], "bias": 0}, {"weights": [float("nan")] * 8, "bias": 0}]
)
def test_weights_that_do_not_fit_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="domain"):
        Domain(settings, CONFIG)
