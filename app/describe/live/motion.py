"""Whether anything moved between two pictures of the same place, cheaply and without any model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_EVERY = 3  # pixels; the strokes of a letter are seen in any case
_LEVEL = 24  # of 255
_FEW = 2
_CARET = 14  # samples high, one wide


@dataclass(frozen=True)
class Moved:
    """Where something changed.

    Attributes:
        share: Of the picture, 0..1.
        top: First row of pixels.
        bottom: One past the last.
    """

    share: float
    top: int
    bottom: int


class PixelChanges:
    """Compares each picture with the last one that differed, so that slow changes add up."""

    def __init__(self) -> None:
        self._before: NDArray[np.uint8] | None = None

    def forget(self) -> None:
        """The next picture is the first."""
        self._before = None

    def update(self, pixels: NDArray[np.uint8]) -> Moved | None:
        """Take a picture.

        Args:
            pixels: (height, width, 3) uint8 RGB.

        Returns:
            Where it differs, all of it for the first and for another size; None where it does not. A blinking
            text cursor is no difference.
        """
        before, rows = self._before, pixels[::_EVERY]
        if before is None or before.shape != rows.shape:
            self._before = rows.copy()
            return Moved(1.0, 0, len(pixels))
        if np.array_equal(before, rows):
            return None
        old, new = before[:, ::_EVERY], rows[:, ::_EVERY]
        # The larger minus the smaller: bytes would wrap round otherwise.
        mask = (np.maximum(old, new) - np.minimum(old, new)).max(axis=2) > _LEVEL
        count = int(np.count_nonzero(mask))
        if count < _FEW:
            return None
        high, wide = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if wide[0] == wide[-1] and high[-1] - high[0] < _CARET:
            return None
        self._before = rows.copy()
        bottom = min(len(pixels), int(high[-1] + 1) * _EVERY)
        return Moved(count / mask.size, int(high[0]) * _EVERY, bottom)
