"""Small MobileCLIP checkpoints with random weights, in OpenCLIP's layout, for tests of all around a model."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

CONFIG, WEIGHTS = "open_clip_config.json", "open_clip_model.safetensors"
DIMENSION = 32
SIDE = 64
MODEL: dict[str, Any] = {
    "embed_dim": DIMENSION,
    "vision_cfg": {
        "timm_model_name": "fastvit_mci0",
        "timm_model_args": {"layers": [1, 1, 1, 1], "embed_dims": [16, 16, 32, 32]},
        "timm_model_pretrained": False,
        "timm_pool": "avg",
        "timm_proj": None,
        "timm_drop": 0.0,
        "timm_drop_path": 0.0,
        "image_size": SIDE,
    },
    "text_cfg": {
        "context_length": 77,
        "vocab_size": 49408,
        "width": 16,
        "heads": 2,
        "layers": 1,
        "no_causal_mask": True,
    },
    "custom_text": True,
}
PREPROCESS: dict[str, Any] = {
    "mean": [0.0, 0.0, 0.0],
    "std": [1.0, 1.0, 1.0],
    "interpolation": "bilinear",
    "resize_mode": "shortest",
}
_DTYPES: dict[str, Any] = {"float32": np.float32, "float16": np.float16, "bfloat16": ml_dtypes.bfloat16}


def expected(model: Mapping[str, Any] = MODEL, training: bool = False) -> dict[str, tuple[int, ...]]:
    """OpenCLIP's name -> shape of each tensor of such a model."""
    from mlx_models.mobileclip.config import parse_config
    from mlx_models.mobileclip.image import plan_image_tower
    from mlx_models.mobileclip.text import plan_text
    from mlx_models.plan import Plan

    class Training(Plan):
        """Of a checkpoint in which every branch is there."""

        def has(self, prefix: str) -> bool:
            """All but what is folded already."""
            return not prefix.endswith("reparam_conv.")

    config = parse_config({"model_cfg": model})
    plan = (Training if training else Plan)((), _nothing)
    plan_image_tower(plan, config.image, config.dimension)
    plan_text(plan, config.text, config.dimension)
    return {**plan.expected, "logit_scale": ()}


def tensors(
    model: Mapping[str, Any] = MODEL, seed: int = 0, training: bool = False
) -> dict[str, NDArray[np.float32]]:
    """OpenCLIP's name -> random tensor."""
    rng = np.random.default_rng(seed)
    return {name: _random(rng, name, shape) for name, shape in expected(model, training).items()}


def write(
    folder: Path,
    *,
    model: Mapping[str, Any] = MODEL,
    seed: int = 0,
    training: bool = False,
    dtype: str = "float32",
    changes: Mapping[str, NDArray[Any] | None] | None = None,
) -> Path:
    """Write a checkpoint; pictures and sentences differ clearly in what comes out.

    Args:
        folder: Made if need be.
        model: OpenCLIP's "model_cfg".
        seed: Of the weights.
        training: Branches that are not folded yet.
        dtype: Of the file.
        changes: Name in the checkpoint -> another tensor, or None to leave it out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stored: dict[str, NDArray[Any]] = {
        name: array.astype(_DTYPES[dtype]) for name, array in tensors(model, seed, training).items()
    }
    for name, change in (changes or {}).items():
        stored.pop(name, None)
        if change is not None:
            stored[name] = np.ascontiguousarray(change)
    save_file(stored, folder / WEIGHTS)
    (folder / CONFIG).write_text(json.dumps({"model_cfg": model, "preprocess_cfg": PREPROCESS}))
    return folder


def _nothing(name: str) -> NDArray[np.float32]:
    raise AssertionError(name)  # shapes alone are asked for


def _random(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    kind = name.rpartition(".")[2]
    noise = rng.standard_normal(shape, dtype=np.float32)
    if name == "logit_scale":
        return np.full(shape, np.log(100.0), np.float32)
    if kind == "running_var":
        return np.float32(0.5) + np.abs(noise)
    if kind == "gamma":
        return 0.2 + 0.05 * noise
    if len(shape) == 1:
        ones = kind == "weight"
        return ones + np.float32(0.1 if ones else 0.01) * noise
    if name.endswith(("token_embedding.weight", "positional_embedding")):
        return noise
    gain = 1.6 if name.startswith("visual.") else 1.0
    rows = shape[0] if name.endswith("text_projection") else int(np.prod(shape[1:]))
    return noise * np.float32(gain * rows**-0.5)
