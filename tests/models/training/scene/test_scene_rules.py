"""From what the head says of unseen pictures to the floors of what may be said."""

import numpy as np
import pytest
from numpy.typing import NDArray

from mlx_models.training.scene.report import report
from mlx_models.training.scene.rules import (
    FEWEST,
    NEVER,
    RIGHT,
    Seen,
    Told,
    both,
    curve,
    floor,
    least,
    rule,
    rules_of,
)  # fmt: skip
from mlx_models.training.scene.vocabulary import FILLS, OUTPUTS


def seen(logits: NDArray[np.float64], right: NDArray[np.bool_]) -> Seen:
    return Seen(logits, right, np.ones(len(logits)))


def drawn(count: int, scale: float, bias: float, seed: int = 0) -> Seen:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=count) * 3
    return seen(x, rng.random(count) < 1 / (1 + np.exp(-(scale * x + bias))))


def test_the_curve_is_found() -> None:
    scale, bias = curve(drawn(20_000, 0.7, -1.2))
    assert (scale, bias) == (pytest.approx(0.7, abs=0.05), pytest.approx(-1.2, abs=0.08))


def test_a_curve_never_falls_and_stays_finite() -> None:
    assert curve(drawn(500, -1.0, 0.0))[0] > 0
    parted = seen(np.array([-5.0, -4, 4, 5]), np.array([False, False, True, True]))
    assert np.isfinite(curve(parted)).all()


def test_the_floor_is_the_lowest_that_is_right_often_enough() -> None:
    likely = np.linspace(0.99, 0.5, 50)
    right = np.ones(50, bool)
    right[30:] = False
    evidence = seen(np.zeros(50), right)
    assert floor(likely, evidence, 1.0) == pytest.approx((likely[29] + likely[30]) / 2, abs=1e-3)
    assert floor(likely, evidence, 0.75) == pytest.approx((likely[39] + likely[40]) / 2, abs=1e-3)
    assert floor(likely, evidence, 0.6) < likely[-1]


def test_too_few_are_no_evidence() -> None:
    likely = np.linspace(0.99, 0.5, 50)
    right = np.ones(50, bool)
    right[FEWEST - 1 :] = False
    assert floor(likely, seen(np.zeros(50), right), 0.99) == NEVER
    assert floor(likely, seen(np.zeros(50), np.zeros(50, bool)), 0.5) == NEVER


def test_a_rule_says_facts_that_are_right() -> None:
    entry = rule("sky", ["upper sky"], drawn(5000, 1.0, 0.0))
    assert (entry["name"], entry["of"]) == ("sky", ["upper sky"])
    assert "general" not in entry
    assert entry["hedge"] < entry["fact"] < 1
    fresh = drawn(20_000, 1.0, 0.0, seed=1)
    told = 1 / (1 + np.exp(-(entry["scale"] * fresh.logits + entry["bias"]))) >= entry["fact"]
    assert fresh.right[told].mean() == pytest.approx(RIGHT, abs=0.02)
    assert rule("paved ground", ["x"], drawn(50, 1.0, 0.0), general=True)["general"] is True


def test_evidence_is_put_together() -> None:
    one, two = drawn(30, 1.0, 0.0), drawn(20, 1.0, 0.0)
    assert [len(part) for part in both(one, two)] == [50, 50, 50]
    entry = {"scale": 1.0, "bias": 0.0}
    assert least(entry, drawn(5000, 1.0, 0.0), 0.95) == pytest.approx(
        least(entry, drawn(5000, 1.0, 0.0, seed=2), 0.95), abs=0.1
    )


def test_only_what_is_known_for_sure_counts() -> None:
    likely = np.full((3, 2), 0.9, np.float32)
    truth, weights = np.ones((3, 2), np.float32), np.array([[1, 0], [0.4, 1], [0.5, 0]], np.float32)
    found = Told(likely, truth, weights).seen(0)
    assert len(found.logits) == 2
    assert found.logits == pytest.approx(np.log(9), abs=1e-4)
    assert found.right.all()


def test_every_part_of_a_scene_gets_its_rules() -> None:
    rng = np.random.default_rng(0)
    count = 400
    truth = (rng.random((count, len(OUTPUTS))) < 0.4).astype(np.float32)
    likely = np.clip(np.where(truth > 0, 0.97, 0.03) + rng.normal(size=truth.shape) * 0.01, 0.001, 0.999)
    told = Told(likely.astype(np.float32), truth, np.ones_like(truth))
    elsewhere = Told(told.likely.copy(), truth.copy(), told.weights)
    elsewhere.likely[:, 1] = 0.97  # outdoors is said of everything elsewhere
    rules = rules_of(told, elsewhere)
    assert set(rules) == {"setting", "room", "upper", "middle", "lower"}
    assert [entry["name"] for entry in rules["setting"]] == ["indoors", "outdoors"]
    assert rules["setting"][0]["fact"] < 1 < rules["setting"][1]["fact"]
    assert "snow" not in [entry["name"] for entry in rules["room"] + rules["upper"]]
    assert [entry["name"] for entry in rules["lower"]] == [*FILLS, "snow"]
    assert all(entry["fact"] < 1 for entry in rules["lower"])
    assert [entry["name"] for entry in rules["lower"] if entry.get("general")] == ["paved ground"]


def test_the_report_counts_what_rules_tell_of_pictures_they_were_not_made_from() -> None:
    rng = np.random.default_rng(1)
    truth = np.zeros((400, len(OUTPUTS)), np.float32)
    indoors = rng.random(400) < 0.5
    truth[:, 0], truth[:, 1] = indoors, ~indoors
    truth[:, OUTPUTS.index("kitchen")] = indoors
    truth[:, OUTPUTS.index("lower floor")] = indoors
    likely = np.where(truth > 0, 0.98, 0.02).astype(np.float32)
    wrong = np.flatnonzero(indoors)[:2]
    likely[wrong, :2] = [0.02, 0.98]  # said to be outdoors
    weights = np.ones_like(truth)
    weights[:, OUTPUTS.index("kitchen")] = 0  # nobody knows
    told = Told(likely, truth, weights)
    found = report(told, told, 0)
    setting = found["setting, fact"]
    assert setting["share"] > 0.95
    assert setting["wrong"] == {"outdoors": 2}
    good, count = setting["right"].split(" of ")
    assert int(count) - int(good) == 2
    assert setting["wilson"] < int(good) / int(count)
    assert "kitchen" not in found["room, fact"]["said"]
    assert found["lower, fact"]["said"] == {"floor": indoors.sum()}
    assert found["room or ground, fact"]["share"] == pytest.approx(indoors.mean(), abs=1e-3)
    assert found["setting elsewhere, fact"]["right"] == setting["right"]
