"""One command per stage; the README beside this file says what each took and gave."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from mlx_models.training.blas import preload


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line of all stages."""
    top = argparse.ArgumentParser(prog="python -m mlx_models.training", description=__doc__)
    top.add_argument(
        "--data", type=Path, default=Path("../shared/captiondata"), help="the captioned pictures"
    )
    top.add_argument("--runs", type=Path, default=Path("runs"), help="where checkpoints and caches are kept")
    top.add_argument("--seed", type=int, default=0)
    stages = top.add_subparsers(dest="stage", required=True)

    def stage(name: str, about: str, **values: float) -> argparse.ArgumentParser:
        sub = stages.add_parser(name, help=about)
        for option, value in values.items():
            sub.add_argument("--" + option.replace("_", "-"), type=type(value), default=value)
        return sub

    features = stage("features", "keep the standing tower's maps of every picture")
    features.add_argument("--tower", type=Path, required=True, help="converted ImageNet weights")
    stage(
        "frozen",
        "stage a: projector and decoder",
        layers=3,
        width=256,
        feed_forward=512,
        dropout=0.15,
        word_dropout=0.1,
        batch=32,
        epochs=7,
        rate=8e-4,
    )
    tune = stage(
        "tune",
        "stage b: the tower's last stage too",
        dropout=0.15,
        word_dropout=0.1,
        batch=32,
        epochs=3,
        rate=3e-4,
    )
    tune.add_argument("--tower", type=Path, required=True)
    stage(
        "criticise",
        "stage c: CIDEr-D less a fine for false objects",
        batch=32,
        samples=5,
        epochs=2,
        rate=5e-5,
        fine=0.08,
        check=50,
    )
    teach = stage(
        "heads",
        "joint embedding, objects, kind of picture",
        joint_epochs=30,
        presence_epochs=12,
        kind_epochs=16,
        rate=1e-3,
    )
    teach.add_argument("--teacher", type=Path, required=True, help="a sentence-embedding model's folder")
    teach.add_argument("--synthetic", type=Path, required=True, help="folder with train/ and val/")
    scene = stage("scene", "rooms and grounds, on a model folder's tower", epochs=10)
    scene.add_argument("--ade", type=Path, required=True, help="ADE20K's pictures and label maps")
    scene.add_argument("--model", type=Path, default=Path("assets/models/compact"))
    for name, about in (
        ("export", "write the model folder"),
        ("judge", "fit the judge of a model folder"),
        ("evaluate", "every bar, on the test split"),
    ):
        stage(name, about).add_argument("--model", type=Path, default=Path("assets/models/compact"))
    return top.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    """Run one stage."""
    args = parse(argv)
    preload()
    from mlx_models.training import run

    result = run.stage(args)
    if result is not None:
        print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
