"""The verbs of the photo library, imported only when one of them is used: describing starts quicker so."""

import argparse
from collections.abc import Callable

from app.application import Application
from app.cli.library.events import albums, memories
from app.cli.library.finding import search
from app.cli.library.indexing import index, library, watch
from app.cli.library.naming import name
from app.cli.library.photo import photo
from app.cli.library.review import review
from app.cli.output import Output


def run_library_verb(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Do what ``args.verb`` says; the exit code. Raises AppError."""
    verbs: dict[str, Callable[[argparse.Namespace, Application, Output], int]] = {
        "index": index,
        "watch": watch,
        "search": search,
        "photo": photo,
        "albums": albums,
        "memories": memories,
        "review": review,
        "name": name,
        "library": library,
    }
    return verbs[args.verb](args, application, output)
