from pathlib import Path
from typing import Any

import pytest
import tiny_fastvlm

from mlx_models import load_fastvlm
from mlx_models.errors import ModelError
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout
from mlx_models.fastvlm.layouts import from_ours
from mlx_models.fastvlm.vision import fastvithd, read_vision, vision_of, vision_shapes

SMALL = FastVLMCheckpoint(tiny_fastvlm.GOLDEN)
ARGUMENTS: dict[str, Any] = {"layers": [1, 2, 1, 1, 1], "embed_dims": [16, 16, 32, 32, 64]}


def test_without_a_name_the_tensors_decide() -> None:
    assert read_vision(SMALL.shapes, {}) == vision_of(SMALL.shapes)


def test_timms_name_and_what_is_changed() -> None:
    shapes = SMALL.shapes
    named = read_vision(shapes, {"architecture": "fastvit_mci3", "model_args": ARGUMENTS})
    assert named == vision_of(shapes)
    full = read_vision(vision_shapes(fastvithd(), 896), {"architecture": "fastvit_mci3.apple_v2"})
    assert full == fastvithd()
    ratios = {**ARGUMENTS, "mlp_ratios": [2, 4, 4, 4, 1.5]}
    changed = read_vision(shapes, {"architecture": "fastvit_mci3", "model_args": ratios})
    assert [stage.hidden for stage in changed.stages] == [32, 64, 128, 128, 96]


@pytest.mark.parametrize(
    "config",
    [
        {"architecture": "resnet50"},
        {"architecture": "fastvit_mci3", "model_args": {**ARGUMENTS, "layers": 3}},
        {"architecture": "fastvit_mci3", "model_args": {**ARGUMENTS, "layers": [1, 2]}},
        {"architecture": "fastvit_mci3", "model_args": {**ARGUMENTS, "embed_dims": ["a"] * 5}},
        {"architecture": "fastvit_mci3", "model_args": 7},
    ],
)
def test_what_is_not_known(config: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match=r"not supported|not a list|differ in number"):
        read_vision(SMALL.shapes, config)


def test_a_missing_last_block_is_named_where_the_depths_are_known(tmp_path: Path) -> None:
    names = from_ours(tiny_fastvlm.tensors(), Layout.TRANSFORMERS).values()
    gone = {name: None for name in names if ".stages.1.blocks.1." in name}
    assert len(gone) > 5
    folder = tiny_fastvlm.write(tmp_path / "b", Layout.TRANSFORMERS, changes=gone)
    with pytest.raises(ModelError, match=r"missing: .*stages\.1\.blocks\.1\."):
        load_fastvlm(folder)


@pytest.mark.parametrize("layout", list(Layout))
def test_a_missing_position_encoding_is_missed(layout: Layout, tmp_path: Path) -> None:
    part = {
        Layout.TRANSFORMERS: "model.vision_tower.timm_model.stages.3.pos_emb.reparam_conv",
        Layout.APPLE: "model.vision_tower.vision_tower.model.network.6.reparam_conv",
        Layout.MLX: "vision_tower.vision_model.network.6.reparam_conv",
    }[layout]
    changes = {f"{part}.weight": None, f"{part}.bias": None}
    folder = tiny_fastvlm.write(tmp_path, layout, changes=changes)
    with pytest.raises(ModelError, match="missing") as caught:
        load_fastvlm(folder)
    assert f"{part}.weight" in str(caught.value)
    assert "not part of" not in str(caught.value)
