"""The folders that are indexed: added, found again under another name, taken out."""

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError
from app.folders.pictures import identity
from app.library.indexing.walk import is_below, reaches


@dataclass(frozen=True)
class Root:
    """An indexed folder. ``mounted``: when last scanned, a disk was mounted right there."""

    id: int
    path: bytes
    mounted: bool


@dataclass(frozen=True)
class ScanTarget:
    """What is scanned: a root, or a folder or file in it."""

    root: Root
    path: bytes

    @property
    def whole(self) -> bool:
        """Whether it is all of the root."""
        return self.path == self.root.path


def all_roots(connection: sqlite3.Connection) -> list[Root]:
    """Every indexed folder, oldest first."""
    rows = connection.execute("SELECT id, path, mounted FROM root ORDER BY id").fetchall()
    return [Root(one, path, bool(mounted)) for one, path, mounted in rows]


def add_root(connection: sqlite3.Connection, path: Path, now: float) -> ScanTarget:
    """Make a folder an indexed one, in the caller's transaction.

    A folder inside an indexed one is no root of its own; one around indexed ones takes their place.

    Raises:
        AppError: There is no such folder.
    """
    raw = absolute(path)
    folder = identity(raw)
    if folder is None or not os.path.isdir(raw):
        raise AppError(f"There is no folder {path.name or path}.", "Check the name.")
    roots = all_roots(connection)
    for root in roots:
        if reaches(root.path, raw):
            return ScanTarget(root, raw)
    for root in roots:
        # The same folder by another name: another case, a link, a bind mount.
        if identity(root.path) == folder:
            return ScanTarget(root, root.path)
    cursor = connection.execute("INSERT INTO root (path, added) VALUES (?, ?)", (raw, now))
    new = Root(int(cursor.lastrowid or 0), raw, False)
    for root in roots:
        if reaches(raw, root.path):
            connection.execute("UPDATE file SET root = ? WHERE root = ?", (new.id, root.id))
            connection.execute("DELETE FROM root WHERE id = ?", (root.id,))
    return ScanTarget(new, raw)


def targets_in(connection: sqlite3.Connection, paths: Sequence[Path]) -> list[ScanTarget]:
    """What these files and folders are in the indexed folders; those outside are left out."""
    roots = sorted(all_roots(connection), key=lambda root: len(root.path), reverse=True)
    found = []
    for raw in map(absolute, paths):
        root = next((root for root in roots if reaches(root.path, raw)), None)
        if root is not None:
            found.append(ScanTarget(root, raw))
    return without_repeats(found)


def without_repeats(targets: Sequence[ScanTarget]) -> list[ScanTarget]:
    """The same targets without those that lie inside another: walking a folder twice finds nothing there."""
    kept: list[ScanTarget] = []
    for target in sorted(targets, key=lambda one: one.path):
        if not any(
            one.root.id == target.root.id and (one.path == target.path or is_below(target.path, one.path))
            for one in kept
        ):
            kept.append(target)
    return kept


def absolute(path: Path) -> bytes:
    """A path as the library keeps it: absolute, without ``..``, links left as they are named."""
    return os.path.abspath(os.fsencode(path))
