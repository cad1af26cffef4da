"""The verb `watch`: keeps the library as its folders are."""

import argparse
import threading

from app.application import Application
from app.cli.grammar import Verbs
from app.cli.library import index
from app.cli.library.shared import add_library_verb
from app.cli.output import Output


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs,
        "watch",
        "Keep the library as its folders are, until you stop it with Control-C.",
        run,
        ", then options, then folders",
    )
    index.add_folders(parser)
    parser.set_defaults(wait=False, apple_photos=None)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Index, then follow the folders until Control-C. Raises AppError."""
    from app.library.following import follow

    code = index.run(args, application, output)
    stop = threading.Event()
    library = application.library(args.library)
    with follow(library, lambda words: output.result({"says": words}, words)):
        output.notice("Watching. Press Control-C to stop.")
        while not stop.wait(3600):
            continue
    return code
