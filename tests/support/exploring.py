"""What exploring works with in tests: ears, a keyboard, a pointer, and a screen that is an array."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.controls import Control, ControlTree, Role
from app.desktop.keys.hotkeys import Ended, Stroke, Taker
from app.errors import AppError
from app.shot import ScreenPart, Shot

Box = tuple[int, int, int, int]


class Ears:
    """The voice and the sounds: notes what is said, played, and where tones tell that something is.

    Attributes:
        said: What was said.
        played: The sounds' names.
        places: Across and up, 0..1, of each tone.
        working: How many works sound just now.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self.played: list[str] = []
        self.places: list[tuple[float, float]] = []
        self.working = 0

    def say(self, text: str, *, interrupt: bool = False) -> None:
        self.said.append(text)

    mention = say

    def repeat(self, text: str = "") -> bool:
        self.said.append(text)
        return True

    def hush(self) -> None:
        """Nothing goes on for long."""

    def play(self, name: str) -> None:
        self.played.append(name)

    def tell_place(self, across: float, up: float) -> None:
        self.places.append((across, up))

    def start_working(self) -> None:
        self.working += 1

    def stop_working(self) -> None:
        self.working -= 1

    @property
    def last(self) -> str:
        """What was said last; "" before anything was."""
        return self.said[-1] if self.said else ""


class MadeKeys:
    """A keyboard that can be taken, or not.

    Attributes:
        taker: Who has it; None where nobody has.
        held: How often it was held on to.
    """

    def __init__(self, takes: bool = True) -> None:
        self._takes = takes
        self.taker: Taker | None = None
        self.held = 0

    def take(self, taker: Taker) -> bool:
        self.taker = taker if self._takes else None
        return self._takes

    def hold(self) -> None:
        self.held += 1

    def release(self) -> None:
        self.taker = None

    def press(self, key: str, *held: str, text: str = "", repeated: bool = False) -> None:
        """A key comes from the keyboard."""
        assert self.taker is not None
        stroke = Stroke(key, frozenset(held), text, repeated)
        if self.taker.wants(stroke):
            self.taker.stroke(stroke)
        else:
            self.end(Ended.FOREIGN)

    def end(self, why: Ended) -> None:
        """The keyboard goes back by itself."""
        taker, self.taker = self.taker, None
        assert taker is not None
        taker.ended(why)


class MadeScreen:
    """A screen that is one window, and its pointer.

    Attributes:
        pixels: What it shows.
        controls: What the window says of itself; None where it tells nothing.
        stack: Its windows from front to back.
        clicks: Where was clicked.
        moves: Where the pointer was sent.
        error: Raised instead of a picture.
    """

    def __init__(self, *controls: Control, left: int = 100, top: int = 50) -> None:
        self.left, self.top = left, top
        self.pixels: NDArray[np.uint8] = np.full((300, 400, 3), 255, dtype=np.uint8)
        self.controls: Sequence[Control] | None = controls or None
        self.complete = True
        self.stack: tuple[tuple[int, Box], ...] = ((7, (left, top, left + 400, top + 300)),)
        self.clicks: list[tuple[int, int]] = []
        self.moves: list[tuple[int, int]] = []
        self.error: AppError | None = None

    def window(self) -> Shot:
        return self._shot(ScreenPart.WINDOW)

    def screen(self) -> Shot:
        return self._shot(ScreenPart.SCREEN)

    def _shot(self, place: ScreenPart) -> Shot:
        if self.error is not None:
            raise self.error
        tree = self._tree()
        shot = Shot(self.pixels.copy(), place, self.left, self.top, "Notes", "list", 9, datetime.now(UTC))
        return replace(shot, controls=lambda: tree)

    def _tree(self) -> ControlTree | None:
        if self.controls is None:
            return None
        area = (self.left, self.top, self.left + 400, self.top + 300)
        root = Control(Role.WINDOW, "list", box=area, children=tuple(self.controls))
        return ControlTree(root, complete=self.complete)

    def windows(self) -> tuple[tuple[int, Box], ...]:
        return self.stack

    def move(self, x: int, y: int) -> None:
        self.moves.append((x, y))

    def click(
        self, x: int, y: int, area: Box, same: Callable[[Any], bool], windows: Sequence[tuple[int, Box]]
    ) -> bool:
        left, top, right, bottom = area
        now = self.pixels[top - self.top : bottom - self.top, left - self.left : right - self.left]
        clicked = tuple(windows) == self.stack and same(now)
        if clicked:
            self.clicks.append((x, y))
        return clicked
