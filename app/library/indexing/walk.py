"""Walks folders for picture files, by their endings; survives whatever a file system holds."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.cancel import CancelToken
from app.folders.pictures import is_picture

#: Folders that look like one file to their user; what is inside belongs to a program.
PACKAGES = (b".photoslibrary", b".photolibrary", b".aplibrary", b".migratedphotolibrary", b".lrdata", b".app")

_FURTHEST = (1 << 63) - 1
Scandir = Callable[[bytes], Any]


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture file: its path as bytes, size in bytes, st_mtime_ns."""

    path: bytes
    size: int
    modified: int


class Walker:
    """Walks folder trees; one for each scan, since it remembers where it has been.

    Hidden files and folders, packages of other programs, devices and pipes are left out. No folder is
    walked twice, whatever its names.

    Args:
        skip: (st_dev, st_ino) of folders that are not walked: the app's own.
        scandir: `os.scandir`.

    Attributes:
        hidden_folders: That may not be opened, or fail while they are read. Whatever is known below these and
            the hidden files must not be taken for gone.
        hidden_files: That are there and cannot be asked for their size and time.
    """

    def __init__(self, skip: frozenset[tuple[int, int]] = frozenset(), scandir: Scandir = os.scandir) -> None:
        self._been = set(skip)
        self._scandir = scandir
        self.hidden_folders: list[bytes] = []
        self.hidden_files: list[bytes] = []

    def tree(self, folder: bytes, links: list[bytes], cancel: CancelToken) -> Iterator[PictureFile]:
        """The picture files of a folder and of those below it.

        Args:
            folder: Where to begin.
            links: Gets the links to folders that were met; walk them when all real folders were walked.
            cancel: Looked at for each folder.

        Raises:
            Cancelled: The token was raised.
        """
        waiting = [folder]
        while waiting:
            cancel.check()
            here = waiting.pop()
            found: list[PictureFile] = []
            below: list[bytes] = []
            try:
                self._list(here, found, below, links)
            except OSError as error:
                # What was seen before the error is used all the same. A folder that went away is none.
                if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
                    self.hidden_folders.append(here)
            yield from found
            waiting.extend(reversed(below))

    def file(self, path: bytes) -> PictureFile | None:
        """One file, or None where it is no picture file."""
        return self._stat(path) if is_picture(os.path.basename(path)) else None

    def _list(self, here: bytes, found: list[PictureFile], below: list[bytes], links: list[bytes]) -> None:
        about = os.stat(here)
        identity = (about.st_dev, about.st_ino)
        if identity in self._been:
            return
        self._been.add(identity)
        with self._scandir(here) as entries:
            for entry in entries:
                if entry.name.startswith(b"."):
                    continue
                try:
                    link = entry.is_symlink()
                    folder = entry.is_dir()
                except OSError:
                    # A link that leads round in a circle, or through a folder that may not be opened.
                    self.hidden_files.append(entry.path)
                    continue
                if folder:
                    if walkable(entry.name):
                        (links if link else below).append(entry.path)
                elif is_picture(entry.name):
                    file = self._stat(entry.path, entry)
                    if file is not None:
                        found.append(file)

    def _stat(self, path: bytes, entry: "os.DirEntry[bytes] | None" = None) -> PictureFile | None:
        try:
            about = os.stat(path) if entry is None else entry.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            self.hidden_files.append(path)
            return None
        if not stat.S_ISREG(about.st_mode):
            return None
        return PictureFile(path, about.st_size, changed_at(about))


def changed_at(about: os.stat_result) -> int:
    """st_mtime_ns, as far as SQLite's integers reach; archives and disks may hold years beyond 2262."""
    return min(max(about.st_mtime_ns, -_FURTHEST), _FURTHEST)


def walkable(name: bytes) -> bool:
    """Whether a folder of this name is walked."""
    return not name.startswith(b".") and not name.lower().endswith(PACKAGES)


def reaches(folder: bytes, path: bytes) -> bool:
    """Whether a walk of ``folder`` comes to ``path``, by their names; a folder reaches itself."""
    rest = path[len(folder) :].strip(b"/").split(b"/")
    return path == folder or (is_below(path, folder) and all(walkable(part) for part in rest))


def is_below(path: bytes, folder: bytes) -> bool:
    """Whether a path lies inside a folder, by its name."""
    return path.startswith(folder.rstrip(b"/") + b"/")
