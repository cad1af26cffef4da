"""Fits what the detector's scores are worth, and writes assets/detector/calibration.json.

    python -m mlx_models.training.detector.calibrate CAPTIONDATA

It looks at the pictures of looked_at.json and at ADE20K's with boxes, which takes some minutes, fits two
logistic curves, and prints figures that are cross-fitted: each picture is judged by curves that never saw it.
"""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.detector.calibration import ALONE, CALIBRATION, SECONDED, features
from mlx_models.training.detector.claims import ADE20K, ASSETS, COCO, OPENSTAX, Claim, claims, looked_at

EXAMPLES = 30  # from which a class has a share of its own in the curves
# Probabilities from which objects are told; of a detection alone, which is wrong oftener outside COCO, later.
FLOORS = {"alone": {"fact": 0.88, "hedge": 0.8}, "seconded": {"fact": 0.85, "hedge": 0.82}}
FACES = {"fact": 0.6, "hedge": 0.6}  # scores
_FOLDS = 10
_RIDGE, _CLASS_RIDGE = 1.0, 16.0
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """What is written down.

    Attributes:
        alone: Weights, by the names of `ALONE`.
        seconded: Weights, by the names of `SECONDED`.
        classes: What is added for a class.
    """

    alone: dict[str, float]
    seconded: dict[str, float]
    classes: dict[str, float]

    def probabilities(self, given: Sequence[Claim], *, seconded: bool) -> Numbers:
        """(N,) that each claim is right."""
        names, weights = (SECONDED, self.seconded) if seconded else (ALONE, self.alone)
        table = _table(given, names, seconded=seconded)
        offsets = np.array([self.classes.get(one.found.name, 0.0) for one in given])
        return _logistic(table @ np.array([weights[name] for name in names]) + offsets)


def fit(given: Sequence[Claim]) -> Curves:
    """The curves that fit these claims best.

    What a class adds is told by all pictures, ADE20K's among them, whose labels are another sort of truth and
    get a share of their own; the curves' own weights by those that a person looked at.
    """
    counts = Counter(one.found.name for one in given)
    own = sorted(name for name, count in counts.items() if count >= EXAMPLES and name != "person")
    right = np.array([one.right for one in given], np.float64)
    classes = np.array([[one.found.name == name for name in own] for one in given], np.float64)
    labelled = np.array([[one.source == ADE20K] for one in given], np.float64)
    table = np.concatenate([_table(given, ALONE, seconded=False), labelled, classes], 1)
    ridge = np.array([0.0, *[_RIDGE] * (len(ALONE) - 1), 0.0, *[_CLASS_RIDGE] * len(own)])
    weights = _fitted(table, right, ridge, np.zeros(len(given)))
    offsets = dict(zip(own, weights[len(ALONE) + 1 :].tolist(), strict=True))
    looked = [one for one in given if one.source != ADE20K]
    curves = []
    for names, seconded in ((ALONE, False), (SECONDED, True)):
        some = [one for one in looked if one.impression is not None or not seconded]
        known = np.array([offsets.get(one.found.name, 0.0) for one in some])
        truth = np.array([one.right for one in some], np.float64)
        ridge = np.array([0.0, *[_RIDGE] * (len(names) - 1)])
        found = _fitted(_table(some, names, seconded=seconded), truth, ridge, known)
        curves.append(dict(zip(names, found.tolist(), strict=True)))
    return Curves(curves[0], curves[1], offsets)


def cross_fitted(given: Sequence[Claim], *, seconded: bool) -> tuple[list[Claim], Numbers]:
    """The claims of pictures that a person looked at, and what curves say that never saw their picture."""
    looked = [one for one in given if one.source != ADE20K and (one.impression is not None or not seconded)]
    others = [one for one in given if one.source == ADE20K]
    pictures = sorted({one.picture for one in looked})
    order = np.random.default_rng(0).permutation(len(pictures)) % _FOLDS
    fold_of = dict(zip(pictures, order.tolist(), strict=True))
    folds = np.array([fold_of[one.picture] for one in looked])
    found = np.zeros(len(looked))
    for fold in range(_FOLDS):
        curves = fit([*(one for one in looked if fold_of[one.picture] != fold), *others])
        mine = np.flatnonzero(folds == fold)
        found[mine] = curves.probabilities([looked[row] for row in mine], seconded=seconded)
    return looked, found


def wilson(wrong: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, wrong / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def figures(
    given: Sequence[Claim], likely: Numbers, floor: Mapping[str, float], source: str, pictures: int
) -> dict[str, Any]:
    """What would be told of the pictures of one source, and how much of it is not there.

    Args:
        given: All claims.
        likely: Their probabilities.
        floor: From which on they are told: "fact" and "hedge".
        source: Whose are counted.
        pictures: How many it has.
    """
    rows = [(one, p) for one, p in zip(given, likely.tolist(), strict=True) if one.source == source]
    facts = [one for one, p in rows if p >= floor["fact"]]
    hedged = [one for one, p in rows if floor["hedge"] <= p < floor["fact"]]
    true = Counter(one.picture for one in facts if one.right)
    told: dict[str, Any] = {"pictures": pictures}
    for name, some in (("facts", facts), ("hedged", hedged)):
        wrong = sum(not one.right for one in some)
        told[name] = len(some)
        told[f"{name}_not_there"] = wrong
        told[f"{name}_not_there_interval"] = [round(side, 3) for side in wilson(wrong, len(some))]
    told["with_a_true_fact"] = round(len(true) / pictures, 3)
    told["with_two_kinds"] = round(sum(count > 1 for count in true.values()) / pictures, 3)
    return told


def _table(given: Sequence[Claim], names: Sequence[str], *, seconded: bool) -> Numbers:
    rows = [features(one.found, one.impression if seconded else None) for one in given]
    return np.array([[row[name] for name in names] for row in rows], np.float64).reshape(-1, len(names))


def _logistic(values: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))


def _fitted(table: Numbers, right: Numbers, ridge: Numbers, offset: Numbers) -> Numbers:
    """Logistic regression by Newton's method; the ridge is that of weights for columns of deviation 1."""
    scale = np.where(ridge == _RIDGE, table.std(0), 1.0)
    scale = np.where(scale > 0, scale, 1.0)
    scaled = table / scale
    weights = np.zeros(table.shape[1])
    for _ in range(60):
        likely = _logistic(scaled @ weights + offset)
        slope = scaled.T @ (likely - right) + ridge * weights
        curve = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + np.diag(ridge + 1e-6)
        weights -= np.linalg.solve(curve, slope)
    return np.asarray(weights / scale)


def calibrated(given: Sequence[Claim]) -> dict[str, Any]:
    """What calibration.json holds."""
    counts = Counter(name.split("/")[0] for name in looked_at())
    measured: dict[str, Any] = {}
    for name, seconded in (("alone", False), ("seconded", True)):
        looked, likely = cross_fitted(given, seconded=seconded)
        measured[name] = {
            source: figures(looked, likely, FLOORS[name], source, counts[source])
            for source in (COCO, OPENSTAX)
        }
    curves = fit(given)
    return {
        "about": "Written by python -m mlx_models.training.detector.calibrate; figures are cross-fitted",
        "alone": curves.alone,
        "seconded": curves.seconded,
        "classes": curves.classes,
        "least": min(least for _, least in looked_at().values()),
        "floors": {**FLOORS, "faces": FACES},
        "measured": measured,
    }


def main() -> None:
    """Look, fit, print, write."""
    text = json.dumps(calibrated(list(claims(Path(sys.argv[1])))), indent=1)
    print(text)
    (ASSETS / "detector" / CALIBRATION).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
