"""What the detector's scores are worth: the probability that an object is there, and what may be told."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlx_models.compact.impression import Impression
from mlx_models.detector.classes import NAMES, THINGS
from mlx_models.detector.detector import Detection
from mlx_models.errors import ModelError

CALIBRATION = "calibration.json"
#: What is known of a detection alone, and with the impression that another model has of the picture.
ALONE = ("bias", "score", "rival", "person", "lone")
SECONDED = (*ALONE, "support", "against", "strange")
_SMALL, _TINY = 0.15, 0.01  # sides of boxes, as shares of the picture's
_CROWD = 3
_SUREST = 1e-4  # no probability is taken to be nearer to 0 or 1


@dataclass(frozen=True)
class Floor:
    """Of one sort of thing.

    Attributes:
        fact: From here on it is told as a fact.
        hedge: From here on it may be told with a hedge; not above ``fact``.
    """

    fact: float
    hedge: float


@dataclass(frozen=True)
class Calibration:
    """Two logistic curves, and where facts and hedges begin on them.

    Attributes:
        alone: Weights by the names of `ALONE`.
        seconded: Weights by the names of `SECONDED`.
        classes: Of classes with enough examples, what is added to a curve's logit.
        least: The lowest score that the curves were fitted on: below it nothing is told.
        alone_floor: Probabilities of the curve ``alone``.
        seconded_floor: Likewise of ``seconded``.
        faces: Scores.
    """

    alone: Mapping[str, float]
    seconded: Mapping[str, float]
    classes: Mapping[str, float]
    least: float
    alone_floor: Floor
    seconded_floor: Floor
    faces: Floor

    def probability(self, found: Detection, impression: Impression | None = None) -> float:
        """That an object is there, 0..1; 0 where another one is seen in its place."""
        if found.rival > found.score:
            return 0.0
        weights = self.alone if impression is None else self.seconded
        values = features(found, impression)
        logit = sum(weights[name] * value for name, value in values.items())
        logit = max(-50.0, min(50.0, logit + self.classes.get(found.name, 0.0)))
        # Below the scores that people looked at, it goes down to 0 with the score.
        return min(1.0, found.score / self.least) ** 2 / (1 + math.exp(-logit))


def features(found: Detection, impression: Impression | None) -> dict[str, float]:
    """What the curves weigh, by name."""
    person = found.name == "person"
    values = {"bias": 1.0, "score": found.score, "rival": found.rival, "person": float(person)}
    left, top, right, bottom = found.box
    side = math.sqrt(max(0.0, right - left) * max(0.0, bottom - top))
    # A small figure among many is a person, by itself it is as often a post, a trolley or a statue.
    lone = person and found.company < _CROWD - 1
    values["lone"] = math.log(_SMALL / max(side, _TINY)) if lone and side < _SMALL else 0.0
    if impression is not None:
        thing = THINGS.get(found.name, found.name)
        support = min(max(impression.support(thing), _SUREST), 1 - _SUREST)
        values["support"] = math.log(support / (1 - support))
        # A picture of something else is one without this, all the more where this would fill it. People are
        # in pictures of anything.
        values["against"] = 0.0 if person else impression.against(thing) * side
        values["strange"] = impression.strange
    return values


def load_calibration(path: Path) -> Calibration:
    """Read the file that the calibration writes.

    Raises:
        ModelError: It is missing or damaged.
    """
    try:
        kept = json.loads(path.read_text("utf-8"))
        classes = {name: _finite(value) for name, value in kept["classes"].items() if name in NAMES}
        return Calibration(
            {name: _finite(kept["alone"][name]) for name in ALONE},
            {name: _finite(kept["seconded"][name]) for name in SECONDED},
            classes,
            _share(kept["least"]),
            *(_floor(kept["floors"][name]) for name in ("alone", "seconded", "faces")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path.name} cannot be used.") from error


def _floor(pair: Any) -> Floor:
    floor = Floor(_share(pair["fact"]), _share(pair["hedge"]))
    if floor.hedge > floor.fact:
        raise ValueError("no floor")
    return floor


def _share(value: Any) -> float:
    number = _finite(value)
    if not 0 < number <= 1:
        raise ValueError("no share")
    return number


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("no number")
    return number
