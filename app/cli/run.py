"""Carries out what was typed, and the exit code it ends with."""

import argparse
import errno
import sys
from collections.abc import Sequence

from app.application import Application
from app.cli.output import BUG, BUG_SENTENCE, FAILED, PIPE_CLOSED, Output
from app.cli.parser import build_parser
from app.control_c import INTERRUPTED
from app.errors import AppError, Cancelled
from app.plain import drop, tell


def run(argv: Sequence[str], application: Application) -> int:
    """Do what ``argv`` says.

    Returns:
        The exit code: 0 all well, 2 something could not be done, 1 a bug, 130 interrupted.
    """
    output = Output(None, as_json="--json" in argv)
    args = argparse.Namespace()
    try:
        args = build_parser().parse_args(list(argv))
        speaks = application.speaks and not args.json if args.speak is None else args.speak
        output = Output(application.voice if speaks else None, as_json=args.json)
        code: int = args.run(args, application, output)
        output.finish()
        return code
    except AppError as error:
        return _fail(_mended(error, args, application), output)
    except (KeyboardInterrupt, Cancelled):
        output.hush()
        return INTERRUPTED
    except BrokenPipeError:
        output.hush()
        drop(sys.stdout)  # whoever read our words has left
        return PIPE_CLOSED
    except Exception as error:
        if (trouble := _unusable_name(error)) is not None:
            return _fail(trouble, output)
        application.bug(error)
        tell(BUG_SENTENCE, sys.stderr)
        return BUG


def _mended(error: AppError, args: argparse.Namespace, application: Application) -> AppError:
    """Put a library right in which a verb met damage; what is to be said. The next verb finds it whole."""
    from app.library.store.damage import Damaged

    if not isinstance(error, Damaged):
        return error
    return application.library(args.library).mended(error) or error


def _fail(error: AppError, output: Output) -> int:
    try:
        output.failed(error)
        output.finish()
    except KeyboardInterrupt:
        output.hush()
        return INTERRUPTED
    return FAILED


def _unusable_name(error: Exception) -> AppError | None:
    """What no system opens, whichever verb was given it."""
    number = error.errno if isinstance(error, OSError) else 0
    if number == errno.ENAMETOOLONG:
        return AppError("A name that was given is too long for a file.", "Check what you typed.")
    if number == errno.ELOOP:
        return AppError("A link that was given leads round in a circle.", "Name the file itself.")
    return None
