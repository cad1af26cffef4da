"""The verb `describe`: what pictures show."""

import argparse
from pathlib import Path

from app.application import Application
from app.cli.boxes import BoxesFile, add_boxes
from app.cli.grammar import Verbs, add_model, add_verb, add_voice
from app.cli.output import Output
from app.cli.pictures import add_page, add_pictures, look_at_each


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs, "describe", "Say what pictures show.", run, after=", then options, then pictures"
    )
    add_pictures(parser)
    add_page(parser)
    parser.add_argument(
        "--level",
        choices=("brief", "detailed", "full"),
        metavar="LEVEL",
        help="How much to say: brief for one sentence, detailed for more, full for everything. "
        "Your settings decide when it is left out.",
    )
    add_boxes(parser)
    add_model(parser)
    add_voice(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Describe each picture. Raises AppError."""
    from app.inference.protocols import Level

    boxes = None if args.boxes is None else BoxesFile(Path(args.boxes), args.overwrite, output)
    level = Level(args.level or application.settings.level)
    return look_at_each(
        args,
        application,
        output,
        lambda picture: application.describer(args.model).describe(picture, level),
        level,
        None if boxes is None else boxes.write,
    )
