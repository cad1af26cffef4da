"""The verb `ask`: one question about one picture or several, or one after the other."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.application import Application
from app.cancel import CancelToken
from app.cli.output import Output
from app.cli.screen import screen_jobs
from app.cli.sources import SUFFIXES, Job, jobs
from app.describe.answer import Answer
from app.describe.video.video import VIDEO_SUFFIXES
from app.errors import AppError
from app.shot import Source

MAX_PICTURES = 8
PROMPT = "Question: "
_EXAMPLE = 'As in: earsight ask photo.jpg "What colour is the door?"'


def add_ask(parser: argparse.ArgumentParser) -> None:
    """Add what only this verb takes."""
    parser.add_argument(
        "--question",
        "-q",
        metavar="QUESTION",
        help="The question; without it the last argument is the question. Without either, in a terminal, "
        "type questions one after the other; an empty line ends.",
    )


def ask(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Answer; 0 when every question could be answered, else 2."""
    texts, question = split(args.paths, args.question)
    questions = _typed("" if args.json else PROMPT) if question is None else iter([question])
    taken = list(screen_jobs(args, application))
    work = list(_pictures(texts, application, taken, clipboard=args.clipboard))
    output.warm()
    code = 0
    sources: list[Source] = []
    for number, one in enumerate(questions):
        if number:
            output.hush()  # the next question was typed: the last answer was heard
        cancel = CancelToken()
        try:
            sources = sources or [job.fetch() for job in work]
            answer = application.asker(args.model).ask(sources, one, cancel, output.words)
        except AppError as error:
            answer = Answer(tuple(job.path for job in work), one, error=error)
            code = 2
            if not output.as_json:
                output.failed(error)
        except BaseException:
            cancel.cancel()
            raise
        if output.as_json:
            output.json(answer.to_json())
    return code


def split(texts: Sequence[str], question: str | None) -> tuple[list[str], str | None]:
    """Tell the pictures from the question, which comes last and is no file.

    Returns:
        Pictures, and the question; None without one.
    """
    if question is None and texts and not _names_picture(texts[-1]):
        return list(texts[:-1]), texts[-1]
    return list(texts), question


def _names_picture(text: str) -> bool:
    if text == "-":
        return True
    try:
        if Path(text).exists():
            return True
    except (OSError, ValueError):
        return False
    # A file that is not there: to be told so is better than to have its name answered.
    return Path(text).suffix.lower() in SUFFIXES | VIDEO_SUFFIXES and not any(ch.isspace() for ch in text)


def _pictures(
    texts: Sequence[str], application: Application, taken: Sequence[Job], *, clipboard: bool
) -> Iterator[Job]:
    yield from taken
    if clipboard:
        yield Job("the clipboard", application.clipboard)
    elif not texts and not taken:
        raise AppError("There is no picture to ask about.", _EXAMPLE)
    for number, job in enumerate(jobs(texts), start=1 + clipboard + len(taken)):
        if number > MAX_PICTURES:
            raise AppError(f"I can look at {MAX_PICTURES} pictures at once at most.", "Name fewer of them.")
        yield job


def _typed(prompt: str) -> Iterator[str]:
    """Questions from the terminal until an empty line."""
    if not sys.stdin.isatty():
        raise AppError("There is no question.", _EXAMPLE)
    while True:
        try:
            line = input(prompt)
        except EOFError:
            return
        if not line.strip():
            return
        yield line.strip()
