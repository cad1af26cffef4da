"""What the detector's scores are worth: from which on an object may be told, and how."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlx_models.detector.classes import NAMES
from mlx_models.errors import ModelError

FLOORS = "floors.json"
FACE = "face"


@dataclass(frozen=True)
class Floor:
    """Scores of one class, 0..1.

    Attributes:
        fact: From here on it is told as a fact.
        hedge: From here on it may be told with a hedge; not above ``fact``.
    """

    fact: float
    hedge: float


@dataclass(frozen=True)
class Floors:
    """The floors of all classes.

    Attributes:
        usual: Of a class that was seen too seldom to have a floor of its own.
        own: Of the others, by their names; also of "face".
    """

    usual: Floor
    own: Mapping[str, Floor]

    def of(self, name: str) -> Floor:
        """The floor of a class."""
        return self.own.get(name, self.usual)


def load_floors(path: Path) -> Floors:
    """Read a floors file, as the calibration writes it.

    Raises:
        ModelError: It is missing or damaged.
    """
    try:
        kept = json.loads(path.read_text("utf-8"))
        own = {name: _floor(pair) for name, pair in kept["classes"].items() if name in (*NAMES, FACE)}
        return Floors(_floor(kept["usual"]), own)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path.name} cannot be used.") from error


def _floor(pair: Any) -> Floor:
    floor = Floor(float(pair["fact"]), float(pair["hedge"]))
    if not (math.isfinite(floor.fact) and 0 < floor.hedge <= floor.fact):
        raise ValueError("no floor")
    return floor
