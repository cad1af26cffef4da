"""What an outside check of loading found: each was read wrongly, or reported as something else."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_fastvlm
from safetensors import safe_open

from mlx_models import load_fastvlm
from mlx_models.errors import ModelError
from mlx_models.fastvit_plan import FastVitConfig, FastVitStage
from mlx_models.fastvlm import layouts
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout, Quantization, parse_config
from mlx_models.fastvlm.convert import convert
from mlx_models.fastvlm.layouts import VISION
from mlx_models.fastvlm.vision import read_vision, vision_shapes

DOWN = "language_model.model.layers.0.mlp.down_proj"
# One block a stage leaves few tensors that tell its sizes.
SHALLOW = FastVitConfig(
    tuple(FastVitStage(1, width, 4 * width, 0, i > 2, i > 2) for i, width in enumerate((16, 16, 32, 32, 64))),
    128,
    8,
)
HIDDEN = 64


def _change_config(folder: Path, **changes: Any) -> None:
    config = json.loads((folder / "config.json").read_text())
    for name, value in changes.items():
        config.pop(name, None)
        if value is not None:
            config[name] = value
    (folder / "config.json").write_text(json.dumps(config))


def test_missing_scales_are_named(tmp_path: Path) -> None:
    tiny_fastvlm.write(
        tmp_path,
        Layout.MLX,
        quantization=Quantization(4, 32),
        changes={f"{DOWN}.scales": None},
    )
    with pytest.raises(ModelError, match=rf"missing: {DOWN}\.scales"):
        FastVLMCheckpoint(tmp_path).check({f"{DOWN}.weight": (64, 96)})


@pytest.mark.parametrize("part", ["scales", "biases"])
def test_scales_of_the_wrong_kind_are_named(part: str, tmp_path: Path) -> None:
    wrong = {f"{DOWN}.{part}": np.zeros((64, 3), np.int32)}
    tiny_fastvlm.write(tmp_path, Layout.MLX, quantization=Quantization(4, 32), changes=wrong)
    with pytest.raises(ModelError, match=rf"{DOWN}\.{part} holds I32"):
        FastVLMCheckpoint(tmp_path).check({f"{DOWN}.weight": (64, 96)})


@pytest.mark.parametrize(
    "wrong", ["network.0.0.convffn.fc1.bias", "network.10.0.convffn.fc1.bias", "conv_exp.se.reduce.bias"]
)
def test_a_wrong_bias_is_not_the_measure_of_a_stage_of_one_block(wrong: str) -> None:
    shapes = dict(reversed(vision_shapes(SHALLOW, HIDDEN).items()))
    shapes[VISION + wrong] = (shapes[VISION + wrong][0] + 1,)
    assert read_vision(shapes, {}) == SHALLOW


def test_attention_that_lacks_its_first_matrix_is_still_attention() -> None:
    shapes = vision_shapes(SHALLOW, HIDDEN)
    del shapes[VISION + "network.10.0.token_mixer.qkv.weight"]
    assert read_vision(shapes, {}) == SHALLOW


@pytest.mark.parametrize(
    "arguments", [{"lkc_use_act": False}, {"act_layer": "relu"}, {"down_stride": 1}, {"token_mixers": []}]
)
def test_a_tower_that_computes_something_else_is_refused(arguments: dict[str, Any]) -> None:
    config = {"architecture": "fastvit_mci3", "model_args": arguments}
    with pytest.raises(ModelError, match=next(iter(arguments))):
        read_vision(vision_shapes(SHALLOW, HIDDEN), config)


def test_another_activation_of_the_projector_is_refused(tmp_path: Path) -> None:
    tiny_fastvlm.write(tmp_path, Layout.TRANSFORMERS)
    _change_config(tmp_path, projector_hidden_act="relu")
    with pytest.raises(ModelError, match="relu"):
        FastVLMCheckpoint(tmp_path)


def test_what_config_does_not_say_is_what_the_layouts_readers_take_it_for(tmp_path: Path) -> None:
    """In transformers Qwen2 has a base of 10,000 and a head of its own; in mlx-vlm a million and none."""
    tiny_fastvlm.write(tmp_path, Layout.MLX)
    _change_config(tmp_path, tie_word_embeddings=None, rope_theta=None)
    text = FastVLMCheckpoint(tmp_path).config.text
    assert (text.tie_word_embeddings, text.rope_theta) == (True, 1e6)
    config = json.loads((tmp_path / "config.json").read_text())
    text = parse_config(config, Layout.APPLE, {}).text
    assert (text.tie_word_embeddings, text.rope_theta) == (False, 1e4)


def test_every_layouts_names_are_made_of_a_shallow_towers() -> None:
    names = list(vision_shapes(SHALLOW, HIDDEN))
    for layout in Layout:
        theirs = layouts.from_ours(names, layout)
        assert layouts.to_ours(theirs.values(), layout) == {theirs[name]: name for name in names}


@pytest.mark.parametrize(
    ("name", "value"),
    [("num_hidden_layers", 10**9), ("max_position_embeddings", 10**12), ("max_position_embeddings", 0)],
)
def test_numbers_that_would_fill_the_memory_are_refused(name: str, value: int, tmp_path: Path) -> None:
    tiny_fastvlm.write(tmp_path)
    _change_config(tmp_path, **{name: value})
    with pytest.raises(ModelError, match="make no sense"):
        FastVLMCheckpoint(tmp_path)


@pytest.mark.parametrize(
    "sizes", [{"layers": [10**9, 1, 1, 1, 1]}, {"layers": [], "embed_dims": [], "mlp_ratios": []}]
)
def test_a_tower_of_endless_or_no_layers_is_refused(sizes: dict[str, Any]) -> None:
    config = {"architecture": "fastvit_mci3", "model_args": sizes}
    with pytest.raises(ModelError, match="layers"):
        read_vision(vision_shapes(SHALLOW, HIDDEN), config)


def test_other_weights_with_the_old_time_have_another_fingerprint(tmp_path: Path) -> None:
    file = tiny_fastvlm.write(tmp_path) / "model.safetensors"
    # As large as a real one, between whose samples most of a change would lie.
    tiny_fastvlm.write(tmp_path, changes={"rotary_emb.inv_freq": np.zeros(1 << 20, np.float32)})
    before, status = FastVLMCheckpoint(tmp_path).fingerprint(), file.stat()
    with file.open("r+b") as data:
        data.seek(status.st_size // 128 * 3 + 8192)
        data.write(b"\x01")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert FastVLMCheckpoint(tmp_path).fingerprint() != before


def test_a_folder_removed_after_loading_is_told(tmp_path: Path) -> None:
    model = load_fastvlm(tiny_fastvlm.write(tmp_path / "model"))
    shutil.rmtree(tmp_path / "model")
    with pytest.raises(ModelError, match=r"model\.safetensors cannot be read"):
        model.encode_images(np.zeros((1, 3, 64, 64), np.float32))


def test_no_pictures_have_no_features(tmp_path: Path) -> None:
    model = load_fastvlm(str(tiny_fastvlm.write(tmp_path / "model")), cache_dir=str(tmp_path / "cache"))
    assert model.encode_images(np.zeros((0, 3, 128, 128), np.float32)).shape == (0, 4, 64)


def test_a_converted_checkpoint_has_the_head_that_mlx_vlm_expects(tmp_path: Path) -> None:
    convert(tiny_fastvlm.write(tmp_path / "source", Layout.TRANSFORMERS), tmp_path / "target")
    with safe_open(tmp_path / "target" / "model.safetensors", "numpy") as file:
        assert file.get_slice("vision_tower.vision_model.head.proj").get_shape() == [128, 768]
    assert FastVLMCheckpoint(tmp_path / "target").shapes == FastVLMCheckpoint(tmp_path / "source").shapes


def test_a_graph_that_another_process_kept_meanwhile_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of two that build the same graph at once, neither may remove what the other is about to open."""
    monkeypatch.setattr("mlx_models.ort.traced.LARGE", 0)
    cache = tmp_path / "cache"
    folder = tiny_fastvlm.write(tmp_path / "model")
    pixels = np.random.default_rng(0).random((1, 3, 64, 64), dtype=np.float32)
    found = load_fastvlm(folder, cache_dir=cache).encode_images(pixels)
    [kept] = cache.glob("*.graph")
    before = kept.stat()
    # As if it had looked before the first was done.
    monkeypatch.setattr("mlx_models.ort.open_cached", lambda key, cache_dir, threads: None)
    again = load_fastvlm(folder, cache_dir=cache).encode_images(pixels)
    np.testing.assert_array_equal(again, found)
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(cache.glob("*.graph")) == [kept]


@pytest.mark.parametrize("number", ["999999999", "9" * 5000, "\u00b2"])
@pytest.mark.parametrize(
    ("layout", "name"),
    [
        (Layout.TRANSFORMERS, f"{layouts.TIMM}stages.#.blocks.0.mlp.fc1.weight"),
        (Layout.TRANSFORMERS, f"{layouts.TIMM}stages.0.blocks.#.mlp.fc1.weight"),
        (Layout.APPLE, "model.vision_tower.vision_tower.model.network.#.0.convffn.fc1.weight"),
        (Layout.MLX, f"{VISION}network.0.#.convffn.fc1.weight"),
        (Layout.MLX, f"{VISION}network.#.proj.0.se.reduce.weight"),
    ],
)
def test_a_number_in_a_name_that_no_model_has_is_refused_at_once(
    layout: Layout, name: str, number: str, tmp_path: Path
) -> None:
    """Nothing is counted up to it, or made as often."""
    name = name.replace("#", number)
    tiny_fastvlm.write(tmp_path, layout, changes={name: np.zeros((64, 64, 1, 1), np.float32)})
    with pytest.raises(ModelError, match=r"network|stages") as error:
        load_fastvlm(tmp_path, cache_dir=False)
    assert len(str(error.value)) < 6000
