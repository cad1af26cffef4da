"""Whether a picture is like the photos on which it was measured what may be said as a fact.

Paintings, engravings, drawings and much processed photos are not: a linear function of the tower's channels
and of the kinds' probabilities tells them apart, fitted by tests/benchmarks/domain.py.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.config import CompactConfig
from mlx_models.errors import ModelError

#: A photo that the kind head thinks less likely is no photo for sure.
_SURE_PHOTO = 0.55
_LEAST = 1e-4

Array = NDArray[np.float64]


def domain_features(grid: NDArray[np.float32], kinds: NDArray[np.float32]) -> Array:
    """(cells, channels) and (kinds,) probabilities -> (channels + kinds,)."""
    channels = np.sqrt(np.maximum(grid.mean(axis=0, dtype=np.float64), 0))
    return np.concatenate([channels, np.log(np.maximum(kinds.astype(np.float64), _LEAST))])


class Domain:
    """The function and its limit.

    Args:
        settings: The "domain" part of config.json: "weights", one for each feature, and "bias"; above 0 a
            picture is foreign.
        config: The model's sizes.

    Raises:
        ModelError: The settings do not fit them.
    """

    def __init__(self, settings: Mapping[str, Any], config: CompactConfig) -> None:
        self._weights = np.array(settings["weights"], dtype=np.float64)
        self._bias = float(settings["bias"])
        size = config.tower_channels + len(config.kinds)
        if self._weights.shape != (size,) or not np.isfinite([*self._weights, self._bias]).all():
            raise ModelError("config.json: the weights of the domain do not fit the model")

    def strangeness(self, grid: NDArray[np.float32], kinds: NDArray[np.float32]) -> float:
        """How unlike the photos that were measured a picture is; below 0 for 96 % of them."""
        return float(domain_features(grid, kinds) @ self._weights) + self._bias

    def is_foreign(self, grid: NDArray[np.float32], kinds: NDArray[np.float32]) -> bool:
        """Whether a picture is unlike the photos that were measured."""
        return float(kinds.max()) < _SURE_PHOTO or self.strangeness(grid, kinds) > 0
