"""Small changes in a video that may be another text: a digit on a still picture, a line that moves. Pure."""

import numpy as np
from numpy.typing import NDArray

_LEVEL = 20  # of 255, by which a cell differs
_FEW = 2  # cells; a digit of the smallest text is as large
_FILM = 0.25  # of the cells: where more move at once, it is no text on a still ground
_APART = 1.0  # seconds
_MOVING = 2.0

Cells = tuple[int, int, int, int]
"""The first column and row of a fine look, and one past the last."""


class DetailFinder:
    """Takes fine looks in time order and tells which of them are worth reading.

    A change is, once it rests; what moves without rest is, every few seconds.

    Args:
        slow: So many seconds are between two of what moves, at least two.
    """

    def __init__(self, slow: float) -> None:
        self._slow = max(_MOVING, slow)
        self._known: NDArray[np.float32] | None = None
        self._before: NDArray[np.float32] | None = None
        self._at = 0.0
        self.since = 0.0

    def begin(self, at: float, look: NDArray[np.float32]) -> None:
        """A scene begins with this look: what comes is compared with it.

        Args:
            at: In seconds.
            look: Grey, (rows, columns) float32, 0..255.
        """
        self._known = self._before = look
        self._at = self.since = at

    def add(self, at: float, look: NDArray[np.float32]) -> Cells | None:
        """Take a look; arguments as of :meth:`begin`.

        Returns:
            What changed since the latest scene or detail; None where it is not worth reading. ``since`` is
            then when it came to be so.
        """
        known, before, self._before = self._known, self._before, look
        if known is None or before is None:
            self.begin(at, look)
            return None
        moved = int((np.abs(before - look) > _LEVEL).sum())
        if moved >= _FEW:
            self.since = at
        changed = np.abs(known - look) > _LEVEL
        if int(changed.sum()) < _FEW or moved > _FILM * look.size:
            return None
        if at - self._at < (_APART if moved < _FEW else self._slow):
            return None
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        self._known, self._at = look, at
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
