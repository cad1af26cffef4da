"""What a MobileCLIP checkpoint's configuration says, in OpenCLIP's form or in Apple's.

OpenCLIP's is ``open_clip_config.json`` with "model_cfg" and "preprocess_cfg", or "model_cfg"'s content alone.
Beyond OpenCLIP's entries, "timm_model_args" of "vision_cfg" may hold timm's arguments that differ from what
"timm_model_name" stands for. Apple's is that of its ml-mobileclip repository ("image_cfg", "text_cfg" with
"dim"), needed for MobileCLIP-S0, which OpenCLIP has no form for; such a text tower may stand beside an image
tower in OpenCLIP's.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlx_models.errors import ModelError
from mlx_models.mobileclip.image_config import (
    MOST_BLOCKS,
    WIDEST,
    ImageConfig,
    VitConfig,
    image_config,
)
from mlx_models.stored import read_json
from mlx_models.values import choice, flag, number, refuse_unknown, section, whole

CONFIGS = ("open_clip_config.json", "config.json")
LARGEST = 2048  # pixels, a picture's side
_OPENAI_MEAN = (0.48145466, 0.4578275, 0.40821073)
_OPENAI_STD = (0.26862954, 0.26130258, 0.27577711)
_LARGE_TOWERS = ("fastvit_mci3", "fastvit_mci4", "vit_large_patch14_clip_224")
_APPLE_TOWERS = {f"mci{i}": f"fastvit_mci{i}" for i in range(5)} | {"vit_b16": "vit_base_mci_224"}
_VISION = (
    "timm_model_name",
    "timm_model_args",
    "timm_model_pretrained",
    "timm_pool",
    "timm_drop",
    "timm_drop_path",
    "patch_dropout",
    "image_size",
)
_TEXT = (
    "context_length",
    "vocab_size",
    "width",
    "heads",
    "layers",
    "mlp_ratio",
    "ls_init_value",
    "pad_id",
    "eos_id",
    "no_causal_mask",
    "pool_type",
    "proj_type",
    "proj_bias",
    "norm_kwargs",
    "hf_tokenizer_name",
    "hf_model_pretrained",
    "hf_proj_type",
    "hf_pooler_type",
    "tokenizer_kwargs",
)
_APPLES_TEXT = (
    "context_length",
    "vocab_size",
    "dim",
    "ffn_multiplier_per_layer",
    "n_heads_per_layer",
    "n_transformer_layers",
    "norm_layer",
    "causal_masking",
    "model_name",
    "embed_dropout",
)
_NO = dict.fromkeys(
    ("embed_cls", "final_ln_after_pool", "output_tokens", "qk_norm", "scaled_cosine_attn", "scale_heads",
     "scale_attn_inner", "scale_attn", "scale_fc"),
    False,
)  # fmt: skip
_TEXT_FIXED = {**_NO, "act_kwargs": None, "block_type": "default", "tokenizer_mode": "clean"}


@dataclass(frozen=True)
class TextConfig:
    """A text tower's sizes.

    Attributes:
        context_length: Positions.
        vocab_size: Ids.
        width: Channels.
        heads: Of each block.
        layers: Blocks with attention.
        hidden: Width inside a block's feed-forward part.
        causal: A position sees none after it.
        quick_gelu: x * sigmoid(1.702 x) instead of the exact GELU.
        epsilon: Of the layer norms.
        pool: Whose position stands for the sentence: "argmax" (the largest id's), "eos", "first", "last".
        eos_id: What "eos" looks for.
        projection: What follows: "matrix", "linear" (a matrix with a bias) or "none".
        layer_scale: What blocks add is scaled per channel.
        hybrid: MobileCLIP-S0's: a convolutional block before and after those with attention.
    """

    context_length: int
    vocab_size: int
    width: int
    heads: int
    layers: int
    hidden: int
    causal: bool
    quick_gelu: bool = False
    epsilon: float = 1e-5
    pool: str = "argmax"
    eos_id: int = 2
    projection: str = "matrix"
    layer_scale: bool = False
    hybrid: bool = False


@dataclass(frozen=True)
class Preprocess:
    """How pictures are made ready.

    Attributes:
        mean: Subtracted from each channel in 0..1.
        std: Divides it then.
        interpolation: "bilinear" or "bicubic".
        resize: "shortest" (fill the square, cut the rest off), "longest" (fit it in) or "squash".
        fill: Of what "longest" leaves free, 0 to 255.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]
    interpolation: str = "bilinear"
    resize: str = "shortest"
    fill: int = 0


@dataclass(frozen=True)
class ClipConfig:
    """A model.

    Attributes:
        name: The image tower's, timm's.
        dimension: Length of an embedding.
        image_size: A picture's side in pixels.
        image: The image tower.
        text: The text tower.
        preprocess: Of pictures.
    """

    name: str
    dimension: int
    image_size: int
    image: ImageConfig
    text: TextConfig
    preprocess: Preprocess


def read_config(folder: Path) -> ClipConfig:
    """The configuration in a checkpoint's folder.

    Raises:
        ModelError: There is none, or it describes no model that is known here.
    """
    for name in CONFIGS:
        if (folder / name).is_file():
            return parse_config(read_json(folder / name))
    raise ModelError(f"{CONFIGS[0]} is missing.")


def parse_config(config: Mapping[str, Any]) -> ClipConfig:
    """See :func:`read_config`."""
    model = section(config, "model_cfg") if "model_cfg" in config else config
    name, side, tower = _apples_image(model) if "image_cfg" in model else _image(model)
    text, quick_gelu = section(model, "text_cfg"), flag(model, "quick_gelu")
    return _checked(
        ClipConfig(
            name=name,
            dimension=whole(model, "embed_dim", None, WIDEST),
            image_size=side,
            image=tower,
            text=_apples_text(text) if "dim" in text else _text(text, quick_gelu),
            preprocess=_preprocess(section(config, "preprocess_cfg"), name),
        )
    )


def _image(model: Mapping[str, Any]) -> tuple[str, int, ImageConfig]:
    vision = section(model, "vision_cfg")
    name = vision.get("timm_model_name")
    if not isinstance(name, str):
        raise ModelError("The configuration names no image tower of timm's.")
    name = name.partition(".")[0]
    tower = image_config(name, section(vision, "timm_model_args"))
    pool = "token" if isinstance(tower, VitConfig) else "avg"
    refuse_unknown(vision, "vision_cfg", _VISION, {"timm_proj": "", "timm_proj_bias": False})
    if vision.get("timm_pool", "avg") != pool:
        raise ModelError(f'"timm_pool" in the configuration is not "{pool}", which {name} needs.')
    return name, whole(vision, "image_size", 224, LARGEST), tower


def _apples_image(model: Mapping[str, Any]) -> tuple[str, int, ImageConfig]:
    image = section(model, "image_cfg")
    name = _APPLE_TOWERS.get(str(image.get("model_name")))
    if name is None:
        raise ModelError(f"The image tower {image.get('model_name')} is not supported.")
    refuse_unknown(image, "image_cfg", ("model_name", "image_size", "model_args"), {})
    side = whole(image, "image_size", 256, LARGEST)
    return name, side, image_config(name, section(image, "model_args"))


def _text(text: Mapping[str, Any], quick_gelu: bool) -> TextConfig:
    refuse_unknown(text, "text_cfg", _TEXT, _TEXT_FIXED)
    norm = section(text, "norm_kwargs")
    refuse_unknown(norm, "norm_kwargs", ("eps",), {})
    width = whole(text, "width", 512, WIDEST)
    projection = choice(text, "proj_type", ("linear", "none"), "linear")
    if projection == "linear":
        projection = "linear" if flag(text, "proj_bias") else "matrix"
    return TextConfig(
        context_length=whole(text, "context_length", 77, WIDEST),
        vocab_size=whole(text, "vocab_size", 49408, 1 << 24),
        width=width,
        heads=whole(text, "heads", 8, width),
        layers=whole(text, "layers", 12, MOST_BLOCKS),
        hidden=int(width * number(text.get("mlp_ratio", 4.0), "mlp_ratio")),
        causal=not flag(text, "no_causal_mask"),
        quick_gelu=quick_gelu,
        epsilon=number(norm.get("eps", 1e-5), "eps"),
        pool=choice(text, "pool_type", ("argmax", "eos", "first", "last"), "argmax"),
        eos_id=whole(text, "eos_id", 2, 1 << 24),
        projection=projection,
        layer_scale=text.get("ls_init_value") is not None,
    )


def _apples_text(text: Mapping[str, Any]) -> TextConfig:
    refuse_unknown(text, "text_cfg", _APPLES_TEXT, {"no_scale_embedding": False, "no_pos_embedding": False})
    width = whole(text, "dim", None, WIDEST)
    times = number(text.get("ffn_multiplier_per_layer"), "ffn_multiplier_per_layer")
    return TextConfig(
        context_length=whole(text, "context_length", None, WIDEST),
        vocab_size=whole(text, "vocab_size", None, 1 << 24),
        width=width,
        heads=whole(text, "n_heads_per_layer", None, width),
        layers=whole(text, "n_transformer_layers", None, MOST_BLOCKS),
        hidden=math.ceil(width * times / 16) * 16,
        causal=flag(text, "causal_masking"),
        hybrid=choice(text, "model_name", ("base", "mct"), "base") == "mct",
    )


def _preprocess(config: Mapping[str, Any], name: str) -> Preprocess:
    """OpenCLIP's own entries for its MobileCLIPs where the configuration leaves them open."""
    large = name.partition(".")[0] in _LARGE_TOWERS
    fill = config.get("fill_color", 0)
    if not isinstance(fill, int) or isinstance(fill, bool) or not 0 <= fill <= 255:
        raise ModelError('"fill_color" in the configuration makes no sense.')
    return Preprocess(
        mean=_three(config.get("mean"), _OPENAI_MEAN if large else (0.0,) * 3, "mean"),
        std=_three(config.get("std"), _OPENAI_STD if large else (1.0,) * 3, "std"),
        interpolation=choice(
            config,
            "interpolation",
            ("bilinear", "bicubic"),
            "bicubic" if name.startswith("vit_large") else "bilinear",
        ),
        resize=choice(config, "resize_mode", ("shortest", "longest", "squash"), "shortest"),
        fill=fill,
    )


def _three(value: Any, default: tuple[float, ...], name: str) -> tuple[float, ...]:
    if value is None:
        return default
    values = value if isinstance(value, list | tuple) else [value] * 3
    good = len(values) == 3 and all(
        isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e6 for v in values
    )
    if not good or (name == "std" and min(values) <= 0):
        raise ModelError(f'"{name}" of the pictures in the configuration makes no sense.')
    return tuple(float(v) for v in values)


def _checked(config: ClipConfig) -> ClipConfig:
    text, tower = config.text, config.image
    if text.width % text.heads:
        raise ModelError("The text tower's width and heads do not fit together.")
    if text.projection == "none" and text.width != config.dimension:
        raise ModelError("The text tower's width is not that of the embeddings.")
    if isinstance(tower, VitConfig):
        if config.image_size != tower.side:
            raise ModelError(f"{config.name} takes pictures of {tower.side} pixels, not {config.image_size}.")
    elif config.image_size % tower.step:
        raise ModelError(f"The picture size {config.image_size} is not a multiple of {tower.step}.")
    return config
