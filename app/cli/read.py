"""The verb `read`: the text in pictures, and nothing else."""

import argparse
from typing import TYPE_CHECKING

from app.application import Application
from app.cli.grammar import Verbs, add_verb, add_voice
from app.cli.output import Output
from app.cli.pictures import add_pictures, look_at_each

if TYPE_CHECKING:
    from app.describe.result import Description
    from app.describe.telling import Telling
    from app.shot import Source


def add(verbs: Verbs) -> None:
    """Add the verb."""
    about = "Read the text in pictures, and nothing else."
    parser = add_verb(verbs, "read", about, run, after=", then options, then pictures")
    add_pictures(parser)
    add_voice(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Read each picture. Raises AppError."""
    from app.describe.picture import Picture
    from app.inference.protocols import Level

    def look(source: "Source") -> "Telling[Description]":
        return application.describer().read(Picture(source))

    return look_at_each(args, application, output, look, Level.FULL)
