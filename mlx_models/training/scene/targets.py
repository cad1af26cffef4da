"""What each training picture is known to show, and what is not known of it.

labels.json has ADE20K's pictures and some others: {"image": {"is": [views], "unknown": [views]}}; every
other view is wrong. ADE20K's were told by their scene and regions, then by looking at them where these say
too little (a hotel's room counts as a bedroom); the others were looked at, and say only indoors, outdoors or
neither: a close-up, an object on white, a painting, something dark. Captions give weak labels to the rest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.training.data import Row
from mlx_models.training.scene.vocabulary import INDOOR_PLACES, OUTDOOR_PLACES, VIEWS, said

LABELS = Path(__file__).with_name("labels.json")
NEITHER = ("ikea_items", "clothing_small", "based_cooking")
MENTIONED, UNMENTIONED = 0.4, 0.15
Array = NDArray[np.float32]


def read_labels() -> dict[str, dict[str, list[str]]]:
    """What was told of pictures by looking at them or at their regions."""
    found: dict[str, dict[str, list[str]]] = json.loads(LABELS.read_text())
    return found


def target(row: Row, labels: Mapping[str, Any]) -> tuple[Array, Array]:
    """What a picture is, (views,) of 0 and 1, and how much each counts, (views,) from 0 (unknown) to 1."""
    if row["split"] not in ("train", "val"):
        raise ValueError("only train and val are for training")
    known = labels.get(row["image"])
    if known is None:
        return _by_words(row)
    truth, weight = _of(known["is"]), 1 - _of(known["unknown"])
    if row["source"] != "ade20k_val":  # looked at for the setting alone
        words, counts = _by_words(row)
        for i, view in enumerate(VIEWS[2:], 2):
            apart = ("indoors" in known["is"]) == (view in OUTDOOR_PLACES) or not known["is"]
            truth[i], weight[i] = (0.0, 1.0) if apart else (words[i], counts[i])
    return truth, weight


def _of(views: list[str]) -> Array:
    return np.array([view in views for view in VIEWS], np.float32)


def _by_words(row: Row) -> tuple[Array, Array]:
    source, everything = row["source"], np.ones(len(VIEWS), np.float32)
    if source in NEITHER or row["kind"] != "photo":
        return 0 * everything, everything
    if source in ("daquar_nyuv2", "ikea_rooms"):
        truth, weight = _of(["indoors"]), _of(["indoors", "outdoors", *OUTDOOR_PLACES])
        label = str(row.get("label", "")).lower()
        room = {"dining": "dining room", "home office": "office", "children's": "bedroom"}.get(label, label)
        if source == "ikea_rooms" and room in INDOOR_PLACES:
            return _of(["indoors", room]), everything
        return truth, weight
    if source in ("grocery_store", "imagenet1k_sample"):
        return 0 * everything, 0 * everything
    return _by_captions(row["captions"])


def _by_captions(captions: list[str]) -> tuple[Array, Array]:
    share = said(captions)
    several = len(captions) >= 4
    sure = 0.6 if several else 0.4
    truth, weight = _of([]), _of([])
    inside, outside = share["indoors"], share["outdoors"]
    if max(inside, outside) >= MENTIONED and min(inside, outside) < UNMENTIONED:
        truth[0], truth[1] = inside > outside, outside > inside
        weight[:2] = sure
    for i, view in enumerate(VIEWS[2:], 2):
        if share[view] >= MENTIONED:
            truth[i], weight[i] = 1, sure
        elif share[view] == 0:
            apart = (truth[0] and view in OUTDOOR_PLACES) or (truth[1] and view in INDOOR_PLACES)
            telling = several and view in ("snow", "beach")
            weight[i] = 0.5 if apart else 0.6 if telling else 0.1 if several else 0.0
    return truth, weight
