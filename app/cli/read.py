"""The verb `read`: the text in pictures, and nothing else."""

import argparse

from app.application import Application
from app.cli.grammar import Verbs, add_verb, add_voice
from app.cli.output import Output
from app.cli.pictures import add_page, add_pictures, look_at_each


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "read",
        "Read the text in pictures, and nothing else.",
        run,
        after=", then options, then pictures",
    )
    add_pictures(parser)
    add_page(parser)
    add_voice(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Read each picture. Raises AppError."""
    from app.inference.protocols import Level

    return look_at_each(
        args, application, output, lambda picture: application.describer().read(picture), Level.FULL
    )
