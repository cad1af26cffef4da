"""Everything that Earsight keeps on this computer: what there is, and the end of it."""

import fcntl
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError
from app.paths import OTHER, Paths

TEMPORARY = "Temporary files"
STAYS = (
    "Your photos stay as they are, with the descriptions that you had written into them. So do exports, "
    "libraries and models in folders of your own choosing, and Earsight itself."
)


@dataclass(frozen=True)
class KeptKind:
    """One kind of thing that is kept: its name, how many files and bytes, and where they lie."""

    name: str
    files: int
    bytes: int
    places: tuple[Path, ...]


@dataclass(frozen=True)
class Erased:
    """What came of it.

    Attributes:
        bytes: How many are gone.
        left: What could not be erased, and why in a few words.
        links: What symbolic links led to, which stays; the links are gone.
    """

    bytes: int
    left: tuple[tuple[Path, str], ...]
    links: tuple[Path, ...]


class Erasure:
    """Finds and erases what is kept. No symbolic link is followed.

    Args:
        paths: The app's folders.
        entries: Files elsewhere that are the app's own: name and path.
        temporary: Folders among the temporary files.
    """

    def __init__(self, paths: Paths, entries: Mapping[str, Path], temporary: Sequence[Path]) -> None:
        self._roots = paths.roots
        self._entries = dict(entries)
        self._temporary = list(temporary)

    def kinds(self) -> list[KeptKind]:
        """What there is, in the order of the table in `app.paths`; empty when there is nothing."""
        names = [name for patterns in self._roots.values() for _, name in patterns]
        kept: dict[str, list[tuple[Path, int]]] = {name: [] for name in names}
        places = [
            *((None, root) for root in self._roots),
            *self._entries.items(),
            *((TEMPORARY, folder) for folder in self._temporary),
        ]
        for called, place in places:
            for path, size in _files(place):
                name = called or _name(os.path.relpath(path, place), self._roots[place])
                kept.setdefault(name, []).append((place, size))
        return [
            KeptKind(
                name,
                len(files),
                sum(size for _, size in files),
                tuple(dict.fromkeys(place for place, _ in files)),
            )
            for name, files in kept.items()
            if files
        ]

    def erase(self) -> Erased:
        """Erase all of it, whatever else cannot be.

        Raises:
            AppError: Another process of the app is at work; nothing was erased.
        """
        left: list[tuple[Path, str]] = []
        links: list[Path] = []
        freed = 0
        with self._alone():
            for path in [*self._entries.values(), *self._unused(), *self._roots]:
                freed += _remove(path, left, links)
                # ~/.local/state/earsight/log leaves its parent, which is the app's own as well.
                if path in self._roots and path.parent.name == "earsight":
                    with suppress(OSError):
                        path.parent.rmdir()
        return Erased(freed, tuple(left), tuple(links))

    def _unused(self) -> Iterator[Path]:
        """Temporary folders whose process is gone; a living one removes its own."""
        for folder in self._temporary:
            with suppress(OSError), _locked(folder, os.O_DIRECTORY):
                yield folder

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold every lock that is kept; whoever works with these files has one."""
        with ExitStack() as stack:
            for root in self._roots:
                for path, _ in _files(root):
                    if path.suffix == ".lock" and not path.is_symlink():
                        try:
                            stack.enter_context(_locked(path))
                        except BlockingIOError:
                            raise AppError(
                                "Earsight is at work, so nothing was erased.",
                                "End it everywhere, then try again.",
                            ) from None
                        except OSError:
                            continue  # erasing it fails as well, and says why
            yield


@contextmanager
def _locked(path: Path, flags: int = 0) -> Iterator[None]:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _name(path: str, patterns: Sequence[tuple[str, str]]) -> str:
    return next((name for pattern, name in patterns if re.fullmatch(pattern, path, re.DOTALL)), OTHER)


def _files(place: Path) -> Iterator[tuple[Path, int]]:
    """Every file of a place with its bytes, links as themselves; the place itself where it is no folder."""
    try:
        about = place.lstat()
    except OSError:
        return
    if not stat.S_ISDIR(about.st_mode):
        yield place, about.st_size
        return
    for folder, folders, files in os.walk(place):
        for name in [*files, *(name for name in folders if os.path.islink(os.path.join(folder, name)))]:
            path = Path(folder, name)
            with suppress(OSError):
                yield path, path.lstat().st_size


def _remove(place: Path, left: list[tuple[Path, str]], links: list[Path]) -> int:
    """Erase a file, or a folder with all that is in it; the bytes that are gone."""
    try:
        about = place.lstat()
    except OSError:
        return 0
    freed = 0
    if stat.S_ISDIR(about.st_mode):

        def trouble(error: OSError) -> None:
            left.append((Path(error.filename or place), _why(error)))

        for folder, folders, files, handle in os.fwalk(place, topdown=False, onerror=trouble):
            with suppress(OSError):
                os.fchmod(handle, 0o700)
            for name in [*files, *folders]:
                freed += _unlink(name, handle, Path(folder, name), left, links)
        with suppress(OSError):  # where something in it was left, that was said
            place.rmdir()
        return freed
    return _unlink(place.name, None, place, left, links)


def _unlink(
    name: str, folder: int | None, path: Path, left: list[tuple[Path, str]], links: list[Path]
) -> int:
    where = path if folder is None else name
    try:
        about = os.stat(where, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(about.st_mode):
            if not os.path.ismount(path):
                with suppress(OSError):
                    os.rmdir(where, dir_fd=folder)
            return 0
        if stat.S_ISLNK(about.st_mode):
            links.append(Path(os.path.abspath(path.parent / os.readlink(where, dir_fd=folder))))
        os.unlink(where, dir_fd=folder)
    except OSError as error:
        left.append((path, _why(error)))
        return 0
    return about.st_size


def _why(error: OSError) -> str:
    return (error.strerror or "it cannot be erased").lower()
