"""Finds what was taught by the object itself: crops are compared with crops, whatever is around them.

By the weights that were fitted on whole photos, which are careful here: of made photos of one thing in
other places 119 of 200 were found and no wrong one among real ones, where whole photos found 2 and 30 wrong
(tests/benchmarks/library_crops.py).
"""

import sqlite3
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from app.library.curation.lookalikes import (
    FEWEST,
    FOUND,
    SMALLEST,
    Space,
    probabilities,
    whitened,
)
from app.library.curation.names import Taught
from app.library.curation.remembered import Remembered
from app.library.store.rows import version_of

_BACKGROUND = 2_000  # crops


class CropLookalikes:
    """Remembers its answers until the library changes. Belongs to one thread, with its connection.

    Args:
        connection: To the library.
        model: `Embedder.name`.
        dimension: Length of its embeddings.
    """

    def __init__(self, connection: sqlite3.Connection, model: str, dimension: int) -> None:
        self._connection = connection
        self._model = model
        self._dimension = dimension
        self._space: Space | None = None
        self._remembered = Remembered(self._find, self._forget)

    def found(self, taught: Taught) -> dict[int, float]:
        """Photos with an object that probably is what was taught, likeliest first; as `Lookalikes.found`."""
        return self._remembered.found(taught, version_of(self._connection))

    def _forget(self) -> None:
        self._space = None

    def _find(self, taught: Taught) -> dict[int, float]:
        kind = self._kind(taught.examples)
        if kind is None:
            return {}
        photos, vectors = self._crops("class = ?", kind)
        space = self._whitening()
        if space is None:
            return {}
        white = space.of(vectors)
        positives = _the_same(photos, white, taught.examples)
        if len(positives) < FEWEST:
            return {}
        corrections = white[np.isin(photos, taught.corrections)]
        open_ = np.flatnonzero(~np.isin(photos, [*taught.examples, *taught.corrections]))
        sure = probabilities(positives, corrections, white[open_])
        best: dict[int, float] = {}
        for at in np.argsort(-sure, kind="stable").tolist():
            if sure[at] < FOUND:
                break
            best.setdefault(int(photos[open_[at]]), round(float(sure[at]), 4))
        return best

    def _kind(self, examples: tuple[int, ...]) -> int | None:
        """The class that most of the examples show; None where not even two show the same."""
        seen = Counter[int]()
        for photo in examples:
            rows = self._connection.execute(
                "SELECT DISTINCT class FROM crop WHERE photo = ? AND model = ?", (photo, self._model)
            )
            seen.update(kind for (kind,) in rows)
        ((kind, count),) = seen.most_common(1) or [(0, 0)]
        return kind if count >= FEWEST and 2 * count > len(examples) else None

    def _whitening(self) -> Space | None:
        """From a sample of all crops; None where there are too few to compare with."""
        if self._space is None:
            (count,) = self._connection.execute(
                "SELECT count(*) FROM crop WHERE model = ?", (self._model,)
            ).fetchone()
            if count < SMALLEST:
                return None
            _, sample = self._crops("photo % ? = 0", max(1, count // _BACKGROUND))
            self._space = whitened(sample[:_BACKGROUND]) if len(sample) >= SMALLEST else None
        return self._space

    def _crops(self, condition: str, value: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(n,) photos and (n, dimension)."""
        rows = self._connection.execute(
            f"SELECT photo, vector FROM crop WHERE model = ? AND {condition} AND length(vector) = ?",
            (self._model, value, 2 * self._dimension),
        ).fetchall()
        vectors = np.frombuffer(b"".join(vector for _, vector in rows), "<f2")
        return np.array([photo for photo, _ in rows], np.int64), vectors.reshape(-1, self._dimension).astype(
            np.float32
        )


def _the_same(
    photos: NDArray[np.int64], white: NDArray[np.float32], examples: tuple[int, ...]
) -> NDArray[np.float32]:
    """One crop of each example: where a photo shows several, that which is most like the others' crops."""
    crops = [white[photos == photo] for photo in examples]
    crops = [some for some in crops if len(some)]
    chosen = []
    for at, some in enumerate(crops):
        others = crops[:at] + crops[at + 1 :]
        likeness = sum((some @ other.T).max(axis=1) for other in others)
        chosen.append(some[int(np.argmax(likeness))] if others else some[0])
    return np.array(chosen, np.float32).reshape(len(chosen), white.shape[1])
