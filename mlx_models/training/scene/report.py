"""How often what is told is right: rules from four fifths of the pictures, tried on the fifth left."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Any

import numpy as np

from mlx_models.compact.scene import PLACES, SceneOutput, SceneRules
from mlx_models.training.metrics import wilson
from mlx_models.training.scene.rules import Told, rules_of
from mlx_models.training.scene.vocabulary import OUTPUTS, PARTS

FOLDS = 5
GROUNDS = frozenset(
    ["earth", "floor", "grass", "paved ground", "road", "rock", "sand", "sea", "sidewalk", "snow", "water"]
)


def settings_of(rules: dict[str, Any], hidden: int, wide: int) -> dict[str, Any]:
    """The "scene" part of config.json."""
    return {"hidden": hidden, "wide": wide, "parts": list(PARTS), "views": list(OUTPUTS), **rules}


def report(placed: Told, others: Told, seed: int) -> dict[str, Any]:
    """What is told of pictures whose rules they did not make.

    Args:
        placed: ADE20K's pictures, by heads that had not learnt from them.
        others: Likewise, pictures that were looked at.
        seed: Of the fifths.

    Returns:
        For each part of a scene and each stance, the share of ADE20K's pictures of which it was said, how
        many of those whose truth is known were right, Wilson's lower bound, and names with what was wrong;
        rooms and grounds together; and of the others, how often the setting was a fact, and right.
    """
    looks = _looks(placed, others, seed)
    found: dict[str, Any] = {}
    for part in fields(SceneOutput):
        for stance in ("fact", "hedged"):
            guesses = enumerate(getattr(look, part.name) for look in looks[0])
            told = [(i, guess) for i, guess in guesses if guess is not None and guess[2] == stance]
            right = [(g[0], yes) for i, g in told if (yes := _right(placed, i, part.name, g[0])) is not None]
            found[f"{part.name}, {stance}"] = _figures(len(told), len(placed.likely), right) | {
                "said": dict(Counter(g[0] for _, g in told)),
                "wrong": dict(Counter(name for name, yes in right if not yes)),
            }
    grounded = []
    for i, look in enumerate(looks[0]):
        facts = [(k, g) for k, g in (("room", look.room), ("lower", look.lower)) if g and g[2] == "fact"]
        facts = [(k, g) for k, g in facts if k == "room" or g[0] in GROUNDS]
        if facts:
            grounded.append(("", all(_right(placed, i, k, g[0]) is not False for k, g in facts)))
    found["room or ground, fact"] = _figures(len(grounded), len(placed.likely), grounded)
    facts_ = [(i, g[0]) for i, look in enumerate(looks[1]) if (g := look.setting) and g[2] == "fact"]
    elsewhere = [(name, bool(others.truth[i, OUTPUTS.index(name)])) for i, name in facts_]
    found["setting elsewhere, fact"] = _figures(len(elsewhere), len(others.likely), elsewhere)
    return found


def _looks(placed: Told, others: Told, seed: int) -> tuple[list[SceneOutput], list[SceneOutput]]:
    rng = np.random.default_rng(seed)
    fold = [rng.permutation(len(told.likely)) % FOLDS for told in (placed, others)]
    looks: tuple[dict[int, SceneOutput], ...] = ({}, {})
    nothing = np.zeros((len(PLACES), len(PARTS)), np.float32)
    for k in range(FOLDS):
        rules = SceneRules(settings_of(rules_of(placed.some(fold[0] != k), others.some(fold[1] != k)), 1, 1))
        for told, folds, into in zip((placed, others), fold, looks, strict=True):
            into.update({int(i): rules.look(nothing, told.likely[i]) for i in np.flatnonzero(folds == k)})
    return [looks[0][i] for i in sorted(looks[0])], [looks[1][i] for i in sorted(looks[1])]


def _right(told: Told, picture: int, part: str, name: str) -> bool | None:
    """Whether a name is right; None where that is not known."""
    output = OUTPUTS.index(name if part in ("setting", "room") or name == "snow" else f"{part} {name}")
    if told.weights[picture, output] == 0:
        return None
    return bool(told.truth[picture, output] > 0.5)


def _figures(said: int, of: int, right: list[tuple[str, bool]]) -> dict[str, Any]:
    good = sum(yes for _, yes in right)
    low, _ = wilson(good, len(right))
    return {"share": round(said / of, 3), "right": f"{good} of {len(right)}", "wilson": round(low, 3)}
