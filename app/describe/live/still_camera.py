"""Whether what is looked at stands still, so that objects in it can be followed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance

_SIZE = (48, 27)
_LEVEL = 32  # by which a cell differs, of 255
_ELSEWHERE = 0.2  # of the cells in which there is no object: where more differ, the camera moved
_ALIKE, _MUCH, _FAR = 3.0, 0.7, 3  # levels on average; of that; cells that are tried
_LEAST_GROUND = 0.2  # of all cells; where objects hide more, nobody knows whether the camera moved


class StillCamera:
    """Whether two looks are at the same place: what differs is where objects are."""

    def __init__(self) -> None:
        self._before: tuple[NDArray[np.float32], Sequence[Box]] | None = None

    def forget(self) -> None:
        """The next look is the first."""
        self._before = None

    def update(self, pixels: NDArray[np.uint8], objects: Sequence[SeenObject]) -> bool:
        """Take a look.

        Args:
            pixels: (height, width, 3) uint8 RGB.
            objects: Those in it.

        Returns:
            Whether it is at the same place as the look before; so is the first.
        """
        small = Image.fromarray(pixels).resize(_SIZE, Image.Resampling.BOX, reducing_gap=1.0).convert("L")
        grey = np.asarray(small, dtype=np.float32)
        boxes = [thing.box for thing in objects if thing.stance is not Stance.WITHHELD]
        before, self._before = self._before, (grey, boxes)
        if before is None:
            return True
        ground = np.ones(grey.shape, dtype=bool)
        width, height = _SIZE
        for left, top, right, bottom in (*boxes, *before[1]):
            rows = slice(int(top * height), int(np.ceil(bottom * height)))
            ground[rows, int(left * width) : int(np.ceil(right * width))] = False
        if ground.mean() < _LEAST_GROUND:
            return False
        away = np.abs(grey - before[0])
        if float((away[ground] > _LEVEL).mean()) > _ELSEWHERE:
            return False
        usual = float(away[ground].mean())
        return usual < _ALIKE or _best_shift(before[0], grey, ground) > _MUCH * usual


def _best_shift(before: NDArray[np.float32], now: NDArray[np.float32], ground: NDArray[np.bool_]) -> float:
    """How much differs on average where the ground is shifted as fits best: a slow pan changes few much."""
    found = float("inf")
    for down in range(-_FAR, _FAR + 1):
        for across in range(-_FAR, _FAR + 1):
            if not (down or across):
                continue
            old = before[max(0, down) : min(0, down) or None, max(0, across) : min(0, across) or None]
            new = now[max(0, -down) : min(0, -down) or None, max(0, -across) : min(0, -across) or None]
            open_ = ground[max(0, -down) : min(0, -down) or None, max(0, -across) : min(0, -across) or None]
            if open_.any():
                found = min(found, float(np.abs(new - old)[open_].mean()))
    return found
