"""What there is to go to in a picture, window or screen, each with its place."""

from dataclasses import dataclass
from enum import StrEnum

from app.controls import Control
from app.inference.protocols import Stance

Box = tuple[int, int, int, int]
"""(left, top, right, bottom) in pixels of the picture as given, orientation applied."""


class ItemKind(StrEnum):
    """What sort of thing it is."""

    CONTROL = "control"
    TEXT = "text"
    OBJECT = "object"
    FACE = "face"
    CODE = "code"


@dataclass(frozen=True)
class ExploreItem:
    """One thing that one can go to.

    Attributes:
        kind: What sort it is.
        box: Where it is.
        name: The line of text, the control's name, the object's; "" for a control without one.
        control: The control, as the system names it.
        shows: What can be read on a control and is not its name.
        format: Of a code: "QR code".
        stance: FACT, or HEDGED where it may not be so.
        secret: Whether it lies in a field for a password.
        straight: Where a line of a slanted page would lie were that level.
    """

    kind: ItemKind
    box: Box
    name: str
    control: Control | None = None
    shows: str = ""
    format: str = ""
    stance: Stance = Stance.FACT
    secret: bool = False
    straight: Box | None = None

    @property
    def centre(self) -> tuple[int, int]:
        """Its middle."""
        left, top, right, bottom = self.box
        return (left + right) // 2, (top + bottom) // 2


@dataclass(frozen=True)
class Part:
    """A part of a window that holds several things, such as a tool bar.

    Attributes:
        words: What it is called.
        box: Where it is.
    """

    words: str
    box: Box


@dataclass(frozen=True)
class Sight:
    """All that there is to go to.

    Attributes:
        box: What was looked at, in pixels of the picture as given.
        items: In no order.
        parts: Those that the system names; what lies in none of them is grouped by its place.
    """

    box: Box
    items: tuple[ExploreItem, ...]
    parts: tuple[Part, ...] = ()

    def shares(self, box: Box) -> tuple[float, float, float, float]:
        """A box as shares 0..1 of the width and height of what was looked at."""
        return shares_of(box, self.box)


def shares_of(box: Box, whole: Box) -> tuple[float, float, float, float]:
    """A box as shares 0..1 of another one's width and height, from its top left corner."""
    left, top, right, bottom = whole
    across, down = max(1, right - left), max(1, bottom - top)
    return (
        (box[0] - left) / across,
        (box[1] - top) / down,
        (box[2] - left) / across,
        (box[3] - top) / down,
    )
