"""The pages of a damaged SQLite file, read by themselves: nothing that is written in them is believed."""

import os
import struct
from pathlib import Path

from app.library.store.connections import beside
from app.library.store.wal import Journal, read_journal

INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
FIRST_HEADER = 100  # bytes of the file's own header, in front of the first page's
_SIZES = (8192, 4096, 1024, 2048, 16384, 32768, 65536, 512)  # likeliest first
_LOOKED_AT = 2_000
_FREE_AT = 32  # of the file's header: the first page of those that list free ones


class PageReader:
    """Pages as they were when the library was last changed, by number from 1.

    Args:
        path: The file; its journal is read with it.

    Attributes:
        size: Bytes of a page.
        count: How many there are.
        torn: Whether its journal has flaws, see `Journal`.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            journal, self._side = _journal(beside(path, "-wal"))
            self.torn = journal.torn
            self._frames = journal.frames
            length = os.fstat(self._file).st_size
            self.size = journal.page_size if journal.frames else _page_size(self._file, length)
            self.count = -(-length // self.size)
            if journal.pages:
                self.count = max([journal.pages, *journal.frames])
        except BaseException:
            os.close(self._file)
            raise

    def page(self, number: int) -> bytes:
        """One page; what the file lacks of it, or its disk does not give, is zeros."""
        if not 1 <= number <= self.count:
            return bytes(self.size)
        handle, at = self._file, (number - 1) * self.size
        if number in self._frames and self._side is not None:
            handle, at = self._side, self._frames[number]
        try:
            return os.pread(handle, self.size, at).ljust(self.size, b"\0")
        except OSError:
            return bytes(self.size)

    def free(self) -> set[int]:
        """Pages that hold nothing any more, as far as the file's list of them can be followed."""
        found: set[int] = set()
        number = struct.unpack_from(">I", self.page(1), _FREE_AT)[0]
        while 1 < number <= self.count and number not in found:
            found.add(number)
            page = self.page(number)
            number, count = struct.unpack_from(">II", page)
            if count > self.size // 4 - 2 or number > self.count:
                break
            found.update(struct.unpack_from(f">{count}I", page, 8))
        return found

    def close(self) -> None:
        """Let go of the files."""
        os.close(self._file)
        if self._side is not None:
            os.close(self._side)


def plausible(page: bytes, first: bool = False) -> bool:
    """Whether the header of a page of rows can be one."""
    at = FIRST_HEADER if first else 0
    if page[at] not in (INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE):
        return False
    cells, content = struct.unpack_from(">HH", page, at + 3)
    pointers = at + (8 if page[at] in (LEAF_INDEX, LEAF_TABLE) else 12)
    content = content or 65536
    return pointers + 2 * cells <= content <= len(page) and page[at + 7] <= 60


def _journal(path: Path) -> tuple[Journal, int | None]:
    try:
        journal = read_journal(path)
        side = os.open(path, os.O_RDONLY | os.O_CLOEXEC) if journal.frames else None
    except OSError:
        return Journal(torn=True), None
    return journal, side


def _page_size(file: int, length: int) -> int:
    """That at which most pages look like pages; the file's own header may say anything."""
    said = struct.unpack(">H", os.pread(file, 18, 0)[16:].ljust(2, b"\0"))[0]
    said = 65536 if said == 1 else said
    best, most = _SIZES[0], 0
    for size in dict.fromkeys([said, *_SIZES] if said in _SIZES else _SIZES):
        found = 0
        for number in range(min(_LOOKED_AT, length // size)):
            page = os.pread(file, size, number * size)
            if any(page):  # what a file lacks, and is given as zeros, says nothing
                found += 1 if len(page) == size and plausible(page, number == 0) else -1
        if found > most:
            best, most = size, found
    return best
