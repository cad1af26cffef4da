"""The decoder: whole captions at once against word by word, shared prefixes, and no look ahead."""

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray

from mlx_models.compact.decoder import Attention, Captioner, Prefix, relu_squared
from mlx_models.training.stages import decoding

PICTURES, CAPTIONS, LENGTH = 2, 3, 5


@pytest.fixture
def seen(captioner: Captioner) -> tuple[mx.array, mx.array]:
    rng = np.random.default_rng(0)
    grid = rng.random((PICTURES, 25, 1280)).astype(np.float32)
    return mx.array(grid), mx.softmax(mx.array(rng.normal(size=(PICTURES, 4)).astype(np.float32)), axis=-1)


@pytest.fixture
def ids(captioner: Captioner) -> NDArray[np.int32]:
    rng = np.random.default_rng(1)
    words = rng.integers(4, captioner.config.vocabulary, size=(PICTURES, CAPTIONS, LENGTH))
    words[..., 0] = 1
    return words.astype(np.int32)


def taught(model: Captioner, prefix: Prefix, ids: NDArray[np.int32]) -> NDArray[np.float32]:
    logits = model.logits(model.teach(prefix, mx.array(ids)))
    return np.array(logits).reshape(*ids.shape, -1)


def test_relu_squared() -> None:
    np.testing.assert_array_equal(np.array(relu_squared(mx.array([-2.0, 0.0, 3.0]))), [0, 0, 9])


def test_attention_is_the_textbooks() -> None:
    mx.random.seed(0)
    attention = Attention(8, 2)
    x = mx.random.normal((1, 3, 8))
    got = np.array(attention.attend(*attention.project(x), None))
    q, k, v = np.split(np.array(x[0] @ attention.qkv.weight.T), 3, axis=-1)
    heads = []
    for h in range(2):
        part = slice(4 * h, 4 * h + 4)
        scores = np.exp(q[:, part] @ k[:, part].T / 2.0)
        heads.append(scores / scores.sum(axis=-1, keepdims=True) @ v[:, part])
    expected = np.concatenate(heads, axis=-1) @ np.array(attention.out.weight).T
    assert_near(got[0], expected)


@pytest.mark.parametrize(("dtype", "rel"), [(mx.float16, 1e-2), (mx.bfloat16, 3e-2)])
def test_attention_sums_in_full_whatever_the_dtype(dtype: mx.Dtype, rel: float) -> None:
    attention = Attention(8, 1)
    attention.out.weight = mx.eye(8)
    q, k, v = (mx.random.normal((1, 1, n, 8), key=mx.random.key(n)) for n in (2, 4095, 4096))
    k = mx.concatenate([k, k[:, :, :1]], axis=2)
    wanted = np.array(attention.attend(q, k, v + 1, None))
    attention.set_dtype(dtype)
    half = [part.astype(dtype) for part in (q, k, v + 1)]
    assert_near(np.array(attention.attend(*half, None).astype(mx.float32)), wanted, rel)


def test_teaching_equals_decoding_word_by_word(
    captioner: Captioner, seen: tuple[mx.array, mx.array], ids: NDArray[np.int32]
) -> None:
    prefix = captioner.prefix(*seen)
    whole = taught(captioner, prefix, ids)
    assert np.ptp(whole) > 0.5
    decoder = decoding(captioner, prefix, CAPTIONS)
    itself = np.broadcast_to(np.arange(CAPTIONS), (PICTURES, CAPTIONS))
    for t in range(LENGTH):
        assert_near(decoder.next(ids[:, :, t], itself), whole[:, :, t])


def test_a_sentence_may_go_on_where_another_was(
    captioner: Captioner, seen: tuple[mx.array, mx.array]
) -> None:
    """As in a beam search, where one beam often takes over several others."""
    rng = np.random.default_rng(2)
    prefix = captioner.prefix(*seen)
    decoder = decoding(captioner, prefix, CAPTIONS)
    said = np.zeros((PICTURES, CAPTIONS, 0), np.int32)
    for _ in range(LENGTH):
        parents = rng.integers(0, CAPTIONS, (PICTURES, CAPTIONS))
        words = rng.integers(4, captioner.config.vocabulary, (PICTURES, CAPTIONS)).astype(np.int32)
        said = np.concatenate([said[np.arange(PICTURES)[:, None], parents], words[..., None]], axis=2)
        wanted = taught(captioner, prefix, said)[:, :, -1]
        assert_near(decoder.next(words, parents), wanted)


def test_captions_that_share_a_prefix_do_not_see_each_other(
    captioner: Captioner, seen: tuple[mx.array, mx.array], ids: NDArray[np.int32]
) -> None:
    prefix = captioner.prefix(*seen)
    together = taught(captioner, prefix, ids)
    for c in range(CAPTIONS):
        alone = taught(captioner, prefix, ids[:, c : c + 1])
        assert_near(alone[:, 0], together[:, c])


def test_each_caption_gets_its_own_picture(
    captioner: Captioner, seen: tuple[mx.array, mx.array], ids: NDArray[np.int32]
) -> None:
    together = taught(captioner, captioner.prefix(*seen), ids)
    for b in range(PICTURES):
        prefix = captioner.prefix(seen[0][b : b + 1], seen[1][b : b + 1])
        assert_near(taught(captioner, prefix, ids[b : b + 1])[0], together[b])
    same = np.repeat(ids[:1], PICTURES, axis=0)
    other = taught(captioner, captioner.prefix(*seen), same)
    assert np.abs(other[0] - other[1]).max() > 1e-4


def test_later_words_do_not_change_earlier_ones(
    captioner: Captioner, seen: tuple[mx.array, mx.array], ids: NDArray[np.int32]
) -> None:
    prefix = captioner.prefix(*seen)
    before = taught(captioner, prefix, ids)
    changed = ids.copy()
    changed[..., 3] = (changed[..., 3] - 3) % 10 + 4
    after = taught(captioner, prefix, changed)
    assert_near(after[:, :, :3], before[:, :, :3])
    assert np.abs(after[:, :, 3:] - before[:, :, 3:]).max() > 1e-3


def test_the_likeliest_classes_join_the_prefix(captioner: Captioner, seen: tuple[mx.array, mx.array]) -> None:
    grid = seen[0][:1]
    prefix = captioner.prefix(grid, mx.array([[0.6, 0.3, 0.06, 0.04]]))
    cells, classes = captioner.config.grid**2, captioner.config.object_tokens
    assert prefix.layers[0][0].shape == (1, 4, 1 + cells + classes, 8)
    rare = captioner.prefix(grid, mx.array([[0.6, 0.3, 0.04, 0.06]]))
    likely = captioner.prefix(grid, mx.array([[0.06, 0.3, 0.6, 0.04]]))
    keys = [np.sort(np.array(p.layers[0][0]), axis=2) for p in (prefix, rare, likely)]
    assert_near(keys[0], keys[1])
    assert np.abs(keys[0] - keys[2]).max() > 1e-4


def test_dropout_is_off_outside_training(
    captioner: Captioner, seen: tuple[mx.array, mx.array], ids: NDArray[np.int32]
) -> None:
    noisy = Captioner(captioner.config, 0.5)
    noisy.update(captioner.parameters())
    noisy.train()
    plain = taught(captioner, captioner.prefix(*seen), ids)
    assert np.abs(taught(noisy, noisy.prefix(*seen), ids) - plain).max() > 1e-3
    noisy.eval()
    assert_near(taught(noisy, noisy.prefix(*seen), ids), plain)
