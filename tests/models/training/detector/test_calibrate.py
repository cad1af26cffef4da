import numpy as np
import pytest
from near import assert_near

from mlx_models.compact.impression import Impression
from mlx_models.detector.detector import Detection
from mlx_models.training.detector.calibrate import cross_fitted, figures, fit, wilson
from mlx_models.training.detector.claims import Claim

BOX = (0.2, 0.2, 0.8, 0.8)


def made(count: int = 900) -> list[Claim]:
    """Claims that are right the oftener the higher their score and support; lamps are seldom right."""
    generator = np.random.default_rng(5)
    given = []
    for number in range(count):
        name = ("dog", "cat", "person")[number % 3]
        score, support = generator.uniform(0.3, 0.9), generator.uniform(0.05, 0.95)
        likely = 1 / (
            1 + np.exp(-(12 * (score - 0.5) + 2 * np.log(support / (1 - support)) - 2 * (name == "cat")))
        )
        given.append(
            Claim(
                f"{number // 2}.jpg",
                ("coco", "openstax", "ade20k")[number // 2 % 3],
                Detection(name, score, BOX),
                bool(generator.random() < likely),
                Impression({name: support}) if number // 2 % 3 < 2 else None,
            )
        )
    return given


def test_the_curves_are_found_again() -> None:
    given = made()
    curves = fit(given)
    assert curves.seconded["score"] == pytest.approx(12, rel=0.4)
    assert curves.seconded["support"] == pytest.approx(2, rel=0.4)
    assert curves.classes["cat"] < -0.1 < curves.classes["dog"]
    assert "person" not in curves.classes, "it has a weight of its own"
    looked = [one for one in given if one.impression is not None]
    for seconded in (False, True):
        likely = curves.probabilities(looked, seconded=seconded)
        assert_near(likely.mean(), np.mean([one.right for one in looked]), 0.05)


def test_a_class_with_few_examples_has_no_share() -> None:
    assert fit(made(60)).classes == {}


def test_cross_fitting_leaves_a_picture_out() -> None:
    looked, likely = cross_fitted(made(), seconded=True)
    assert {one.source for one in looked} == {"coco", "openstax"}
    right = np.array([one.right for one in looked])
    assert likely[right].mean() > likely[~right].mean() + 0.3
    assert not np.allclose(likely, fit(made()).probabilities(looked, seconded=True))


def test_figures() -> None:
    given = [
        Claim(picture, "coco", Detection(name, 0.5, BOX), right, None)
        for picture, name, right in [
            ("a", "dog", True), ("a", "cat", True), ("b", "dog", True), ("b", "cat", False),
            ("c", "dog", True),
        ]
    ]  # fmt: skip
    told = figures(given, np.array([0.95, 0.9, 0.9, 0.99, 0.8]), {"fact": 0.86, "hedge": 0.78}, "coco", 4)
    assert (told["facts"], told["facts_not_there"], told["hedged"], told["hedged_not_there"]) == (4, 1, 1, 0)
    assert (told["with_a_true_fact"], told["with_two_kinds"]) == (0.5, 0.25)


def test_wilson() -> None:
    low, high = wilson(3, 100)
    assert_near([low, high], [0.0103, 0.0845], 0.01)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 50)[0] == 0
