"""Carries out a stage of the command line."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from mlx_models.compact.config import CompactConfig
from mlx_models.training import features, heads, judging, kinds, stages, teacher, tune
from mlx_models.training.data import read_rows, synsets, training_samples, written_by_people
from mlx_models.training.evaluate import evaluate
from mlx_models.training.export import export
from mlx_models.training.scene import run as scene

VIEWS = "0,1"


def stage(args: Namespace) -> Any:
    """Run one stage; returns what is to be printed, or None."""
    runs: Path = args.runs
    rows = read_rows(args.data)
    images = args.data / "images"
    args.views = VIEWS
    args.features = runs / "features"
    if args.stage == "features":
        features.cache(args.tower, images, rows, args.features)
        tower, classifier = features.load_tower(args.tower)
        tune.pool_features(tower, classifier, args.features, args.features)
    elif args.stage == "frozen":
        args.out = runs / "a"
        stages.main(args)
    elif args.stage == "tune":
        args.start, args.out = runs / "a", runs / "b"
        vocabulary, config = _trained(args.start)
        samples = training_samples(rows, vocabulary, _names(), config.max_tokens)
        tune.tune(args, samples, vocabulary)
    elif args.stage == "criticise":
        args.start, args.out = runs / "b", runs / "c"
        vocabulary, _ = _trained(args.start)
        people = written_by_people(rows, "train")
        few = [i for i in people if rows[i]["source"] == "coco_train2017"]
        val = written_by_people(rows, "val")[:300]
        coco = [i for i, r in enumerate(rows) if r["source"] == "coco_val2017"]
        tune.criticise(args, rows, people + few * 5, vocabulary, val, coco)
    elif args.stage == "heads":
        args.start, args.out = runs / "b", runs / "heads"
        teacher.vectors(args.teacher, rows, _names(), args.out)
        order = synsets(rows)
        args.epochs = args.joint_epochs
        heads.joint(args, rows, _names(), order)
        args.epochs = args.presence_epochs
        heads.presence(args, rows, _names(), order)
        args.epochs = args.kind_epochs
        tower, _ = features.load_tower(args.start / "tower.safetensors")
        kinds.cache_kinds(tower, images, rows, args.synthetic, args.out)
        grids, labels = kinds.kind_grids(tower, args.out, "train")
        heads.kind(args, grids, labels, CompactConfig().kinds, kinds.kind_grids(tower, args.out, "val"))
    elif args.stage == "export":
        export(runs / "b", runs / "c", runs / "heads", stages.CLASSES, args.model)
    elif args.stage == "scene":
        return scene.run(args.data, args.ade, args.model, runs / "scene", rows, args.seed, args.epochs)
    elif args.stage == "judge":
        return judging.run(args.model, images, rows)
    elif args.stage == "evaluate":
        return evaluate(args.model, images, rows)
    return None


def _names() -> list[str]:
    return list(json.loads(stages.CLASSES.read_text()))


def _trained(folder: Path) -> tuple[list[str], CompactConfig]:
    vocabulary = list(json.loads((folder / "vocabulary.json").read_text()))
    return vocabulary, CompactConfig.from_dict(json.loads((folder / "model.json").read_text()))
