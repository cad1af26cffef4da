"""The verb `ask`: one question about one picture or several, or one after the other."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from app.application import Application
from app.cli.grammar import Verbs, add_model, add_verb, add_voice
from app.cli.output import FAILED, OK, Output
from app.cli.pictures import add_pictures, picture_jobs
from app.cli.sources import SUFFIXES
from app.errors import AppError

MAX_PICTURES = 8
PROMPT = "Question: "
_EXAMPLE = 'As in: earsight ask photo.jpg "What colour is the door?"'


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "ask",
        "Ask a question about a picture, or about several at once.",
        run,
        after=", then options, then pictures, then the question",
    )
    add_pictures(parser)
    parser.add_argument(
        "--question",
        "-q",
        metavar="QUESTION",
        help="The question; without it the last argument is the question. Without either, in a terminal, "
        "type questions one after the other; an empty line ends.",
    )
    add_model(parser)
    add_voice(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Answer; 0 when every question could be answered, else 2. Raises AppError."""
    from app.describe.answer import Answer
    from app.describe.picture import Picture

    paths, given = split(args.paths, args.question)
    questions = _typed("" if args.json else PROMPT) if given is None else iter([given])
    missing = AppError("There is no picture to ask about.", _EXAMPLE)
    work = list(islice(picture_jobs(args, paths, application, missing), MAX_PICTURES + 1))
    if len(work) > MAX_PICTURES:
        raise AppError(f"I can look at {MAX_PICTURES} pictures at once at most.", "Name fewer of them.")
    output.warm()
    code = OK
    pictures: list[Picture] = []
    for number, question in enumerate(questions):
        if number:
            output.hush()  # the next question was typed: the last answer was heard
        try:
            pictures = pictures or [Picture(job.fetch()) for job in work]
            with closing(application.asker(args.model).ask(pictures, question)) as narration:
                for words in narration:
                    output.words(words)
            answer = narration.result
        except AppError as error:
            answer = Answer(tuple(job.path for job in work), question, error=error)
            code = FAILED
            if not output.as_json:
                output.failed(error)
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
    from app.describe.video.video import VIDEO_SUFFIXES

    if text == "-":
        return True
    try:
        if Path(text).exists():
            return True
    except (OSError, ValueError):
        return False
    # A file that is not there: to be told so is better than to have its name answered.
    return Path(text).suffix.lower() in SUFFIXES | VIDEO_SUFFIXES and not any(ch.isspace() for ch in text)


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
