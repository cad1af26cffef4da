"""The verb `library`: what there is, carrying it elsewhere, taking a folder out, checking its file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.application import Application
from app.cli.grammar import Verbs
from app.cli.library.shared import (
    add_library_verb,
    open_library,
    status_fields,
)
from app.cli.output import OK, Output
from app.errors import AppError
from app.library.phrases import counted
from app.plain import one_line

if TYPE_CHECKING:
    from app.library.library import Library

_MOST_BROKEN = 5


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs,
        "library",
        "Tell what is in the library, carry it to another place, or take a folder out of it.",
        run,
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--export",
        metavar="FILE",
        help="Write all that is known into a file: as a table when its name ends in csv, else as JSON.",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="With --export: replace the file also when it is no export."
    )
    which.add_argument("--import", dest="source", metavar="FILE", help="Take in a file that was written so.")
    which.add_argument(
        "--remove", metavar="FOLDER", help="Take a folder out of the library. Its photos stay on the disk."
    )
    which.add_argument("--check", action="store_true", help="Check the library's file for damage.")


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Tell what there is, export, import, take a folder out, or check the file. Raises AppError."""
    from app.library.search.wording import spoken_name

    anew = args.source is not None or args.remove is not None or args.check
    library = open_library(args, application, output, anew=anew)
    if args.export is not None:
        target = Path(args.export)
        _may_replace(target, args.overwrite, output)
        count = library.export(target)
        words = f"{counted(count)} {'is' if count == 1 else 'are'} written down."
    elif args.source is not None:
        words = library.take_in(Path(args.source)).sentence()
    elif args.remove is not None:
        folder = Path(args.remove).absolute()
        if not library.indexer.remove_root(folder):
            raise AppError(
                f"The folder {folder.name} is not in the library.", "Run earsight library to hear which are."
            )
        words = f"{spoken_name(folder)} is not in the library any more. Its photos stay on the disk."
    elif args.check:
        library.check()  # what it raises is put right at once
        words = "The library's file is whole."
    else:
        _tell_status(library, output)
        return OK
    output.result({"says": words}, words)
    return OK


def _may_replace(target: Path, overwrite: bool, output: Output) -> None:
    """Ask before a file that is no export is replaced: it may be a photo."""
    from app.library.exchange.exchange import is_export

    if overwrite or not target.is_file() or is_export(target):
        return
    trouble = f"{target.name} is there already, and is no export of Earsight."
    if not output.asks:
        raise AppError(trouble, "Name another file. To replace it, add --overwrite.")
    if not output.agreed(f"{trouble} To replace it, type yes."):
        raise AppError("Nothing was written down.", f"{target.name} stays as it is.")


def _tell_status(library: "Library", output: Output) -> None:
    from app.library.search.wording import spoken_name

    status = library.status()
    sentences = [f"The library has {counted(status.photos)}."]
    sentences += [
        f"Folder: {one_line(str(path))}{', whose disk is not connected' if away else ''}."
        for path, away in status.roots
    ]
    if status.to_describe:
        sentences.append(f"{counted(status.to_describe)} are still to be described.")
    if status.to_read:
        sentences.append(f"The text of {counted(status.to_read)} is still to be read.")
    if status.broken:
        sentences.append(f"{counted(len(status.broken), 'file')} could not be read:")
        sentences += [f"{spoken_name(path)}: {problem}" for path, problem in status.broken[:_MOST_BROKEN]]
    output.result({"library": str(library.path), **status_fields(status)}, *sentences)
