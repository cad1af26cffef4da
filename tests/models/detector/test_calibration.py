import json
import math
from pathlib import Path
from typing import Any

import pytest

from mlx_models.compact.impression import Impression
from mlx_models.detector.calibration import ALONE, CALIBRATION, SECONDED, load_calibration
from mlx_models.detector.detector import Detection
from mlx_models.errors import ModelError

WHOLE = (0.0, 0.0, 1.0, 1.0)
DOG, PERSON = Detection("dog", 0.6, WHOLE), Detection("person", 0.6, WHOLE)


def weights(**given: float) -> dict[str, Any]:
    curve = {**dict.fromkeys(SECONDED, 0.0), **given}
    return {
        "alone": {name: curve[name] for name in ALONE},
        "seconded": curve,
        "classes": {},
        "least": 0.3,
        "floors": {name: {"fact": 0.8, "hedge": 0.6} for name in ("alone", "seconded", "faces")},
    }


def kept(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def test_the_shipped_one(folder: Path) -> None:
    shipped = load_calibration(folder / CALIBRATION)
    for name in ("dog", "person", "car"):
        likely = [shipped.probability(Detection(name, score, WHOLE)) for score in (0.1, 0.4, 0.6, 0.9)]
        assert likely == sorted(likely)
        assert likely[0] < 0.3 < 0.9 < likely[3]
    assert shipped.probability(PERSON) > shipped.probability(DOG)
    yes, no = Impression({"dog": 0.9}), Impression({"dog": 0.01}, ((frozenset({"cat"}), 0.9),))
    assert shipped.probability(DOG, no) < shipped.probability(DOG) < shipped.probability(DOG, yes)


def test_the_curve_and_the_share_of_a_class(tmp_path: Path) -> None:
    curve = weights(bias=-1.0, score=5.0, person=1.5)
    curve["classes"] = {"dog": 0.25, "unicorn": 9.0}
    calibration = load_calibration(kept(tmp_path / "a.json", curve))
    assert calibration.probability(DOG) == pytest.approx(1 / (1 + math.exp(-2.25)))
    assert calibration.probability(PERSON) == pytest.approx(1 / (1 + math.exp(-3.5)))
    assert list(calibration.classes) == ["dog"]


def test_lower_scores_than_were_looked_at_are_worth_less(tmp_path: Path) -> None:
    calibration = load_calibration(kept(tmp_path / "a.json", weights(bias=9.0)))
    likely = [calibration.probability(Detection("dog", score, WHOLE)) for score in (0.0, 0.15, 0.3)]
    assert likely == pytest.approx([0.0, 0.25, 1.0], abs=0.001)


def test_another_thing_in_its_place_denies_it(tmp_path: Path) -> None:
    calibration = load_calibration(kept(tmp_path / "a.json", weights(bias=9.0)))
    assert calibration.probability(Detection("dog", 0.6, WHOLE, rival=0.61)) == 0
    assert calibration.probability(Detection("dog", 0.6, WHOLE, rival=0.6)) > 0.99


def test_a_picture_of_something_else_is_told_of_things_that_fill_it(tmp_path: Path) -> None:
    calibration = load_calibration(kept(tmp_path / "a.json", weights(against=-4.0)))
    other = Impression({}, ((frozenset({"rat", "animal"}), 0.5), (frozenset({"dog", "animal"}), 0.9)))
    cat, small = Detection("cat", 0.6, WHOLE), Detection("cat", 0.6, (0.0, 0.0, 0.5, 0.5))
    assert calibration.probability(cat, other) == pytest.approx(1 / (1 + math.exp(3.6)))
    assert calibration.probability(DOG, other) == pytest.approx(1 / (1 + math.exp(2.0)))
    assert calibration.probability(small, other) == pytest.approx(1 / (1 + math.exp(1.8)))
    assert calibration.probability(PERSON, other) == 0.5


def test_a_strange_picture_makes_all_less_likely(tmp_path: Path) -> None:
    calibration = load_calibration(kept(tmp_path / "a.json", weights(strange=-0.5)))
    assert calibration.probability(PERSON, Impression(strange=-3.0)) == pytest.approx(
        1 / (1 + math.exp(-1.5))
    )
    assert calibration.probability(DOG, Impression(strange=-1.0)) == pytest.approx(1 / (1 + math.exp(-0.5)))


def test_a_small_figure_by_itself_is_less_likely_a_person(tmp_path: Path) -> None:
    calibration = load_calibration(kept(tmp_path / "a.json", weights(lone=-2.0)))
    small = (0.5, 0.5, 0.575, 0.575)  # half of 0.15 a side
    assert calibration.probability(Detection("person", 0.6, small)) == pytest.approx(0.2)
    assert calibration.probability(Detection("person", 0.6, small, company=1)) == pytest.approx(0.2)
    assert calibration.probability(Detection("person", 0.6, small, company=2)) == 0.5
    assert calibration.probability(Detection("dog", 0.6, small)) == 0.5
    assert calibration.probability(PERSON) == 0.5


def test_a_thing_has_another_name_there(tmp_path: Path) -> None:
    calibration = load_calibration(kept(tmp_path / "a.json", weights(support=1.0)))
    impression = Impression({"television": 0.75})
    assert calibration.probability(Detection("tv", 0.6, WHOLE), impression) == pytest.approx(0.75)
    assert calibration.probability(DOG, impression) == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("alone",), {}),
        (("alone", "score"), "NaN"),
        (("seconded", "against"), None),
        (("classes",), []),
        (("classes", "dog"), "much"),
        (("floors", "alone", "hedge"), 0.9),
        (("floors", "faces", "hedge"), 0),
        (("floors", "seconded"), 0.5),
        (("least",), 0),
    ],
)
def test_damaged(tmp_path: Path, where: tuple[str, ...], value: Any) -> None:
    good = weights()
    inner = good
    for name in where[:-1]:
        inner = inner[name]
    inner[where[-1]] = value
    with pytest.raises(ModelError, match="cannot be used"):
        load_calibration(kept(tmp_path / "a.json", good))


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 100_000])
def test_no_calibration(tmp_path: Path, text: str) -> None:
    with pytest.raises(ModelError):
        load_calibration(kept(tmp_path / "a.json", text))
    with pytest.raises(ModelError):
        load_calibration(tmp_path / "none.json")
