"""Compares the folders with what the library knows of them: what is new, changed or gone."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from app.cancel import CancelToken
from app.folders.pictures import identity
from app.library.indexing.roots import Root, ScanTarget
from app.library.indexing.walk import PictureFile, Scandir, Walker, marked


@dataclass(frozen=True, slots=True)
class IndexJob:
    """A file to read: it is new, or not as it was, or its picture is unknown to the model.

    Attributes:
        path: The file.
        root: Id of the indexed folder it lies in.
        photo: The photo it held so far.
        again: It is as it was, and only the model is to see it.
        inspect: It is as it was, and only what is written in it and beside it is to be read.
        sidecars: Names of files beside it that speak of it; None where nobody has looked.
    """

    path: bytes
    root: int
    photo: int | None = None
    again: bool = False
    inspect: bool = False
    sidecars: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A file that is no longer there: its row and the photo it held."""

    id: int
    photo: int | None


@dataclass
class ScanPlan:
    """What a scan found.

    Attributes:
        jobs: Files to read.
        gone: Files that are no longer there.
        unchanged: How many are as they were.
        unreadable: Folders that may not be opened.
        left_out: Folders of small copies, of what was thrown away, or marked as not to be looked at.
        away: Roots that are not there, or whose disk is not.
        present: The other roots that were scanned as a whole, and whether a disk is mounted right there.
    """

    jobs: list[IndexJob] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    unchanged: int = 0
    unreadable: list[Path] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    away: list[Root] = field(default_factory=list)
    present: list[tuple[Root, bool]] = field(default_factory=list)


_Known = dict[bytes, tuple[int, int, int, int | None]]
_Stamps = dict[int, int]  # of what lies beside files, by their ids


class Scanner:
    """Scans targets. Reads the library and the folders' lists, and writes nothing.

    Args:
        skip: Folders that are never walked: the app's own.
        scandir: `os.scandir`.
        is_mount: `os.path.ismount`.
    """

    def __init__(
        self,
        skip: Sequence[Path] = (),
        scandir: Scandir = os.scandir,
        is_mount: Callable[[bytes], bool] = os.path.ismount,
    ) -> None:
        self._skip = tuple(skip)
        self._scandir = scandir
        self._is_mount = is_mount

    def scan(
        self, connection: sqlite3.Connection, targets: Sequence[ScanTarget], cancel: CancelToken
    ) -> ScanPlan:
        """Look at the targets, none of which lies inside another.

        Raises:
            Cancelled: The token was raised.
        """
        skip = frozenset(found for folder in self._skip if (found := identity(folder)) is not None)
        walker = Walker(skip, self._scandir)
        plan = ScanPlan()
        stamps: _Stamps = dict(connection.execute("SELECT file, stamp FROM beside"))
        states: list[tuple[ScanTarget, _Known, tuple[int, int] | None]] = []
        links: list[list[bytes]] = []
        for target in targets:
            there = self._there(target.root)
            if there is None:
                plan.away.append(target.root)
                continue
            known = _known(connection, target)
            met: list[bytes] = []
            _compare(_found(walker, target, met, cancel), target.root, known, stamps, plan)
            states.append((target, known, there))
            links.append(met)
        for (target, known, _), met in zip(states, links, strict=True):
            while met:
                _compare(walker.tree(met.pop(0), met, cancel), target.root, known, stamps, plan)
        for target, known, there in states:
            if self._there(target.root) != there or self._emptied(target, known):
                # Its disk was taken out, before or while it was walked.
                plan.away.append(target.root)
                continue
            if target.whole:
                plan.present.append((target.root, self._is_mount(target.root.path)))
            plan.gone.extend(_missing(known, walker.hidden_folders, walker.hidden_files))
        plan.away = list({root.id: root for root in plan.away}.values())
        plan.unreadable = [Path(os.fsdecode(folder)) for folder in walker.hidden_folders]
        plan.left_out = [Path(os.fsdecode(folder)) for folder in walker.left_out]
        return plan

    def _there(self, root: Root) -> tuple[int, int] | None:
        """(st_dev, st_ino) of a root; None when it is no folder now, or its disk is not mounted."""
        there = identity(root.path)
        lost = root.mounted and not self._is_mount(root.path)
        return there if os.path.isdir(root.path) and not lost else None

    def _emptied(self, target: ScanTarget, missing: _Known) -> bool:
        """Whether a disk's folder holds nothing at all any more: a network disk that lost its other end."""
        if not (target.root.mounted and target.whole and missing):
            return False
        try:
            with self._scandir(target.path) as entries:
                return next(iter(entries), None) is None
        except OSError:
            return True


def _found(
    walker: Walker, target: ScanTarget, links: list[bytes], cancel: CancelToken
) -> Iterator[PictureFile]:
    if not target.whole and marked(target.root.path, os.path.join(target.path, b"")):
        walker.left_out.append(target.path)
        return iter(())
    if os.path.isdir(target.path):
        return walker.tree(target.path, links, cancel, named=target.whole)
    one = walker.file(target.path)
    return iter(() if one is None else (one,))


def _compare(
    found: Iterable[PictureFile], root: Root, known: _Known, stamps: _Stamps, plan: ScanPlan
) -> None:
    """Take what is found out of ``known``; what stays there was not found."""
    unchanged = 0
    for file in found:
        row = known.pop(file.path, None)
        if row is None:
            plan.jobs.append(IndexJob(file.path, root.id, sidecars=file.sidecars))
        elif row[1] == file.size and row[2] == file.modified:
            unchanged += 1
            if stamps.get(row[0], 0) != file.stamp and row[3] is not None:
                job = IndexJob(file.path, root.id, row[3], inspect=True, sidecars=file.sidecars)
                plan.jobs.append(job)
        else:
            plan.jobs.append(IndexJob(file.path, root.id, row[3], sidecars=file.sidecars))
    plan.unchanged += unchanged


def _known(connection: sqlite3.Connection, target: ScanTarget) -> _Known:
    columns = "SELECT path, id, size, modified, photo FROM file"
    if target.whole:
        rows = connection.execute(f"{columns} WHERE root = ?", (target.root.id,))
    else:
        inside = target.path.rstrip(b"/") + b"/"
        rows = connection.execute(
            f"{columns} WHERE root = ? AND (path = ? OR (path > ? AND path < ?))",
            (target.root.id, target.path, inside, inside[:-1] + b"0"),
        )
    return {row[0]: row[1:] for row in rows}


def _missing(known: _Known, folders: Sequence[bytes], files: Sequence[bytes]) -> Iterator[Gone]:
    """Rows of files that were not found, but for those that lie where nobody could look."""
    # A link that cannot be followed may be a folder's as well as a file's.
    unseen = tuple(path.rstrip(b"/") + b"/" for path in chain(folders, files))
    exact = frozenset(files)
    for path, row in known.items():
        if path not in exact and not path.startswith(unseen):
            yield Gone(row[0], row[3])
