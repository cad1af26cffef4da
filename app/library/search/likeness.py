"""A photo as the query: what is like it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.library.search.cutoff import Strength

_ALIKE = ((0.9, Strength.STRONG), (0.75, Strength.FAIR), (0.6, Strength.WEAK))


@dataclass(frozen=True)
class QueryPhoto:
    """The photo that is the query.

    Attributes:
        vector: (dimension,), L2-normalised.
        photo: Its id when the library has it; it is not among its own hits.
    """

    vector: NDArray[np.float32]
    photo: int | None

    def joined(self, text: NDArray[np.float32] | None) -> NDArray[np.float32]:
        """Together with a sentence's embedding: "like this one, but at night"."""
        if text is None:
            return self.vector
        both = self.vector + text
        return np.asarray(both / max(float(np.linalg.norm(both)), 1e-6), np.float32)


def likeness_strengths(
    cosines: NDArray[np.float32], like: QueryPhoto, size: int
) -> tuple[NDArray[np.float64], list[Strength | None]]:
    """How alike pictures are, and in words; None for those that are not.

    Args:
        cosines: (n,), of candidates, with the query.
        like: The query.
        size: How many photos there are to be like it.
    """
    relevance = np.clip(cosines, 0, 1).astype(np.float64)
    return relevance, [
        next((strength for least, strength in _ALIKE if one >= least), None) for one in relevance.tolist()
    ]
