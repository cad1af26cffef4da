"""Writes what transformers makes of a FastVLM with random weights, for our own to be compared with.

Run in an environment of its own; nothing else of the project needs it:

    python -m venv /tmp/ref
    /tmp/ref/bin/pip install torch==2.13.0 torchvision timm==1.0.31 transformers==5.23.0
    /tmp/ref/bin/python tests/models/goldens/generate_fastvlm.py                    # fastvlm/, small, for CI
    /tmp/ref/bin/python tests/models/goldens/generate_fastvlm.py --full /tmp/full   # 0.5B sizes, 2.5 GB

A checkpoint in transformers' layout and golden.npz are written; tests/benchmarks/fastvlm_parity.py compares.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import FastVlmConfig, FastVlmForConditionalGeneration

HERE = Path(__file__).parent
STEPS = 64


def small_config() -> FastVlmConfig:
    """Every kind of block, in a tenth of a million weights."""
    return FastVlmConfig(
        text_config={
            "model_type": "qwen2",
            "hidden_size": 64,
            "vocab_size": 256,
            "intermediate_size": 96,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "num_hidden_layers": 2,
            "max_position_embeddings": 1024,
            "rope_theta": 1_000_000.0,
            "tie_word_embeddings": True,
        },
        vision_config={
            "model_type": "timm_wrapper",
            "architecture": "fastvit_mci3",
            "do_pooling": True,
            "global_pool": "avg",
            "hidden_size": 128,
            "model_args": {
                "inference_mode": True,
                "layers": [1, 2, 1, 1, 1],
                "embed_dims": [16, 16, 32, 32, 64],
            },
        },
        image_token_index=255,
        tie_word_embeddings=True,
    )


def full_config() -> FastVlmConfig:
    """FastVLM-0.5B's sizes."""
    return FastVlmConfig(
        text_config={
            "model_type": "qwen2",
            "hidden_size": 896,
            "vocab_size": 151936,
            "intermediate_size": 4864,
            "num_attention_heads": 14,
            "num_key_value_heads": 2,
            "num_hidden_layers": 24,
            "max_position_embeddings": 32768,
            "rope_theta": 1_000_000.0,
            "tie_word_embeddings": True,
        },
        image_token_index=151646,
        tie_word_embeddings=True,
    )


def randomise(model: torch.nn.Module, seed: int) -> None:
    """Weights that make every part matter, and the picture too.

    A new model's layer scales of 1e-5 would hide the blocks. Weights that keep a signal's size, with biases
    and means as large as it, would leave next to nothing of the picture at the end of so deep a tower.
    """
    generator = torch.Generator().manual_seed(seed)

    def normal(shape: torch.Size, scale: float) -> torch.Tensor:
        return torch.randn(shape, generator=generator) * scale

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("gamma"):
                parameter.copy_(0.2 + normal(parameter.shape, 0.05))
            elif parameter.ndim == 1:
                ones = 1.0 if name.endswith("weight") else 0.0
                parameter.copy_(ones + normal(parameter.shape, 0.1 if ones else 0.01))
            else:
                gain = 1.0 if "language_model" in name or "lm_head" in name else 1.6
                parameter.copy_(normal(parameter.shape, gain * parameter[0].numel() ** -0.5))
        for name, buffer in model.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(normal(buffer.shape, 0.02))
            elif name.endswith("running_var"):
                buffer.copy_(0.5 + torch.rand(buffer.shape, generator=generator))
        model.tie_weights()


@torch.no_grad()
def golden(model: Any, size: int, images: int, seed: int) -> dict[str, np.ndarray]:
    """Image features, logits and greedy ids of one prompt."""
    rng = np.random.default_rng(seed)
    pixels = rng.random((images, 3, size, size), dtype=np.float32)
    config = model.config
    visual = (size // 64) ** 2
    limit = min(config.text_config.vocab_size, config.image_token_index)
    words = [rng.integers(0, limit, n).tolist() for n in (5, *[3] * images)]
    short, long = list(words[0]), list(words[0])
    for more in words[1:]:
        short += [config.image_token_index, *more]
        long += [config.image_token_index] * visual + more
    pictures = torch.from_numpy(pixels)
    features = model.get_image_features(pixel_values=pictures, return_dict=True).pooler_output
    out = model(input_ids=torch.tensor([long]), pixel_values=pictures, use_cache=True)
    ids = [int(out.logits[0, -1].argmax())]
    cache = out.past_key_values
    while len(ids) < STEPS:
        step = model(input_ids=torch.tensor([ids[-1:]]), past_key_values=cache, use_cache=True)
        cache = step.past_key_values
        ids.append(int(step.logits[0, -1].argmax()))
    # A full model's logits are 150,000 wide: every 97th is kept.
    every = 1 if config.text_config.vocab_size < 1000 else 97
    return {
        "seed": np.array(seed),
        "ids": np.array(short),
        "features": features.numpy()[:, :: 1 if every == 1 else 16],
        "logits": out.logits[0, :, ::every].numpy(),
        "greedy": np.array(ids),
    }


def main() -> None:
    """Write the checkpoint and its goldens."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", type=Path, help="folder for a checkpoint of 0.5B's sizes")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    model = FastVlmForConditionalGeneration(full_config() if args.full else small_config()).eval()
    randomise(model, args.seed)
    folder = args.full or HERE / "fastvlm"
    if not args.full:
        model.to(torch.bfloat16).save_pretrained(folder)  # half the size in the repository
        # Computed in float32 from the same, rounded weights; rounded buffers such as rotary angles are not.
        model = FastVlmForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    else:
        model.save_pretrained(folder, max_shard_size="10GB")
    sizes = (512, 1024) if args.full else (64, 128, 192)
    found = {}
    for size in sizes:
        for images in (1, 3):
            for name, array in golden(model, size, images, args.seed + size + images).items():
                found[f"{size}.{images}.{name}"] = array
            print(f"{images} of {size} x {size}", flush=True)
    np.savez_compressed(folder / "golden.npz", **found)


if __name__ == "__main__":
    main()
