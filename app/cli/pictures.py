"""What the verbs that look at one picture after the other share."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from app.application import Application
from app.cli.grammar import Parser, add_json, number
from app.cli.output import BUG, BUG_SENTENCE, FAILED, OK, Output
from app.cli.screen import add_screen, screen_jobs
from app.cli.sources import PictureJob, jobs
from app.errors import AppError, Cancelled
from app.plain import one_line

if TYPE_CHECKING:
    from app.describe.narration import Narration
    from app.describe.picture import Picture
    from app.describe.result import Description
    from app.inference.protocols import Level

    Look = Callable[[Picture], Narration[Description]]
    Use = Callable[[Picture, Description], None]


def add_pictures(parser: Parser) -> None:
    """Add what says which pictures, and --json."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PICTURE",
        help="Picture files, or folders whose pictures are taken in order; a single dash takes one picture "
        "from standard input.",
    )
    parser.add_argument("--clipboard", action="store_true", help="Take the picture from the clipboard.")
    add_screen(parser)
    add_json(parser)


def add_page(parser: Parser) -> None:
    """Add --page."""
    parser.add_argument(
        "--page",
        type=_page,
        default=0,
        metavar="NUMBER",
        help="With which page of a document to begin; without it, with the first that shows something.",
    )


def _page(text: str) -> int:
    try:
        return number(text)
    except ValueError:
        hint = "Give one number, as in: --page 2"
        raise AppError("--page takes one page. Pages are counted from 1.", hint) from None


def look_at_each(
    args: argparse.Namespace,
    application: Application,
    output: Output,
    look: "Look",
    level: "Level",
    use: "Use | None" = None,
) -> int:
    """Look at every picture that is meant; what fails in one stops no other.

    Args:
        args: Which pictures.
        application: Takes them.
        output: Tells what is seen.
        look: At one picture.
        level: How much is said, for the JSON.
        use: Makes something of the one picture there must be then; raises AppError.

    Returns:
        The worst exit code.

    Raises:
        AppError: There is no picture, or more than ``use`` takes.
    """
    from app.describe.picture import Picture
    from app.describe.result import Description

    example = f"Give its path, as in: earsight {args.verb} photo.jpg"
    missing = AppError("There is no picture to work on.", example)
    work = list(picture_jobs(args, args.paths, application, missing))
    if use is not None and len(work) != 1:
        raise AppError("Boxes are drawn in one picture at a time.", "Give --boxes with a single picture.")
    output.warm()
    code = OK
    latest: list[Picture] = []
    for count, job in enumerate(work, start=1):
        if len(work) > 1:
            output.progress(count, len(work), job.name)
            if job.path is not None:
                output.remark(f"{one_line(job.path.name)}:")
        try:
            latest[:] = [
                Picture(job.fetch(), *latest, page=args.page)
            ]  # the same again is not looked at again
            with closing(look(latest[0])) as narration:
                for words in narration:
                    output.words(words)
            result = replace(narration.result, path=job.path)
            if use is not None:
                use(latest[0], result)
        except AppError as error:
            result = Description(job.path, level=level, error=error)
        except (Cancelled, BrokenPipeError):
            raise
        except Exception as error:
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


def picture_jobs(
    args: argparse.Namespace, paths: Sequence[str], application: Application, missing: AppError
) -> Iterator[PictureJob]:
    """The pictures that are meant: of the screen, the clipboard, and these paths.

    Raises:
        AppError: ``missing`` without any; or the screen cannot be taken.
    """
    taken = list(screen_jobs(args, application))
    yield from taken
    if args.clipboard:
        yield PictureJob("the clipboard", application.clipboard)
    elif not paths and not taken:
        raise missing
    yield from jobs(paths)
