"""The model folder that training ends in."""

import hashlib
import json
from pathlib import Path

import mlx.core as mx
import pytest
from mlx.utils import tree_flatten
from PIL import Image

from mlx_models import load_compact
from mlx_models.compact.config import CompactConfig
from mlx_models.compact.judge import Judge
from mlx_models.compact.parts import AllParts
from mlx_models.training.export import digest, export, previous_judge, write_config
from mlx_models.training.tensors import read_tensors

WORDS = ["<pad>", "<start>", "<end>", "<unknown>", "a", "dog", "cat", "sea"]
OBJECTS = ["cat", "dog"]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the stages leave, each part in its own file."""
    folder = tmp_path_factory.mktemp("runs")
    mx.random.seed(0)
    config = CompactConfig(
        vocabulary=7, width=16, layers=1, heads=2, feed_forward=16, text_vocabulary=8, text_width=16,
        embedding=8, classes=4, object_tokens=2,
    )  # fmt: skip
    weights = AllParts(config, len(OBJECTS))
    for name in ("captioner", "image_head", "text", "presence", "kind"):
        mx.save_safetensors(
            str(folder / f"{name}.safetensors"), dict(tree_flatten(weights[name].parameters()))
        )
    tower = dict(tree_flatten(weights.tower.parameters()))
    tower |= {f"classifier.{k}": v for k, v in weights.classifier.parameters().items()}
    mx.save_safetensors(str(folder / "tower.safetensors"), tower)
    (folder / "model.json").write_text(json.dumps(config.to_dict() | {"text_vocabulary": 0}))
    (folder / "text_words.json").write_text(json.dumps(WORDS))
    (folder / "objects.json").write_text(json.dumps(OBJECTS))
    (folder / "classes.json").write_text(json.dumps(["dog", "cat", "bench", "boat"]))
    return folder


def test_export_gives_a_model_that_loads(parts: Path, tmp_path: Path) -> None:
    out = tmp_path / "compact"
    export(parts, parts, parts, parts / "classes.json", out)
    assert {p.name for p in out.iterdir()} == {"config.json", "model.safetensors", "tokenizer.json"}
    settings = json.loads((out / "config.json").read_text())
    assert settings["model"]["text_vocabulary"] == len(WORDS)
    for name, listed in settings["files"].items():
        assert listed["sha256"] == hashlib.sha256((out / name).read_bytes()).hexdigest()
    stored = read_tensors(out / "model.safetensors")
    assert {v.dtype for v in stored.values()} == {mx.float16}
    head = read_tensors(parts / "tower.safetensors")["head.bias"].astype(mx.float16)
    assert mx.array_equal(stored["tower.head.bias"], head).item()
    model = load_compact(out)
    assert model.name == "compact"
    look = model.look(Image.new("RGB", (20, 20), "green"))
    assert look.stance in {"withheld", "none"}


def test_a_part_of_another_size_is_refused(parts: Path, tmp_path: Path) -> None:
    (tmp_path / "objects.json").write_text(json.dumps([*OBJECTS, "boat"]))
    for name in ("image_head", "text", "presence", "kind"):
        (tmp_path / f"{name}.safetensors").symlink_to(parts / f"{name}.safetensors")
    (tmp_path / "text_words.json").symlink_to(parts / "text_words.json")
    with pytest.raises(ValueError, match="presence"):
        export(parts, parts, tmp_path, parts / "classes.json", tmp_path / "out")
    assert not (tmp_path / "out" / "config.json").exists()


def test_without_a_fitted_judge_everything_is_withheld(tmp_path: Path) -> None:
    judge = Judge.from_dict(previous_judge(tmp_path))
    assert min(judge.fact, judge.hedge) > 1


def test_a_fitted_judge_is_kept(parts: Path, tmp_path: Path) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"")
    fitted = previous_judge(tmp_path) | {"fact": 0.83}
    write_config(tmp_path, {"judge": fitted})
    assert previous_judge(tmp_path) == fitted


@pytest.mark.parametrize("content", ["", "{}", "[1"])
def test_a_damaged_config_has_no_judge_to_keep(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    assert previous_judge(tmp_path)["hedge"] > 1


def test_digest(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    assert digest(tmp_path / "file").startswith("ba7816bf")
