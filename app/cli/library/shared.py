"""What the verbs of the photo library share."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.application import Application
from app.cli.grammar import Parser, Run, Verbs, add_json, add_verb, add_voice
from app.cli.output import Output

if TYPE_CHECKING:
    from app.library.library import Library
    from app.library.status import Status


def add_library_verb(verbs: Verbs, name: str, about: str, run: Run, after: str = "") -> Parser:
    """Add a verb as `app.cli.grammar.add_verb` does, with what all of these take."""
    parser = add_verb(verbs, name, about, run, after)
    parser.add_argument(
        "--library",
        metavar="FILE",
        help="The library's file. Your own library when it is left out.",
    )
    add_json(parser)
    add_voice(parser)
    return parser


def open_library(
    args: argparse.Namespace, application: Application, output: Output, *, anew: bool = False
) -> "Library":
    """The library of --library, or the user's own, opened; where it was damaged, that is said.

    Args:
        args: What was typed.
        application: Has it.
        output: Hears about its file.
        anew: Make one where there is none yet.

    Raises:
        AppError: There is none yet, or it cannot be opened.
    """
    library = application.library(args.library)
    say_rebuilding(library, output)
    if not anew:
        library.must_exist()
    library.open()
    tell_trouble(library, output)
    return library


def say_rebuilding(library: "Library", output: Output) -> None:
    """Have it said before the library's file is rebuilt."""
    from app.library.library import REBUILDING

    library.on_rebuilding = lambda: output.remark(" ".join(REBUILDING))


def tell_trouble(library: "Library", output: Output) -> None:
    """Say what the user must hear about the library's file, once."""
    trouble = library.take_trouble()
    if trouble is not None:
        output.failed(trouble)


def paths_of(ids: Sequence[int], library: "Library") -> list[str]:
    """A path of each photo that still has a file."""
    photos = library.photos(ids)
    return [str(photos[i].paths[0]) for i in ids if i in photos and photos[i].paths]


def status_fields(status: "Status") -> dict[str, Any]:
    """What is in the library, for --json."""
    return {
        "photos": status.photos,
        "to_describe": status.to_describe,
        "to_read": status.to_read,
        "models": status.models,
        "folders": [{"path": str(path), "away": away} for path, away in status.roots],
        "problems": [{"path": str(path), "problem": problem} for path, problem in status.broken],
    }
