"""Which real pictures the kind head may learn from."""

from typing import Any

import numpy as np
import pytest

from mlx_models.compact.config import CompactConfig
from mlx_models.training.kinds import DIAGRAMS, PHOTOS, REAL, real


def rows(photos: int) -> list[dict[str, Any]]:
    kinds = ["photo"] * photos + ["screenshot", "document", "diagram"] * 2
    return [
        {"image": f"{split}{i}.jpg", "kind": kind, "split": split}
        for split in ("train", "val", "test")
        for i, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("split", "photos", "drawings"), [("train", PHOTOS, 2 + 2 * DIAGRAMS), ("val", 500, 2)]
)
def test_some_photos_and_everything_else(split: str, photos: int, drawings: int) -> None:
    found = real(rows(3000), split, np.random.default_rng(0))
    assert all(path.startswith(split) for path, _ in found)
    kinds = [kind for _, kind in found]
    assert {k: kinds.count(k) for k in set(kinds)} == {
        "photo": photos,
        "screenshot": 2,
        "document": 2,
        "drawing": drawings,
    }
    assert len({path for path, _ in found}) == photos + 6


def test_few_photos_are_all_taken() -> None:
    assert len({path for path, _ in real(rows(3), "train", np.random.default_rng(0))}) == 9


@pytest.mark.parametrize("split", ["test", "", "TRAIN"])
def test_the_test_split_is_refused(split: str) -> None:
    with pytest.raises(ValueError, match="train and val"):
        real(rows(1), split, np.random.default_rng(0))


def test_real_kinds_are_kinds_of_the_model() -> None:
    assert set(REAL.values()) == set(CompactConfig().kinds) - {"blank"}
