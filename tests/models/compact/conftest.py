"""A model of random weights in a folder of its own: the full-size tower, everything else tiny."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from mlx.utils import tree_flatten

from mlx_models import load_compact
from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner
from mlx_models.compact.model import CompactModel
from mlx_models.compact.parts import AllParts
from mlx_models.compact.tokenizer import WordTokenizer
from mlx_models.training.export import previous_judge, write_config

# fmt: off
WORDS = [
    "<pad>", "<start>", "<end>", "<unknown>", "a", "dog", "man", "cat", "runs", "on", "grass", "bench", "in",
    "the",
]
TEXT_WORDS = [*WORDS, "holiday", "sunset"]
# fmt: on
OBJECTS = ["dog", "man", "cat", "grass", "bench"]
CLASSES = ["tabby cat", "beagle", "bench", "school bus"]


def tiny_config(**changes: Any) -> CompactConfig:
    sizes: dict[str, Any] = {
        "vocabulary": len(WORDS),
        "text_vocabulary": len(TEXT_WORDS),
        "width": 32,
        "layers": 2,
        "heads": 4,
        "feed_forward": 48,
        "max_tokens": 6,
        "object_tokens": 2,
        "text_width": 16,
        "text_max_tokens": 8,
        "embedding": 12,
        "classes": len(CLASSES),
    }
    return CompactConfig.from_dict(sizes | changes)


def write_model(folder: Path) -> None:
    mx.random.seed(7)
    config = tiny_config()
    weights = AllParts(config, len(OBJECTS))
    # Without the trained scale a random tower says the same of every picture.
    weights.kind.down.bias = mx.array([2.0, 0.0, 0.0, 0.0, 0.0])
    stored = {k: v.astype(mx.float16) for k, v in dict(tree_flatten(weights.parameters())).items()}
    mx.save_safetensors(str(folder / "model.safetensors"), stored)
    WordTokenizer.save(TEXT_WORDS, folder / "tokenizer.json")
    settings = {
        "id": "tiny",
        "model": config.to_dict(),
        "classes": CLASSES,
        "objects": OBJECTS,
        "kind_threshold": 0.0,
        "photo_threshold": 0.0,
        "judge": previous_judge(folder),
    }
    write_config(folder, settings)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never changed by a test; `copied` is for those that do."""
    folder = tmp_path_factory.mktemp("compact")
    write_model(folder)
    return folder


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture(scope="session")
def model(model_folder: Path, cache_folder: Path) -> CompactModel:
    return load_compact(model_folder, cache_folder)


@pytest.fixture
def copied(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the model folder that may be damaged."""
    return Path(shutil.copytree(model_folder, tmp_path / "model"))


@pytest.fixture
def edit_config(copied: Path) -> Callable[[Callable[[dict[str, Any]], None]], Path]:
    """Change the copy's config.json; gives its folder."""

    def edit(change: Callable[[dict[str, Any]], None]) -> Path:
        file = copied / "config.json"
        settings = json.loads(file.read_text())
        change(settings)
        file.write_text(json.dumps(settings))
        return copied

    return edit


@pytest.fixture
def config() -> CompactConfig:
    return tiny_config()


@pytest.fixture
def captioner() -> Captioner:
    """A decoder of random weights, strong enough to prefer some words."""
    mx.random.seed(3)
    model = Captioner(tiny_config())
    model.class_names = mx.random.normal(model.class_names.shape)
    model.bias = mx.random.normal(model.bias.shape)
    model.words.weight = mx.random.normal(model.words.weight.shape) * 0.3
    model.eval()
    return model
