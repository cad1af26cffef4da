"""Labels for pictures, with an encoder whose points are known, and with a real one."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import tiny_mobileclip
from near import assert_near
from numpy.typing import NDArray

from mlx_models import load_mobileclip
from mlx_models.errors import ModelError
from mlx_models.mobileclip.zero_shot import TEMPLATES, classify, embed_labels, probabilities


class Points:
    """Each sentence is a point that its letters say, each picture one that its first pixels say."""

    logit_scale = 10.0

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def encode_image(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        found = pixels[:, :, 0, 0]
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def encode_text(self, token_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        found = token_ids.astype(np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def tokenize(self, texts: Sequence[str]) -> NDArray[np.int64]:
        self.sentences += texts
        return np.array([[t.count(c) for c in "xyz"] for t in texts], np.int64)


def test_templates_are_averaged_and_the_scale_counts() -> None:
    model = Points()
    pixels = np.zeros((2, 3, 4, 4), np.float32)
    pixels[0, 0, 0, 0] = pixels[1, 2, 0, 0] = 0.5
    found = classify(model, pixels, ["x", "z"], ["{}", "{} and y"])
    assert model.sentences == ["x", "x and y", "z", "z and y"]
    mean = (np.array([1, 0]) + np.array([1, 1]) / 2**0.5) / 2
    near = mean[0] / np.linalg.norm(mean)
    wanted = np.exp(10 * near) / (np.exp(10 * near) + 1)
    assert_near(found, [[wanted, 1 - wanted], [1 - wanted, wanted]])
    assert found.dtype == np.float32


def test_no_picture_and_huge_scales() -> None:
    labels = embed_labels(Points(), ["x", "y"])
    assert classify(Points(), np.zeros((0, 3, 4, 4), np.float32), ["x", "y"]).shape == (0, 2)
    found = probabilities(labels, labels, 1e6)
    assert np.isfinite(found).all()
    assert_near(found, np.eye(2))


@pytest.mark.parametrize(
    ("labels", "templates"), [([], ["{}"]), (["x"], []), (["x"], ["a photo"]), ("x", ["{}"]), (["x"], "{}")]
)
def test_what_makes_no_sense(labels: Sequence[str], templates: Sequence[str]) -> None:
    with pytest.raises(ModelError, match="label"):
        embed_labels(Points(), labels, templates)


def test_with_a_model(tmp_path: Path) -> None:
    model = load_mobileclip(tiny_mobileclip.write(tmp_path), cache_dir=False)
    pixels = np.random.default_rng(0).random((3, 3, model.image_size, model.image_size), dtype=np.float32)
    found = classify(model, pixels, ["dog", "cat", "house"])
    assert found.shape == (3, 3)
    assert_near(found.sum(1), 1)
    sentence = TEMPLATES[0].replace("{}", "dog")
    alone = embed_labels(model, ["dog"], TEMPLATES[:1])
    assert_near(alone, model.encode_text(model.tokenize([sentence])))
