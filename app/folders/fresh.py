"""Which files came into a folder since it is followed: not those that were there, edited or renamed."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.folders.pictures import is_picture


@dataclass
class Came:
    """What a look found.

    Attributes:
        new: Pictures that came, the oldest first.
        young: Pictures that may still be written: to be asked for again once they are at rest.
    """

    new: list[Path] = field(default_factory=list)
    young: list[Path] = field(default_factory=list)


class Fresh:
    """One folder's pictures.

    A file is known by its path, so that an edit is nothing new, and by its inode with its time, so that a new
    name is nothing new either; the inode alone would not do: it is soon used again.

    Args:
        root: The folder.
        since: When following it begins, in seconds since the epoch; what is older then was there before.
        recursive: Whether its subfolders count.
        rest: Seconds without a change after which a file that nobody told of counts as written.
    """

    def __init__(self, root: Path, since: float, recursive: bool = True, rest: float = 1.0) -> None:
        self._root = root
        self._since: float | None = since
        self._recursive = recursive
        self._rest = rest
        self._paths: set[str] = set()
        self._marks: set[int] = set()

    def __len__(self) -> int:
        """How many pictures are known."""
        return len(self._paths)

    def absent(self, now: float) -> None:
        """The folder is gone; when it is there again, only what is younger than ``now`` is new."""
        self._since = now

    def take(self, paths: Iterable[Path], now: float) -> Came:
        """Look at what is said to have changed.

        Args:
            paths: Files and folders, there or gone; the root itself stands for all that is in it.
            now: Seconds since the epoch.
        """
        came = Came()
        times: dict[Path, int] = {}
        # The root first: what is in it may be told one by one as well.
        for path in sorted(set(paths), key=lambda one: (one != self._root, one)):
            try:
                found = os.stat(path)
            except (OSError, ValueError):
                self._forget(path)
                continue
            if stat.S_ISDIR(found.st_mode):
                if path == self._root or self._recursive:
                    self._look_through(path, now, came, times)
            elif self._is_new(path, found):
                times[path] = found.st_mtime_ns
        came.new = sorted(times, key=lambda one: (times[one], one))
        return came

    def _look_through(self, folder: Path, now: float, came: Came, times: dict[Path, int]) -> None:
        since = self._since if folder == self._root else None
        if folder == self._root:
            self._since = None
        for entry in _pictures(folder, self._recursive):
            path = Path(entry.path)
            try:
                found = entry.stat()
            except OSError:
                continue
            if since is not None and found.st_mtime < since:
                self._know(path, found)
            elif entry.path not in self._paths and found.st_mtime > now - self._rest:
                came.young.append(path)
            elif self._is_new(path, found):
                times[path] = found.st_mtime_ns

    def _is_new(self, path: Path, found: os.stat_result) -> bool:
        # An empty file is about to be written, and will be told again.
        whole = stat.S_ISREG(found.st_mode) and found.st_size
        if not whole or not (self._recursive or path.parent == self._root):
            return False
        new = str(path) not in self._paths and _mark(found) not in self._marks
        self._know(path, found)
        return new

    def _know(self, path: Path, found: os.stat_result) -> None:
        self._paths.add(str(path))
        self._marks.add(_mark(found))

    def _forget(self, path: Path) -> None:
        """Its name may be used again; the file itself may come back under another."""
        if str(path) in self._paths:
            self._paths.remove(str(path))
        elif path != self._root and not is_picture(os.fsencode(path.name)):
            below = f"{path}{os.sep}"
            self._paths = {one for one in self._paths if not one.startswith(below)}


def _mark(found: os.stat_result) -> int:
    return hash((found.st_ino, found.st_mtime_ns))


def _pictures(folder: Path, recursive: bool) -> Iterator["os.DirEntry[str]"]:
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if is_picture(os.fsencode(entry.name)) and entry.is_file():
                        yield entry
                    elif recursive and not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue
