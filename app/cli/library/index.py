"""The verb `index`: takes the photos of folders into the library."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.application import Application
from app.cancel import CancelToken
from app.cli.grammar import Parser, Verbs
from app.cli.library.shared import add_library_verb, say_rebuilding, status_fields, tell_trouble
from app.cli.output import OK, Output, paced
from app.errors import AppError
from app.library.phrases import counted

if TYPE_CHECKING:
    from app.library.indexing.report import Report


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs,
        "index",
        "Take the photos of folders into the library, or look for what changed in them.",
        run,
        ", then options, then folders",
    )
    add_folders(parser)
    parser.add_argument(
        "--wait",
        action="store_true",
        help="Also describe every photo and read its text before ending. Without it that happens later, "
        "while earsight watch or the window is open and the computer has nothing else to do.",
    )
    parser.add_argument(
        "--apple-photos",
        nargs="?",
        const="",
        metavar="LIBRARY",
        help="On a Mac, take in an Apple Photos library too: yours, or the one that is named. It is only "
        "read.",
    )


def add_folders(parser: Parser) -> None:
    """Add which folders."""
    parser.add_argument(
        "folders",
        nargs="*",
        metavar="FOLDER",
        help="Folders of photos, with all that is in them. Those that the library knows when none is given.",
    )


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Take in folders and tell what came of it. Raises AppError."""
    from app.library.exchange.apple_photos import ApplePhoto, folders_of, read_apple_photos

    library = application.library(args.library)
    say_rebuilding(library, output)
    cancel = CancelToken()
    folders = [Path(text) for text in args.folders]
    apple: list[ApplePhoto] = []
    counting = paced(output, "{done} of {total} photos are indexed.")
    try:
        if args.apple_photos is not None:
            apple = list(read_apple_photos(Path(args.apple_photos) if args.apple_photos else None))
            folders += folders_of(apple)
        known = library.status().roots if library.path.exists() else ()
        tell_trouble(library, output)
        if not folders and not known:
            raise AppError(
                "There is no folder to index.", "Name one, as in: earsight index, then a folder of photos."
            )
        report = library.index(folders or None, cancel, on_progress=counting)
        words = [report.sentence()]
        if args.apple_photos is not None:
            words.append(library.merge_apple_photos(apple).sentence())
        if args.wait:
            looking = paced(output, "{done} of {total} photos are described and read.")
            done = library.complete(cancel, on_progress=looking)
            words += [done.sentence()] if done else []
    except BaseException:
        cancel.cancel()
        raise
    status = library.status()
    tell_trouble(library, output)
    words.append(f"The library has {counted(status.photos)}.")
    if status.to_describe and not args.wait:
        words.append(
            f"{counted(status.to_describe)} will be described when there is time: "
            "earsight index --wait does it now."
        )
    output.result({**_fields(report), **status_fields(status)}, " ".join(words))
    return OK


def _fields(report: "Report") -> dict[str, Any]:
    return {
        "new": report.new,
        "copies": report.copies,
        "changed": report.changed,
        "moved": report.moved,
        "unchanged": report.unchanged,
        "gone": report.gone,
        "broken": report.broken,
        "waiting": report.waiting,
        "embedded": report.embedded,
        "inspected": report.inspected,
        "carried": report.carried,
        "parted": [str(path) for path in report.parted],
        "left_out": [str(path) for path in report.left_out],
        "unreadable": [str(path) for path in report.unreadable],
        "away": [str(path) for path in report.away],
        "set_aside": None if report.set_aside is None else str(report.set_aside),
    }
