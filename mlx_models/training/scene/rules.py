"""From what the head says of pictures that it did not learn from to what may be said as a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.scene import PLACES
from mlx_models.training.scene.vocabulary import FILLS, GENERAL, INDOOR_PLACES, OUTDOOR_PLACES, OUTPUTS

RIGHT = 0.97
"""Share of facts of one name that must have been right, so that 0.95 holds for new pictures."""
ELSEWHERE = 0.96
"""Likewise of pictures that are not ADE20K's."""
LIKELY, LEAST = 0.8, 0.6
"""Likewise of facts and hedges together; and the least probability of a hedge."""
FEWEST = 12
SURE = 0.5
NEVER = 1.1


class Seen(NamedTuple):
    """One name's evidence: (N,) logits, (N,) whether it is right, (N,) how much each counts."""

    logits: NDArray[np.float64]
    right: NDArray[np.bool_]
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """Probabilities, truths and weights of some pictures, each (N, outputs)."""

    likely: NDArray[np.float32]
    truth: NDArray[np.float32]
    weights: NDArray[np.float32]

    def some(self, which: NDArray[Any]) -> Told:
        """Of some pictures."""
        return Told(self.likely[which], self.truth[which], self.weights[which])

    def seen(self, output: int) -> Seen:
        """The evidence for one output, where its truth is known for sure."""
        sure = self.weights[:, output] >= SURE
        p = np.clip(self.likely[sure, output].astype(np.float64), 1e-4, 1 - 1e-4)
        return Seen(np.log(p / (1 - p)), self.truth[sure, output] > 0.5, np.ones(int(sure.sum())))


def both(one: Seen, two: Seen) -> Seen:
    """Both's evidence."""
    return Seen(*(np.concatenate(pair) for pair in zip(one, two, strict=True)))


def least(entry: dict[str, Any], seen: Seen, right: float) -> float:
    """The floor that other pictures need, on the curve of a rule."""
    return floor(1 / (1 + np.exp(-(entry["scale"] * seen.logits + entry["bias"]))), seen, right)


def rule(name: str, of: Sequence[str], seen: Seen, general: bool = False) -> dict[str, Any]:
    """A name's entry in config.json."""
    scale, bias = curve(seen)
    likely = 1 / (1 + np.exp(-(scale * seen.logits + bias)))
    fact, hedge = (floor(likely, seen, right) for right in (RIGHT, LIKELY))
    entry = {
        "name": name,
        "of": list(of),
        "scale": scale,
        "bias": bias,
        "fact": fact,
        "hedge": min(fact, max(hedge, LEAST)),
    }
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in entry.items()}
    return rounded | {"general": True} if general else rounded


def curve(seen: Seen, penalty: float = 1.0) -> tuple[float, float]:
    """Scale and bias of the logistic function of a logit, by Newton's method."""
    x = np.stack([seen.logits, np.ones_like(seen.logits)], axis=1)
    w = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        pull = penalty * np.array([w[0] - 1, 0.0])
        gradient = x.T @ (seen.weights * (p - seen.right)) + pull
        curvature = (x * (seen.weights * p * (1 - p))[:, None]).T @ x + np.diag([penalty, 1e-6])
        w = w - np.clip(np.linalg.solve(curvature, gradient), -2, 2)
    return max(float(w[0]), 0.05), float(w[1])


def floor(likely: NDArray[np.float64], seen: Seen, right: float) -> float:
    """The lowest probability from which on this share of what is said is right; NEVER where there is none."""
    order = np.argsort(-likely)
    order = order[seen.weights[order] > 0]
    good, all_ = np.cumsum((seen.right * seen.weights)[order]), np.cumsum(seen.weights[order])
    fit = np.flatnonzero((good >= right * all_) & (all_ >= FEWEST))
    if not len(fit):
        return NEVER
    last = fit[-1]
    # Halfway to the next, rounded up: the pictures at hand are not the last word.
    below = likely[order[last + 1]] if last + 1 < len(order) else 0.0
    return float(np.ceil((likely[order[last]] + below) / 2 * 1e4) / 1e4)


def rules_of(placed: Told, others: Told) -> dict[str, list[dict[str, Any]]]:
    """All rules, from what was told of pictures by heads that had not learnt from them.

    Args:
        placed: ADE20K's pictures, where everything but a few places is known.
        others: Pictures whose setting was looked at: what is told of them must be right too.
    """
    rules: dict[str, list[dict[str, Any]]] = {}
    for key, names in (("setting", OUTPUTS[:2]), ("room", [*INDOOR_PLACES, *OUTDOOR_PLACES[:-1]])):
        rules[key] = []
        for name in names:
            i = OUTPUTS.index(name)
            entry = rule(name, [name], both(placed.seen(i), others.seen(i)))
            if key == "setting":  # where photos are less like ADE20K's, it must hold too
                entry["fact"] = max(entry["fact"], least(entry, others.seen(i), ELSEWHERE))
            rules[key].append(entry)
    for third in PLACES:
        rules[third] = [
            rule(name, [f"{third} {name}"], placed.seen(OUTPUTS.index(f"{third} {name}")), name in GENERAL)
            for name in FILLS
        ]
        rules[third] = [entry for entry in rules[third] if entry["hedge"] <= 1]
        if third != "upper":
            i = OUTPUTS.index("snow")
            rules[third].append(rule("snow", ["snow"], both(placed.seen(i), others.seen(i))))
    return rules
