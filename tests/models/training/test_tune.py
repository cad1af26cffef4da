"""Stages (b) and (c): the tuned tower, the reward and the samples it is given for."""

from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner
from mlx_models.compact.generate import END, PAD, START, UNKNOWN
from mlx_models.compact.pixels import pooling
from mlx_models.compact.tower import Tower
from mlx_models.training.metrics import cider_d
from mlx_models.training.objects import false_objects
from mlx_models.training.stages import decoding
from mlx_models.training.tail import FIRST, Tail
from mlx_models.training.tune import Reward, Tuned, pool_features, sample, tune_loss

REFERENCES = {
    7: ["a dog runs on the grass", "the brown dog is running", "a dog on grass"],
    3: ["two men sit on a bench", "men on a bench in a park"],
    12: ["a cat sleeps on the bed", "the cat is on a bed"],
    5: ["a dog swims in the water", "a wet dog"],
}
CANDIDATES = {
    7: "a dog runs on the grass",
    3: "two men on on on a bench in the water with some other people in a park",
    12: "a man on the grass",
    5: "a wet dog is running",
}


def small_captioner(**changes: int) -> Captioner:
    mx.random.seed(1)
    sizes = {
        "vocabulary": 9,
        "width": 16,
        "layers": 1,
        "heads": 2,
        "feed_forward": 16,
        "max_tokens": 5,
        "object_tokens": 2,
        "classes": 4,
    }
    model = Captioner(CompactConfig.from_dict(sizes | changes))
    model.eval()
    return model


def test_reward_is_cider_d_when_nothing_is_fined() -> None:
    _, expected = cider_d([CANDIDATES[r] for r in REFERENCES], list(REFERENCES.values()))
    reward = Reward(REFERENCES, 0.0)
    assert max(expected) > 1
    for record, score in zip(REFERENCES, expected, strict=True):
        assert reward(record, CANDIDATES[record]) == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize(
    ("record", "sentence", "false"),
    [
        (7, "a dog on the grass", 0),
        (7, "a cat on the grass", 1),
        (7, "a cat on a bench", 2),
        (12, "two men with a cat on a bench", 2),
    ],
)
def test_every_false_object_is_fined(record: int, sentence: str, false: int) -> None:
    assert len(false_objects(sentence, REFERENCES[record])) == false
    plain, fined = (Reward(REFERENCES, fine)(record, sentence) for fine in (0.0, 0.25))
    assert plain - fined == pytest.approx(0.25 * false)


@pytest.mark.parametrize("sentence", ["a dog runs on the", "a dog runs on", "a brown"])
def test_an_end_where_people_do_not_end_is_fined(sentence: str) -> None:
    reward = Reward(REFERENCES, 0.0)
    fluent, _ = cider_d([sentence, "", "", ""], list(REFERENCES.values()))
    assert reward(7, sentence) == pytest.approx(4 * fluent - 1, abs=1e-6)


def test_no_sentence_is_no_way_out() -> None:
    assert Reward(REFERENCES, 0.3)(7, "") == -1.0


def test_samples_are_words_then_an_end_then_padding() -> None:
    model = small_captioner()
    # It begs for special words and seldom ends.
    model.bias = mx.array([9.0, 9.0, -2.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    prefix = model.prefix(mx.random.normal((3, 25, 1280)), mx.full((3, 4), 0.25))
    ids = sample(model, prefix, 20)
    assert ids.shape[:2] == (3, 20)
    lengths = set()
    for sentence in ids.reshape(60, -1).tolist():
        assert sentence[0] == START
        end = sentence.index(END)
        lengths.add(end - 1)
        assert all(UNKNOWN < w < 9 for w in sentence[1:end])
        assert all(w == PAD for w in sentence[end + 1 :])
    assert max(lengths) == 5
    assert len(lengths) > 1
    assert len({tuple(s) for s in ids.reshape(60, -1).tolist()}) > 10


def test_samples_follow_the_decoders_probabilities() -> None:
    model = small_captioner()
    prefix = model.prefix(mx.random.normal((1, 25, 1280)), mx.full((1, 4), 0.25))
    logits = decoding(model, prefix, 1).next(np.full((1, 1), START, np.int32), np.zeros((1, 1), np.int64))
    p = np.exp(logits[0, 0])
    p[[PAD, START, UNKNOWN]] = 0
    first = sample(model, prefix, 3000)[0, :, 1]
    np.testing.assert_allclose(np.bincount(first, minlength=9) / 3000, p / p.sum(), atol=0.05)


@pytest.fixture(scope="module")
def tower() -> Tower:
    mx.random.seed(2)
    tower = Tower()
    mx.eval(tower.parameters())
    return tower


def test_tuned_look_is_the_tower_and_its_classifier(tower: Tower) -> None:
    weight, bias = mx.random.normal((4, 1280)) * 0.05, mx.random.normal((4,))
    model = Tuned(Tail(tower), small_captioner(), (weight, bias))
    maps = mx.random.normal((2, 81, 208))
    whole = np.array(tower.top(maps.reshape(2, 9, 9, 208), FIRST)).reshape(2, 81, -1)
    grid, logits = model.look(maps)
    assert_near(np.array(grid), pooling(9, 5) @ whole, rel=0.001)
    expected = whole.mean(axis=1) @ np.array(weight).T + np.array(bias)
    assert_near(np.array(logits), expected, rel=0.001)


def test_tuning_pulls_towards_the_classifiers_own_answers(tower: Tower) -> None:
    model = Tuned(Tail(tower), small_captioner(), (mx.random.normal((4, 1280)) * 0.05, mx.zeros((4,))))
    maps = mx.random.normal((1, 81, 208))
    _, logits = model.look(maps)
    log_q = np.array(logits - mx.logsumexp(logits, axis=-1, keepdims=True))
    words = (mx.array([[[START, 4]]]), mx.array([0, 1]), mx.array([4, END]))
    at_home = tune_loss(model, maps, mx.array(np.exp(log_q)), *words).item()
    for c in range(4):
        one = np.eye(4, dtype=np.float32)[c : c + 1]
        off = tune_loss(model, maps, mx.array(one), *words).item()
        entropy = -(np.exp(log_q) * log_q).sum()
        assert off - at_home == pytest.approx(0.5 * (-log_q[0, c] - entropy), abs=1e-3)


def test_pooled_features_are_what_the_tower_gives(tower: Tower, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    features, out = tmp_path / "features", tmp_path / "out"
    features.mkdir()
    out.mkdir()
    maps = rng.normal(size=(3, 208, 81)).astype(np.float16)
    np.save(features / "f19_v0.npy", maps)
    np.save(features / "idx_v0.npy", np.array([4, 8, 9]))
    weight, bias = mx.random.normal((1000, 1280)) * 0.05, mx.random.normal((1000,))
    pool_features(tower, (weight, bias), features, out, (0,))
    x = mx.array(maps.transpose(0, 2, 1).astype(np.float32)).reshape(3, 9, 9, 208)
    whole = np.array(tower.top(x, FIRST)).reshape(3, 81, -1)
    assert_near(np.load(out / "g5_v0.npy"), pooling(9, 5) @ whole, rel=0.01)
    expected = whole.mean(axis=1) @ np.array(weight).T + np.array(bias)
    assert_near(np.load(out / "logits_v0.npy"), expected, rel=0.01)
    assert np.load(out / "idx_v0.npy").tolist() == [4, 8, 9]
