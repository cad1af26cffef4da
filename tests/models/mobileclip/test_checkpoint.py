"""Strict reading: whatever is wrong with a checkpoint is named, and every layout gives the same model."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_mobileclip
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from mlx_models.errors import ModelError
from mlx_models.mobileclip.checkpoint import ClipCheckpoint
from mlx_models.mobileclip.layouts import to_openclip
from mlx_models.mobileclip.model import load_mobileclip
from mlx_models.runtime import Runtime, Target
from mlx_models.stored import Stored

TRUNK = "visual.trunk."
GOLDENS = Path(__file__).parent.parent / "goldens" / "mobileclip"


def embeddings(folder: Path) -> NDArray[np.float32]:
    model = load_mobileclip(folder, Runtime(Target.METAL))
    pixels = np.random.default_rng(0).random((2, 3, model.image_size, model.image_size), dtype=np.float32)
    ids = np.random.default_rng(1).integers(1, model.config.text.vocab_size, (2, 77))
    return np.concatenate([model.encode_image(pixels), model.encode_text(ids)])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({f"{TRUNK}head.fc.weight": None}, r"missing: visual\.trunk\.head\.fc\.weight\."),
        ({f"{TRUNK}extra.weight": np.zeros(3, np.float32)}, r"not part of the model: visual\.trunk\.extra"),
        (
            {f"{TRUNK}stem.0.reparam_conv.weight": np.zeros((16, 3, 5, 5), np.float32)},
            r"stem\.0\.reparam_conv\.weight has the shape \[16, 3, 5, 5\] and should have \[16, 3, 3, 3\]",
        ),
        ({"text.ln_final.bias": np.zeros(16, np.int32)}, r"text\.ln_final\.bias holds I32"),
        ({"logit_scale": None}, "missing: logit_scale"),
        ({"logit_scale": np.zeros(2, np.float32)}, r"logit_scale has the shape \[2\]"),
        ({"logit_scale": np.float32(1e4)}, "logit_scale makes no sense"),
        ({"logit_bias": np.zeros((), np.float32)}, "not part of the model: logit_bias"),
        ({"text.text_projection": np.zeros((32, 16), np.float32)}, r"should have \[16, 32\]"),
    ],
)
def test_wrong_tensors_are_named(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    tiny_mobileclip.write(tmp_path, changes=changes)
    with pytest.raises(ModelError, match=words):
        load_mobileclip(tmp_path, Runtime(Target.METAL))


def test_missing_branches_are_named_in_the_training_form(tmp_path: Path) -> None:
    gone = f"{TRUNK}stages.0.blocks.0.token_mixer.mixer.conv_scale.bn.running_var"
    tiny_mobileclip.write(tmp_path, training=True, changes={gone: None})
    with pytest.raises(ModelError, match=f"missing: {gone}"):
        load_mobileclip(tmp_path, Runtime(Target.METAL))


def test_both_forms_of_one_convolution_at_once_are_refused(tmp_path: Path) -> None:
    folded = {f"{TRUNK}stem.0.reparam_conv.weight": np.zeros((16, 3, 3, 3), np.float32)}
    tiny_mobileclip.write(tmp_path, training=True, changes=folded)
    with pytest.raises(ModelError, match=r"not part of the model: visual\.trunk\.stem\.0\.conv_kxk"):
        load_mobileclip(tmp_path, Runtime(Target.METAL))


def test_many_missing_tensors_are_counted(tmp_path: Path) -> None:
    names = [n for n in tiny_mobileclip.expected() if n.startswith(f"{TRUNK}stages.1")]
    tiny_mobileclip.write(tmp_path, changes=dict.fromkeys(names))
    with pytest.raises(ModelError, match=f"and {len(names) - 5} more"):
        load_mobileclip(tmp_path, Runtime(Target.METAL))


def test_files(tmp_path: Path) -> None:
    tiny_mobileclip.write(tmp_path)
    weights = tmp_path / tiny_mobileclip.WEIGHTS
    wanted = embeddings(tmp_path)
    weights.rename(tmp_path / "model.safetensors")
    np.testing.assert_array_equal(embeddings(tmp_path), wanted)
    (tmp_path / "model.safetensors").rename(tmp_path / "other.safetensors")
    (tmp_path / tiny_mobileclip.CONFIG).rename(tmp_path / "config.json")
    np.testing.assert_array_equal(embeddings(tmp_path), wanted)
    (tmp_path / "other.safetensors").rename(tmp_path / "open_clip_pytorch_model.bin")
    with pytest.raises(ModelError, match="pickle"):
        load_mobileclip(tmp_path, Runtime(Target.METAL))
    (tmp_path / "open_clip_pytorch_model.bin").unlink()
    with pytest.raises(ModelError, match=r"open_clip_model\.safetensors is missing"):
        load_mobileclip(tmp_path, Runtime(Target.METAL))
    weights.write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="damaged"):
        load_mobileclip(tmp_path, Runtime(Target.METAL))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_read_as_float32(dtype: str, tmp_path: Path) -> None:
    rounded = tiny_mobileclip.write(tmp_path / "half", dtype=dtype)
    whole = {n: a.astype(np.float32) for n, a in load_file(rounded / tiny_mobileclip.WEIGHTS).items()}
    same = tiny_mobileclip.write(tmp_path / "whole", changes=whole)
    np.testing.assert_array_equal(embeddings(rounded), embeddings(same))
    assert ClipCheckpoint(rounded).read("text.ln_final.weight").dtype == np.float32


def test_open_clips_other_layout_and_what_is_not_used(tmp_path: Path) -> None:
    folder = tiny_mobileclip.write(tmp_path)
    wanted = embeddings(folder)
    tensors = load_file(folder / tiny_mobileclip.WEIGHTS)
    top = {name.removeprefix("text."): array for name, array in tensors.items()}
    top["attn_mask"] = np.zeros((77, 77), np.float32)
    top[f"{TRUNK}stem.0.bn.num_batches_tracked"] = np.array(3)
    top["logit_scale"] = top["logit_scale"].reshape(1)
    save_file(top, folder / tiny_mobileclip.WEIGHTS)
    np.testing.assert_array_equal(embeddings(folder), wanted)


@pytest.mark.parametrize("form", ["training", "inference"])
def test_apples_names_and_open_clips_are_one_model(form: str, tmp_path: Path) -> None:
    source = GOLDENS / f"MobileCLIP-S0-{form}"
    checkpoint = ClipCheckpoint(source)
    tensors = {name: checkpoint.read(name) for name in checkpoint.shapes}
    assert {n.partition(".")[0] for n in tensors} == {"visual", "text", "logit_scale"}
    assert not tensors[f"{TRUNK}head.fc.bias"].any()
    save_file(tensors, tmp_path / "open_clip_model.safetensors")
    config = (source / "open_clip_config.json").read_text()
    (tmp_path / "open_clip_config.json").write_text(config)
    np.testing.assert_array_equal(embeddings(tmp_path), embeddings(source))


def test_apples_text_tower_beside_timms_image_tower(tmp_path: Path) -> None:
    source = GOLDENS / "MobileCLIP-S0-training"
    checkpoint = ClipCheckpoint(source)
    image = {name: checkpoint.read(name) for name in checkpoint.shapes if not name.startswith("text.")}
    theirs = load_file(source / "open_clip_model.safetensors")
    text = {n.replace("text_encoder.", "text."): a for n, a in theirs.items() if n.startswith("text_enc")}
    save_file({**image, **text}, tmp_path / "open_clip_model.safetensors")
    (tmp_path / "open_clip_config.json").write_text((source / "open_clip_config.json").read_text())
    np.testing.assert_array_equal(embeddings(tmp_path), embeddings(source))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("image_encoder.model.patch_emb.0.block.conv.weight", "patch_embed.backbone.0.conv.weight"),
        ("image_encoder.model.patch_emb.1.block.norm.running_var", "patch_embed.backbone.1.bn.running_var"),
        ("image_encoder.model.cls_token", "cls_token"),
        ("image_encoder.model.pos_embed.pos_embed.pos_embed", "pos_embed"),
        ("image_encoder.model.transformer.3.pre_norm_mha.1.qkv_proj.bias", "blocks.3.attn.qkv.bias"),
        ("image_encoder.model.transformer.3.pre_norm_mha.1.out_proj.weight", "blocks.3.attn.proj.weight"),
        ("image_encoder.model.transformer.3.pre_norm_ffn.0.bias", "blocks.3.norm2.bias"),
        ("image_encoder.model.transformer.3.pre_norm_ffn.4.weight", "blocks.3.mlp.fc2.weight"),
        ("image_encoder.model.post_transformer_norm.weight", "norm.weight"),
        ("image_encoder.model.classifier.proj", "head.weight"),
    ],
)
def test_apples_names_of_the_vision_transformer(theirs: str, ours: str) -> None:
    [(name, stored)] = to_openclip({theirs: Stored(Path("x"), theirs, (1, 2, 3), "F32")}).items()
    assert name == TRUNK + ours
    assert (stored.axes is not None) == (ours == "head.weight")


def test_what_holds_no_mobileclip(tmp_path: Path) -> None:
    save_file({"model.norm.weight": np.zeros(3, np.float32)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(tiny_mobileclip.MODEL))
    with pytest.raises(ModelError, match="holds no MobileCLIP"):
        load_mobileclip(tmp_path, Runtime(Target.METAL))


def test_a_tensor_under_two_names(tmp_path: Path) -> None:
    folder = tiny_mobileclip.write(tmp_path, changes={"ln_final.bias": np.zeros(16, np.float32)})
    with pytest.raises(ModelError, match="twice"):
        load_mobileclip(folder, Runtime(Target.METAL))
