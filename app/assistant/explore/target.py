"""Where an item is on the desktop, and whether it is still what it was when it was looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.controls import Control, ControlTree, Role, State
from app.describe.explore.items import Box, ExploreItem
from app.describe.windows.overlap import in_picture
from app.shot import Shot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Of the colours, 0..255. What was only seen must not have changed at all: a digit is a few pixels. What the
# tree still names so may be lit up by the pointer or the focus meanwhile.
_SEEN, _LIT = 16, 48
_MOST_LIT = 0.4
_AT_ONCE = (Role.TAB, Role.LINK, Role.LIST_ITEM)


@dataclass(frozen=True)
class ClickTarget:
    """A place that may be clicked.

    Attributes:
        item: What was told of it.
        x: Its middle, in pixels of the desktop.
        y: Likewise.
        area: All of it, likewise: (left, top, right, bottom).
    """

    item: ExploreItem
    x: int
    y: int
    area: Box

    @property
    def at_once(self) -> bool:
        """Whether one key is enough: something is gone to there, and nothing else done."""
        return self.item.control is not None and self.item.control.role in _AT_ONCE


def target_of(item: ExploreItem, shot: Shot) -> ClickTarget:
    """Where an item of a picture of the screen is on the desktop."""

    def out(x: int, y: int) -> tuple[int, int]:
        return shot.left + round(x / shot.scale), shot.top + round(y / shot.scale)

    left, top, right, bottom = item.box
    return ClickTarget(item, *out(*item.centre), (*out(left, top), *out(right, bottom)))


def place_in(shot: Shot) -> Callable[[Box], Box]:
    """From places on the desktop to pixels of a picture of the screen."""
    return partial(in_picture, shot=shot)


def is_secret(target: ClickTarget, *trees: ControlTree | None) -> bool:
    """Whether a field for a password is, or was, at that place."""
    known = [one for tree in trees if tree is not None for one in tree.root.walk()]
    return target.item.secret or any(
        one.role is Role.PASSWORD and one.box is not None and _holds(one.box, target.x, target.y)
        for one in known
    )


def is_named_so(target: ClickTarget, tree: ControlTree | None) -> bool:
    """Whether the system still names the same control at the same place, and lets it be used."""
    control = target.item.control
    if control is None:
        return True
    if tree is None:
        return False
    return any(_same(one, control) for one in tree.root.walk())


def same_pixels(target: ClickTarget, shot: Shot) -> "Callable[[NDArray[np.uint8]], bool]":
    """Whether pixels of a target are what they were in a picture of the screen."""
    seen = target.item.control is None

    def same(now: "NDArray[np.uint8]") -> bool:
        import numpy as np

        # As the place on the desktop has been rounded to its units.
        left, top, right, bottom = in_picture(target.area, shot)
        before = shot.pixels[top:bottom, left:right]
        if before.shape != now.shape or not before.size:
            return False
        apart = np.abs(before.astype(np.int16) - now.astype(np.int16)).max(axis=2)
        return not (apart > _SEEN).any() if seen else bool((apart > _LIT).mean() <= _MOST_LIT)

    return same


def _same(one: Control, other: Control) -> bool:
    return (one.handle, one.role, one.name, one.box) == (
        other.handle,
        other.role,
        other.name,
        other.box,
    ) and State.DISABLED not in one.states


def _holds(box: Box, x: int, y: int) -> bool:
    return box[0] <= x < box[2] and box[1] <= y < box[3]
