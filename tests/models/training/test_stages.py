"""Stage (a)'s parts: the loss, checkpoints, names as word vectors."""

from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from mlx import nn
from near import assert_near

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner
from mlx_models.training.data import Cache
from mlx_models.training.stages import caption_loss, load_weights, name_vectors, save_weights, sentences

VOCABULARY = ["<pad>", "<start>", "<end>", "<unknown>", "a", "sea", "lion", "dog"]


@pytest.fixture
def model() -> Captioner:
    mx.random.seed(0)
    config = CompactConfig(
        vocabulary=8, width=16, layers=1, heads=2, feed_forward=16, max_tokens=4, object_tokens=1,
        classes=3, tower_channels=6, grid=2,
    )  # fmt: skip
    captioner = Captioner(config, 0.5)
    captioner.words.weight = mx.random.normal(captioner.words.weight.shape)
    captioner.eval()
    return captioner


def test_loss_is_smoothed_cross_entropy_over_the_words_that_count(model: Captioner) -> None:
    grid, p = mx.random.normal((2, 4, 6)), mx.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])
    tokens = np.array([[[1, 4, 7, 2]], [[1, 4, 2, 0]]])
    given, flat = tokens[..., :-1], tokens[..., 1:].reshape(-1)
    where = np.flatnonzero(flat)
    logits = np.array(model.logits(model.teach(model.prefix(grid, p), mx.array(given))))
    log_p = (logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))).reshape(-1, 8)[where]
    right = log_p[np.arange(len(where)), flat[where]]
    for smoothing in (0.0, 0.1):
        expected = np.mean(-(1 - smoothing) * right - smoothing * log_p.mean(axis=-1))
        got = caption_loss(model, grid, p, mx.array(given), mx.array(where), mx.array(flat[where]), smoothing)
        assert got.item() == pytest.approx(expected, abs=1e-4)


def test_weights_survive_a_checkpoint(model: Captioner, tmp_path: Path) -> None:
    file = tmp_path / "captioner.safetensors"
    save_weights(model, file)
    assert [p.name for p in tmp_path.iterdir()] == ["captioner.safetensors"]
    other = Captioner(model.config)
    load_weights(other, file)
    grid, p = mx.random.normal((1, 4, 6)), mx.full((1, 3), 1 / 3)
    one, same = (np.array(m.prefix(grid, p).layers[0][0]) for m in (model, other))
    np.testing.assert_array_equal(one, same)


def test_a_checkpoint_of_another_model_is_refused(model: Captioner, tmp_path: Path) -> None:
    save_weights(nn.Linear(2, 2), tmp_path / "linear.safetensors")
    with pytest.raises(ValueError, match="parameters"):
        load_weights(model, tmp_path / "linear.safetensors")


def test_names_are_the_mean_of_their_words(model: Captioner) -> None:
    vectors = np.array(name_vectors(model, ["Sea-lion", "dog"], VOCABULARY))
    words = np.array(model.words.weight)
    assert_near(vectors, [(words[5] + words[6]) / 2, words[7]])


def test_sentences_of_cached_pictures(model: Captioner) -> None:
    rng = np.random.default_rng(0)
    maps = rng.normal(size=(30, 4, 6)).astype(np.float16)
    cache = Cache([maps], [rng.normal(size=(30, 3)).astype(np.float16)], [{100 + i: i for i in range(30)}])
    records = [100 + i for i in range(30)]
    said = sentences(model, cache, records, VOCABULARY, 2)
    assert len(said) == 30
    assert {w for s in said for w in s.split()} <= set(VOCABULARY[4:])
    assert sentences(model, cache, records[7:8], VOCABULARY, 2) == said[7:8]
    assert model.training
