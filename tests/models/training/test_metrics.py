"""Metrics against what pycocoevalcap computed, and against values worked out by hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlx_models.training.metrics import (
    bleu,
    cider_d,
    expected_calibration_error,
    macro_recall,
    recall_at_k,
    reliability,
    tokenise,
    wilson,
)


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "goldens" / "cider.json"
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def test_cider_d_is_pycocoevalcaps(golden: dict[str, Any]) -> None:
    mean, each = cider_d(golden["candidates"], golden["references"])
    assert mean == pytest.approx(golden["cider_d"], abs=1e-9)
    np.testing.assert_allclose(each, golden["cider_d_each"], atol=1e-9)
    # A golden full of zeros would prove nothing.
    assert len(each) == 50
    assert (each > 0).sum() >= 25


def test_bleu_is_pycocoevalcaps(golden: dict[str, Any]) -> None:
    assert bleu(golden["candidates"], golden["references"]) == pytest.approx(golden["bleu"], abs=1e-9)


def test_cider_d_of_the_references_themselves_is_ten() -> None:
    sentences = ["a dog runs on grass", "two men sit at a table", "the red bus waits here"]
    assert cider_d(sentences, [[s] for s in sentences])[0] == pytest.approx(10.0)


def test_saying_a_word_again_earns_nothing() -> None:
    references = [["a dog runs on grass"], ["two men sit at a table"], ["the bus waits here"]]
    once = cider_d(["a dog runs", "men", "bus"], references)[1][0]
    again = cider_d(["a dog runs runs runs", "men", "bus"], references)[1][0]
    assert again < once


def test_the_mean_is_over_pictures() -> None:
    references = [["a dog runs on grass"], ["two men sit at a table"]]
    mean, each = cider_d(["a dog runs on grass", "nothing"], references)
    assert each == pytest.approx([10.0, 0.0])
    assert mean == pytest.approx(5.0)


def test_bleu_by_hand() -> None:
    # 3 of 4 words, 1 of 3 pairs; five words were wanted, so brevity is exp(1 - 5/4).
    one, two, three, _ = bleu(["the dog a runs"], [["a dog runs the hill"]])
    assert one == pytest.approx(1.0 * np.exp(-0.25), rel=1e-6)
    assert two == pytest.approx(0.0, abs=1e-6)
    assert three == pytest.approx(0.0, abs=1e-4)
    assert bleu(["a b c d e"], [["a b c d e", "x"]]) == pytest.approx((1.0, 1.0, 1.0, 1.0), rel=1e-6)


@pytest.mark.parametrize(
    ("candidates", "references", "message"),
    [
        ([], [], "0 candidates"),
        (["a"], [], "1 candidates for 0"),
        (["a"], [[]], "no references"),
    ],
)
def test_what_cannot_be_scored(candidates: list[str], references: list[list[str]], message: str) -> None:
    for metric in (cider_d, bleu):
        with pytest.raises(ValueError, match=message):
            metric(candidates, references)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("A Dog runs .", ["a", "dog", "runs"]),
        ("The dog's T-shirt, isn't it?", ["the", "dog", "'s", "t-shirt", "is", "n't", "it"]),
        ('"Hi!" (he says); 3.5 m at 10:30', ["hi", "he", "says", "3.5", "m", "at", "10:30"]),
        ("dog,cat.bird -- fish_tank", ["dog", "cat", "bird", "fish", "tank"]),
        ("Café naïve", ["café", "naïve"]),
        ("...", []),
    ],
)
def test_tokens(sentence: str, words: list[str]) -> None:
    assert tokenise(sentence) == words


def test_recall_at_k() -> None:
    images = np.eye(4, dtype=np.float32)
    texts = np.array([[1, 0, 0, 0], [0.9, 0.5, 0, 0], [0.3, 0.2, 0.1, 0.25]], dtype=np.float32)
    # The first finds its picture at once, the second as second, the third as fourth.
    assert recall_at_k(texts, images, [0, 1, 2], ks=(1, 2, 3, 4)) == pytest.approx(
        {1: 1 / 3, 2: 2 / 3, 3: 2 / 3, 4: 1.0}
    )


def test_embeddings_that_are_all_alike_find_nothing() -> None:
    assert recall_at_k(np.ones((3, 2)), np.ones((20, 2)), [0, 1, 2]) == {1: 0.0, 5: 0.0, 10: 0.0}


def test_macro_recall() -> None:
    mean, each = macro_recall(["photo"] * 4 + ["document"], ["photo"] * 3 + ["document", "document"])
    assert each == {"photo": 0.75, "document": 1.0}
    assert mean == pytest.approx(0.875)
    with pytest.raises(ValueError, match="nothing"):
        macro_recall([], [])
    with pytest.raises(ValueError, match=r"shorter|longer"):
        macro_recall(["photo"], [])


def test_wilson() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=1e-4)
    assert wilson(20, 20) == pytest.approx((1 - 0.1611, 1.0), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_reliability() -> None:
    rows = reliability([0.1, 0.2, 0.9, 1.0], [False, True, True, True], bins=2)
    assert [(r["low"], r["high"], r["count"]) for r in rows] == [(0.0, 0.5, 2), (0.5, 1.0, 2)]
    assert [r["predicted"] for r in rows] == pytest.approx([0.15, 0.95])
    assert [r["observed"] for r in rows] == pytest.approx([0.5, 1.0])
    assert (rows[1]["observed_low"], rows[1]["observed_high"]) == pytest.approx(wilson(2, 2))
    assert [r["low"] for r in reliability([0.95], [True], bins=10)] == [0.9]


def test_expected_calibration_error() -> None:
    assert expected_calibration_error([0.1, 0.2, 0.9, 1.0], [0, 1, 1, 1], bins=2) == pytest.approx(0.2)
    assert expected_calibration_error([0.0, 1.0], [0, 1], bins=5) == 0.0
    assert expected_calibration_error([1.0], [0]) == 1.0
