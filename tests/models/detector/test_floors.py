import json
from pathlib import Path
from typing import Any

import pytest

from mlx_models.detector.floors import FLOORS, Floor, load_floors
from mlx_models.errors import ModelError


def kept(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def test_the_shipped_floors(folder: Path) -> None:
    floors = load_floors(folder / FLOORS)
    assert {"face", "person"} <= set(floors.own)
    assert 0.3 < floors.of("person").fact < 0.8
    assert floors.of("hair drier") == floors.usual


def test_a_class_with_a_floor_of_its_own(tmp_path: Path) -> None:
    pairs = {"usual": {"fact": 0.5, "hedge": 0.4}, "classes": {"dog": {"fact": 0.6, "hedge": 0.3}}}
    floors = load_floors(kept(tmp_path / FLOORS, pairs))
    assert floors.of("dog") == Floor(0.6, 0.3)
    assert floors.of("cat") == Floor(0.5, 0.4)


def test_a_class_that_is_not_known_is_left_out(tmp_path: Path) -> None:
    pairs = {"usual": {"fact": 0.5, "hedge": 0.4}, "classes": {"unicorn": {"fact": 0.6, "hedge": 0.3}}}
    assert load_floors(kept(tmp_path / FLOORS, pairs)).own == {}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        {"usual": {"fact": 0.4, "hedge": 0.5}, "classes": {}},
        {"usual": {"fact": "NaN", "hedge": 0.5}, "classes": {}},
        {"usual": {"fact": 0.5, "hedge": 0}, "classes": {}},
        {"usual": {"fact": 0.5, "hedge": 0.4}, "classes": {"dog": 0.5}},
        {"usual": {"fact": 0.5, "hedge": 0.4}, "classes": []},
    ],
)
def test_damaged_floors(tmp_path: Path, value: Any) -> None:
    with pytest.raises(ModelError, match="cannot be used"):
        load_floors(kept(tmp_path / FLOORS, value))


def test_no_floors(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        load_floors(tmp_path / FLOORS)
