"""The verbs: what each does with what was typed, and the exit code it ends with."""

import argparse
import errno
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.application import Application
from app.cancel import CancelToken
from app.cli.ask import ask
from app.cli.bench import bench
from app.cli.convert import convert
from app.cli.erase import erase
from app.cli.history import history
from app.cli.library.parser import VERBS as LIBRARY_VERBS
from app.cli.models import models
from app.cli.output import Output
from app.cli.parser import build_parser
from app.cli.screen import screen_jobs
from app.cli.sources import Job, jobs
from app.control_c import INTERRUPTED
from app.describe.result import Description
from app.errors import AppError, Cancelled
from app.inference.protocols import Level
from app.plain import drop, one_line, tell
from app.shot import Source

OK, BUG, FAILED, PIPE_CLOSED = 0, 1, 2, 141
BUG_SENTENCE = "Something went wrong inside Earsight; it is noted in the log file."


def run(argv: Sequence[str], application: Application) -> int:
    """Do what ``argv`` says.

    Returns:
        The exit code: 0 all well, 2 something could not be done, 1 a bug, 130 interrupted.
    """
    output = Output(None, as_json="--json" in argv)
    args = argparse.Namespace()
    try:
        args = build_parser().parse_args(list(argv))
        output = Output(_voice_for(args, application), as_json=getattr(args, "json", False))
        code = _VERBS[args.verb or "gui"](args, application, output)
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
    return application.library(getattr(args, "library", None)).mended(error) or error


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


def _voice_for(args: argparse.Namespace, application: Application):  # type: ignore[no-untyped-def]  # a bound method
    wanted = getattr(args, "speak", False)
    if wanted is None:
        wanted = application.speaks and not args.json
    return application.voice if wanted else None


def _describe(args: argparse.Namespace, application: Application, output: Output) -> int:
    level = Level(args.level) if args.level else application.level

    def one(source: Source, cancel: CancelToken, on_words: Callable[[str], None]) -> Description:
        return application.describer(args.model).describe(source, level, cancel, on_words)

    return _each(args, application, output, one, level)


def _read(args: argparse.Namespace, application: Application, output: Output) -> int:
    def one(source: Source, cancel: CancelToken, on_words: Callable[[str], None]) -> Description:
        return application.describer().read(source, cancel, on_words)

    return _each(args, application, output, one, Level.FULL)


def _each(
    args: argparse.Namespace,
    application: Application,
    output: Output,
    one: Callable[[Source, CancelToken, Callable[[str], None]], Description],
    level: Level,
) -> int:
    work = list(_jobs(args, application))
    output.warm()
    code = OK
    for number, job in enumerate(work, start=1):
        if len(work) > 1:
            output.progress(number, len(work), job.name)
            if not output.as_json and job.path is not None:
                output.words(f"{one_line(job.path.name)}:")
        try:
            result = _answer(job, one, level, output)
        except (Cancelled, BrokenPipeError):
            raise
        except Exception as error:
            # A bug met in one picture stops no other one.
            application.bug(error)
            result = Description(job.path, level=level, error=AppError(BUG_SENTENCE))
            code = BUG
        if output.as_json:
            output.json(result.to_json())
        if result.error is not None:
            code = code or FAILED
            if not output.as_json:
                output.failed(result.error)
    return code


def _answer(
    job: Job,
    one: Callable[[Source, CancelToken, Callable[[str], None]], Description],
    level: Level,
    output: Output,
) -> Description:
    cancel = CancelToken()
    try:
        return replace(one(job.fetch(), cancel, output.words), path=job.path)
    except AppError as error:
        return Description(job.path, level=level, error=error)
    except BaseException:
        cancel.cancel()
        raise


def _jobs(args: argparse.Namespace, application: Application) -> Iterator[Job]:
    taken = list(screen_jobs(args, application))
    yield from taken
    if args.clipboard:
        yield Job("the clipboard", application.clipboard)
    elif not args.paths and not taken:
        raise AppError(
            "There is no picture to work on.", f"Give its path, as in: earsight {args.verb} photo.jpg"
        )
    yield from jobs(args.paths)


def _doctor(args: argparse.Namespace, application: Application, output: Output) -> int:
    for check in application.checks():
        found = check()
        if output.as_json:
            output.json(
                {
                    "schema": 1,
                    "check": found.name,
                    "state": found.state.value,
                    "says": found.says,
                    "hint": found.hint,
                    "details": found.details,
                }
            )
        else:
            output.words(f"{found.name}: {found.state.value}. {found.says} {found.hint}".strip())
    return OK


def _models(args: argparse.Namespace, application: Application, output: Output) -> int:
    if args.models_verb == "convert":
        return convert(args, application.converter(), output)
    return models(args, application.store(), output)


def _library(args: argparse.Namespace, application: Application, output: Output) -> int:
    from app.cli.library.verbs import run_library_verb

    return run_library_verb(args, application, output)


def _gui(args: argparse.Namespace, application: Application, output: Output) -> int:
    pictures = [Path(text) for text in getattr(args, "paths", ())]
    command, hidden = getattr(args, "do", None) or "", getattr(args, "hidden", False)
    return application.window(pictures, command, hidden=hidden)


_VERBS: dict[str, Callable[[argparse.Namespace, Application, Output], int]] = {
    "describe": _describe,
    "ask": ask,
    "read": _read,
    "history": history,
    **dict.fromkeys(LIBRARY_VERBS, _library),
    "doctor": _doctor,
    "models": _models,
    "bench": bench,
    "erase": erase,
    "gui": _gui,
}
