"""Beam search against every sentence that could be said."""

from collections.abc import Iterator
from itertools import pairwise

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner, Prefix
from mlx_models.compact.generate import END, START, UNKNOWN, beam_search
from mlx_models.errors import Stopped
from mlx_models.training.stages import decoding

ALPHA = 1.0


def small_model(seed: int, words: int = 3, longest: int = 4, spread: float = 0.5) -> Captioner:
    mx.random.seed(seed)
    model = Captioner(
        CompactConfig(
            vocabulary=4 + words,
            width=16,
            layers=1,
            heads=2,
            feed_forward=16,
            max_tokens=longest,
            object_tokens=0,
            classes=2,
            tower_channels=8,
            grid=2,
        )
    )
    model.words.weight = mx.random.normal(model.words.weight.shape) * spread
    model.bias = mx.random.normal(model.bias.shape)
    model.eval()
    return model


def prefix_of(model: Captioner, pictures: int = 1) -> Prefix:
    return model.prefix(mx.random.normal((pictures, 4, 8)), mx.full((pictures, 2), 0.5))


def allowed(words: tuple[int, ...]) -> bool:
    pairs = list(pairwise(words))
    return all(a != b for a, b in pairs) and len(pairs) == len(set(pairs))


def everything(vocabulary: int, longest: int) -> Iterator[tuple[int, ...]]:
    grown: list[tuple[int, ...]] = [()]
    for _ in range(longest):
        grown = [(*g, w) for g in grown for w in range(UNKNOWN + 1, vocabulary) if allowed((*g, w))]
        yield from grown


def score_of(model: Captioner, prefix: Prefix, words: tuple[int, ...]) -> tuple[float, list[float]]:
    given = mx.array([[[START, *words]]])
    logits = np.array(model.logits(model.teach(prefix, given)))[0]
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    steps = [float(log_p[i, w]) for i, w in enumerate((*words, END))]
    return sum(steps) / len(steps) ** ALPHA, steps


@pytest.mark.parametrize("seed", range(5))
def test_the_best_sentence_is_found(seed: int) -> None:
    model = small_model(seed)
    prefix = prefix_of(model)
    scores = {w: score_of(model, prefix, w)[0] for w in everything(7, 4)}
    assert len(scores) == 3 + 6 + 12 + 18
    found = beam_search(decoding(model, prefix, 60), alpha=ALPHA)[0]
    best = max(scores, key=lambda w: scores[w])
    assert found[0].words == best
    assert {c.words for c in found} == set(scores)
    for candidate in found:
        score, steps = score_of(model, prefix, candidate.words)
        assert_near(candidate.score, score)
        assert_near(candidate.log_probabilities, steps)
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


@pytest.mark.parametrize("seed", range(4))
def test_sentences_are_clean(seed: int) -> None:
    model = small_model(seed, words=6, longest=12, spread=1.0)
    # It begs for special words and does not want to end.
    model.bias = model.bias + mx.array([9.0, 9.0, -6.0, 9.0] + [0.0] * 6)
    for found in beam_search(decoding(model, prefix_of(model, 3), 4)):
        assert 1 <= len(found) <= 4
        assert len({c.words for c in found}) == len(found)
        for candidate in found:
            assert min(candidate.words) > UNKNOWN
            assert allowed(candidate.words)
            assert 1 <= len(candidate.words) <= 12
            assert len(candidate.log_probabilities) == len(candidate.words) + 1


def test_pictures_of_a_batch_do_not_disturb_each_other() -> None:
    model = small_model(2, words=8, longest=5, spread=1.0)
    grid = mx.random.normal((3, 4, 8))
    p = mx.full((3, 2), 0.5)
    together = beam_search(decoding(model, model.prefix(grid, p), 3))
    for b in range(3):
        alone = beam_search(decoding(model, model.prefix(grid[b : b + 1], p[:1]), 3))[0]
        assert [c.words for c in alone] == [c.words for c in together[b]]


def test_a_decoder_that_only_repeats_itself_still_gives_a_sentence() -> None:
    model = small_model(0, words=1, longest=5)
    model.bias = mx.array([0.0, 0.0, -30.0, 0.0, 5.0])
    found = beam_search(decoding(model, prefix_of(model), 1))[0]
    assert [c.words for c in found] == [(4,)]


def test_a_sentence_that_does_not_end_is_cut_and_pays_for_it() -> None:
    model = small_model(0, words=6, longest=3)
    model.bias = mx.array([0.0, 0.0, -20.0, 0.0] + [0.0] * 6)
    prefix = prefix_of(model)
    found = beam_search(decoding(model, prefix, 4))[0]
    assert {len(c.words) for c in found} == {3}
    assert all(c.log_probabilities[-1] < -10 for c in found)
    assert_near(found[0].score, score_of(model, prefix, found[0].words)[0])


def test_stops_between_words() -> None:
    model = small_model(1)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    with pytest.raises(Stopped):
        beam_search(decoding(model, prefix_of(model), 2), should_stop=stop)
    assert asked == 3
