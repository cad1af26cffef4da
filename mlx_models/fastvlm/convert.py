"""Writing a checkpoint in MLX's layout from any other, quantised or not."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import mlx.core as mx

from mlx_models.errors import ModelError, Stopped
from mlx_models.fastvlm.checkpoint import INDEX, FastVLMCheckpoint
from mlx_models.fastvlm.config import CONFIG, LANGUAGE, Quantization, parse_config
from mlx_models.fastvlm.vision import expected_shapes
from mlx_models.stored import read_json

SHARD = 2 << 30  # bytes; one shard is in memory at a time
DTYPES = {"float32": mx.float32, "float16": mx.float16, "bfloat16": mx.bfloat16}
_STORED = {"F16": mx.float16, "BF16": mx.bfloat16}
# What travels with the weights: the tokenizer, how pictures are prepared, and the terms.
_COMPANIONS = (
    "added_tokens.json",
    "chat_template.jinja",
    "generation_config.json",
    "merges.txt",
    "preprocessor_config.json",
    "processor_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
)
# CLIP's head over the tower, of no use here, without which mlx-vlm takes a checkpoint for incomplete.
_HEAD = "vision_tower.vision_model.head.proj"
_HEAD_WIDTH = 768
_TERMS = ("LICENSE*", "LICENCE*", "NOTICE*", "ACKNOWLEDGEMENTS*")


def convert(
    source: Path,
    target: Path,
    quantization: Quantization | None = None,
    dtype: str | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    """Write ``source`` anew as an MLX checkpoint.

    Nothing is seen at ``target`` before all of it is written. Quantised are the matrices of the language
    model, its embeddings included; the tower and the projector stay as they are.

    Args:
        source: A checkpoint in any layout.
        target: A folder that does not exist yet.
        quantization: Bits and group size; None keeps plain numbers.
        dtype: "float32", "float16" or "bfloat16" for plain numbers; None keeps the checkpoint's own.
        on_progress: Told how many tensors of how many are written.
        should_stop: Checked between tensors.

    Raises:
        ModelError: The source cannot be used, is quantised already, or the target exists.
        Stopped: ``should_stop`` said so; nothing is left behind.
    """
    if target.exists():
        raise ModelError(f"{target.name} exists already.")
    if dtype is not None and dtype not in DTYPES:
        raise ModelError(f"{dtype} is none of {', '.join(DTYPES)}.")
    checkpoint = FastVLMCheckpoint(source)
    if any(checkpoint.is_quantised(name.rpartition(".")[0]) for name in checkpoint.shapes):
        raise ModelError("The checkpoint is quantised already; convert the original instead.")
    _, expected = expected_shapes(checkpoint)
    checkpoint.check(expected)
    if quantization is not None:
        _fits(expected, quantization)
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        plain = DTYPES[dtype] if dtype else _STORED.get(checkpoint.stored_dtype)
        tensors = _tensors(checkpoint, list(expected), quantization, plain or mx.float32)
        head = mx.zeros((expected["mm_projector.0.weight"][1], _HEAD_WIDTH), plain or mx.float32)
        _write(chain(tensors, [{_HEAD: head}]), len(expected) + 1, partial, on_progress, should_stop)
        (partial / CONFIG).write_text(json.dumps(_config(checkpoint, source, quantization), indent=2) + "\n")
        for file in _companions(source):
            shutil.copyfile(file, partial / file.name)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _is_matrix(name: str, shape: tuple[int, ...]) -> bool:
    return name.startswith(LANGUAGE) and name.endswith(".weight") and len(shape) == 2


def _fits(expected: dict[str, tuple[int, ...]], how: Quantization) -> None:
    for name, shape in expected.items():
        if _is_matrix(name, shape) and shape[1] % how.group_size:
            raise ModelError(f"{name} has {shape[1]} inputs, no multiple of {how.group_size}.")


def _tensors(
    checkpoint: FastVLMCheckpoint, names: list[str], how: Quantization | None, plain: mx.Dtype
) -> Iterator[dict[str, mx.array]]:
    for name in names:
        array = mx.array(checkpoint.read(name)).astype(plain)
        if how is None or not _is_matrix(name, array.shape):
            yield {name: array}
            continue
        codes, scales, biases = mx.quantize(array, group_size=how.group_size, bits=how.bits)
        layer = name.removesuffix(".weight")
        yield {name: codes, f"{layer}.scales": scales, f"{layer}.biases": biases}


def _write(
    tensors: Iterable[dict[str, mx.array]],
    total: int,
    folder: Path,
    on_progress: Callable[[int, int], None],
    should_stop: Callable[[], bool],
) -> None:
    shard: dict[str, mx.array] = {}
    files: list[list[str]] = []
    size = 0

    def flush() -> None:
        mx.save_safetensors(str(folder / f"part-{len(files)}.safetensors"), shard, {"format": "mlx"})
        files.append(sorted(shard))
        shard.clear()

    bytes_written = 0
    for done, group in enumerate(tensors, start=1):
        if should_stop():
            raise Stopped
        mx.eval(*group.values())
        grown = sum(a.nbytes for a in group.values())
        if shard and size + grown > SHARD:
            flush()
            size = 0
        shard.update(group)
        size += grown
        bytes_written += grown
        on_progress(done, total)
    flush()
    _name_shards(folder, files, bytes_written)


def _name_shards(folder: Path, files: list[list[str]], size: int) -> None:
    """One file is model.safetensors; several are numbered and listed, as the hub does it."""
    if len(files) == 1:
        (folder / "part-0.safetensors").rename(folder / "model.safetensors")
        return
    weight_map = {}
    for i, names in enumerate(files):
        file = f"model-{i + 1:05d}-of-{len(files):05d}.safetensors"
        (folder / f"part-{i}.safetensors").rename(folder / file)
        weight_map.update(dict.fromkeys(names, file))
    index = {"metadata": {"total_size": size}, "weight_map": dict(sorted(weight_map.items()))}
    (folder / INDEX).write_text(json.dumps(index, indent=2) + "\n")


def _config(checkpoint: FastVLMCheckpoint, source: Path, how: Quantization | None) -> dict[str, Any]:
    """Apple's flat entries, which MLX conversions keep, whatever the source had."""
    original = read_json(source / CONFIG)
    config, text = checkpoint.config, checkpoint.config.text
    found: dict[str, Any] = {
        "architectures": ["LlavaQwen2ForCausalLM"],
        "model_type": "llava_qwen2",
        "hidden_act": "silu",
        "hidden_size": text.hidden_size,
        "image_aspect_ratio": original.get("image_aspect_ratio", "pad"),
        "image_token_index": config.image_token_index,
        "intermediate_size": text.intermediate_size,
        "max_position_embeddings": text.max_position_embeddings,
        "mm_hidden_size": checkpoint.shapes["mm_projector.0.weight"][1],
        "mm_projector_type": "mlp2x_gelu",
        "mm_vision_tower": f"mobileclip_l_{config.image_size}",
        "num_attention_heads": text.num_attention_heads,
        "num_hidden_layers": text.num_hidden_layers,
        "num_key_value_heads": text.num_key_value_heads,
        "rms_norm_eps": text.rms_norm_eps,
        "rope_theta": text.rope_theta,
        "tie_word_embeddings": text.tie_word_embeddings,
        "vocab_size": text.vocab_size,
    }
    if config.eos_token_ids:
        found["eos_token_id"] = list(config.eos_token_ids)
    if how is not None:
        found["quantization"] = {"bits": how.bits, "group_size": how.group_size, "mode": "affine"}
    parse_config(found, checkpoint.config.layout, {})  # what is written can be read
    return found


def _companions(source: Path) -> list[Path]:
    named = [source / name for name in _COMPANIONS if (source / name).is_file()]
    return named + sorted(p for pattern in _TERMS for p in source.glob(pattern) if p.is_file())
