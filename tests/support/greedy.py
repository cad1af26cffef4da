"""FastVLM's logits and greedy continuations, as goldens have them."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from mlx_models.fastvlm.generate import CHUNK, prefill, stream_ids
from mlx_models.fastvlm.model import FastVLM
from mlx_models.fastvlm.sampling import Sampling

Ids = Sequence[int] | NDArray[np.int64]
Pixels = NDArray[np.float32] | None


def embedded(model: FastVLM, ids: Ids, pixels: Pixels = None) -> NDArray[np.float32]:
    """(L, hidden size): a prompt with its pictures, (N, 3, S, S), in the placeholders' places."""
    return model.embed_prompt(ids, [] if pixels is None else list(model.encode_images(pixels)))


def logits(model: FastVLM, ids: Ids, pixels: Pixels = None) -> NDArray[np.float32]:
    """(L, vocabulary): the logits of every position of a prompt."""
    cache, whole = model.language.new_cache(), embedded(model, ids, pixels)
    parts = (whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK))
    return np.concatenate([model.language.forward(part, cache) for part in parts])


def generate_ids(model: FastVLM, ids: Ids, pixels: Pixels = None, max_tokens: int = 64) -> list[int]:
    """Exactly so many ids after a prompt, the likeliest each; none ends it early."""
    cache = model.language.new_cache()
    last = prefill(model.language, cache, embedded(model, ids, pixels), lambda: False)
    return list(islice(stream_ids(model.language, cache, last, Sampling(), (), lambda: False), max_tokens))
