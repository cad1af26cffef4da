"""Fitting the judge, on made-up photos whose truth is known."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlx_models.compact.judge import FEATURES, Evidence, Judge, Proposal
from mlx_models.training.export import previous_judge
from mlx_models.training.judging import Judged, choose, fit, logistic, outcome, score

N = len(FEATURES)
COSINE = FEATURES.index("cosine")


@pytest.fixture
def plain(tmp_path: Any) -> Judge:
    """Its probability is the logistic of the feature "cosine"."""
    weights = np.zeros(N)
    weights[COSINE] = 1.0
    return replace(Judge.from_dict(previous_judge(tmp_path)), weights=weights, fact=0.8, hedge=0.5)


def photo(p: float, true: bool, n: int = 0, source: str = "coco_val2017") -> Judged:
    """A photo of a dog (or, when `true` is False, of a cat) with the sentence "a dog" of probability p."""
    row = {"image": f"{n}.jpg", "captions": ["A dog sits." if true else "A cat sits."], "source": source}
    view = np.zeros(N)
    view[COSINE] = np.log(p / (1 - p))
    evidence = Evidence(np.zeros(2, np.float32), {}, {"dog": 0.9 if true else 0.1}, 0.5, 1.0)
    return Judged(row, n % 5, [(Proposal(("a", "dog")), ["dog"], view)], [true], evidence, [])


def photos(*groups: tuple[float, int, int]) -> list[Judged]:
    """(probability, how many true, how many false) each."""
    made = [(p, t) for p, right, wrong in groups for t in [True] * right + [False] * wrong]
    return [photo(p, t, n) for n, (p, t) in enumerate(made)]


def test_logistic_recovers_known_weights() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20000, 3))
    truth = np.array([1.5, -0.7, 0.0])
    y = (rng.random(20000) < 1 / (1 + np.exp(-(x @ truth - 0.4)))).astype(float)
    weights, bias = logistic(x, y, np.ones(len(x)), 1.0)
    np.testing.assert_allclose(weights, truth, atol=0.08)
    assert bias == pytest.approx(-0.4, abs=0.08)


def test_a_weight_counts_like_copies() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(60, 2)), (rng.random(60) < 0.4).astype(float)
    times = rng.integers(1, 4, 60)
    whole = logistic(np.repeat(x, times, axis=0), np.repeat(y, times), np.ones(times.sum()), 2.0)
    weighted = logistic(x, y, times.astype(float), 2.0)
    np.testing.assert_allclose(weighted[0], whole[0], atol=1e-6)
    assert weighted[1] == pytest.approx(whole[1], abs=1e-6)


def test_the_penalty_spares_the_bias() -> None:
    x = np.random.default_rng(2).normal(size=(200, 1))
    y = np.repeat([1.0, 1.0, 1.0, 0.0], 50)
    weights, bias = logistic(x, y, np.ones(200), 1e6)
    assert abs(weights[0]) < 1e-3
    assert bias == pytest.approx(np.log(3), abs=1e-3)


def test_perfectly_parted_data_stays_finite() -> None:
    x = np.linspace(-1, 1, 40)[:, None]
    weights, bias = logistic(x, (x[:, 0] > 0).astype(float), np.ones(40), 1.0)
    assert weights[0] > 1
    assert np.isfinite(bias)


def test_outcome(plain: Judge) -> None:
    assert outcome(plain, photo(0.9, True)) == ("fact", False, pytest.approx(0.9), "a dog")
    assert outcome(plain, photo(0.6, False)) == ("hedged", True, pytest.approx(0.6), "a dog")
    assert outcome(plain, photo(0.3, False)) == ("withheld", False, pytest.approx(0.3), "")


def test_score_counts_what_is_said_and_what_of_it_is_false(plain: Judge) -> None:
    table = score([plain], photos((0.9, 7, 1), (0.6, 2, 2), (0.2, 1, 3)))
    assert table["n"] == 16
    assert [table[s]["n"] for s in ("fact", "hedged", "withheld")] == [8, 4, 4]
    assert [table[s]["false"] for s in ("fact", "hedged", "withheld")] == [1 / 8, 1 / 2, 0]
    assert table["fact"]["share"] == 0.5
    low, high = table["fact"]["interval"]
    assert low < 1 / 8 < high


def test_each_photo_is_judged_by_the_judge_of_its_fold(plain: Judge) -> None:
    silent = replace(plain, fact=2.0, hedge=2.0)
    table = score([plain, silent, silent, silent, silent], photos((0.9, 10, 0)))
    assert (table["fact"]["n"], table["withheld"]["n"]) == (2, 8)


def test_choose_goes_as_low_as_the_false_ones_allow(plain: Judge) -> None:
    coco = photos((0.95, 40, 0), (0.75, 40, 1), (0.665, 5, 20), (0.4, 0, 10))
    fact, hedge = choose([plain] * 5, coco, coco, 0.09)
    assert 0.665 < fact <= 0.75
    assert hedge == pytest.approx(fact, abs=0.03)


def test_choose_hedges_what_is_true_often_enough(plain: Judge) -> None:
    coco = photos((0.95, 40, 0), (0.705, 13, 7), (0.6, 60, 12), (0.4, 0, 60))
    fact, hedge = choose([plain] * 5, coco, coco, 0.09)
    assert fact > 0.705
    assert 0.4 < hedge <= 0.6  # a bad stretch on the way down is outweighed by what comes below it
    gentle = photos((0.95, 40, 0), (0.705, 16, 4), (0.6, 60, 12), (0.4, 0, 60))
    _, hedge = choose([plain] * 5, gentle, gentle, 0.09)
    assert 0.4 < hedge <= 0.6


def test_choose_heeds_the_other_photos_too(plain: Judge) -> None:
    good = photos((0.95, 40, 0), (0.75, 40, 0))
    bad = photos((0.95, 40, 0), (0.75, 0, 40))
    assert choose([plain] * 5, good, good, 0.09)[0] < 0.6
    assert choose([plain] * 5, good, bad, 0.09)[0] > 0.75


def test_fit_finds_the_telling_feature(plain: Judge) -> None:
    rng = np.random.default_rng(0)
    made = []
    for n in range(300):
        p = float(rng.uniform(0.05, 0.95))
        made.append(photo(p, bool(rng.random() < p), n, "coco_val2017" if n % 2 else "flickr8k"))
    fitted = fit(made, plain)
    assert np.argmax(np.abs(fitted.weights)) == COSINE
    assert (fitted.fact, fitted.hedge) == (plain.fact, plain.hedge)
    for p in (0.2, 0.5, 0.8):
        said = fitted.probability(photo(p, True).proposals[0][2])
        assert said == pytest.approx(p, abs=0.12)
    true, false = photo(0.5, True).evidence, photo(0.5, False).evidence
    assert fitted.object_probability(true, "dog") > 0.9
    assert fitted.object_probability(false, "dog") < 0.1
