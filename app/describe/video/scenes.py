"""Where a new scene begins in a video, from small looks at it. Pure: no file, no clock, no decoder."""

from collections import deque
from dataclasses import dataclass
from enum import Enum
from statistics import median

import numpy as np
from numpy.typing import NDArray

#: Width and height, in pixels, of what scenes are compared by.
LOOK_SIZE = (48, 27)
#: Likewise of what details are found by.
FINE_SIZE = (192, 108)
#: Scenes begin at least so many seconds apart.
LEAST = 1.0

# A still screen makes a small change stand out; a shaking hand only a large one.
_LEAST_CHANGE, _MOST_CHANGE = 0.04, 0.55
_RESTLESS = 4.0
_DRIFTED = 0.25
_AT_REST = 0.004
_STILL = 0.5  # mean levels, of 255
_CELL = 32  # levels by which a cell must differ, of 255
_RECENT = 9


@dataclass(frozen=True, eq=False)
class SmallFrame:
    """A moment of a video, made small.

    Attributes:
        grey: (27, 48) float32, 0..255.
        colours: (64,) float32, shares of the picture by colour; their sum is 1.
        fine: (108, 192) float32, 0..255; as grey where no finer look was taken.
    """

    grey: NDArray[np.float32]
    colours: NDArray[np.float32]
    fine: NDArray[np.float32]


class SceneStep(Enum):
    """What a look means."""

    SAME = "same"
    NEW = "new"
    SETTLING = "settling"  # the scene that just began still changes: this moment shows it better


def small_frame(pixels: NDArray[np.uint8]) -> SmallFrame:
    """Make a look of (108, 192, 3) or (27, 48, 3) uint8 RGB pixels."""
    shares = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    fine = grey = pixels.astype(np.float32) @ shares
    if pixels.shape[:2] != LOOK_SIZE[::-1]:
        width, height = LOOK_SIZE
        cells = pixels.reshape(height, len(pixels) // height, width, -1, 3).mean(axis=(1, 3))
        pixels = (cells + 0.5).astype(np.uint8)
        grey = pixels.astype(np.float32) @ shares
    levels = pixels.astype(np.int64) >> 6
    index = (levels[..., 0] * 16 + levels[..., 1] * 4 + levels[..., 2]).ravel()
    counts = np.bincount(index, minlength=64).astype(np.float32)
    return SmallFrame(grey, counts / max(1.0, float(counts.sum())), fine)


def difference(one: SmallFrame, other: SmallFrame) -> float:
    """How different two moments are, 0 (not at all) to 1.

    Colours notice another place, the share of cells that changed another page of the same colours.
    """
    colours = float(np.abs(one.colours - other.colours).sum()) / 2
    away = np.abs(one.grey - other.grey)
    return min(1.0, max(colours * float(away.mean() > 2), float((away > _CELL).mean())))


class SceneFinder:
    """Takes looks in time order and tells where scenes begin.

    A change counts when it is large against those just before it. What changes slowly counts once it rests,
    and what never rests, such as a pan, every ``slow`` seconds.

    Args:
        slow: In seconds.

    Attributes:
        since: When the picture came to be as it is.
    """

    def __init__(self, slow: float = 5.0) -> None:
        self._slow = slow
        self._recent: deque[float] = deque([0.01], maxlen=_RECENT)
        self._moved: deque[float] = deque([0.0], maxlen=_RECENT)
        self._before: SmallFrame | None = None
        self._scene: SmallFrame | None = None
        self._began = 0.0
        self._first = True
        self.since = 0.0

    def add(self, at: float, look: SmallFrame) -> tuple[SceneStep, float]:
        """What this look means, and how strong the change is, 0..1.

        Args:
            at: In seconds.
            look: The moment, later than those before.
        """
        if self._before is None or self._scene is None:
            self._before = self._scene = look
            self._began = at
            return SceneStep.NEW, 1.0
        before = self._before
        cut, away = difference(before, look), difference(self._scene, look)
        usual, often = median(self._recent), median(self._moved)
        moved = float(np.abs(before.grey - look.grey).mean())
        least = min(_MOST_CHANGE, max(_LEAST_CHANGE, _RESTLESS * usual))
        self._before = look
        if cut >= _AT_REST or float(np.abs(before.grey - look.grey).max()) > _CELL / 2:
            self.since = at
        self._recent.append(cut)
        self._moved.append(moved)
        since = at - self._began
        if since < LEAST:
            if away < least or self._first:
                return SceneStep.SAME, 0.0
            self._scene = look
            return SceneStep.SETTLING, away
        sudden = cut >= least and away >= least
        # A slow fade changes no cell much from one look to the next, yet does not rest.
        still = cut < max(_AT_REST, usual / 2) and moved < max(_STILL, often / 2)
        rests = still and away >= least
        drifted = away >= _DRIFTED and since >= self._slow
        if not (sudden or rests or drifted):
            return SceneStep.SAME, 0.0
        self._scene, self._began, self._first = look, at, False
        return SceneStep.NEW, away if sudden or rests else away / 2
