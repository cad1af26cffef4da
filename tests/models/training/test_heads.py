"""The heads' losses and their training, on tiny data."""

import json
from argparse import Namespace
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from mlx import nn
from near import assert_near

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.heads import Head, unit
from mlx_models.training.data import Cache
from mlx_models.training.heads import Joint, fit, joint_loss, kind, pooled_features, presence, text_ids
from mlx_models.training.stages import load_weights


@pytest.fixture
def joint_model() -> Joint:
    mx.random.seed(0)
    config = CompactConfig(
        text_vocabulary=12, text_width=16, text_max_tokens=6, embedding=8, tower_channels=5
    )
    model = Joint(config, 7)
    model.eval()
    return model


def test_text_ids() -> None:
    ids = {"a": 4, "dog": 5}
    assert text_ids(["A dog, a", "zebra", "dog"], ids, 2).tolist() == [[4, 5], [3, 0], [5, 0]]


def parts() -> tuple[mx.array, mx.array, mx.array, mx.array]:
    """Pooled grids, tokens and the teacher's two vectors of three pictures."""
    mx.random.seed(3)
    spoken, shown = unit(mx.random.normal((3, 7))), unit(mx.random.normal((3, 7)))
    return mx.random.normal((3, 10)), mx.array([[4, 5], [6, 0], [7, 8]]), spoken, shown


def taught(model: Joint) -> float:
    """How far both halves are from the teacher."""
    pooled, tokens, spoken, shown = parts()
    near = 0.0
    for half, teacher in ((model.text(tokens), spoken), (unit(model.image.answer(pooled)), shown)):
        near += float((np.array(unit(model.teach(half))) * np.array(teacher)).sum(axis=1).mean())
    return 2 - near


def test_joint_loss_is_contrast_both_ways_and_distillation(joint_model: Joint) -> None:
    pooled, tokens, spoken, shown = parts()
    a, b = np.array(unit(joint_model.image.answer(pooled))), np.array(joint_model.text(tokens))
    scores = a @ b.T * np.exp(2.7)
    log_rows = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    log_columns = scores - np.log(np.exp(scores).sum(axis=0, keepdims=True))
    contrast = -(np.diag(log_rows).mean() + np.diag(log_columns).mean()) / 2
    got = joint_loss(joint_model, pooled, tokens, spoken, shown, mx.zeros((3, 3))).item()
    assert got == pytest.approx(contrast + taught(joint_model), abs=1e-3)


def test_equal_labels_are_not_counted_as_wrong(joint_model: Joint) -> None:
    got = joint_loss(joint_model, *parts(), 1 - mx.eye(3)).item()
    assert got == pytest.approx(taught(joint_model), abs=1e-3)


def test_pooled_features_are_every_views_mean_and_maximum() -> None:
    rng = np.random.default_rng(0)
    maps = [rng.normal(size=(n, 4, 5)).astype(np.float16) for n in (3, 1)]
    cache = Cache(maps, [np.zeros((3, 2)), np.zeros((1, 2))], [{2: 0, 6: 1, 7: 2}, {6: 0}])
    found = pooled_features(cache, [6, 2])
    assert {r: v.shape for r, v in found.items()} == {2: (1, 10), 6: (2, 10)}
    grid = maps[1][0].astype(np.float32)
    assert_near(found[6][1], np.concatenate([grid.mean(axis=0), grid.max(axis=0)]))


def test_fit_learns_and_ends_in_evaluation() -> None:
    mx.random.seed(0)
    model = nn.Linear(3, 1)
    x = np.random.default_rng(0).normal(size=(64, 3)).astype(np.float32)
    y = x @ np.array([[1.0], [-2.0], [0.5]], dtype=np.float32)

    def loss(m: nn.Linear, inputs: mx.array, target: mx.array) -> mx.array:
        return mx.mean(mx.square(m(inputs) - target))

    before = loss(model, mx.array(x), mx.array(y)).item()
    fit(model, loss, lambda _: [(x, y)] * 20, 10, 0.05, 20)
    assert loss(model, mx.array(x), mx.array(y)).item() < before / 20
    assert not model.training


def test_kind_head_learns_and_is_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    labels = np.array([0] * 200 + [1] * 56)
    grids = rng.normal(size=(256, 2, 1280)).astype(np.float16)
    grids[labels == 1, :, :40] += 2
    args = Namespace(seed=0, epochs=4, rate=1e-3, out=str(tmp_path))
    model = kind(args, grids, labels, ("photo", "screenshot", "blank"), (grids[::4], labels[::4]))
    said = np.argmax(np.array(model(mx.array(grids.astype(np.float32)))), axis=-1)
    assert (said == labels).mean() > 0.95
    printed = capsys.readouterr().out
    assert "photo: recall" in printed
    assert "blank" not in printed
    again = Head(1280, 96, 3)
    load_weights(again, tmp_path / "kind.safetensors")
    again.eval()
    x = mx.array(grids[:5].astype(np.float32))
    np.testing.assert_array_equal(np.array(again(x)), np.array(model(x)))


def test_presence_head_learns_from_the_train_split_only(tmp_path: Path) -> None:
    """Dogs light up channels 0-39, cats 40-79; a test record would teach it a third word."""
    rng = np.random.default_rng(0)
    rows, grids = [], rng.normal(size=(384, 2, 1280)).astype(np.float16)
    for i in range(384):
        what = i % 2
        grids[i, :, 40 * what : 40 * what + 40] += 2
        split = "train" if i < 256 else ("val" if i < 320 else "test")
        word = "zebra" if split != "train" else ["dog", "cat"][what]
        rows.append({"source": "flickr8k", "split": split, "captions": [f"a {word}"], "image": "x"})
    np.save(tmp_path / "idx_v0.npy", np.arange(384))
    np.save(tmp_path / "g5_v0.npy", grids)
    np.save(tmp_path / "logits_v0.npy", np.zeros((384, 2), np.float16))
    args = Namespace(seed=0, epochs=4, rate=1e-3, out=str(tmp_path), start=str(tmp_path), views="0")
    presence(args, rows, [], {})
    assert json.loads((tmp_path / "objects.json").read_text()) == ["cat", "dog"]
    head = Head(1280, 256, 2)
    load_weights(head, tmp_path / "presence.safetensors")
    head.eval()
    unseen, _ = Cache.open(tmp_path, [0]).take(list(range(320, 384)), None)
    logits = np.array(head(mx.array(unseen)))
    assert ((logits[:, 1] > logits[:, 0]) == (np.arange(64) % 2 == 0)).mean() > 0.95
