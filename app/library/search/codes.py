"""Embeddings as int8, in memory and in a file beside the library, so that a million need not be read anew.

The file is a cache and is never believed over the library: it counts only where the library itself names it,
by a word that is drawn anew each time it is written, and where its sum is right. So neither a library that
was put back from a copy nor a file that was damaged, cut off or left by a kill can bring wrong photos. It is
read, not mapped: a map of a file whose disk fails ends the process.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.library.store.connections import beside
from app.library.store.database import Database

WORTH = 20_000
"""So many embeddings that are not in the file make it worth writing: reading them takes a second."""
_SHARE = 32  # or one in so many of those there are
_ROOM = 4  # a disk must have so many times its size, so that it fills none
_NAME = ".codes"
_FORM = 1
_MARK = b"Earsight codes\n"
_HEAD = 1024  # bytes
_TOKEN = "codes"  # in the table meta


class Block:
    """Up to `MOST` embeddings; the memory is taken by the system only as it is filled.

    Attributes:
        codes: (size, dimension) int8.
        scales: (size,) float32, what to multiply them with.
        size: How many there are.
    """

    MOST = 65_536  # in one array: what grows is the list of them, nothing is ever copied

    def __init__(self, dimension: int) -> None:
        self._codes = np.empty((self.MOST, dimension), np.int8)
        self._scales = np.empty(self.MOST, np.float32)
        self.size = 0

    @property
    def codes(self) -> NDArray[np.int8]:
        """Those there are."""
        return self._codes[: self.size]

    @property
    def scales(self) -> NDArray[np.float32]:
        """Those there are."""
        return self._scales[: self.size]

    @property
    def full(self) -> bool:
        """Whether there is no room left."""
        return self.size == self.MOST

    def add(self, vectors: NDArray[np.float32]) -> int:
        """Take as many as there is room for; how many that were."""
        count = min(len(vectors), len(self._scales) - self.size)
        self.size += count
        codes, scales = quantised(vectors[:count])
        self.codes[self.size - count :], self.scales[self.size - count :] = codes, scales
        return count

    def fill(self, count: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """The places of so many, to be written to; there must be room for them."""
        self.size = count
        return self.codes, self.scales


def quantised(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """(n, d) -> (n, d) int8 and (n,): what to multiply them with."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-12).astype(np.float32) / 127
    scaled = vectors / scales[:, None]
    return np.rint(scaled, out=scaled).astype(np.int8), scales


@dataclass(frozen=True)
class Codes:
    """What the file holds.

    Attributes:
        ids: (n,), each row's photo; 0 where it is gone.
        blocks: Of the rows, in that order.
        removed: The library's count of embeddings that were ever taken away, as it was then.
    """

    ids: NDArray[np.int64]
    blocks: list[Block]
    removed: int


class KeptCodes:
    """The file of one model's embeddings.

    Args:
        database: The library.
        model: `Embedder.name`.
        dimension: Length of its embeddings.
    """

    def __init__(self, database: Database, model: str, dimension: int) -> None:
        self._database = database
        self._path = beside(database.path, _NAME)
        self._about = {"form": _FORM, "model": model, "dimension": dimension}
        self._dimension = dimension
        self._rows = 0  # that are in the file

    def read(self) -> Codes | None:
        """What it holds; None where that cannot be believed. To be called inside a read transaction."""
        row = self._database.connection.execute("SELECT value FROM meta WHERE key = ?", (_TOKEN,)).fetchone()
        if row is None:
            return None
        try:
            with self._path.open("rb", buffering=0) as file:
                found = self._read(file, row[0])
        except (OSError, ValueError, KeyError, TypeError, MemoryError):
            return None
        self._rows = 0 if found is None else len(found.ids)
        return found

    def worth_writing(self, rows: int) -> bool:
        """Whether so many rows that the next process would have to read anew are too many."""
        return not self._database.read_only and rows - self._rows >= max(WORTH, rows // _SHARE)

    def write(self, codes: Codes) -> None:
        """Write the file, then have the library name it. Where either fails, there is none."""
        rows = self._rows = len(codes.ids)  # one that cannot be written is not tried at each search
        token = secrets.token_hex(16)
        part = beside(self._path, ".part")
        with contextlib.suppress(OSError, sqlite3.DatabaseError):
            if shutil.disk_usage(part.parent).free > _ROOM * self._size(rows):
                self._write(codes, token, part)
                self._name(token)

    def _write(self, codes: Codes, token: str, part: Path) -> None:
        with _alone(part) as file:
            head = {**self._about, "token": token, "rows": len(codes.ids), "removed": codes.removed}
            file.write(bytes(_HEAD))
            total = 0
            for piece in _pieces(codes.ids, codes.blocks):
                total = zlib.crc32(piece, total)
                file.write(piece)
            file.seek(0)
            file.write(_headed({**head, "sum": total}))
            file.flush()
            os.fsync(file.fileno())
            part.replace(self._path)

    def _name(self, token: str) -> None:
        """Have the library name it; an index that is at work keeps it from that, and is not waited for."""
        connection = self._database.connection
        (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
        heard, connection.on_error = connection.on_error, None
        try:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_TOKEN, token))
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(patience)}")
            connection.on_error = heard

    def _size(self, rows: int) -> int:
        return _HEAD + rows * (8 + 4 + self._dimension)

    def _read(self, file: BinaryIO, token: object) -> Codes | None:
        start = file.read(_HEAD)
        if not start.startswith(_MARK):
            return None
        head = json.loads(start[len(_MARK) :].rstrip(b"\0"))
        rows, removed = int(head["rows"]), int(head["removed"])
        if head["token"] != token or any(head[name] != value for name, value in self._about.items()):
            return None
        if rows < 0 or os.fstat(file.fileno()).st_size != self._size(rows):
            return None
        ids = np.empty(rows, np.int64)
        blocks = [Block(self._dimension) for _ in range(-(-rows // Block.MOST))]
        for number, block in enumerate(blocks):
            block.fill(min(Block.MOST, rows - number * Block.MOST))
        total = 0
        for piece in _pieces(ids, blocks):
            if not _filled(file, piece):
                return None
            total = zlib.crc32(piece, total)
        return Codes(ids, blocks, removed) if total == head["sum"] else None


def _pieces(ids: NDArray[np.int64], blocks: list[Block]) -> Iterator[memoryview]:
    """All the file holds behind its head, in order; to be read or written."""
    every: Iterator[NDArray[Any]] = chain([ids], *((block.scales, block.codes) for block in blocks))
    for array in every:
        yield array.view(np.uint8).reshape(-1).data


def _filled(file: BinaryIO, piece: memoryview) -> bool:
    at = 0
    while at < len(piece):
        count = file.readinto(piece[at:])  # type: ignore[attr-defined]  # a raw file has it
        if not count:
            return False
        at += count
    return True


def _headed(head: dict[str, object]) -> bytes:
    made = _MARK + json.dumps(head).encode()
    if len(made) > _HEAD:
        raise OSError("the model's name is too long")
    return made.ljust(_HEAD, b"\0")


@contextlib.contextmanager
def _alone(part: Path) -> Iterator[BinaryIO]:
    """A file that nobody else writes meanwhile; one that a kill left is written over.

    Raises:
        OSError: Another process is at it, or it cannot be made.
    """
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    with open(handle, "r+b") as file:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is(part, handle):
            raise OSError("another process has just written it")
        file.truncate(0)
        try:
            yield file
        finally:
            # It has the other name now, unless something failed.
            if _is(part, handle):
                part.unlink(missing_ok=True)


def _is(part: Path, handle: int) -> bool:
    try:
        return os.path.samestat(part.stat(), os.fstat(handle))
    except OSError:
        return False
