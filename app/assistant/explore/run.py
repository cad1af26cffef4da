"""What is known while one explores."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.cancel import CancelToken
from app.controls import ControlTree
from app.describe.explore.explorer import Explorer
from app.describe.explore.items import Box, ExploreItem
from app.shot import Source

if TYPE_CHECKING:
    from app.describe.explore.map import ExploreMap
    from app.describe.findings import Findings
    from app.shot import Shot


@dataclass(eq=False)
class Exploring:
    """One exploring, from its first key to Escape.

    Attributes:
        live: Whether it is the screen as it is, in which can be clicked.
        source: What is explored; None before it was taken.
        findings: What was found in it; None before it was looked at.
        tree: What the system says of it.
        windows: Those on the screen when it was taken.
        explorer: Where one is; None before there is anything to go to.
        part: What the part was called that was told last.
        taken: Whether the keyboard was taken for it.
        typed: What is being typed to be found; None while nothing is.
        asked: The item that the click key was pressed on once.
        working: Whether something is being looked at.
        token: Ends what works for it.
    """

    live: bool = False
    source: Source | None = None
    findings: "Findings | None" = None
    tree: ControlTree | None = None
    windows: tuple[tuple[int, Box], ...] = ()
    explorer: Explorer | None = None
    part: str = ""
    taken: bool = False
    typed: str | None = None
    asked: ExploreItem | None = None
    working: bool = False
    token: CancelToken = field(default_factory=CancelToken)

    def forget(self) -> None:
        """Begin again: what works for what was known is ended."""
        self.token.cancel()
        self.token = CancelToken()
        self.source = self.findings = self.tree = self.explorer = self.asked = None
        self.windows, self.working = (), False


@dataclass(frozen=True)
class ScreenTaken:
    """A picture of the screen, with what is there to go to at once.

    Attributes:
        shot: The picture.
        tree: What the system says of the window in front.
        windows: The windows there are, see `X11Pointer.windows`.
        map: The controls.
    """

    shot: "Shot"
    tree: ControlTree | None
    windows: tuple[tuple[int, Box], ...]
    map: "ExploreMap"
