"""Small FastVLM checkpoints with random weights, in any layout, for tests of everything around a model."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers

from mlx_models.fastvlm import layouts
from mlx_models.fastvlm.checkpoint import INDEX, FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout, Quantization, Qwen2Config

GOLDEN = Path(__file__).parent.parent / "models" / "goldens" / "fastvlm"
VOCABULARY = 384
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TEXT = Qwen2Config(
    hidden_size=64,
    num_hidden_layers=2,
    intermediate_size=96,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=VOCABULARY,
    max_position_embeddings=4096,
)
DTYPES: dict[str, Any] = {"float32": np.float32, "float16": np.float16, "bfloat16": ml_dtypes.bfloat16}


def tensors(text: Qwen2Config = TEXT, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Our name -> random tensor in our axes, of the golden checkpoint's tower and this language model."""
    rng = np.random.default_rng(seed)
    shapes = {
        n: s for n, s in FastVLMCheckpoint(GOLDEN).shapes.items() if not n.startswith("language_model.")
    }
    shapes["mm_projector.0.weight"] = (text.hidden_size, shapes["mm_projector.0.weight"][1])
    shapes["mm_projector.2.weight"] = (text.hidden_size, text.hidden_size)
    shapes["mm_projector.0.bias"] = shapes["mm_projector.2.bias"] = (text.hidden_size,)
    return {name: _random(rng, name, shape) for name, shape in {**shapes, **text.shapes()}.items()}


def write(
    folder: Path,
    layout: Layout = Layout.APPLE,
    *,
    text: Qwen2Config = TEXT,
    seed: int = 0,
    dtype: str = "float32",
    quantization: Mapping[str, Quantization] | Quantization | None = None,
    shards: int = 1,
    changes: Mapping[str, NDArray[Any] | None] | None = None,
) -> Path:
    """Write a checkpoint with a tokenizer; the same seed gives the same weights in every layout.

    Args:
        folder: Made if need be.
        layout: Whose names and axes.
        text: Qwen2's sizes.
        seed: Of the weights.
        dtype: Of plain numbers.
        quantization: Of the language model's matrices, all or those of the layers named; MLX's layout only.
        shards: Number of files.
        changes: Name in the checkpoint -> another tensor, or None to leave it out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ours = tensors(text, seed)
    names = layouts.from_ours(ours, layout)
    stored: dict[str, NDArray[Any]] = {}
    for name, array in ours.items():
        axes = None if layout is Layout.MLX else layouts.channels_first(name)
        turned = array if axes is None else array.transpose(axes)
        stored[names[name]] = np.ascontiguousarray(turned.astype(DTYPES[dtype]))
    config = _config(text, layout)
    if quantization is not None:
        _quantise(stored, config, quantization)
    for name, change in (changes or {}).items():
        stored.pop(name, None)
        if change is not None:
            stored[name] = np.ascontiguousarray(change)
    _save(folder, stored, shards)
    (folder / "config.json").write_text(json.dumps(config))
    write_tokenizer(folder / "tokenizer.json")
    return folder


def write_tokenizer(path: Path) -> None:
    """Qwen2's kind of tokenizer with the 256 bytes and the special tokens for a vocabulary."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(letters)}, merges=[]))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    tokenizer.save(str(path))


def _random(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    kind = name.rpartition(".")[2]
    noise = rng.standard_normal(shape, dtype=np.float32)
    if kind == "running_var":
        return 0.5 + np.abs(noise)
    if kind.startswith("layer_scale"):
        return 0.2 + 0.05 * noise
    if len(shape) == 1:
        ones = kind == "weight"
        return ones + np.float32(0.1 if ones else 0.01) * noise
    # As large as this, the picture still matters at the end of the tower.
    gain = 1.0 if name.startswith("language_model.") else 1.6
    return noise * np.float32(gain * np.prod(shape[1:]) ** -0.5)


def _config(text: Qwen2Config, layout: Layout) -> dict[str, Any]:
    sizes: dict[str, Any] = {
        "hidden_size": text.hidden_size,
        "num_hidden_layers": text.num_hidden_layers,
        "intermediate_size": text.intermediate_size,
        "num_attention_heads": text.num_attention_heads,
        "num_key_value_heads": text.num_key_value_heads,
        "vocab_size": text.vocab_size,
        "rms_norm_eps": text.rms_norm_eps,
        "max_position_embeddings": text.max_position_embeddings,
        "tie_word_embeddings": text.tie_word_embeddings,
    }
    end = 256 + SPECIAL.index("<|im_end|>")
    if layout is Layout.TRANSFORMERS:
        return {
            "model_type": "fast_vlm",
            "image_token_index": text.vocab_size - 1,
            "eos_token_id": end,
            "tie_word_embeddings": text.tie_word_embeddings,
            "text_config": {
                "model_type": "qwen2",
                "rope_parameters": {"rope_theta": text.rope_theta, "rope_type": "default"},
                **sizes,
            },
            "vision_config": {
                "model_type": "timm_wrapper",
                "architecture": "fastvit_mci3",
                "model_args": {"layers": [1, 2, 1, 1, 1], "embed_dims": [16, 16, 32, 32, 64]},
            },
        }
    return {
        "model_type": "llava_qwen2",
        "mm_vision_tower": "mobileclip_l_1024",
        "mm_projector_type": "mlp2x_gelu",
        "image_aspect_ratio": "pad",
        "eos_token_id": end,
        "rope_theta": text.rope_theta,
        **sizes,
    }


def _quantise(
    stored: dict[str, NDArray[Any]],
    config: dict[str, Any],
    quantization: Mapping[str, Quantization] | Quantization,
) -> None:
    import mlx.core as mx

    entries: dict[str, Any] = {}
    for name in [n for n in stored if n.startswith("language_model.") and stored[n].ndim == 2]:
        layer = name.removesuffix(".weight")
        how = quantization if isinstance(quantization, Quantization) else quantization.get(layer)
        if how is None:
            entries[layer] = False
            continue
        weight = mx.array(stored.pop(name).astype(np.float32))
        codes, scales, biases = mx.quantize(weight, group_size=how.group_size, bits=how.bits)
        stored[name] = np.array(codes)
        stored[f"{layer}.scales"], stored[f"{layer}.biases"] = np.array(scales), np.array(biases)
        entries[layer] = {"bits": how.bits, "group_size": how.group_size}
    default = quantization if isinstance(quantization, Quantization) else next(iter(quantization.values()))
    config["quantization"] = {"bits": default.bits, "group_size": default.group_size}
    if not isinstance(quantization, Quantization):
        config["quantization"].update(entries)


def _save(folder: Path, stored: dict[str, NDArray[Any]], shards: int) -> None:
    if shards == 1:
        save_file(stored, folder / "model.safetensors")
        return
    names = sorted(stored)
    weight_map = {}
    for i in range(shards):
        file = f"model-{i + 1:05d}-of-{shards:05d}.safetensors"
        part = names[i::shards]
        save_file({n: stored[n] for n in part}, folder / file)
        weight_map.update(dict.fromkeys(part, file))
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))
