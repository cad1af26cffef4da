"""Reads the write-ahead journal of a library frame by frame; SQLite ignores all after the first flaw.

A frame's checksum goes on from that of the frame before it, which is written down there. So each frame can be
looked at by itself, whatever happened to those before it.
"""

import os
import struct
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_HEADER = 32
_FRAME = 24
_MAGIC = 0x377F0682  # and one more: its checksums are those of big-endian words
_SALTS_LOOKED_AT = 5
_SIZES = tuple(1 << bits for bits in range(9, 17))


@dataclass(frozen=True)
class Journal:
    """What a journal holds.

    Attributes:
        torn: Something in it that was finished cannot be read by SQLite any more.
        page_size: In bytes; 0 where nobody knows.
        frames: Number of a page -> where the newest whole copy of it begins in the journal.
        pages: How many pages the library had after what was finished last; 0 where that is unknown.
    """

    torn: bool = False
    page_size: int = 0
    frames: dict[int, int] = field(default_factory=dict)
    pages: int = 0


def read_journal(path: Path) -> Journal:
    """What a journal holds; nothing where it is missing or empty.

    Raises:
        OSError: It cannot be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return Journal()
    with open(handle, "rb", buffering=0) as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return Journal()
        whole = _whole_header(header)
        size = struct.unpack_from(">I", header, 8)[0]
        for page_size in [size] if whole else dict.fromkeys([size, 8192, 4096]):
            if page_size in _SIZES:
                found = _frames(handle, header, page_size, whole)
                if whole or found.frames:
                    return found
    return Journal(torn=True)


def _whole_header(header: bytes) -> bool:
    magic, version = struct.unpack_from(">II", header)
    if magic & ~1 != _MAGIC or version != 3007000:
        return False
    return _Sums(magic & 1, 24).of(header[:24], (0, 0)) == struct.unpack_from(">II", header, 24)


def _frames(handle: int, header: bytes, page_size: int, whole: bool) -> Journal:
    length = _FRAME + page_size
    count = max(0, os.fstat(handle).st_size - _HEADER) // length
    sums = _Sums(header[3] & 1 if whole else 0, 8 + page_size)
    salts = header[16:24] if whole else _likely_salts(handle, length, count)
    # A header that is not whole may have lost the sum that the first frame goes on from, or another part.
    before = {struct.unpack_from(">II", header, 24), _Sums(0, 24).of(header[:24], (0, 0))}
    finished: dict[int, int] = {}
    open_: dict[int, int] = {}
    pages = bad = bad_when_finished = 0
    for number in range(count):
        offset = _HEADER + number * length
        frame = os.pread(handle, length, offset)
        if len(frame) < length or frame[8:16] != salts:
            # Left over from an earlier round of the journal, or flipped: what comes after tells.
            bad += 1
            before = {struct.unpack_from(">II", frame, 16)} if len(frame) >= _FRAME else set()
            continue
        covered = frame[:8] + frame[_FRAME:]
        stored = struct.unpack_from(">II", frame, 16)
        found = {sums.of(covered, seed) for seed in before}
        before = {stored} | found
        page, pages_then = struct.unpack_from(">II", frame)
        if stored not in found or not page:
            bad += 1
            continue
        open_[page] = offset + _FRAME
        if pages_then:
            finished |= open_
            open_, pages, bad_when_finished = {}, pages_then, bad
    return Journal(not whole or bad_when_finished > 0, page_size, finished, pages)


def _likely_salts(handle: int, length: int, count: int) -> bytes:
    first = Counter(
        os.pread(handle, 8, _HEADER + number * length + 8) for number in range(min(count, _SALTS_LOOKED_AT))
    )
    return first.most_common(1)[0][0] if first else b""


class _Sums:
    """SQLite's checksum of so many bytes: two words run over all pairs (a, b), `x += a + y; y += b + x`.

    That is linear, so each pair has its own factors, which are computed once.
    """

    def __init__(self, big: int, length: int) -> None:
        self._type = np.dtype(">u4" if big else "<u4")
        factors = np.empty((length // 8 + 1, 2, 2), np.uint32)
        one = (1, 0, 0, 1)
        for row in factors:
            row[:] = np.array(one, np.uint32).reshape(2, 2)
            a, b, c, d = one
            one = ((a + b) % (1 << 32), (a + 2 * b) % (1 << 32), (c + d) % (1 << 32), (c + 2 * d) % (1 << 32))
        self._start: NDArray[np.uint32] = factors[-1]
        self._factors: NDArray[np.uint32] = factors[-2::-1]

    def of(self, data: bytes, seed: tuple[int, int]) -> tuple[int, int]:
        words = np.frombuffer(data, self._type).astype(np.uint32).reshape(-1, 2)
        steps = np.stack([words[:, 0], words[:, 0] + words[:, 1]], axis=1)
        sums = np.einsum("nij,nj->i", self._factors, steps) + self._start @ np.array(seed, np.uint32)
        return int(sums[0]), int(sums[1])
