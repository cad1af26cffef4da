"""Photos to look through: copies, near copies, blurred and dark ones. Only lists; nothing is ever deleted."""

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.library.curation.choosing import (
    Candidate,
    best_first,
    chosen,
    named,
    original,
    printable,
    real_files,
    same_pixels,
    sharpest_first,
)
from app.library.store.rows import rows_of

#: Bits two hashes may differ in. Of 124,750 pairs of other photos none differed in less than 16.
NEAR_BITS = 7
#: Cosine of embeddings that near copies must reach where both have one.
NEAR_COSINE = 0.85
#: Grey levels, see `app.library.indexing.hashes.sharpness`: 1 % of sharp photos are below 16; of photos
#: blurred by a Gaussian of 1.5 pixels at 340 pixels three quarters are below 8.5.
BLURRED = 8.5
#: Mean brightness; 1 in 500 ordinary photos is below.
DARK = 0.06
BURST_SECONDS = 10
_PIECE = 4_000_000  # pairs looked at in one go

Cosines = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]
"""Photo ids, (n,) and (n,) -> cosine of each pair's embeddings, (n,); NaN where one has none."""


class DuplicateKind(StrEnum):
    """How photos are alike."""

    COPIES = "copies"  # files with the very same content
    BURST = "burst"  # taken within seconds by one camera
    VERSIONS = "versions"  # one moment, saved again in another size or format, or edited
    ALIKE = "alike"  # they look alike; more is not known


@dataclass(frozen=True)
class Alike:
    """Files of which one may be enough.

    Attributes:
        kind: In which way.
        keep: The file suggested to keep.
        others: The rest.
        photos: Their ids, the one to keep first; only one for copies.
        why: Why that one is the best; "" where nothing tells.
        same: No measure tells their pixels apart.
    """

    kind: DuplicateKind
    keep: Path
    others: tuple[Path, ...]
    photos: tuple[int, ...]
    why: str = ""
    same: bool = False

    def sentence(self) -> str:
        """All files with their folders, and which could stay; fit to be spoken."""
        count, name = len(self.others) + 1, chosen(self.keep, self.others)
        what = {
            DuplicateKind.COPIES: f"{count} files hold the very same picture",
            DuplicateKind.BURST: f"{count} photos taken within seconds",
            DuplicateKind.VERSIONS: f"{count} versions of one photo",
            DuplicateKind.ALIKE: f"{count} photos look alike",
        }[self.kind]
        if self.kind is DuplicateKind.COPIES:
            end = f"{_capital(name)} could stay."
        elif self.same:
            end = "Their pixels measure the same; only what is written in the files differs."
            end += f" {_capital(name)} could stay: {self.why}." if self.why else ""
        elif self.kind is DuplicateKind.BURST:
            end = f"The sharpest is {name}."
        else:
            end = f"The best is {name}: {self.why}." if self.why else "I cannot tell which is the best."
        return f"{what}: {named([self.keep, *self.others])}. {end}"


def _capital(text: str) -> str:
    """A sentence's first letter; a file's name stays as it is."""
    return f"The{text[3:]}" if text.startswith("the one in ") else text


@dataclass(frozen=True)
class Poor:
    """A photo that may have failed: `reason` is "blurred" or "dark"."""

    photo: int
    path: Path
    reason: str

    def sentence(self) -> str:
        """One sentence, fit to be spoken; it was measured, not seen."""
        return f"{printable(self.path)} may be {'blurred' if self.reason == 'blurred' else 'too dark'}."


def copies(connection: sqlite3.Connection) -> list[Alike]:
    """Files with the very same content, links left aside; the one that is likeliest no copy could stay."""
    found: dict[int, list[Path]] = {}
    for photo, raw in connection.execute(
        "SELECT photo, path FROM file WHERE photo IN "
        "(SELECT photo FROM file WHERE photo IS NOT NULL GROUP BY photo HAVING count(*) > 1) "
        "ORDER BY photo, length(path), path"
    ):
        found.setdefault(photo, []).append(Path(os.fsdecode(raw)))
    every = []
    for photo, paths in found.items():
        files = real_files(paths)
        if len(files) > 1:
            keep = original(files)
            others = tuple(path for path in files if path != keep)
            every.append(Alike(DuplicateKind.COPIES, keep, others, (photo,)))
    return every


def near_copies(connection: sqlite3.Connection, cosines: Cosines | None = None) -> list[Alike]:
    """Photos that look alike, in groups, newest first. Flat pictures are never alike.

    Args:
        connection: To the library.
        cosines: Compares embeddings; None leaves it to the perceptual hashes.
    """
    rows = connection.execute(
        "SELECT id, perceptual FROM photo WHERE perceptual IS NOT NULL AND orphaned IS NULL ORDER BY id"
    ).fetchall()
    ids = np.array([row[0] for row in rows], np.int64)
    hashes = np.frombuffer(b"".join(row[1] for row in rows), ">u8").astype(np.uint64)
    first, second = near_pairs(hashes)
    if cosines is not None and len(first):
        close = cosines(ids[first], ids[second])
        agree = np.isnan(close) | (close >= NEAR_COSINE)
        first, second = first[agree], second[agree]
    groups = _groups(first.tolist(), second.tolist())
    known = _rows(connection, [int(ids[at]) for group in groups for at in group])
    every = ([known[int(ids[at])] for at in group if int(ids[at]) in known] for group in groups)
    found = [
        (max(photo.moment for photo in members), _alike(members)) for members in every if len(members) > 1
    ]
    return [alike for _, alike in sorted(found, key=lambda pair: (pair[0], pair[1].photos), reverse=True)]


def poor(connection: sqlite3.Connection) -> list[Poor]:
    """Photos that are blurred or dark, newest first; only of pictures taken with a camera."""
    found = []
    for photo, raw, brightness in connection.execute(
        "SELECT p.id, (SELECT path FROM file WHERE photo = p.id ORDER BY length(path), path LIMIT 1), "
        "brightness FROM photo p WHERE kind = 'photo' AND orphaned IS NULL "
        "AND (sharpness < ? OR brightness < ?) ORDER BY taken DESC, p.id DESC",
        (BLURRED, DARK),
    ):
        if raw is not None:
            # Darkness hides every edge, so a dark photo says nothing about its focus.
            reason = "dark" if brightness is not None and brightness < DARK else "blurred"
            found.append(Poor(photo, Path(os.fsdecode(raw)), reason))
    return found


def near_pairs(
    hashes: NDArray[np.uint64], bits: int = NEAR_BITS
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs of hashes that differ in at most ``bits`` bits.

    Two that differ in 7 bits have one of their four 16-bit parts in common but for one bit (Norouzi, Punjani
    and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", CVPR 2012): only those are compared.

    Args:
        hashes: (n,).
        bits: At most 7.

    Returns:
        Positions, (m,) and (m,): the smaller first, each pair once, in order.
    """
    if not 0 <= bits <= NEAR_BITS:
        raise ValueError("at most 7 bits")
    # Equal ones stand for each other, as a chain of neighbours.
    distinct, inverse = np.unique(hashes, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    same = inverse[order[1:]] == inverse[order[:-1]]
    firsts, seconds = [order[:-1][same]], [order[1:][same]]
    one_of = np.zeros(len(distinct), np.int64)
    one_of[inverse[::-1]] = np.arange(len(hashes))[::-1]
    for part in range(4):
        values = ((distinct >> np.uint64(16 * part)) & np.uint64(0xFFFF)).astype(np.uint16)
        by_value = np.argsort(values, kind="stable")
        arranged = values[by_value]
        for flip in (0, *(1 << bit for bit in range(16))):
            wanted = values ^ np.uint16(flip)
            low = np.searchsorted(arranged, wanted, "left")
            high = np.searchsorted(arranged, wanted, "right")
            for a, b in _expanded(low, high, by_value):
                close = (a < b) & (np.bitwise_count(distinct[a] ^ distinct[b]) <= bits)
                firsts.append(one_of[a[close]])
                seconds.append(one_of[b[close]])
    pairs = np.stack([np.concatenate(firsts), np.concatenate(seconds)], axis=1).astype(np.int64)
    pairs.sort(axis=1)
    pairs = np.unique(pairs, axis=0)
    return pairs[:, 0], pairs[:, 1]


def _expanded(
    low: NDArray[np.int64], high: NDArray[np.int64], by_value: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Each row with all of its range, some millions of pairs at a time."""
    counts = high - low
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + _PIECE, "right")))
        part = counts[start:end]
        rows = np.repeat(np.arange(start, end), part)
        offsets = np.arange(len(rows)) - np.repeat(np.cumsum(part) - part, part)
        yield rows, by_value[np.repeat(low[start:end], part) + offsets]
        start = end


def _groups(first: list[int], second: list[int]) -> list[list[int]]:
    """What hangs together, each in order."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in zip(first, second, strict=True):
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    groups: dict[int, list[int]] = {}
    for one in sorted(parent):
        groups.setdefault(root(one), []).append(one)
    return list(groups.values())


def _rows(connection: sqlite3.Connection, ids: list[int]) -> dict[int, Candidate]:
    files: dict[int, list[tuple[Path, int]]] = {}
    for photo, raw, size in rows_of(
        connection, "SELECT photo, path, size FROM file WHERE photo IN ({}) ORDER BY length(path), path", ids
    ):
        files.setdefault(photo, []).append((Path(os.fsdecode(raw)), size))
    statement = (
        "SELECT id, width * height, format, taken, taken_from = 'exif', camera, coalesce(sharpness, 0.0), "
        "perceptual, brightness, width "
        "FROM photo WHERE id IN ({})"
    )
    found = {}
    for photo, pixels, format_, taken, exact, camera, sharpness, *measured in rows_of(
        connection, statement, ids
    ):
        if photo in files:
            paths = dict(files[photo])
            path = original(list(paths))
            found[photo] = Candidate(
                photo, path, pixels, paths[path], format_, datetime.fromisoformat(taken), bool(exact), camera,
                sharpness, tuple(measured),
            )  # fmt: skip
    return found


def _alike(members: list[Candidate]) -> Alike:
    kind, why = _kind_of(members), ""
    shots = kind is DuplicateKind.ALIKE and all(one.exact for one in members) and _moments(members) > 1
    same = same_pixels(members)
    if same:
        members, why = best_first(members)
        # Fewer bytes are fewer words beside the picture here, no loss.
        why = why if members[0].from_camera and not all(one.from_camera for one in members) else ""
    elif kind is DuplicateKind.BURST or shots:
        members, why = sharpest_first(members), "it is the sharpest"
    else:
        members, why = best_first(members)
    paths = tuple(one.path for one in members)
    return Alike(kind, paths[0], paths[1:], tuple(one.id for one in members), why, same)


def _moments(members: list[Candidate]) -> int:
    return len({one.moment for one in members})


def _kind_of(members: list[Candidate]) -> DuplicateKind:
    if not all(one.exact for one in members) or len({one.camera for one in members}) > 1:
        return DuplicateKind.ALIKE
    moments = sorted(one.moment for one in members)
    if moments[0] == moments[-1] and len({(one.pixels, one.format) for one in members}) > 1:
        return DuplicateKind.VERSIONS
    steps = [(b - a).total_seconds() for a, b in itertools.pairwise(moments)]
    if moments[0] != moments[-1] and max(steps) <= BURST_SECONDS:
        return DuplicateKind.BURST
    return DuplicateKind.ALIKE
