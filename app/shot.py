"""What was taken from the screen: its pixels, and what the system says about where they come from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.controls import ControlTree

_CURSOR = 0.002  # a share of the pixels


class ScreenPart(StrEnum):
    """What part of the screen it is."""

    SCREEN = "screen"
    WINDOW = "window"
    REGION = "region"


@dataclass(frozen=True, eq=False)
class Shot:
    """A picture of the screen; two are never equal, each is a moment.

    Attributes:
        pixels: (height, width, 3) uint8 RGB.
        place: What part of the screen it is.
        left: Of its left edge, in pixels of the whole desktop.
        top: Likewise.
        app: The application that owns the window it shows, by the name people know; "" where unknown.
        window: That window's title as the system has it; "" where unknown.
        pid: That application's process; 0 where unknown.
        taken: When, with a time zone.
        scale: Its pixels for each of the desktop's units, in which places are told; 2 on many Macs.
        beside: The other windows of which something can be seen in it: application and title of each.
        controls: Gives the window's controls as the system names them; may wait for some tenths of a second.
            None where the program tells nothing, or it is not one window.
    """

    pixels: NDArray[np.uint8]
    place: ScreenPart
    left: int
    top: int
    app: str
    window: str
    pid: int
    taken: datetime
    beside: tuple[tuple[str, str], ...] = ()
    scale: float = 1.0
    controls: Callable[[], ControlTree | None] = lambda: None

    def looks_like(self, other: "Shot") -> bool:
        """Whether another shows the same part of the same window, but for a cursor or a clock."""
        if self._about != other._about:
            return False
        return float((self.pixels != other.pixels).any(axis=2).mean()) < _CURSOR

    @property
    def _about(self) -> tuple[object, ...]:
        return self.place, self.left, self.top, self.pixels.shape, self.app, self.window, self.pid


Source = Path | bytes | Shot
"""A picture: a file's path, an encoded image's bytes (from the clipboard), or what the screen showed."""
