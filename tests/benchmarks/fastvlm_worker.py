"""One model in one process, told on standard input what to do; answers with the seconds it took.

Used by fastvlm.py, which lets several of these take turns. Three kinds: "ours" needs Earsight's environment,
"transformers" one with torch, timm and transformers, "mlx-vlm" one with mlx-vlm.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

WORDS = 26
SEED = 0


def prompt(placeholder: int, visual: int) -> list[int]:
    """A short question after one picture: 26 ids and the picture's."""
    rng = np.random.default_rng(SEED)
    ids = rng.integers(0, 150_000, WORDS).tolist()
    return ids[:10] + [placeholder] * visual + ids[10:]


def picture(size: int) -> np.ndarray:
    """(1, 3, size, size) float32 in 0..1."""
    return np.random.default_rng(SEED).random((1, 3, size, size), dtype=np.float32)


def ours(folder: Path, cache: Path) -> dict[str, Callable[..., Any]]:
    """Load with our own code."""
    from mlx_models import load_fastvlm
    from mlx_models.fastvlm.generate import prefill

    start = time.perf_counter()
    model = load_fastvlm(folder, cache_dir=cache)
    model.warm_up()
    loaded = time.perf_counter() - start
    kept: dict[str, Any] = {}

    def first(size: int) -> None:
        cache = model.language.new_cache()
        features = model.encode_images(picture(size))
        logits = prefill(
            model.language,
            cache,
            model.embed_prompt(prompt(model.config.image_token_index, 1), features),
            lambda: False,
        )
        kept.update(cache=cache, token=int(logits.argmax()), length=cache.length)

    def decode(tokens: int) -> None:
        kept["cache"].trim(kept["length"])
        token = kept["token"]
        for _ in range(tokens):
            row = model.language.forward(model.language.embed(np.array([token])), kept["cache"])[0]
            token = int(row.argmax())

    def follow_up(words: int) -> None:
        kept["cache"].trim(kept["length"])
        ids = np.random.default_rng(1).integers(0, 150_000, words)
        words_in = model.language.embed(ids)
        kept["logits"] = prefill(model.language, kept["cache"], words_in, lambda: False)

    return {
        "loaded": lambda: loaded,
        "encode": lambda size: model.encode_images(picture(size)),
        "first": first,
        "decode": decode,
        "follow_up": follow_up,
    }


def transformers(folder: Path, cache: Path) -> dict[str, Callable[..., Any]]:
    """Load with transformers on torch's CPU backend."""
    import torch
    from transformers import FastVlmForConditionalGeneration

    start = time.perf_counter()
    model = FastVlmForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    loaded = time.perf_counter() - start
    kept: dict[str, Any] = {}

    @torch.inference_mode()
    def encode(size: int) -> None:
        model.get_image_features(pixel_values=torch.from_numpy(picture(size)), return_dict=True)

    @torch.inference_mode()
    def first(size: int) -> None:
        ids = torch.tensor([prompt(model.config.image_token_index, (size // 64) ** 2)])
        pixels = torch.from_numpy(picture(size))
        out = model(input_ids=ids, pixel_values=pixels, use_cache=True, logits_to_keep=1)
        kept.update(cache=out.past_key_values, token=int(out.logits[0, -1].argmax()), length=ids.shape[1])

    @torch.inference_mode()
    def decode(tokens: int) -> None:
        more = kept["cache"].get_seq_length() - kept["length"]
        if more:
            kept["cache"].crop(-more)
        token = kept["token"]
        for _ in range(tokens):
            out = model(input_ids=torch.tensor([[token]]), past_key_values=kept["cache"], use_cache=True)
            token = int(out.logits[0, -1].argmax())

    return {"loaded": lambda: loaded, "encode": encode, "first": first, "decode": decode}


def mlx_vlm(folder: Path, cache: Path) -> dict[str, Callable[..., Any]]:
    """mlx-vlm's vision tower and projector, as pip installs them."""
    import mlx.core as mx
    from mlx_vlm.models.fastvlm.config import ModelConfig, TextConfig, VisionConfig
    from mlx_vlm.models.fastvlm.fastvlm import Model

    config = json.loads((folder / "config.json").read_text())
    text = TextConfig.from_dict({**config, "model_type": "qwen2"})
    model = Model(
        ModelConfig(text_config=text, vision_config=VisionConfig(), mm_hidden_size=config["mm_hidden_size"])
    )
    weights = [item for file in folder.glob("*.safetensors") for item in mx.load(str(file)).items()]
    parts = [(n, w) for n, w in weights if n.startswith(("vision_tower.", "mm_projector."))]
    model.load_weights(parts, strict=False)

    def encode(size: int) -> None:
        _, features, _ = model.vision_tower(mx.array(picture(size)).transpose(0, 2, 3, 1))
        mx.eval(model.mm_projector(features.reshape(1, -1, features.shape[-1])))

    return {"loaded": lambda: 0.0, "encode": encode}


def main() -> None:
    """Load, say so, then time what is asked for, line by line."""
    kind, folder, cache = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    tasks = {"ours": ours, "transformers": transformers, "mlx-vlm": mlx_vlm}[kind](folder, cache)
    print(json.dumps({"seconds": tasks["loaded"]()}), flush=True)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        start = time.perf_counter()
        tasks[name](*arguments)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(json.dumps({"seconds": seconds, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
