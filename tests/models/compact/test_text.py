"""The text half of the joint space, and the heads on the picture's."""

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.heads import Head, unit
from mlx_models.compact.text import TextEncoder
from mlx_models.compact.words import words_of


@pytest.fixture
def encoder(config: CompactConfig) -> TextEncoder:
    mx.random.seed(5)
    model = TextEncoder(config)
    model.eval()
    return model


def test_words_of() -> None:
    assert words_of("A snow-covered Dog's ball, 3.5 m!") == [
        "a",
        "snow",
        "covered",
        "dog's",
        "ball",
        "3",
        "5",
        "m",
    ]
    assert words_of(" ... ") == []


def test_sentences_have_length_one(encoder: TextEncoder) -> None:
    y = np.array(encoder(mx.array([[4, 5, 8, 0], [3, 0, 0, 0], [0, 0, 0, 0]])))
    assert y.shape == (3, 12)
    assert np.isfinite(y).all()
    assert_near(np.linalg.norm(y[:2], axis=1), 1)


def test_padding_does_not_matter(encoder: TextEncoder) -> None:
    short = np.array(encoder(mx.array([[4, 5, 8]])))
    padded = np.array(encoder(mx.array([[4, 5, 8, 0, 0], [4, 7, 8, 9, 10]])))
    assert_near(padded[0], short[0])
    assert np.abs(padded[0] - padded[1]).max() > 1e-2


def test_order_matters(encoder: TextEncoder) -> None:
    encoder.position = mx.random.normal(encoder.position.shape)
    one, other = np.array(encoder(mx.array([[5, 9, 7], [7, 9, 5]])))
    assert np.abs(one - other).max() > 1e-3


def test_head_sees_the_mean_and_the_maximum() -> None:
    mx.random.seed(0)
    head = Head(3, 8, 2, dropout=0.9)
    head.eval()
    grid = np.random.default_rng(0).normal(size=(2, 5, 3)).astype(np.float32)
    x = np.concatenate([grid.mean(axis=1), grid.max(axis=1)], axis=-1)
    hidden = np.maximum(x @ np.array(head.up.weight).T + np.array(head.up.bias), 0)
    expected = hidden @ np.array(head.down.weight).T + np.array(head.down.bias)
    assert_near(np.array(head(mx.array(grid))), expected)
    assert_near(np.array(head(mx.array(np.flip(grid, 1).copy()))), expected)


def test_unit() -> None:
    got = np.array(unit(mx.array([[3.0, 4.0], [0.0, 0.0]])))
    assert_near(got, [[0.6, 0.8], [0, 0]])
