import json
from dataclasses import replace
from pathlib import Path

import greedy
import numpy as np
import pytest
import tiny_fastvlm

from mlx_models import load_fastvlm
from mlx_models.errors import ModelError, Stopped
from mlx_models.fastvlm import convert as module
from mlx_models.fastvlm.checkpoint import INDEX, FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout, Quantization
from mlx_models.fastvlm.convert import convert

PIXELS = np.random.default_rng(0).random((1, 3, 64, 64), dtype=np.float32)


def logits(folder: Path) -> np.ndarray:
    model = load_fastvlm(folder)
    return greedy.logits(model, [1, model.config.image_token_index, 2, 3], PIXELS)


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("tied", [True, False])
def test_the_same_model_from_every_layout(layout: Layout, tied: bool, tmp_path: Path) -> None:
    text = replace(tiny_fastvlm.TEXT, tie_word_embeddings=tied, rope_theta=5000.0)
    source = tiny_fastvlm.write(tmp_path / "source", layout, text=text)
    target = tmp_path / "new" / "target"
    convert(source, target)
    made, given = FastVLMCheckpoint(target).config, FastVLMCheckpoint(source).config
    assert made.layout is Layout.MLX
    assert (made.text, made.eos_token_ids, made.image_token_index) == (
        given.text,
        given.eos_token_ids,
        given.image_token_index,
    )
    assert (target / "tokenizer.json").read_bytes() == (source / "tokenizer.json").read_bytes()
    np.testing.assert_array_equal(logits(target), logits(source))
    assert [p.name for p in target.parent.iterdir()] == ["target"]


@pytest.mark.parametrize("bits", [2, 3, 4, 5, 6, 8])
def test_quantised(bits: int, tmp_path: Path) -> None:
    source = tiny_fastvlm.write(tmp_path / "source", dtype="float16")
    convert(source, tmp_path / "target", Quantization(bits, 32))
    wanted = tiny_fastvlm.write(
        tmp_path / "wanted", Layout.MLX, dtype="float16", quantization=Quantization(bits, 32)
    )
    np.testing.assert_allclose(logits(tmp_path / "target"), logits(wanted), atol=0.05)
    entry = json.loads((tmp_path / "target" / "config.json").read_text())["quantization"]
    assert entry == {"bits": bits, "group_size": 32, "mode": "affine"}


def test_the_dtype_is_kept_or_chosen(tmp_path: Path) -> None:
    source = tiny_fastvlm.write(tmp_path / "source", dtype="bfloat16")
    name = "language_model.model.norm.weight"
    convert(source, tmp_path / "kept")
    assert FastVLMCheckpoint(tmp_path / "kept").dtype_of(name) == "BF16"
    convert(source, tmp_path / "chosen", dtype="float16")
    assert FastVLMCheckpoint(tmp_path / "chosen").dtype_of(name) == "F16"
    np.testing.assert_array_equal(logits(tmp_path / "kept"), logits(source))


def test_large_ones_are_sharded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tiny_fastvlm.write(tmp_path / "source")
    monkeypatch.setattr(module, "SHARD", 200_000)
    seen: list[tuple[int, int]] = []
    convert(source, tmp_path / "target", on_progress=lambda done, total: seen.append((done, total)))
    index = json.loads((tmp_path / "target" / INDEX).read_text())
    assert len(set(index["weight_map"].values())) > 2
    assert seen == [(i + 1, len(seen)) for i in range(len(seen))]
    np.testing.assert_array_equal(logits(tmp_path / "target"), logits(source))


def test_nothing_is_left_of_what_was_stopped(tmp_path: Path) -> None:
    source = tiny_fastvlm.write(tmp_path / "source")
    with pytest.raises(Stopped):
        convert(source, tmp_path / "target", should_stop=lambda: True)
    assert [p.name for p in tmp_path.iterdir()] == ["source"]


def test_what_cannot_be_converted(tmp_path: Path) -> None:
    source = tiny_fastvlm.write(tmp_path / "source")
    packed = tiny_fastvlm.write(tmp_path / "packed", Layout.MLX, quantization=Quantization(4, 32))
    target = tmp_path / "target"
    with pytest.raises(ModelError, match="source exists already"):
        convert(source, source)
    with pytest.raises(ModelError, match="quantised already"):
        convert(packed, target)
    with pytest.raises(ModelError, match="float8 is none of"):
        convert(source, target, dtype="float8")
    with pytest.raises(ModelError, match=r"has 96 inputs, no multiple of 64"):
        convert(source, target, Quantization(4, 64))
    assert not target.exists()
