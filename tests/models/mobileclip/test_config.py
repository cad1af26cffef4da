"""Configurations: every published one is read, and what is not understood is refused in words."""

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
import tiny_mobileclip
from hypothesis import given, settings
from hypothesis import strategies as st

from mlx_models.errors import ModelError
from mlx_models.fastvit_plan import FastVitConfig
from mlx_models.mobileclip.config import ClipConfig, parse_config, read_config
from mlx_models.mobileclip.image_config import VitConfig
from mlx_models.mobileclip.model import Plan, plan_image_tower, plan_text

# OpenCLIP's model_configs: image tower, side, width of the embeddings and of the text tower, causal, and the
# number of weights that OpenCLIP counts in the image tower and the text tower.
PUBLISHED = {
    "MobileCLIP-S1": ("fastvit_mci1", 256, 512, False, 21_461_056, 63_428_096),
    "MobileCLIP-S2": ("fastvit_mci2", 256, 512, False, 35_702_992, 63_428_096),
    "MobileCLIP-B": ("vit_base_mci_224", 224, 512, True, 86_349_056, 63_428_096),
    "MobileCLIP2-S0": ("fastvit_mci0", 256, 512, False, 11_357_504, 63_428_096),
    "MobileCLIP2-S3": ("fastvit_mci3", 256, 768, False, 125_074_272, 123_650_304),
    "MobileCLIP2-S4": ("fastvit_mci4", 256, 768, False, 321_569_664, 123_650_304),
    "MobileCLIP2-L-14": ("vit_large_patch14_clip_224", 224, 768, False, 303_966_976, 123_650_304),
}
APPLE: dict[str, Any] = {
    "embed_dim": 512,
    "image_cfg": {"image_size": 256, "model_name": "mci0"},
    "text_cfg": {
        "context_length": 77,
        "vocab_size": 49408,
        "dim": 512,
        "ffn_multiplier_per_layer": 4.0,
        "n_heads_per_layer": 8,
        "n_transformer_layers": 4,
        "norm_layer": "layer_norm_fp32",
        "causal_masking": False,
        "model_name": "mct",
    },
}


def published(name: str) -> dict[str, Any]:
    """As OpenCLIP's file has it."""
    tower, side, width, causal, _, _ = PUBLISHED[name]
    return {
        "embed_dim": width,
        "vision_cfg": {
            "timm_model_name": tower,
            "timm_model_pretrained": False,
            "timm_pool": "token" if tower.startswith("vit") else "avg",
            "timm_proj": None,
            "timm_drop": 0.0,
            "timm_drop_path": 0.0,
            "image_size": side,
        },
        "text_cfg": {
            "context_length": 77,
            "vocab_size": 49408,
            "width": width,
            "heads": width // 64,
            "layers": 12,
            "no_causal_mask": not causal,
        },
        "custom_text": True,
    }


def weights(config: ClipConfig, tower: str) -> int:
    """How many numbers a tower has in its inference form, statistics left out."""
    plan = Plan((), lambda name: pytest.fail(name))
    if tower == "image":
        plan_image_tower(plan, config.image, config.dimension)
    else:
        plan_text(plan, config.text, config.dimension)
    total = 0
    for name, shape in plan.expected.items():
        count = 1
        for side in shape:
            count *= side
        total += count * (".running_" not in name)
    return total


@pytest.mark.parametrize("name", PUBLISHED)
def test_published(name: str) -> None:
    tower, side, width, causal, image, text = PUBLISHED[name]
    config = parse_config(published(name))
    assert (config.name, config.image_size, config.dimension) == (tower, side, width)
    assert (config.text.width, config.text.causal, config.text.hybrid) == (width, causal, False)
    assert weights(config, "text") == text
    assert weights(config, "image") == image


def test_apples_first_s0() -> None:
    config = parse_config(APPLE)
    assert config.text.hybrid
    assert (config.text.hidden, config.text.layers, config.text.causal) == (2048, 4, False)
    assert config.name == "fastvit_mci0"
    beside = {**published("MobileCLIP2-S0"), "text_cfg": APPLE["text_cfg"]}
    assert parse_config({"model_cfg": beside}).text == config.text
    towers = {name: parse_config({**APPLE, "image_cfg": {"model_name": name, "image_size": side}}).name
              for name, side in (("mci1", 256), ("mci2", 256), ("vit_b16", 224))}  # fmt: skip
    assert towers == {"mci1": "fastvit_mci1", "mci2": "fastvit_mci2", "vit_b16": "vit_base_mci_224"}


def test_pictures_as_open_clip_prepares_them_where_nothing_is_said() -> None:
    small = parse_config(published("MobileCLIP-S2")).preprocess
    assert (small.mean, small.std, small.interpolation) == ((0.0,) * 3, (1.0,) * 3, "bilinear")
    large = parse_config(published("MobileCLIP2-S4")).preprocess
    assert large.mean[0] == 0.48145466
    assert large.std[2] == 0.27577711
    assert parse_config(published("MobileCLIP2-L-14")).preprocess.interpolation == "bicubic"
    said = {"mean": [0.5] * 3, "std": 0.25, "interpolation": "bicubic", "resize_mode": "squash"}
    found = parse_config({"model_cfg": published("MobileCLIP2-S4"), "preprocess_cfg": said}).preprocess
    assert (found.mean, found.std, found.interpolation, found.resize) == (
        (0.5,) * 3, (0.25,) * 3, "bicubic", "squash",
    )  # fmt: skip


def test_sizes_of_squeeze_excite() -> None:
    tower = parse_config(published("MobileCLIP-S2")).image
    assert isinstance(tower, FastVitConfig)
    assert [s.squeeze for s in tower.stages] == [0, 0, 80, 160]
    assert (tower.exit_squeeze, tower.exit_width, tower.step) == (80, 1280, 32)
    assert isinstance(parse_config(published("MobileCLIP-B")).image, VitConfig)


def changed(path: str, value: Any) -> dict[str, Any]:
    config: dict[str, Any] = {
        "model_cfg": copy.deepcopy(tiny_mobileclip.MODEL),
        "preprocess_cfg": dict(tiny_mobileclip.PREPROCESS),
    }
    *where, last = path.split(".")
    part = config
    for name in where:
        part = part[name]
    part[last] = value
    return config


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("model_cfg", 5, "model_cfg"),
        ("model_cfg.vision_cfg", [], "vision_cfg"),
        ("model_cfg.embed_dim", None, "embed_dim"),
        ("model_cfg.embed_dim", True, "embed_dim"),
        ("model_cfg.embed_dim", -3, "embed_dim"),
        ("model_cfg.quick_gelu", "yes", "quick_gelu"),
        ("model_cfg.vision_cfg.timm_model_name", None, "names no image tower"),
        ("model_cfg.vision_cfg.timm_model_name", "resnet50", "resnet50 is not supported"),
        ("model_cfg.vision_cfg.timm_pool", "map", "timm_pool"),
        ("model_cfg.vision_cfg.timm_proj", "mlp", "timm_proj"),
        ("model_cfg.vision_cfg.image_size", 100, "multiple of 32"),
        ("model_cfg.vision_cfg.image_size", 10**9, "image_size"),
        ("model_cfg.vision_cfg.attentional_pool", True, "attentional_pool"),
        ("model_cfg.vision_cfg.timm_model_args.layers", [1, 1, 1], "differ in number"),
        ("model_cfg.vision_cfg.timm_model_args.layers", [1, 1, 1, 10**6], "layers"),
        ("model_cfg.vision_cfg.timm_model_args.embed_dims", [16, 24, 32, 32], "from 16 to 24"),
        ("model_cfg.vision_cfg.timm_model_args.embed_dims", [16, 16, 16, 48], "multiple of 32"),
        ("model_cfg.vision_cfg.timm_model_args.mlp_ratios", [1, 1, 1, "x"], "mlp_ratios"),
        ("model_cfg.vision_cfg.timm_model_args.token_mixers", ["repmixer"], "token_mixers"),
        ("model_cfg.text_cfg.hf_model_name", "roberta-base", "hf_model_name"),
        ("model_cfg.text_cfg.heads", 3, "do not fit together"),
        ("model_cfg.text_cfg.pool_type", "none", "pool_type"),
        ("model_cfg.text_cfg.proj_type", "none", "not that of the embeddings"),
        ("model_cfg.text_cfg.qk_norm", True, "qk_norm"),
        ("model_cfg.text_cfg.norm_kwargs", {"eps": 0}, "eps"),
        ("model_cfg.text_cfg.layers", 1e3, "layers"),
        ("preprocess_cfg.mean", [0, 0], "mean"),
        ("preprocess_cfg.std", [1, 1, 0], "std"),
        ("preprocess_cfg.resize_mode", "crop", "resize_mode"),
        ("preprocess_cfg.fill_color", 300, "fill_color"),
    ],
)
def test_what_is_refused(path: str, value: Any, words: str) -> None:
    parse_config(changed("preprocess_cfg.fill_color", 0))
    with pytest.raises(ModelError, match=words):
        parse_config(changed(path, value))


@pytest.mark.parametrize("image", ["mci9", None, 7])
def test_apples_unknown_towers_are_refused(image: Any) -> None:
    with pytest.raises(ModelError, match=r"image tower .* is not supported"):
        parse_config({**APPLE, "image_cfg": {"model_name": image}})


def test_which_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"open_clip_config\.json is missing"):
        read_config(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(published("MobileCLIP2-S0")))
    assert read_config(tmp_path).image_size == 256
    (tmp_path / "open_clip_config.json").write_text(json.dumps({"model_cfg": tiny_mobileclip.MODEL}))
    assert read_config(tmp_path).image_size == 64
    (tmp_path / "open_clip_config.json").write_text("[")
    with pytest.raises(ModelError, match="not JSON"):
        read_config(tmp_path)


_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5000), st.floats(), st.text(max_size=5), st.lists(st.integers())
)
_KEYS = sorted(
    {f"{part}.{key}" for part in ("vision_cfg", "text_cfg") for key in tiny_mobileclip.MODEL[part]}
    | {"embed_dim", "quick_gelu", "vision_cfg.timm_model_args.layers", "text_cfg.mlp_ratio"}
)


@settings(max_examples=150)
@given(st.sampled_from(_KEYS), _VALUES)
def test_any_value_is_taken_or_refused_in_words(key: str, value: Any) -> None:
    with contextlib.suppress(ModelError):
        assert parse_config(changed(f"model_cfg.{key}", value)).dimension > 0
