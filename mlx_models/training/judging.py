"""Fits the judge: how probable is it that a sentence is true, and which probability may be said how.

Fitted on Flickr8k's and COCO's validation photos. Every COCO figure is cross-fitted: five folds, each
judged by a function that never saw its photos.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models import load_compact
from mlx_models.compact.judge import Evidence, Judge, Proposal, decide
from mlx_models.compact.model import CompactModel
from mlx_models.training.data import Row
from mlx_models.training.export import write_config
from mlx_models.training.metrics import reliability, wilson
from mlx_models.training.objects import false_objects, is_false, object_words

Floats = NDArray[np.float64]
FOLDS = 5
SEEN = 0.02
"""Classes below this are noise, not evidence."""
ENOUGH = 15
"""Fewer sentences than this say nothing about a threshold."""
ELSEWHERE_NAMED, ELSEWHERE_INCLUDE = 0.6, 0.75
"""Least thresholds of the classifier's names, 0.6 and 0.5 of its probability: of 48 lower ones in OpenStax's
photos more than half were in no caption, and by eye as many were wrong."""
COCO_WEIGHT = 3.0
"""Other people's photos look more like COCO than like Flickr8k: its few count for more."""


@dataclass
class Judged:
    """One validation photo with everything that could be said of it."""

    row: Row
    fold: int
    proposals: list[tuple[Proposal, list[str], Floats]]
    true: list[bool]
    evidence: Evidence
    names: list[tuple[str, float]]


def gather(model: CompactModel, images: Path, rows: list[Row]) -> list[Judged]:
    """Look at every photo once."""
    found = []
    for n, row in enumerate(rows):
        with Image.open(images / row["image"]) as picture:
            view = model.views([picture])[0]
        evidence = model.evidence(view)
        said = model.evidence_vectors(model.propose(view, model.write(view)), evidence)
        true = [not is_false(p.text, row["captions"]) for p, _, _ in said]
        found.append(Judged(row, n % FOLDS, said, true, evidence, model.names(view)[:3]))
        if n % 100 == 99:
            print(f"{n + 1} of {len(rows)}", flush=True)
    return found


def logistic(x: Floats, y: Floats, weight: Floats, penalty: float) -> tuple[Floats, float]:
    """L2-penalised logistic regression by Newton's method; the bias is not penalised."""
    x = np.hstack([x, np.ones((len(x), 1))])
    beta = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[-1] = 1e-6
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (p - y)) + ridge * beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-7:
            break
    return beta[:-1], float(beta[-1])


def fit(photos: list[Judged], start: Judge) -> Judge:
    """Fit the sentence's and the object's probabilities; thresholds stay as they were."""
    xs, ys, ws = [], [], []
    supports, present, object_weight = [], [], []
    for photo in photos:
        share = (COCO_WEIGHT if photo.row["source"] == "coco_val2017" else 1.0) / max(1, len(photo.true))
        for (_, objects, view), true in zip(photo.proposals, photo.true, strict=True):
            if objects:
                xs.append(view)
                ys.append(float(true))
                ws.append(share)
        for name, p in photo.evidence.classes.items():
            if p >= SEEN:
                supports.append(np.log(p / max(1e-4, 1 - p)))
                present.append(float(not false_objects(name, photo.row["captions"])))
                object_weight.append(COCO_WEIGHT if photo.row["source"] == "coco_val2017" else 1.0)
    x, y, w = np.array(xs), np.array(ys), np.array(ws)
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    weights, bias = logistic((x - mean) / scale, y, w * len(photos) / w.sum(), 3.0)
    slope, offset = logistic(np.array(supports)[:, None], np.array(present), np.array(object_weight), 1.0)
    return replace(
        start,
        mean=mean,
        scale=scale,
        weights=weights,
        bias=bias,
        object_scale=float(slope[0]),
        object_bias=offset,
    )


def weighed(judge: Judge, photo: Judged) -> list[tuple[Proposal, list[str], float]]:
    """The photo's proposals with the judge's probabilities."""
    return [(p, o, judge.probability(v)) for p, o, v in photo.proposals]


def outcome(judge: Judge, photo: Judged) -> tuple[str, bool, float, str]:
    """(stance, false?, probability, sentence) of one photo."""
    verdict = decide(judge, weighed(judge, photo))
    text = verdict.proposal.text if verdict.proposal else ""
    return verdict.stance, bool(text) and is_false(text, photo.row["captions"]), verdict.confidence, text


def score(judges: list[Judge], photos: list[Judged]) -> dict[str, Any]:
    """What would be said, and how much of it is false; photo i is judged by the judge of its fold."""
    said = [outcome(judges[p.fold % len(judges)], p) for p in photos]
    table: dict[str, Any] = {"n": len(photos)}
    for stance in ("fact", "hedged", "withheld"):
        here = [s for s in said if s[0] == stance]
        wrong = sum(s[1] for s in here)
        low, high = wilson(wrong, len(here)) if here else (0.0, 1.0)
        table[stance] = {
            "share": len(here) / len(photos),
            "false": wrong / max(1, len(here)),
            "n": len(here),
            "interval": [round(low, 3), round(high, 3)],
        }
    return table


def choose(judges: list[Judge], coco: list[Judged], flickr: list[Judged], most: float) -> tuple[float, float]:
    """The lowest thresholds whose sentences are false no more often than `most` (facts) and 25 % (hedged)."""
    fact = 0.97
    for low in np.arange(0.97, 0.5, -0.01):
        js = [replace(j, fact=float(low), hedge=2.0) for j in judges]
        here, home = score(js, coco)["fact"], score(js[:1], flickr)["fact"]
        if here["n"] >= ENOUGH and max(here["false"], home["false"]) <= most:
            fact = float(low)
    hedge = fact
    for low in np.arange(fact - 0.02, 0.3, -0.02):
        js = [replace(j, fact=fact, hedge=float(low)) for j in judges]
        here = score(js, coco)["hedged"]
        if here["n"] >= ENOUGH and here["false"] <= 0.25:
            hedge = float(low)
    return fact, hedge


def name_threshold(photos: list[Judged], most: float) -> float:
    """The lowest probability at which the classifier's names are false no more often than `most`.

    Only names that the object table knows can be checked.
    """
    found = [
        (p, bool(false_objects(name, photo.row["captions"])))
        for photo in photos
        for name, p in photo.names
        if object_words(name)
    ]
    best = 0.9
    for low in np.arange(0.9, 0.25, -0.05):
        wrong = [bad for p, bad in found if p >= low]
        if len(wrong) >= ENOUGH and float(np.mean(wrong)) <= most:
            best = float(low)
    return best


def lists(
    judges: list[Judge], photos: list[Judged], model: CompactModel, least: float
) -> tuple[int, int, int]:
    """(lists with a false object, lists, withheld photos) at a threshold of the "may include" list."""
    wrong = made = withheld = 0
    for photo in photos:
        judge = judges[photo.fold % len(judges)]
        if decide(judge, weighed(judge, photo)).stance != "withheld":
            continue
        withheld += 1
        names = model.may_include(photo.evidence, judge=replace(judge, include=least))
        if names:
            made += 1
            wrong += any(false_objects(n, photo.row["captions"]) for n in names)
    return wrong, made, withheld


def run(folder: Path, images: Path, rows: list[Row], most: float = 0.09) -> dict[str, Any]:
    """Fit the judge of a model folder, write it into config.json and return the report."""
    model = load_compact(folder)
    settings = json.loads((folder / "config.json").read_text())
    start = Judge.from_dict(settings["judge"])
    flickr = gather(model, images, [r for r in rows if r["split"] == "val" and r["source"] == "flickr8k"])
    coco = gather(model, images, [r for r in rows if r["source"] == "coco_val2017"])
    whole = fit(flickr + coco, start)
    folds = [fit(flickr + [p for p in coco if p.fold != k], start) for k in range(FOLDS)]
    fact, hedge = choose(folds, coco, flickr, most)
    folds = [replace(j, fact=fact, hedge=hedge) for j in folds]
    include = 0.9
    for least in np.arange(0.9, 0.15, -0.05):
        wrong, made, _ = lists(folds, coco, model, float(least))
        if made >= ENOUGH // 3 and wrong / made <= 0.25:
            include = float(least)
    named = name_threshold(coco + flickr, 0.2)
    include, named = max(include, ELSEWHERE_INCLUDE), max(named, ELSEWHERE_NAMED)
    judge = replace(whole, fact=fact, hedge=hedge, include=include, class_threshold=named)
    folds = [replace(j, include=include) for j in folds]
    p = np.array([v for x in coco for _, o, v in weighed(folds[x.fold], x) if o])
    t = np.array([v for x in coco for (_, o, _), v in zip(x.proposals, x.true, strict=True) if o])
    wrong, made, withheld = lists(folds, coco, model, include)
    report = {
        "thresholds": {"fact": fact, "hedge": hedge, "include": include, "names": named},
        "coco_val_cross_fitted": score(folds, coco),
        "flickr_val": score([judge], flickr),
        "may_include_coco_cross_fitted": {"lists": made, "with_a_false_object": wrong, "withheld": withheld},
        "reliability_coco_cross_fitted": reliability(p, t, 10),
        "examples": [(photo.row["image"], *outcome(folds[photo.fold], photo)) for photo in coco[:40]],
    }
    write_config(folder, settings | {"judge": judge.to_dict()})
    return report
