"""What sends the pointer of a desktop and clicks with it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Box = tuple[int, int, int, int]
Same = Callable[["NDArray[np.uint8]"], bool]
Take = Callable[[Box], "NDArray[np.uint8]"]


class Pointer(Protocol):
    """Sends the pointer. From any thread; places are in the desktop's units."""

    def windows(self) -> tuple[tuple[int, Box], ...]:
        """The windows that can be seen or take clicks, from front to back: number and place on the desktop.

        Raises:
            AppError: The desktop cannot be reached.
        """

    def move(self, x: int, y: int) -> None:
        """Send the pointer to a place on the desktop; raises AppError."""

    def click(self, x: int, y: int, area: Box, same: Same, windows: Sequence[tuple[int, Box]]) -> bool:
        """Click at a place on the desktop, if it is still what it was.

        Args:
            x: Of the place.
            y: Likewise.
            area: What is compared, (left, top, right, bottom).
            same: Given its pixels, (height, width, 3) uint8 RGB: whether it is what it was.
            windows: As :meth:`windows` gave them then; the one at that place must be the same.

        Returns:
            Whether it was clicked.

        Raises:
            AppError: The desktop cannot be reached, or lets no program click.
        """

    def close(self) -> None:
        """Give everything back."""


def window_at(windows: Sequence[tuple[int, Box]], x: int, y: int) -> int | None:
    """The number of the window at a place."""
    return next((one for one, box in windows if box[0] <= x < box[2] and box[1] <= y < box[3]), None)
