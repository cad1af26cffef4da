"""Walks folders for picture files, by their endings; survives whatever a file system holds."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.cancel import CancelToken
from app.folders.pictures import is_other_text, is_picture, is_sidecar, is_video, live_videos
from app.library.inscribed.sidecars import beside, listing, probed, stamp_of

#: Folders that look like one file to their user; what is inside belongs to a program.
PACKAGES = (b".photoslibrary", b".photolibrary", b".aplibrary", b".migratedphotolibrary", b".lrdata", b".app")
#: What disks, cameras and photo programs keep for themselves: small copies, and what was thrown away.
NOT_PHOTOS = frozenset((
    b"@eadir", b"#recycle", b"@recycle", b"#snapshot", b"@recently-snapshot", b"@sharebin", b"@tmp",
    b"$recycle.bin", b"recycler", b"recycled", b"system volume information", b"lost+found", b"found.000",
    b"thumbnails", b"_thumbnails", b"thumbs", b"_thumbs", b"thumb", b"thumbcache", b"thumbnail cache",
    b"__macosx", b"trash", b"network trash folder", b"temporary items", b"rawtherapee_thumbs",
    b"_vti_cnf", b"resource.frk", b"lightroom previews", b"captureone", b"iphoto cache", b"pspautosave",
))  # fmt: skip
#: A file that says: nothing of this folder, and of those below it, is to be looked at.
MARK = b".nomedia"

_FURTHEST = (1 << 63) - 1
Scandir = Callable[[bytes], Any]


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture file.

    Attributes:
        path: As bytes.
        size: In bytes.
        modified: st_mtime_ns.
        sidecars: Names of files beside it that speak of it.
        stamp: What changes when these do; 0 without any.
    """

    path: bytes
    size: int
    modified: int
    sidecars: tuple[bytes, ...] = ()
    stamp: int = 0


class Walker:
    """Walks folder trees; one for each scan, since it remembers where it has been.

    Hidden files and folders, packages of other programs, small copies, what was thrown away, folders with a
    file ".nomedia" in them, devices and pipes are left out. No folder is walked twice, whatever its names.

    Args:
        skip: (st_dev, st_ino) of folders that are not walked: the app's own.
        scandir: `os.scandir`.

    Attributes:
        hidden_folders: That may not be opened, or fail while they are read. Whatever is known below these and
            the hidden files must not be taken for gone.
        hidden_files: That are there and cannot be asked for their size and time.
        left_out: Folders that may hold pictures, none of them for people.
    """

    def __init__(self, skip: frozenset[tuple[int, int]] = frozenset(), scandir: Scandir = os.scandir) -> None:
        self._been = set(skip)
        self._scandir = scandir
        self.hidden_folders: list[bytes] = []
        self.hidden_files: list[bytes] = []
        self.left_out: list[bytes] = []

    def tree(
        self, folder: bytes, links: list[bytes], cancel: CancelToken, named: bool = False
    ) -> Iterator[PictureFile]:
        """The picture files of a folder and of those below it.

        Args:
            folder: Where to begin.
            links: Gets the links to folders that were met; walk them when all real folders were walked.
            cancel: Looked at for each folder.
            named: Somebody asked for this very folder: it is looked at, marked or not.

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
                self._list(here, found, below, links, named and here == folder)
            except OSError as error:
                # What was seen before the error is used all the same. A folder that went away is none.
                if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
                    self.hidden_folders.append(here)
            yield from found
            waiting.extend(reversed(below))

    def file(self, path: bytes) -> PictureFile | None:
        """One file, or None where it is no picture file."""
        file = self._stat(path) if is_taken_in(os.path.basename(path)) and not _is_live(path) else None
        names = tuple(probed(path)) if file is not None else ()
        return (
            replace(file, sidecars=names, stamp=stamp_of(os.path.dirname(path), names))
            if file and names
            else file
        )

    def _list(
        self, here: bytes, found: list[PictureFile], below: list[bytes], links: list[bytes], named: bool
    ) -> None:
        about = os.stat(here)
        identity = (about.st_dev, about.st_ino)
        if identity in self._been:
            return
        self._been.add(identity)
        linked: list[bytes] = []
        sidecars: list[bytes] = []
        with self._scandir(here) as entries:
            for entry in entries:
                if entry.name == MARK and not named:
                    self.left_out.append(here)
                    found.clear()
                    below.clear()
                    return
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
                        (linked if link else below).append(entry.path)
                    elif entry.name.lower() in NOT_PHOTOS:
                        self.left_out.append(entry.path)
                elif is_sidecar(entry.name):
                    sidecars.append(entry.name)
                elif is_taken_in(entry.name):
                    file = self._stat(entry.path, entry)
                    if file is not None:
                        found.append(file)
        links.extend(linked)
        if live := live_videos(os.path.basename(file.path) for file in found):
            found[:] = [file for file in found if os.path.basename(file.path) not in live]
        if sidecars:
            there = listing(sidecars)
            found[:] = [_with_sidecars(here, file, there) for file in found]

    def _stat(self, path: bytes, entry: "os.DirEntry[bytes] | None" = None) -> PictureFile | None:
        try:
            about = os.stat(path) if entry is None else entry.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            self.hidden_files.append(path)
            return None
        if not stat.S_ISREG(about.st_mode) or is_other_text(path):
            return None
        return PictureFile(path, about.st_size, changed_at(about))


def _with_sidecars(here: bytes, file: PictureFile, there: dict[bytes, bytes]) -> PictureFile:
    names = tuple(beside(os.path.basename(file.path), there))
    return replace(file, sidecars=names, stamp=stamp_of(here, names)) if names else file


def _is_live(path: bytes) -> bool:
    """Whether it is the moving part of a Live Photo that lies beside it."""
    folder, name = os.path.split(path)
    if not name.lower().endswith(b".mov"):
        return False
    endings = (b".heic", b".HEIC", b".heif", b".HEIF", b".jpg", b".JPG", b".jpeg", b".JPEG")
    photos = (name[:-4] + ending for ending in endings)
    return bool(live_videos([name, *(one for one in photos if os.path.exists(os.path.join(folder, one)))]))


def marked(folder: bytes, path: bytes) -> bool:
    """Whether a folder between an indexed one and a path in it, both left aside, is marked: see `MARK`."""
    here = os.path.dirname(path)
    while is_below(here, folder):
        if os.path.exists(os.path.join(here, MARK)):
            return True
        here = os.path.dirname(here)
    return False


def changed_at(about: os.stat_result) -> int:
    """st_mtime_ns, as far as SQLite's integers reach; archives and disks may hold years beyond 2262."""
    return min(max(about.st_mtime_ns, -_FURTHEST), _FURTHEST)


def is_taken_in(name: bytes) -> bool:
    """Whether a file of this name is a picture's or a video's."""
    return is_picture(name) or is_video(name)


def walkable(name: bytes) -> bool:
    """Whether a folder of this name is walked."""
    small = name.lower()
    return not name.startswith(b".") and small not in NOT_PHOTOS and not small.endswith(PACKAGES)


def reaches(folder: bytes, path: bytes) -> bool:
    """Whether a walk of ``folder`` comes to ``path``, by their names; a folder reaches itself."""
    rest = path[len(folder) :].strip(b"/").split(b"/")
    return path == folder or (is_below(path, folder) and all(walkable(part) for part in rest))


def is_below(path: bytes, folder: bytes) -> bool:
    """Whether a path lies inside a folder, by its name."""
    return path.startswith(folder.rstrip(b"/") + b"/")
