"""Vectors of words and captions from a sentence-embedding teacher (all-MiniLM-L6-v2, Apache-2.0).

The teacher is needed in training only: its word vectors start the text encoder's table, its caption
vectors are what the encoder is pulled towards. BERT as in arXiv 1810.04805, with a mean pool.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from mlx_models.compact.words import words_of
from mlx_models.training.data import Row
from mlx_models.training.tensors import read_tensors

LAYERS, HEADS, LONGEST = 6, 12, 48


class SentenceTeacher:
    """all-MiniLM-L6-v2 from its folder (model.safetensors, tokenizer.json)."""

    def __init__(self, folder: Path) -> None:
        self._w = read_tensors(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def vocabulary(self) -> list[str]:
        """Whole lower-case words the teacher knows."""
        return [w for w in self._tokenizer.get_vocab() if re.fullmatch("[a-z]{2,}|[a-z0-9]", w)]

    def __call__(self, texts: list[str], size: int = 64) -> NDArray[np.float32]:
        """(N, 384) L2-normalised; similar lengths go together."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        out = np.zeros((len(texts), 384), dtype=np.float32)
        for k in range(0, len(order), size):
            chosen = order[k : k + size]
            out[chosen] = np.array(self._encode([texts[i] for i in chosen]))
        return out

    def _norm(self, x: mx.array, name: str) -> mx.array:
        return mx.fast.layer_norm(x, self._w[name + ".weight"], self._w[name + ".bias"], 1e-12)

    def _linear(self, x: mx.array, name: str) -> mx.array:
        return x @ self._w[name + ".weight"].T + self._w[name + ".bias"]

    def _encode(self, texts: list[str]) -> mx.array:
        found = self._tokenizer.encode_batch(texts)
        ids = mx.array([e.ids for e in found])
        real = mx.array([e.attention_mask for e in found]).astype(mx.float32)
        x = (
            self._w["embeddings.word_embeddings.weight"][ids]
            + self._w["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + self._w["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        b, t, d = x.shape
        mask = (real - 1)[:, None, None, :] * 1e9
        for i in range(LAYERS):
            p = f"encoder.layer.{i}."
            q, k, v = (
                self._linear(x, p + "attention.self." + n).reshape(b, t, HEADS, -1).transpose(0, 2, 1, 3)
                for n in ("query", "key", "value")
            )
            scores = q @ k.transpose(0, 1, 3, 2) * (d // HEADS) ** -0.5 + mask
            a = (mx.softmax(scores, axis=-1) @ v).transpose(0, 2, 1, 3).reshape(b, t, d)
            x = self._norm(
                x + self._linear(a, p + "attention.output.dense"), p + "attention.output.LayerNorm"
            )
            h = self._linear(x, p + "intermediate.dense")
            h = h * 0.5 * (1 + mx.erf(h * 0.5**0.5))
            x = self._norm(x + self._linear(h, p + "output.dense"), p + "output.LayerNorm")
        y = mx.sum(x * real[..., None], axis=1) / mx.sum(real, axis=1, keepdims=True)
        return y / mx.linalg.norm(y, axis=-1, keepdims=True)


def vectors(folder: Path, rows: list[Row], names: list[str], out: Path) -> None:
    """Write tv.json/tv.npy (words), caps.json/capvec.npy (captions) and clsvec.npy (class names)."""
    out.mkdir(parents=True, exist_ok=True)
    teach = SentenceTeacher(folder)
    captions = [
        (i, c)
        for i, r in enumerate(rows)
        if r["split"] == "train" and r["source"] in ("flickr8k", "coco_train2017")
        for c in r["captions"]
    ]
    words = sorted(
        {
            *teach.vocabulary(),
            *(w for _, c in captions for w in words_of(c)),
            *(w for n in names for w in words_of(n)),
        }
    )
    (out / "tv.json").write_text(json.dumps(words))
    np.save(out / "tv.npy", teach(words))
    (out / "caps.json").write_text(json.dumps(captions))
    np.save(out / "capvec.npy", teach([c for _, c in captions]).astype(np.float16))
    np.save(out / "clsvec.npy", teach(["a photo of a " + n for n in names]))
