"""The verb `read`: the text in pictures, and nothing else."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.application import Application
from app.cli.grammar import Verbs, add_verb, add_voice
from app.cli.output import Output
from app.cli.pictures import add_pictures, look_at_each

if TYPE_CHECKING:
    from app.cancel import CancelToken
    from app.describe.result import Description
    from app.shot import Source


def add(verbs: Verbs) -> None:
    """Add the verb."""
    about = "Read the text in pictures, and nothing else."
    parser = add_verb(verbs, "read", about, run, after=", then options, then pictures")
    add_pictures(parser)
    add_voice(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Read each picture. Raises AppError."""
    from app.inference.protocols import Level

    def look(source: "Source", cancel: "CancelToken", on_words: Callable[[str], None]) -> "Description":
        return application.describer().read(source, cancel, on_words)

    return look_at_each(args, application, output, look, Level.FULL)
