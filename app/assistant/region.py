"""Choosing a part of the screen by keys alone: a grid of three by three, gone into again and again."""

from dataclasses import dataclass

SMALLEST = 48  # pixels; a line of text is hardly higher


@dataclass(frozen=True)
class Rect:
    """A part of a picture, in pixels from its top left corner."""

    left: int
    top: int
    width: int
    height: int


class RegionGrid:
    """A part of a picture, made smaller, larger or moved a step at a time.

    Args:
        width: Of the whole picture, in pixels.
        height: Likewise.
    """

    def __init__(self, width: int, height: int) -> None:
        self._whole = Rect(0, 0, width, height)
        self._trail = [self._whole]

    @property
    def rect(self) -> Rect:
        """The part that is chosen now."""
        return self._trail[-1]

    @property
    def depth(self) -> int:
        """How many times it was gone into; 0 is the whole picture."""
        return len(self._trail) - 1

    def zoom(self, cell: int) -> bool:
        """Go into one of nine cells.

        Args:
            cell: 1 is top left, 3 top right, 9 bottom right.

        Returns:
            Whether it could; a part that would be too small stays as it is.
        """
        now = self.rect
        if now.width < 3 * SMALLEST and now.height < 3 * SMALLEST:
            return False
        row, column = divmod(cell - 1, 3)
        left, width = _third(now.left, now.width, column)
        top, height = _third(now.top, now.height, row)
        self._trail.append(Rect(left, top, width, height))
        return True

    def out(self) -> bool:
        """Go back to what it was before; whether there was something to go back to."""
        if self.depth == 0:
            return False
        self._trail.pop()
        return True

    def move(self, right: int, down: int) -> bool:
        """Move by half its own size, to the picture's edge at most.

        Args:
            right: Half widths to the right, negative to the left.
            down: Half heights down, negative up.

        Returns:
            Whether it moved.
        """
        now, whole = self.rect, self._whole
        left = min(max(now.left + right * max(now.width // 2, 1), 0), whole.width - now.width)
        top = min(max(now.top + down * max(now.height // 2, 1), 0), whole.height - now.height)
        if (left, top) == (now.left, now.top):
            return False
        self._trail[-1] = Rect(left, top, now.width, now.height)
        return True

    @property
    def centre(self) -> tuple[float, float]:
        """Where its middle is, as shares 0..1 of the picture's width and height."""
        now, whole = self.rect, self._whole
        return (now.left + now.width / 2) / whole.width, (now.top + now.height / 2) / whole.height


def _third(start: int, length: int, number: int) -> tuple[int, int]:
    # A side that is small already is not divided further.
    if length < 3 * SMALLEST:
        return start, length
    first, last = start + length * number // 3, start + length * (number + 1) // 3
    return first, last - first
