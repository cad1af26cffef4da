"""Indoors or outdoors, what place it is, and what fills the upper, middle and lower third of a photo.

A small head on the map of the tower's last layer, computed in numpy: 81 cells are too few to be worth a
graph. Each cell is given shares of what covers it, from its own channels, the whole picture's mean and where
it lies; the picture is given its setting and place from all cells together. Fitted by
mlx_models.training.scene, as are the curves and thresholds that decide what may be said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.checkpoint import Checkpoint
from mlx_models.errors import ModelError
from mlx_models.plan import Plan
from mlx_models.stored import read_headers

FILE = "scene.safetensors"
PLACES = ("upper", "middle", "lower")
Array = NDArray[np.float32]
Guess = tuple[str, float, str]
"""A name, the probability that it is right, and its stance: "fact", "hedged" or "withheld"."""


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
class Rule:
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


class SceneHead:
    """Cells in, names with stances out.

    Args:
        folder: Holds scene.safetensors.
        settings: The "scene" part of config.json: names of the outputs, and the rules.
        side: Side of the tower's map, in cells.
        channels: Of the tower's map.
        cache_dir: Remembers that the weights are finite.

    Raises:
        ModelError: The file is missing, damaged or does not fit the settings, or these make no sense.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, Any], side: int, channels: int, cache_dir: Path | None
    ) -> None:
        parts, views = _names(settings, "parts"), _names(settings, "views")
        outputs = [*parts, *views]
        hidden, wide = int(settings["hidden"]), int(settings["wide"])
        self._rules = {key: _rules(settings, key, outputs) for key in ("setting", "room", *PLACES)}
        checkpoint = Checkpoint(read_headers(folder, [FILE]), f"{FILE} does not fit config.json")
        plan = Plan(checkpoint.names, checkpoint.read)
        plan.linear("cell", "cell", channels, hidden)
        plan.take("around", "around", hidden, channels)
        plan.take("position", "position", side * side, hidden)
        plan.linear("parts", "parts", hidden, len(parts))
        plan.linear("up", "up", 2 * hidden + len(PLACES) * len(parts), wide)
        plan.linear("down", "down", wide, len(views))
        checkpoint.check(plan.expected)
        checkpoint.check_finite(cache_dir)
        self._weights = {name: read() for name, read in plan.weights.items()}
        rows = np.repeat(np.arange(side) * len(PLACES) // side, side)
        self._thirds = [rows == third for third in range(len(PLACES))]

    def look(self, cells: Array) -> SceneOutput:
        """What (side * side, channels) cells of a photo show.

        Where it is not sure whether it is indoors or outdoors, as in a close-up, the photo is not like those
        that the head knows; then nothing is a fact.
        """
        thirds, views = self.outputs(cells)
        found = {"setting": self._likeliest("setting", np.concatenate([thirds[0], views]))}
        known = found["setting"] is not None and found["setting"][2] == "fact"
        for key, shares in (("room", thirds[0]), *zip(PLACES, thirds, strict=True)):
            guess = self._likeliest(key, np.concatenate([shares, views]))
            found[key] = guess if known or guess is None else (*guess[:2], "hedged")
        return SceneOutput(**found)

    def outputs(self, cells: Array) -> tuple[Array, Array]:
        """Shares of what covers each third, (3, parts), and the picture's probabilities, (views,)."""
        w = self._weights
        around = w["around"] @ cells.mean(axis=0) + w["cell.bias"]
        hidden = np.maximum(cells @ w["cell.weight"].T + around + w["position"], 0)
        logits = hidden @ w["parts.weight"].T + w["parts.bias"]
        shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        thirds = np.stack([shares[chosen].mean(axis=0) for chosen in self._thirds])
        pooled = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0), thirds.reshape(-1)])
        wide = np.maximum(w["up.weight"] @ pooled + w["up.bias"], 0)
        views = w["down.weight"] @ wide + w["down.bias"]
        return thirds, np.asarray(1 / (1 + np.exp(-np.clip(views, -30, 30))), np.float32)

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


def _rules(settings: Mapping[str, Any], key: str, outputs: list[str]) -> tuple[Rule, ...]:
    rules = []
    for entry in settings[key]:
        of = tuple(outputs.index(name) for name in entry["of"])
        numbers = [float(entry[name]) for name in ("scale", "bias", "fact", "hedge")]
        if not np.isfinite(numbers).all():
            raise ModelError(f"config.json: {key} of the scene holds what is no number")
        scale, bias, fact, hedge = numbers
        rules.append(Rule(str(entry["name"]), of, scale, bias, fact, hedge, bool(entry.get("general"))))
    return tuple(rules)
