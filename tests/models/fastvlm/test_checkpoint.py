import json
from pathlib import Path

import numpy as np
import pytest
import tiny_fastvlm
from near import assert_near

from mlx_models.errors import ModelError
from mlx_models.fastvlm.checkpoint import INDEX, FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout, Quantization

OURS = tiny_fastvlm.tensors()
SHAPES = {name: array.shape for name, array in OURS.items()}
QUERY = "model.layers.0.self_attn.q_proj.weight"


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("shards", [1, 3])
def test_tensors_come_back_in_our_names_and_axes(layout: Layout, shards: int, tmp_path: Path) -> None:
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, layout, shards=shards))
    assert checkpoint.config.layout is layout
    assert checkpoint.shapes == SHAPES
    checkpoint.check(SHAPES)
    for name, array in OURS.items():
        np.testing.assert_array_equal(checkpoint.read(name), array, err_msg=name)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float16", 1e-3), ("bfloat16", 1e-2)])
def test_half_precision(dtype: str, tolerance: float, tmp_path: Path) -> None:
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, dtype=dtype))
    for name in list(OURS)[::10]:
        found = checkpoint.read(name)
        assert found.dtype == np.float32
        assert_near(found, OURS[name], rel=tolerance)


@pytest.mark.parametrize(
    ("layout", "name"),
    [
        (Layout.APPLE, "model.vision_tower.vision_tower.model.network.0.0.convffn.fc1.weight"),
        (Layout.TRANSFORMERS, "model.vision_tower.timm_model.stages.1.blocks.1.mlp.fc1.weight"),
        (Layout.MLX, "vision_tower.vision_model.network.2.1.convffn.fc1.weight"),
        (Layout.APPLE, QUERY),
        (Layout.TRANSFORMERS, "model.language_model.layers.1.mlp.down_proj.weight"),
        (Layout.TRANSFORMERS, "model.multi_modal_projector.linear_2.bias"),
        (Layout.MLX, "mm_projector.0.weight"),
    ],
)
def test_missing_and_misshapen_tensors_are_named_as_in_the_file(
    layout: Layout, name: str, tmp_path: Path
) -> None:
    without = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path / "a", layout, changes={name: None}))
    with pytest.raises(ModelError, match=f"missing: {name.replace('.', r'[.]')}"):
        without.check(SHAPES)
    odd = FastVLMCheckpoint(
        tiny_fastvlm.write(tmp_path / "b", layout, changes={name: np.ones((3, 5), np.float32)})
    )
    with pytest.raises(ModelError, match=rf"{name} has the shape \[3, 5\] and should have"):
        odd.check(SHAPES)


def test_an_extra_tensor_is_named(tmp_path: Path) -> None:
    extra = {"model.layers.7.mlp.up_proj.weight": np.ones((4, 4), np.float32)}
    with pytest.raises(ModelError, match=r"not part of the model: model\.layers\.7\.mlp\.up_proj\.weight"):
        FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, changes=extra)).check(SHAPES)


def test_many_problems_are_counted(tmp_path: Path) -> None:
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path))
    with pytest.raises(ModelError, match="and 15 more"):
        checkpoint.check({**SHAPES, **{f"mm_projector.{i}.bias": (1,) for i in range(10, 30)}})


def test_numbers_of_the_wrong_kind_are_named(tmp_path: Path) -> None:
    changes = {QUERY: np.zeros((64, 64), np.int32)}
    with pytest.raises(ModelError, match=f"{QUERY} holds I32"):
        FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, changes=changes)).check(SHAPES)


def test_a_tied_head_may_be_there(tmp_path: Path) -> None:
    head = {"lm_head.weight": np.ones((tiny_fastvlm.VOCABULARY, 64), np.float32)}
    FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, changes=head)).check(SHAPES)


def test_pickles_are_refused(tmp_path: Path) -> None:
    folder = tiny_fastvlm.write(tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickle"):
        FastVLMCheckpoint(folder)
    (folder / INDEX).write_text(json.dumps({"weight_map": {QUERY: "pytorch_model.bin"}}))
    with pytest.raises(ModelError, match="pickle"):
        FastVLMCheckpoint(folder)


def test_an_index_may_not_lead_outside(tmp_path: Path) -> None:
    folder = tiny_fastvlm.write(tmp_path / "inner")
    (folder / INDEX).write_text(json.dumps({"weight_map": {QUERY: "../model.safetensors"}}))
    with pytest.raises(ModelError, match="outside the folder"):
        FastVLMCheckpoint(folder)


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 300])
def test_an_index_may_name_what_is_no_file(tmp_path: Path, name: str) -> None:
    folder = tiny_fastvlm.write(tmp_path)
    (folder / INDEX).write_text(json.dumps({"weight_map": {QUERY: f"{name}.safetensors"}}))
    with pytest.raises(ModelError, match="safetensors"):
        FastVLMCheckpoint(folder)


def test_a_missing_shard_and_a_missing_entry(tmp_path: Path) -> None:
    folder = tiny_fastvlm.write(tmp_path, shards=2)
    index = json.loads((folder / INDEX).read_text())
    index["weight_map"]["model.no.such.weight"] = "model-00001-of-00002.safetensors"
    (folder / INDEX).write_text(json.dumps(index))
    with pytest.raises(ModelError, match=r"missing: model\.no\.such\.weight"):
        FastVLMCheckpoint(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(ModelError, match=r"model-00002-of-00002\.safetensors is missing"):
        FastVLMCheckpoint(folder)


@pytest.mark.parametrize("length", [0, 5, 100, 3000, -1])
def test_a_damaged_file_is_named(length: int, tmp_path: Path) -> None:
    file = tiny_fastvlm.write(tmp_path) / "model.safetensors"
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(ModelError, match=r"model\.safetensors is damaged"):
        FastVLMCheckpoint(tmp_path)


@pytest.mark.parametrize("file", ["config.json", "generation_config.json"])
def test_a_damaged_configuration_is_named(file: str, tmp_path: Path) -> None:
    (tiny_fastvlm.write(tmp_path) / file).write_text("")
    with pytest.raises(ModelError, match=f"^{file} is not JSON"):
        FastVLMCheckpoint(tmp_path)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no safetensors"):
        FastVLMCheckpoint(tmp_path)


@pytest.mark.parametrize("bits", [2, 3, 4, 5, 6, 8])
def test_quantised_layers(bits: int, tmp_path: Path) -> None:
    how = Quantization(bits, 32)
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, Layout.MLX, quantization=how))
    checkpoint.check(SHAPES)
    name = "language_model.model.layers.0.mlp.down_proj"
    assert checkpoint.is_quantised(name)
    weight = checkpoint.read(f"{name}.weight")
    step = np.ptp(OURS[f"{name}.weight"].reshape(-1, 32), axis=1).max() / (2**bits - 1)
    assert weight.shape == SHAPES[f"{name}.weight"]
    assert np.abs(weight - OURS[f"{name}.weight"]).max() < 1.1 * step


def test_a_quantised_layers_parts_must_fit(tmp_path: Path) -> None:
    name = "language_model.model.layers.0.mlp.down_proj"
    for part, change, words in (
        ("scales", np.ones((64, 9), np.float32), rf"{name}\.scales has the shape \[64, 9\]"),
        ("biases", None, rf"missing: {name}\.biases"),
        ("weight", np.ones((64, 96), np.float32), f"{name}.weight is not packed"),
    ):
        folder = tiny_fastvlm.write(
            tmp_path / part,
            Layout.MLX,
            quantization=Quantization(4, 32),
            changes={f"{name}.{part}": change},
        )
        with pytest.raises(ModelError, match=words):
            FastVLMCheckpoint(folder).check(SHAPES)


def test_a_changed_file_has_another_fingerprint(tmp_path: Path) -> None:
    one = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, seed=1)).fingerprint()
    assert FastVLMCheckpoint(tmp_path).fingerprint() == one
    assert FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, seed=2)).fingerprint() != one


def test_text_shapes_are_all_of_the_language_models() -> None:
    assert tiny_fastvlm.TEXT.shapes() == {n: s for n, s in SHAPES.items() if n.startswith("language_model.")}
