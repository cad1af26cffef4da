"""The options that take the picture from the screen."""

import argparse
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from app.application import Application
from app.cli.sources import PictureJob
from app.errors import AppError

if TYPE_CHECKING:
    from app.shot import Shot

_REGION = re.compile(r"\s*(-?\d{1,6})\s*,\s*(-?\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*")


def add_screen(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--screen", action="store_true", help="Take the screen that the pointer is on.")
    parser.add_argument("--window", action="store_true", help="Take the window you are in.")
    parser.add_argument(
        "--region",
        metavar="X,Y,W,H",
        help="Take a part of the screen: pixels from the left, from the top, width and height.",
    )


def screen_jobs(args: argparse.Namespace, application: Application) -> Iterator[PictureJob]:
    """What of the screen is asked for, each taken at once: a moment later it may show something else.

    Raises:
        AppError: It cannot be taken, or the region is not understood.
    """
    if args.screen:
        yield _taken("the screen", application.screens().screen)
    if args.window:
        yield _taken("the window", application.screens().window)
    if args.region is not None:
        yield _taken("the region", partial(application.screens().region, *region(args.region)))


def region(text: str) -> tuple[int, int, int, int]:
    """(left, top, width, height) in pixels.

    Raises:
        AppError: It is not four numbers, or has no size.
    """
    match = _REGION.fullmatch(text)
    numbers = tuple(int(number) for number in match.groups()) if match else ()
    if len(numbers) != 4 or not (numbers[2] and numbers[3]):
        raise AppError(
            "I do not understand that region.",
            "Give four numbers: from the left, from the top, width, height, as in: --region 0,0,640,480",
        )
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _taken(name: str, take: "Callable[[], Shot]") -> PictureJob:
    shot = take()
    return PictureJob(name, lambda: shot)
