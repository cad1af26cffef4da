"""The verbs of the photo library, imported only when one of them is used: describing starts quicker so."""

import argparse
from collections.abc import Callable

from app.cli.events import albums, memories
from app.cli.finding import search
from app.cli.indexing import index, library, watch
from app.cli.naming import name
from app.cli.output import Output
from app.cli.photo import photo
from app.cli.review import review
from app.cli.services import Services


def run_library_verb(args: argparse.Namespace, services: Services, output: Output) -> int:
    """Do what ``args.verb`` says; the exit code. Raises AppError."""
    verbs: dict[str, Callable[[argparse.Namespace, Services, Output], int]] = {
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
    return verbs[args.verb](args, services, output)
