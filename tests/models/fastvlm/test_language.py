"""Qwen2 on ONNX Runtime against mlx-lm's own."""

from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import mlx.core as mx
import numpy as np
import pytest
import tiny_fastvlm
from near import assert_near

from mlx_models.errors import ModelError, UnfitError
from mlx_models.fastvlm.answer import Limits
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout, Quantization
from mlx_models.fastvlm.generate import generate
from mlx_models.fastvlm.language import Language, PlainLanguage
from mlx_models.fastvlm.model import open_language
from mlx_models.fastvlm.ort_language import OrtLanguage
from mlx_models.fastvlm.sampling import Sampling
from mlx_models.fastvlm.tokenizer import QwenTokenizer
from mlx_models.ort.session import ORT_ERRORS
from mlx_models.runtime import Runtime, Target

IDS = np.arange(40) * 7 % 300
LAYER = "language_model.model.layers.0"
MIXED = {
    f"{LAYER}.self_attn.q_proj": Quantization(4, 32),
    f"{LAYER}.self_attn.k_proj": Quantization(8, 64),
    f"{LAYER}.mlp.gate_proj": Quantization(3, 64),
    f"{LAYER}.mlp.up_proj": Quantization(3, 64),
    "language_model.model.embed_tokens": Quantization(6, 32),
}


def both(folder: Path, **options: object) -> tuple[Language, Language]:
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(folder, **options))
    return PlainLanguage(checkpoint, mx.float32), OrtLanguage(checkpoint)


def agree(plain: Language, fast: Language, tolerance: float = 1e-4) -> None:
    embeddings = plain.embed(IDS)
    assert_near(fast.embed(IDS), embeddings)
    caches = plain.new_cache(), fast.new_cache()
    expected, found = (m.forward(embeddings, c) for m, c in zip((plain, fast), caches, strict=True))
    assert found.shape == (len(IDS), plain.vocab_size)
    assert_near(found, expected, rel=tolerance)
    for step in (3, 200):
        one = plain.embed(np.array([step]))
        expected, found = (m.forward(one, c) for m, c in zip((plain, fast), caches, strict=True))
        assert_near(found, expected, rel=tolerance)


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("heads", [(4, 2), (4, 4), (2, 1)])
def test_plain_weights(tied: bool, heads: tuple[int, int], tmp_path: Path) -> None:
    text = replace(
        tiny_fastvlm.TEXT,
        tie_word_embeddings=tied,
        num_attention_heads=heads[0],
        num_key_value_heads=heads[1],
        rope_theta=10000.0,
    )
    agree(*both(tmp_path, text=text))


@pytest.mark.parametrize("bits", [2, 3, 4, 5, 6, 8])
@pytest.mark.parametrize("tied", [True, False])
def test_quantised_weights(bits: int, tied: bool, tmp_path: Path) -> None:
    text = replace(tiny_fastvlm.TEXT, tie_word_embeddings=tied)
    agree(*both(tmp_path, text=text, layout=Layout.MLX, quantization=Quantization(bits, 32)))


def test_weights_quantised_layer_by_layer(tmp_path: Path) -> None:
    text = replace(tiny_fastvlm.TEXT, hidden_size=128)
    agree(*both(tmp_path, text=text, layout=Layout.MLX, quantization=MIXED))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_is_computed_in_full(dtype: str, tmp_path: Path) -> None:
    agree(*both(tmp_path, dtype=dtype))


def test_a_prompt_in_parts_is_the_same_prompt(tmp_path: Path) -> None:
    plain, fast = both(tmp_path)
    embeddings = plain.embed(np.arange(900) % 300)
    expected = plain.forward(embeddings, plain.new_cache())
    cache = fast.new_cache()
    parts = [fast.forward(embeddings[a:b], cache) for a, b in ((0, 1), (1, 300), (300, 700), (700, 900))]
    assert_near(np.concatenate(parts), expected)
    assert cache.length == 900


@pytest.mark.parametrize("which", [0, 1])
def test_what_is_trimmed_is_forgotten(which: int, tmp_path: Path) -> None:
    model = both(tmp_path)[which]
    embeddings = model.embed(IDS)
    cache = model.new_cache()
    model.forward(embeddings[:20], cache)
    expected = model.forward(embeddings[20:30], cache, [9])
    model.forward(embeddings[30:], cache, [0])
    cache.trim(20)
    assert cache.length == 20
    assert_near(model.forward(embeddings[20:30], cache, [9]), expected)
    cache.trim(100)
    assert cache.length == 30


@pytest.mark.parametrize("which", [0, 1])
def test_rows_chooses_positions(which: int, tmp_path: Path) -> None:
    model = both(tmp_path)[which]
    embeddings = model.embed(IDS)
    every = model.forward(embeddings, model.new_cache())
    some = model.forward(embeddings, model.new_cache(), [39, 3])
    assert_near(some, every[[39, 3]])


@pytest.mark.parametrize("which", [0, 1])
def test_a_full_cache_takes_no_more(which: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlx_models.fastvlm.config.MIN_LENGTH", 1)
    text = replace(tiny_fastvlm.TEXT, max_position_embeddings=50)
    model = both(tmp_path, text=text)[which]
    cache = model.new_cache()
    model.forward(model.embed(IDS), cache, [0])
    with pytest.raises(ModelError, match="too long"):
        model.forward(model.embed(IDS[:11]), cache, [0])
    assert cache.length == 40
    model.forward(model.embed(IDS[:10]), cache, [0])
    assert cache.length == 50
    assert cache.nbytes > 0


def test_a_small_limit_is_no_limit_for_a_picture(tmp_path: Path) -> None:
    text = replace(tiny_fastvlm.TEXT, max_position_embeddings=16)
    agree(*both(tmp_path, text=text))


@pytest.mark.parametrize("which", [0, 1])
def test_ids_outside_the_vocabulary(which: int, tmp_path: Path) -> None:
    model = both(tmp_path)[which]
    for ids in ([384], [-1]):
        with pytest.raises(ModelError, match="vocabulary"):
            model.embed(np.array(ids))


def test_the_likeliest_tokens_stay_where_they_are_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at a time comes back, while the next one is computed already."""
    plain, fast = both(tmp_path)
    embeddings = plain.embed(IDS)
    caches = [model.new_cache() for model in (plain, plain, fast)]
    for model, cache in zip((plain, plain, fast), caches, strict=True):
        model.forward(embeddings, cache, [39])
    wanted = [
        list(islice(Language.follow(model, 7, cache, Sampling()), 60))
        for model, cache in zip((plain, fast), caches[1:], strict=True)
    ]

    def never(*_: object) -> None:
        raise AssertionError("a token went through numpy")

    for name in ("embed", "forward"):
        monkeypatch.setattr(plain, name, never)
    found = []
    for token in islice(plain.follow(7, caches[0], Sampling()), 60):
        ahead = caches[0].length - len(IDS) - len(found)
        found.append(token)
    assert ahead == 1
    assert found == wanted[0] == wanted[1]
    assert len(set(found)) > 5


def test_chance_needs_the_logits(tmp_path: Path) -> None:
    plain, fast = both(tmp_path)
    found = []
    for model in (plain, fast):
        cache = model.new_cache()
        model.forward(model.embed(IDS), cache, [39])
        sampling = Sampling(1.5, 0.9, np.random.default_rng(3))
        found.append(list(islice(model.follow(7, cache, sampling), 20)))
    assert found[0] == found[1]


@pytest.mark.parametrize("which", [0, 1])
def test_tokens_end_where_the_cache_is_full(
    which: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlx_models.fastvlm.config.MIN_LENGTH", 1)
    text = replace(tiny_fastvlm.TEXT, max_position_embeddings=50)
    model = both(tmp_path, text=text)[which]
    cache = model.new_cache()
    model.forward(model.embed(IDS), cache, [0])
    assert len(list(model.follow(7, cache, Sampling()))) == 11
    assert cache.length == 50
    assert list(model.follow(7, cache, Sampling())) == [7]


def test_what_is_no_number_is_no_token(tmp_path: Path) -> None:
    plain = both(tmp_path)[0]
    cache = plain.new_cache()
    plain.forward(plain.embed(IDS), cache, [0])
    plain._model.model.norm.weight = plain._model.model.norm.weight * mx.nan
    tokens = plain.follow(7, cache, Sampling())
    assert next(tokens) == 7
    with pytest.raises(ModelError, match="no usable numbers"):
        next(tokens)


def test_an_answer_leaves_the_same_in_both_caches(tmp_path: Path) -> None:
    tokenizer = QwenTokenizer.load(tiny_fastvlm.write(tmp_path))
    replies, caches = [], []
    for model in both(tmp_path):
        caches.append(model.new_cache())
        prompt = model.embed(IDS)
        replies.append(generate(model, caches[-1], prompt, tokenizer, (), limits=Limits(12, 12)))
    plain, fast = replies
    assert (plain.ids, plain.text, plain.tokens) == (fast.ids, fast.text, fast.tokens)
    for reply, cache in zip(replies, caches, strict=True):
        assert cache.length == len(IDS) + reply.held
        assert len(reply.ids) - 1 <= reply.held <= len(reply.ids)


def test_odd_heads_are_for_metal_only(tmp_path: Path) -> None:
    odd = replace(tiny_fastvlm.TEXT, num_attention_heads=8)
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path, text=odd))
    with pytest.raises(UnfitError, match="only Metal"):
        open_language(checkpoint, Runtime(Target.ONNX_RUNTIME))
    open_language(checkpoint, Runtime(Target.METAL)).embed(np.array([1]))


def test_what_the_machine_refuses_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path))
    model = OrtLanguage(checkpoint)

    def no_memory(*_: object, **__: object) -> None:
        raise ORT_ERRORS[-1]("Failed to allocate memory")

    real = model._session
    model._session = SimpleNamespace(io_binding=real.io_binding, run_with_iobinding=no_memory)
    cache = model.new_cache()
    with pytest.raises(ModelError, match="could not compute"):
        model.forward(model.embed(np.array([1, 2])), cache)
    model._session = real
    assert cache.length == 0
    assert model.forward(model.embed(np.array([1, 2])), cache).shape[0] == 2
    with monkeypatch.context() as patch:
        patch.setattr("onnxruntime.InferenceSession", no_memory)
        with pytest.raises(ModelError, match="could not open"):
            OrtLanguage(checkpoint)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="cannot be written"):
        OrtLanguage(checkpoint)
