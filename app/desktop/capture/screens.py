"""Pictures of the screen, and what the system says about the window in front."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.errors import AppError
from app.shot import Shot

T = TypeVar("T")


@dataclass(frozen=True)
class Area:
    """A part of the desktop, in its pixels; the origin may be left of or above the first monitor."""

    left: int
    top: int
    width: int
    height: int

    def within(self, other: "Area") -> "Area":
        """The part of this area that lies in another; without width or height where there is none."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = min(self.left + self.width, other.left + other.width)
        bottom = min(self.top + self.height, other.top + other.height)
        return Area(left, top, max(0, right - left), max(0, bottom - top))

    def without(self, other: "Area") -> list["Area"]:
        """What is left of this area under another: up to four parts."""
        hole = self.within(other)
        if hole.empty:
            return [self]
        right, bottom = self.left + self.width, self.top + self.height
        hole_right, hole_bottom = hole.left + hole.width, hole.top + hole.height
        parts = (
            Area(self.left, self.top, self.width, hole.top - self.top),
            Area(self.left, hole_bottom, self.width, bottom - hole_bottom),
            Area(self.left, hole.top, hole.left - self.left, hole.height),
            Area(hole_right, hole.top, right - hole_right, hole.height),
        )
        return [part for part in parts if not part.empty]

    def holds(self, x: int, y: int) -> bool:
        """Whether a point lies in it."""
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.width <= 0 or self.height <= 0


@dataclass(frozen=True)
class FrontWindow:
    """The window that has the keyboard.

    Attributes:
        app: Its application by the name people know, "" where unknown.
        title: Its title, "" where it has none.
        pid: Its process, 0 where unknown.
        area: Where it is, without its frame.
        kind: What the system calls the application: its window class, or its bundle; "" where unknown.
    """

    app: str
    title: str
    pid: int
    area: Area
    kind: str = ""


def in_view(area: Area, windows: Iterable[tuple[T, Area]]) -> list[T]:
    """Those of which something can be seen in a part of the desktop.

    Args:
        area: The part.
        windows: What there is, with its place, from front to back. All are taken to be opaque.
    """
    open_parts, found = [area], []
    for window, place in windows:
        if any(not part.within(place).empty for part in open_parts):
            found.append(window)
            open_parts = [rest for part in open_parts for rest in part.without(place)]
        if not open_parts:
            break
    return found


class Screens(Protocol):
    """Takes pictures of the screen. From one thread at a time."""

    def screen(self) -> Shot:
        """The monitor under the pointer.

        Raises:
            AppError: It may not, or cannot, be taken.
        """

    def window(self, *, controls: bool = True) -> Shot:
        """The window in front, as it is to be seen: with what covers it.

        Args:
            controls: Ask its program for its controls; not worth it for who looks every second.

        Raises:
            AppError: Likewise, or there is none.
        """

    def region(self, left: int, top: int, width: int, height: int) -> Shot:
        """A part of the desktop, cut to what there is of it.

        Raises:
            AppError: Likewise, or nothing of it is on the desktop.
        """

    def front(self) -> FrontWindow | None:
        """The window in front; None where there is none. Raises AppError."""

    def close(self) -> None:
        """Give back what was opened. It opens again when it is used."""


def no_window() -> AppError:
    """There is nothing in front."""
    return AppError("There is no window in front.", "Go to a window first, or describe the whole screen.")


def outside() -> AppError:
    """A region that is not there."""
    return AppError("That region is not on the screen.", "Choose one that is, as in: --region 0,0,640,480")
