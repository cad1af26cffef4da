"""Puts the command line, the window and what both work with together."""

import sys
from collections.abc import Sequence
from pathlib import Path

from app.application import Application
from app.cli.run import run
from app.control_c import INTERRUPTED, ends_at_once
from app.errors import AppError
from app.paths import Paths
from app.plain import tell


def main(arguments: Sequence[str]) -> int:
    """Run the command line or the window; the exit code."""
    application = make_application()
    try:
        code = run(arguments, application)
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        # An interrupt must not get between: Python would end beside a thread that is in the midst of a model,
        # and that ends the process with a crash.
        with ends_at_once():
            application.close()
    return code


def make_application() -> Application:
    """The app in its usual folders."""
    return Application(Paths.standard(), open_window)


def open_window(application: Application, pictures: list[Path], command: str, hidden: bool) -> int:
    """Run the desktop app until the user quits; its exit code. Where it runs already, that one is told.

    Args:
        application: What it works with.
        pictures: Opened at once.
        command: Name of a command that is carried out; "" is none.
        hidden: Begin without the window.

    Raises:
        AppError: There is no display, or a library of the system is missing.
    """
    from app.desktop.session.single import Message, SingleInstance

    instance = SingleInstance(application.paths.config)
    if not instance.claim():
        files = tuple(str(picture.absolute()) for picture in pictures)
        if instance.send(Message(files, command)):
            if application.aloud is not None:
                tell("Earsight runs already; its settings decide whether it speaks.", sys.stderr)
            return 0
        raise AppError("Earsight runs already, but does not answer.", "End it, then start it again.")
    from app.desktop.session.display import has_display

    # Qt ends the process where it finds no display, so that is found out first.
    if not has_display():
        instance.close()
        raise AppError(
            "There is no display to open a window on.",
            "Run this in a graphical session, or name a picture: earsight describe photo.jpg",
        )
    try:
        from app.gui.run import run_window
    except ImportError as error:
        instance.close()
        raise AppError(
            f"What windows are made with cannot be loaded: {error}.",
            "In a terminal, go to the folder of Earsight and type: make setup",
        ) from error

    return run_window(application, pictures, instance, command=command, hidden=hidden)
