"""How the next token is chosen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import unusable


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen.

    Attributes:
        temperature: 0 takes the likeliest; more makes the unlikely likelier.
        top_p: Only the likeliest tokens that together have this probability (arXiv 1904.09751).
        random: Where chance comes from; needed with a temperature.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    random: np.random.Generator | None = None

    def __post_init__(self) -> None:
        if not self.temperature >= 0 or not 0 < self.top_p <= 1:
            raise ValueError("temperature must not be negative, and top_p must be above 0 and at most 1")
        if self.temperature > 0 and self.random is None:
            raise ValueError("a temperature needs a random generator")

    def pick(self, logits: NDArray[np.float32]) -> int:
        """The next token.

        Args:
            logits: (V,).

        Raises:
            ModelError: They are not numbers.
        """
        likeliest = int(logits.argmax())  # of a NaN, if there is one
        if not np.isfinite(logits[likeliest]):
            raise unusable()
        if self.temperature == 0 or self.random is None:
            return likeliest
        scaled = (logits.astype(np.float64) - float(logits[likeliest])) / self.temperature
        chances = np.exp(scaled)
        chances /= chances.sum()
        if self.top_p < 1:
            order = np.argsort(-chances, kind="stable")
            kept = order[: int(np.searchsorted(np.cumsum(chances[order]), self.top_p)) + 1]
            chances = chances[kept] / chances[kept].sum()
            return int(kept[self.random.choice(len(kept), p=chances)])
        return int(self.random.choice(len(chances), p=chances))
