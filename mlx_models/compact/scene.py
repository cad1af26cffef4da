"""Indoors or outdoors, what place it is, and what fills the upper, middle and lower third of a photo.

A small head on the map of the tower's last layer (:class:`mlx_models.compact.heads.SceneLayers`): each cell
is given shares of what covers it, from its own channels, the whole picture's mean and where it lies; the
picture is told from all cells together. Rules decide what may be said of that. Both are fitted by
mlx_models.training.scene.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.config import CompactConfig
from mlx_models.errors import ModelError
from mlx_models.plan import Plan

SCENE_FILE = "scene.safetensors"
PLACES = ("upper", "middle", "lower")
Array = NDArray[np.float32]
Guess = tuple[str, float, str]
"""A name, the probability that it is right, and its stance: "fact", "hedged" or "withheld"."""


@dataclass(frozen=True)
class SceneSizes:
    """The head's sizes.

    Attributes:
        hidden: Width of a cell's layer.
        wide: Width of the picture's layer.
        parts: How many may cover a cell.
        views: How many are told of the picture.
    """

    hidden: int
    wide: int
    parts: int
    views: int


def plan_scene(plan: Plan, sizes: SceneSizes, config: CompactConfig) -> None:
    """What the head takes from scene.safetensors."""
    channels, hidden = config.tower_channels, sizes.hidden
    plan.linear("scene.cell", "cell", channels, hidden)
    plan.take("scene.around", "around", hidden, channels)
    plan.take("scene.position", "position", config.side**2, hidden)
    plan.linear("scene.parts", "parts", hidden, sizes.parts)
    plan.linear("scene.up", "up", 2 * hidden + len(PLACES) * sizes.parts, sizes.wide)
    plan.linear("scene.down", "down", sizes.wide, sizes.views)


@dataclass(frozen=True)
class SceneOutput:
    """What the head makes of a photo; None where it has nothing that may even be hedged.

    Attributes:
        setting: "indoors" or "outdoors".
        room: What place it is: "kitchen", "street" ...
        upper: What fills the upper third: "sky", "trees" ...
        middle: Likewise the middle third.
        lower: Likewise the lower third: "grass", "floor" ...
    """

    setting: Guess | None = None
    room: Guess | None = None
    upper: Guess | None = None
    middle: Guess | None = None
    lower: Guess | None = None


@dataclass(frozen=True)
class SceneRule:
    """How likely a name is to be right, and from where on it may be said.

    Attributes:
        name: The name.
        of: The outputs whose probabilities, added up, speak for it.
        scale: With `bias`, turns their logit into that of the probability that the name is right.
        bias: See `scale`.
        fact: Least probability of a fact; above 1: never.
        hedge: Least probability of a hedge.
        general: Only to be said where nothing else is a fact.
    """

    name: str
    of: tuple[int, ...]
    scale: float
    bias: float
    fact: float
    hedge: float
    general: bool = False

    def judge(self, outputs: Array) -> Guess | None:
        """The name with its probability and stance, or None below the hedge."""
        evidence = logit(float(sum(outputs[i] for i in self.of)))
        p = float(1 / (1 + np.exp(-np.clip(self.scale * evidence + self.bias, -30, 30))))
        return None if p < self.hedge else (self.name, p, "fact" if p >= self.fact else "hedged")


class SceneRules:
    """What may be said of the head's outputs.

    Args:
        settings: The "scene" part of config.json: names of the outputs, and the rules.

    Attributes:
        sizes: The head's.

    Raises:
        ModelError: The settings make no sense.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        parts, views = _names(settings, "parts"), _names(settings, "views")
        self.sizes = SceneSizes(int(settings["hidden"]), int(settings["wide"]), len(parts), len(views))
        outputs = [*parts, *views]
        self._rules = {key: _rules(settings, key, outputs) for key in ("setting", "room", *PLACES)}

    def look(self, thirds: Array, views: Array) -> SceneOutput:
        """What a photo shows.

        Where it is not sure whether it is indoors or outdoors, as in a close-up, the photo is not like those
        that the head knows; then nothing is a fact.

        Args:
            thirds: (3, parts) shares of what covers each third.
            views: (views,) probabilities.
        """
        found = {"setting": self._likeliest("setting", np.concatenate([thirds[0], views]))}
        known = found["setting"] is not None and found["setting"][2] == "fact"
        for key, shares in (("room", thirds[0]), *zip(PLACES, thirds, strict=True)):
            guess = self._likeliest(key, np.concatenate([shares, views]))
            found[key] = guess if known or guess is None else (*guess[:2], "hedged")
        return SceneOutput(**found)

    def _likeliest(self, key: str, outputs: Array) -> Guess | None:
        found = [(rule, guess) for rule in self._rules[key] if (guess := rule.judge(outputs)) is not None]
        best = max(found, key=lambda f: (f[1][2] == "fact", not f[0].general, f[1][1]), default=None)
        return None if best is None else best[1]


def logit(share: float) -> float:
    """Of a share from 0 to 1, kept finite."""
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return float(np.log(kept / (1 - kept)))


def _names(settings: Mapping[str, Any], key: str) -> list[str]:
    names = settings[key]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ModelError(f"config.json: {key} of the scene must be a list of names")
    return names


def _rules(settings: Mapping[str, Any], key: str, outputs: list[str]) -> tuple[SceneRule, ...]:
    rules = []
    for entry in settings[key]:
        of = tuple(outputs.index(name) for name in entry["of"])
        numbers = [float(entry[name]) for name in ("scale", "bias", "fact", "hedge")]
        if not np.isfinite(numbers).all():
            raise ModelError(f"config.json: {key} of the scene holds what is no number")
        scale, bias, fact, hedge = numbers
        rules.append(SceneRule(str(entry["name"]), of, scale, bias, fact, hedge, bool(entry.get("general"))))
    return tuple(rules)
