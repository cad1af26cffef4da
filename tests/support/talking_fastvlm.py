"""A small FastVLM checkpoint that answers everything with the same words, whatever it is shown."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

HEAD = "language_model.lm_head.weight"
EMBEDDING = "language_model.model.embed_tokens.weight"
END = 257 + 1  # <|im_end|>


def write(folder: Path, words: str = "Red hat.") -> Path:
    """Write the checkpoint.

    Its layers add nothing, so that the last token alone decides about the next one: each letter of ``words``
    is followed by the next, the line feed after "assistant" by the first, the last by the end.

    Args:
        folder: Made if need be.
        words: No letter twice.
    """
    import tiny_fastvlm

    from mlx_models.fastvlm.config import Layout

    assert len(set(words)) == len(words)
    text = replace(tiny_fastvlm.TEXT, tie_word_embeddings=False)
    letters = {letter: i for i, letter in enumerate(sorted(_letters()))}
    path = [letters["Ċ"], *(letters["Ġ" if c == " " else c] for c in words), END]
    rng = np.random.default_rng(0)
    embedding = rng.standard_normal((text.vocab_size, text.hidden_size)).astype(np.float32)
    head = np.zeros_like(embedding)
    for token, following in pairwise(path):
        head[following] = embedding[token]
    ours = tiny_fastvlm.tensors(text)
    still = {
        name: np.zeros_like(array)
        for name, array in ours.items()
        if name.endswith(("self_attn.o_proj.weight", "mlp.down_proj.weight"))
    }
    norm = "language_model.model.norm.weight"
    changes = {HEAD: head, EMBEDDING: embedding, norm: np.ones_like(ours[norm]), **still}
    return tiny_fastvlm.write(folder, Layout.MLX, text=text, changes=changes)


def _letters() -> list[str]:
    from tokenizers import pre_tokenizers

    return list(pre_tokenizers.ByteLevel.alphabet())
