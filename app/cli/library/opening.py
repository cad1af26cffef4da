"""Opening the library that a verb works on."""

import argparse

from app.application import Application
from app.cli.output import Output
from app.library.library import Library


def open_library(args: argparse.Namespace, application: Application, output: Output) -> Library:
    """The library of --library, or the user's own; where it was damaged, that is said.

    Raises:
        AppError: There is none yet, or it cannot be opened.
    """
    library = application.library(args.library)
    library.must_exist()
    tell_trouble_after(library, output)
    return library


def tell_trouble_after(library: Library, output: Output) -> None:
    """Open it, and say what the user must hear about its file."""
    library.open()
    tell_trouble(library, output)


def tell_trouble(library: Library, output: Output) -> None:
    """Say what the user must hear about the library's file, once."""
    trouble = library.take_trouble()
    if trouble is not None:
        output.failed(trouble)
