"""Finds near duplicates: a burst, a copy that was scaled or saved again, become one hit."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.library.store.rows import rows_of

#: (bits of the perceptual hash that may differ, cosine that the embeddings must have at least).
_NEAR = ((4, 0.85), (10, 0.93))
_WITHOUT_VECTORS = 4
_PAGES = ("screenshot", "document")
_SAME_PAGE = 92.0  # similarity of what two pages say, in percent


@dataclass(frozen=True)
class Comparable:
    """What is compared of one photo.

    Attributes:
        perceptual: 8 bytes; None for a flat picture, which is like no other.
        kind: A value of Kind. Pages look alike whatever they say, so their text is compared too.
        text: Read in it.
    """

    perceptual: bytes | None
    kind: str
    text: str


def group_duplicates(photos: Sequence[Comparable], vectors: NDArray[np.float32] | None) -> list[list[int]]:
    """Group near duplicates.

    Args:
        photos: Best first.
        vectors: (n, dimension), L2-normalised, zeros where there is none; None without a model.

    Returns:
        Groups of indexes, by their best; in each, best first. Members are like the best, not only like each
        other, so a slow change over many pictures does not end in one group.
    """
    hashes = np.array([int.from_bytes(one.perceptual or bytes(8), "big") for one in photos], np.uint64)
    hashed = np.array([one.perceptual is not None for one in photos], dtype=bool)
    free = np.ones(len(photos), dtype=bool)
    # Few are near any other: all pairs at once, then only those are gone through.
    bits = np.bitwise_count(hashes[:, None] ^ hashes)
    close = (bits <= _NEAR[-1][0]) & hashed & hashed[:, None]
    np.fill_diagonal(close, False)
    some = close.any(axis=1)
    groups = []
    for head in range(len(photos)):
        if not free[head]:
            continue
        free[head] = False
        group = [head]
        if some[head]:
            for other in np.flatnonzero(free & close[head]).tolist():
                if _alike(photos, vectors, head, other, int(bits[head, other])):
                    free[other] = False
                    group.append(other)
        groups.append(group)
    return groups


def _alike(
    photos: Sequence[Comparable], vectors: NDArray[np.float32] | None, one: int, other: int, bits: int
) -> bool:
    if vectors is None or not vectors[one].any() or not vectors[other].any():
        close = bits <= _WITHOUT_VECTORS
    else:
        cosine = float(vectors[one] @ vectors[other])
        close = any(bits <= most and cosine >= least for most, least in _NEAR)
    if not close or not {photos[one].kind, photos[other].kind} & set(_PAGES):
        return close
    from rapidfuzz import fuzz

    return fuzz.ratio(photos[one].text, photos[other].text, score_cutoff=_SAME_PAGE) >= _SAME_PAGE


def comparables(connection: sqlite3.Connection, ids: list[int]) -> dict[int, Comparable]:
    """What is compared of each photo, by id; of those that are there."""
    statement = (
        "SELECT p.id, p.perceptual, p.kind, coalesce(r.text, '') FROM photo p "
        "LEFT JOIN reading r ON r.photo = p.id WHERE p.id IN ({})"
    )
    return {photo: Comparable(*rest) for photo, *rest in rows_of(connection, statement, ids)}
