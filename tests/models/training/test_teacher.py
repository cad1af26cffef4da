"""The sentence teacher: BERT written out in numpy, and what it is asked."""

import json
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from mlx_models.training.teacher import HEADS, LAYERS, SentenceTeacher, vectors

WORDS = ["[PAD]", "[UNK]", "a", "dog", "runs", "cat", "photo", "of", "##ing", "x", "é", "B2"]
D, WIDE = 384, 8
Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    rng = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), D),
        "embeddings.position_embeddings.weight": (64, D),
        "embeddings.token_type_embeddings.weight": (2, D),
        "embeddings.LayerNorm.weight": (D,),
        "embeddings.LayerNorm.bias": (D,),
    }
    for i in range(LAYERS):
        sizes = {
            "attention.self.query": (D, D),
            "attention.self.key": (D, D),
            "attention.self.value": (D, D),
            "attention.output.dense": (D, D),
            "attention.output.LayerNorm": (D,),
            "intermediate.dense": (WIDE, D),
            "output.dense": (D, WIDE),
            "output.LayerNorm": (D,),
        }
        for name, shape in sizes.items():
            shapes[f"encoder.layer.{i}.{name}.weight"] = shape
            shapes[f"encoder.layer.{i}.{name}.bias"] = shape[:1]
    return {k: (rng.normal(size=s) * 0.3).astype(np.float32) for k, s in shapes.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, weights: dict[str, Floats]) -> Path:
    folder = tmp_path_factory.mktemp("teacher")
    mx.save_safetensors(str(folder / "model.safetensors"), {k: mx.array(v) for k, v in weights.items()})
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def norm(x: Floats, w: dict[str, Floats], name: str) -> Floats:
    x = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
    return x * w[name + ".weight"] + w[name + ".bias"]


def bert(w: dict[str, Floats], ids: list[int]) -> Floats:
    """As in arXiv 1810.04805, one sentence, with a mean pool."""
    from math import erf, sqrt

    def linear(x: Floats, name: str) -> Floats:
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    x = w["embeddings.word_embeddings.weight"][ids]
    x = x + w["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + w["embeddings.token_type_embeddings.weight"][0], w, "embeddings.LayerNorm")
    for i in range(LAYERS):
        p = f"encoder.layer.{i}."
        q, k, v = (linear(x, f"{p}attention.self.{n}") for n in ("query", "key", "value"))
        size = D // HEADS
        joined = []
        for h in range(HEADS):
            part = slice(h * size, (h + 1) * size)
            a = np.exp(q[:, part] @ k[:, part].T / np.sqrt(size))
            joined.append(a / a.sum(axis=-1, keepdims=True) @ v[:, part])
        a = linear(np.concatenate(joined, axis=-1), p + "attention.output.dense")
        x = norm(x + a, w, p + "attention.output.LayerNorm")
        h_ = linear(x, p + "intermediate.dense")
        h_ = h_ * 0.5 * (1 + np.vectorize(erf)(h_ / sqrt(2)))
        x = norm(x + linear(h_, p + "output.dense"), w, p + "output.LayerNorm")
    y = x.mean(axis=0)
    return np.asarray(y / np.linalg.norm(y))


def test_it_is_bert(folder: Path, weights: dict[str, Floats]) -> None:
    got = SentenceTeacher(folder)(["a dog runs"])
    assert_near(got[0], bert(weights, [2, 3, 4]))


def test_neighbours_and_order_do_not_matter(folder: Path) -> None:
    teacher = SentenceTeacher(folder)
    texts = ["a photo of a dog", "cat", "a dog runs", "a", "dog dog dog dog dog dog"]
    together = teacher(texts, size=2)
    assert together.dtype == np.float32
    assert_near(np.linalg.norm(together, axis=1), 1)
    for text, vector in zip(texts, together, strict=True):
        assert_near(teacher([text])[0], vector)


def test_long_texts_are_cut(folder: Path) -> None:
    long = SentenceTeacher(folder)(["dog " * 48 + "cat " * 30, "dog " * 48])
    assert_near(long[0], long[1])


def test_vocabulary_is_whole_lower_case_words(folder: Path) -> None:
    assert set(SentenceTeacher(folder).vocabulary()) == {"a", "dog", "runs", "cat", "photo", "of", "x"}


def test_vectors_are_of_the_train_splits_captions_only(folder: Path, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"source": source, "split": split, "captions": [f"a {word}"]}
        for source, split, word in (
            ("flickr8k", "train", "dog"),
            ("flickr8k", "val", "secret"),
            ("flickr8k", "test", "secret"),
            ("coco_train2017", "train", "cat"),
            ("coco_val2017", "val", "secret"),
            ("imagenet1k_sample", "train", "secret"),
        )
    ]
    vectors(folder, rows, ["sea lion"], tmp_path)
    assert json.loads((tmp_path / "caps.json").read_text()) == [[0, "a dog"], [3, "a cat"]]
    words = json.loads((tmp_path / "tv.json").read_text())
    assert "secret" not in words
    assert {"dog", "cat", "sea", "lion"} <= set(words)
    assert np.load(tmp_path / "tv.npy").shape == (len(words), D)
    assert np.load(tmp_path / "capvec.npy").shape == (2, D)
    assert np.load(tmp_path / "clsvec.npy").shape == (1, D)
