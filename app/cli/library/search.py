"""The verb `search`: photos found by a sentence, said one by one."""

import argparse
import subprocess
import sys
from pathlib import Path

from app.application import Application
from app.cancel import CancelToken
from app.cli.grammar import Verbs, add_limit
from app.cli.library.shared import add_library_verb, open_library
from app.cli.output import OK, Output
from app.errors import AppError


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs,
        "search",
        "Find photos by saying what is in them, when, where, or what is written on them.",
        run,
        ", then options, then what you look for, in your own words",
    )
    parser.add_argument("words", nargs="*", metavar="WORDS", help="What you look for, in your own words.")
    parser.add_argument("--like", metavar="PHOTO", help="Look for photos that look like this one.")
    add_limit(parser, 10, "How many to tell at most.")
    parser.add_argument("--open", action="store_true", help="Open the first one in the usual program.")


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Find photos: the count first, then a sentence each. Raises AppError."""
    sentence = " ".join(args.words).strip()
    if not sentence and not args.like:
        raise AppError(
            "There is nothing to look for.",
            'Say it in your own words, as in: earsight search "dog on a beach".',
        )
    library = open_library(args, application, output)
    output.warm()
    cancel = CancelToken()
    try:
        hits = library.search(sentence, Path(args.like) if args.like else None, args.limit, cancel)
    except BaseException:
        cancel.cancel()
        raise
    output.result(hits.to_json(), *hits.sentences)
    output.more(hits.count - len(hits.hits))
    if args.open and hits.hits:
        open_file(hits.hits[0].path)
    return OK


def open_file(path: Path) -> None:
    """Open a file in the program that the system uses for it.

    Raises:
        AppError: There is no such program.
    """
    command = ["/usr/bin/open", str(path)] if sys.platform == "darwin" else ["xdg-open", str(path)]
    try:
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise AppError(
            "No program to open photos with was found.",
            "Open the file yourself; its path is told with --json.",
        ) from error
