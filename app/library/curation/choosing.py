"""Which of several files of one picture could stay, why, and how they are named."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.library.phrases import listed
from app.plain import one_line

_NAMED = 4  # files are named one by one; of more the first three
_SAME_SIZE = 0.9  # of the largest picture's pixels
_MUCH_SMALLER = 0.5
_SAME_BYTES = 0.9
_COPY = re.compile(
    r"\b(copy|copie|kopie|copia|kopia|duplicate|dup)\b|\(\d{1,3}\)$|^(copy|kopie) (of|von) | \d$|-\d$|~\d?$",
    re.I,
)
_PASSED_ON = re.compile(
    r"^(downloads?|whatsapp|telegram|signal|sent|tmp|temp|backups?|trash|copy|copies|kopien?|duplicates?)\b",
    re.I,
)


@dataclass(frozen=True)
class Candidate:
    """A photo among others that look alike.

    Attributes:
        pixels: How many.
        bytes: Of its file.
        exact: The file says when it was taken.
        sharpness: See `app.library.indexing.hashes`.
        measured: What else was measured of its pixels.
    """

    id: int
    path: Path
    pixels: int
    bytes: int
    format: str
    moment: datetime
    exact: bool
    camera: str
    sharpness: float
    measured: tuple[object, ...] = ()

    @property
    def from_camera(self) -> bool:
        """Whether its file holds what a camera wrote."""
        return self.exact or bool(self.camera)


def real_files(paths: Sequence[Path]) -> list[Path]:
    """One path of each file: links, and further names of the same file, are no copies.

    Args:
        paths: In the order in which they are preferred.
    """
    found: dict[object, Path] = {}
    for path in sorted(paths, key=_is_link):
        found.setdefault(_identity(path), path)
    return [path for path in paths if path in found.values()]


def original(paths: Sequence[Path]) -> Path:
    """The one that is likeliest no copy, by its name and folders; else the one with the shortest path."""
    return min(
        paths,
        key=lambda path: (
            _is_link(path),
            _COPY.search(path.stem) is not None,
            sum(_PASSED_ON.match(part) is not None for part in path.parent.parts),
            len(os.fsencode(path)),
            os.fsencode(path),
        ),
    )


def sharpest_first(members: Sequence[Candidate]) -> list[Candidate]:
    """Of some shots, the sharpest of the largest."""
    largest = max(one.pixels for one in members)
    return sorted(
        members, key=lambda one: (one.pixels < _SAME_SIZE * largest, -one.sharpness, -one.pixels, one.id)
    )


def same_pixels(members: Sequence[Candidate]) -> bool:
    """Whether no measure tells their pixels apart: only what is written beside them differs."""
    measures = {(one.pixels, one.sharpness, one.measured) for one in members}
    return len(measures) == 1 and members[0].sharpness > 0 and None not in members[0].measured


def best_first(members: Sequence[Candidate]) -> tuple[list[Candidate], str]:
    """By what the camera wrote, then pixels, then bytes; and why the first is the best, "" where none is.

    Args:
        members: Of one picture, or pictures that look alike.
    """
    largest = max(one.pixels for one in members)
    ranked = sorted(
        members,
        key=lambda one: (
            not one.from_camera,
            one.pixels < _SAME_SIZE * largest,
            -one.bytes,
            -one.pixels,
            one.id,
        ),
    )
    first, rest = ranked[0], ranked[1:]
    if first.pixels < _MUCH_SMALLER * largest:
        # A small copy with the camera's data, and a large one without: each is better in a way.
        large = max(members, key=lambda one: (one.pixels, one.bytes, -one.id))
        return [large, *(one for one in ranked if one is not large)], ""
    if not all(one.from_camera for one in members) and first.from_camera:
        others = [one for one in rest if one.from_camera]
        if not others:
            return ranked, "it holds what the camera wrote"
        rest = others
    if all(one.pixels < _SAME_SIZE * first.pixels for one in rest):
        return ranked, "it has the most pixels"
    alike = [one for one in rest if one.pixels >= _SAME_SIZE * first.pixels]
    if all(one.bytes < _SAME_BYTES * first.bytes for one in alike):
        return ranked, "it lost the least, by its bytes"
    return ranked, ""


def named(paths: Sequence[Path]) -> str:
    """Files with their folders, as in "a.jpg in the folder Trip, and b.jpg in the folder Sent"."""
    shown = paths if len(paths) <= _NAMED else paths[: _NAMED - 1]
    more = len(paths) - len(shown)
    folders = _folders(shown)
    rest = [f"{more} more"] if more else []
    if len({path.parent for path in paths}) == 1:
        every = listed([printable(path) for path in shown] + rest)
        return f"{every}, {'both' if len(paths) == 2 else 'all'} in the folder {folders[0]}"
    parts = [f"{printable(path)} in the folder {folder}" for path, folder in zip(shown, folders, strict=True)]
    *before, last = parts + rest
    return f"{', '.join(before)}, and {last}" if before else last


def chosen(keep: Path, others: Sequence[Path]) -> str:
    """How the one to keep is named among others: by its name, or its folder where others have the same."""
    if all(keep.name != other.name for other in others):
        return printable(keep)
    return f"the one in the folder {_folders([keep, *others])[0]}"


def printable(path: Path) -> str:
    """A file's name as it can be said and printed, whatever its encoding."""
    return one_line(os.fsencode(path.name).decode("utf-8", "replace"))


def _folders(paths: Sequence[Path]) -> list[str]:
    """The names of their folders, with as many of those above as tell them apart."""
    folders = [path.parent for path in paths]
    depth = 1
    while depth < 4 and len({folder.parts[-depth:] for folder in folders}) < len(set(folders)):
        depth += 1
    return [
        " in ".join(printable(Path(part)) for part in reversed(folder.parts[-depth:])) for folder in folders
    ]


def _is_link(path: Path) -> bool:
    return os.path.realpath(path) != os.path.abspath(path)


def _identity(path: Path) -> object:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return path  # its disk is away
    return found.st_dev, found.st_ino
