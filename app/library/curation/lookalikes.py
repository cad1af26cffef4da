"""Finds what was taught in other photos: a small classifier on the embeddings of one model.

Few-shot, one class against a library of everything else. The embeddings are whitened with the library's own
covariance (as in linear discriminant analysis: Hariharan, Malik and Ramanan, "Discriminative Decorrelation",
ECCV 2012), so that what all photos share counts little, and compared by cosine: nothing is trained that could
go wrong with three examples, and it is as quick as a search. On shelf products it ranked better than the
plain discriminant (tests/benchmarks/library_names.py). Probabilities come from a logistic regression fitted
there, where near twins, such as kinds of milk, count as wrong: little is found, but seldom wrongly.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.library.curation.names import Taught
from app.library.curation.remembered import Remembered
from app.library.search.vectors import Vectors

#: At or above this a photo counts as found.
FOUND = 0.9
FEWEST = 2
_BACKGROUND = 2_000
_CANDIDATES = 1_000
_SHRINK = 0.01
#: Of 1, the mean and the highest whitened cosine to the examples.
_WEIGHTS = (-7.701, 5.221, 12.204)
SMALLEST = 50  # photos: with fewer there is nothing to compare with


@dataclass(frozen=True)
class Space:
    """What whitens: the mean, (d,), and a matrix, (d, d)."""

    mean: NDArray[np.float32]
    whitening: NDArray[np.float32]

    def of(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, d) -> (n, d), each of length 1."""
        moved = (vectors - self.mean) @ self.whitening
        lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, 1e-12), np.float32)


class Lookalikes:
    """Remembers its answers until examples or embeddings change. For one thread.

    Args:
        vectors: Refreshed by whoever owns them.
    """

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._space: Space | None = None
        self._remembered = Remembered(self._find, self._forget)

    def found(self, taught: Taught) -> dict[int, float]:
        """Photos that probably show what was taught, likeliest first; its examples and corrections left out.

        Args:
            taught: See `app.library.curation.names.taught`. With fewer than two examples nothing is found.

        Returns:
            Probability by photo, each at least `FOUND`.
        """
        ids = self._vectors.ids
        state = (self._vectors.model, len(ids), int(ids.sum()), int(np.count_nonzero(ids)))
        return self._remembered.found(taught, state)

    def _forget(self) -> None:
        self._space = None

    def _find(self, taught: Taught) -> dict[int, float]:
        _, examples = self._vectors.exact(list(taught.examples))
        if len(examples) < FEWEST or np.count_nonzero(self._vectors.ids) < SMALLEST:
            return {}
        if self._space is None:
            known = np.sort(self._vectors.ids[self._vectors.ids > 0])
            # The same photos each time, spread over the whole library.
            sample = known[np.linspace(0, len(known) - 1, min(_BACKGROUND, len(known))).astype(np.int64)]
            self._space = whitened(self._vectors.exact(sample.tolist())[1])
        space = self._space
        positives = space.of(examples)
        _, corrections = self._vectors.exact(list(taught.corrections))
        # One linear pass over all leaves a few that are worth a closer look.
        direction = space.whitening @ positives.mean(axis=0)
        rough = self._vectors.cosines(direction[None].astype(np.float32))[0]
        said = np.array([*taught.examples, *taught.corrections], np.int64)
        open_ = np.flatnonzero((self._vectors.ids > 0) & ~np.isin(self._vectors.ids, said))
        best = open_
        if len(open_) > _CANDIDATES:
            best = open_[np.argpartition(-rough[open_], _CANDIDATES)[:_CANDIDATES]]
        found, vectors = self._vectors.exact(self._vectors.ids[best].tolist())
        sure = probabilities(positives, space.of(corrections), space.of(vectors))
        order = [int(at) for at in np.argsort(-sure, kind="stable") if sure[at] >= FOUND]
        return {found[at]: round(float(sure[at]), 4) for at in order}


def whitened(background: NDArray[np.float32]) -> Space:
    """What the library's photos have in common, from a sample of them, (m, d)."""
    mean = background.mean(axis=0)
    centred = background - mean
    covariance = (centred.T @ centred / max(len(background) - 1, 1)).astype(np.float64)
    size = len(mean)
    covariance += (_SHRINK * np.trace(covariance) / size + 1e-9) * np.eye(size)
    inverse = np.linalg.inv(np.linalg.cholesky(covariance)).T
    return Space(mean.astype(np.float32), inverse.astype(np.float32))


def probabilities(
    positives: NDArray[np.float32],
    corrections: NDArray[np.float32],
    candidates: NDArray[np.float32],
) -> NDArray[np.float64]:
    """How likely candidates show what the positives show; all (., d), whitened and of length 1."""
    logits = evidence(positives, candidates) @ np.asarray(_WEIGHTS)
    if len(corrections):
        # Nearer to a correction than to any example: the user has said what that is.
        nearest = (candidates @ corrections.T).max(axis=1)
        logits = np.where(nearest >= (candidates @ positives.T).max(axis=1), -20.0, logits)
    return np.asarray(1 / (1 + np.exp(-logits)))


def evidence(positives: NDArray[np.float32], candidates: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the probability is made of, (n, 3): 1, mean and highest cosine to the positives."""
    cosines = (candidates @ positives.T).astype(np.float64)
    return np.stack([np.ones(len(candidates)), cosines.mean(axis=1), cosines.max(axis=1)], axis=1)
