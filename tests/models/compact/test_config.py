"""config.json's sizes."""

import json
from typing import Any

import pytest

from mlx_models.compact.config import CompactConfig
from mlx_models.errors import ModelError


def test_survives_json() -> None:
    config = CompactConfig(vocabulary=99, layers=3, kinds=("photo", "blank"))
    assert CompactConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_what_is_not_said_has_its_default() -> None:
    assert CompactConfig.from_dict({"width": 8}) == CompactConfig(width=8)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"widht": 8}, "widht"),
        ({"width": "8"}, "width"),
        ({"grid": 2.5}, "grid"),
        ({"layers": None}, "layers"),
        ({"heads": True}, "heads"),
        ({"kinds": "photo"}, "kinds"),
        ({"kinds": ["photo", 3]}, "kinds"),
        ({"kinds": None}, "kinds"),
        ({"heads": 0}, "heads"),
        ({"layers": -1}, "layers"),
        ({"object_tokens": -1}, "object_tokens"),
        ({"object_tokens": 1000}, "object_tokens"),
        ({"image_size": 0}, "image_size"),
        ({"image_size": 10**6}, "image_size"),
        ({"heads": 7}, "heads"),
        ({"text_heads": 7}, "heads"),
    ],
)
def test_a_wrong_entry_is_named(data: dict[str, Any], named: str) -> None:
    with pytest.raises(ModelError, match=named):
        CompactConfig.from_dict(data)
