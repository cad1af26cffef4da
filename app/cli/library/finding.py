"""The verb `search`: photos found by a sentence, said one by one."""

import argparse
import subprocess
import sys
from pathlib import Path

from app.application import Application
from app.cancel import CancelToken
from app.cli.library.opening import open_library
from app.cli.output import Output
from app.errors import AppError


def search(args: argparse.Namespace, application: Application, output: Output) -> int:
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
        found = library.search(sentence, Path(args.like) if args.like else None, args.limit, cancel)
    except BaseException:
        cancel.cancel()
        raise
    if output.as_json:
        output.json(found.to_json())
    else:
        for words in found.sentences:
            output.words(words)
        left = found.count - len(found.hits)
        if left > 0:
            output.words(f"And {left:,} more; --limit says how many to tell.")
    if args.open and found.hits:
        open_file(found.hits[0].path)
    return 0


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
