"""From what was typed to the pictures that are meant."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from app.errors import AppError

if TYPE_CHECKING:
    from app.shot import Source

# By name only: whether such a file really is a picture is found out when it is opened.
SUFFIXES = frozenset((
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".heic", ".heif",
    ".avif", ".jp2", ".j2k", ".ico", ".svg", ".svgz", ".pdf",
))  # fmt: skip
MAX_STDIN = 256 * 1024 * 1024
_ADDRESS = re.compile(r"(https?|ftps?|sftp):/|data:", re.IGNORECASE)
_NOT_FETCHED = (
    "That is an address, and Earsight fetches nothing from addresses.",
    "Save the picture first, then give its file.",
)


@dataclass(frozen=True)
class PictureJob:
    """One picture to work on.

    Attributes:
        name: What to call it.
        fetch: Gives a file or an encoded picture when its turn comes; raises AppError.
        path: As it stands in the JSON; None without one.
    """

    name: str
    fetch: "Callable[[], Source]"
    path: Path | None = None


def jobs(
    paths: Sequence[str], stdin: BinaryIO | None = None, *, limit: int = MAX_STDIN
) -> Iterator[PictureJob]:
    """The pictures that ``paths`` name, in the order given; folders give their own in natural order.

    A folder is not entered deeper than itself. What cannot be used is a job whose ``fetch`` says so, so that
    it stops no other. Standard input ("-") is taken up to ``limit`` bytes.
    """
    for text in paths:
        if text == "-":
            yield PictureJob("standard input", partial(_from_stdin, stdin or sys.stdin.buffer, limit))
            continue
        if _ADDRESS.match(text):
            yield PictureJob(text, partial(_refuse, *_NOT_FETCHED))
            continue
        path = Path(text)
        try:
            is_folder = path.is_dir()
        except (OSError, ValueError):
            is_folder = False
        if is_folder:
            yield from _from_folder(path)
        else:
            yield file_job(path)


def file_job(path: Path) -> PictureJob:
    """A job for one file, whatever it turns out to be."""
    return PictureJob(str(path), lambda: path, path)


def natural_key(path: Path) -> list[tuple[int, int, str]]:
    """Sort key by which IMG_2 comes before IMG_10, case ignored."""
    parts = re.split(r"([0-9]+)", path.name.casefold())
    return [(0, int(part), "") if i % 2 else (1, 0, part) for i, part in enumerate(parts)]


def _from_folder(folder: Path) -> Iterator[PictureJob]:
    try:
        pictures = [
            entry
            for entry in folder.iterdir()
            if entry.suffix.lower() in SUFFIXES and not entry.name.startswith(".") and not entry.is_dir()
        ]
    except OSError:
        message = f"I may not look into the folder {folder.name}."
        yield PictureJob(str(folder), partial(_refuse, message, "Check its permissions."), folder)
        return
    if not pictures:
        message = f"There is no picture in the folder {folder.name or folder}."
        hint = "Give a folder with JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC, AVIF, SVG or PDF files."
        yield PictureJob(str(folder), partial(_refuse, message, hint), folder)
    for path in sorted(pictures, key=lambda p: (natural_key(p), p.name)):
        yield file_job(path)


def _refuse(message: str, hint: str) -> NoReturn:
    raise AppError(message, hint)


def _from_stdin(stdin: BinaryIO, limit: int) -> bytes:
    if stdin.isatty():
        hint = "Pipe a picture into the command, as in: cat photo.jpg, pipe, earsight describe -"
        raise AppError("There is no picture on standard input.", hint)
    data = stdin.read(limit + 1)
    if len(data) > limit:
        size = limit // (1024 * 1024)
        message = f"The picture on standard input is larger than {size} megabytes."
        raise AppError(message, "Save it as a file and give me its path.")
    return data
