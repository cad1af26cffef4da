"""Finds what there is to go to; on background threads."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.assistant.explore.run import ScreenTaken
from app.assistant.explore.target import place_in
from app.cancel import CancelToken
from app.controls import ControlTree
from app.describe.explore.items import Box
from app.desktop.capture.screens import Screens
from app.errors import AppError
from app.shot import ScreenPart, Shot, Source

if TYPE_CHECKING:
    from app.describe.explore.map import ExploreMap
    from app.describe.findings import Findings
    from app.desktop.pointer.protocol import Pointer

    Look = Callable[[Source, Box | None, CancelToken], Findings]


class Seeing:
    """Takes the screen, looks at pictures, and makes maps of what is in them.

    Args:
        screens: Take pictures of the screen.
        pointer: Knows which windows there are; None where no program may.
        look: Finds what is in a picture, or again in a part of it.
    """

    def __init__(self, screens: Screens, pointer: "Pointer | None", look: "Look") -> None:
        self._screens = screens
        self._pointer = pointer
        self._look = look

    def take(self, part: ScreenPart) -> ScreenTaken:
        """Take the window in front or the screen, with the controls that are named. Raises AppError."""
        whole = part is ScreenPart.SCREEN
        shot = self._screens.screen() if whole else self._screens.window()
        windows = () if self._pointer is None else self._pointer.windows()
        tree = self._front_tree(shot) if whole else shot.controls()
        height, width = shot.pixels.shape[:2]
        return ScreenTaken(shot, tree, windows, self._map(shot, None, tree, (0, 0, width, height)))

    def look(
        self, source: Source, known: "Findings | None", tree: ControlTree | None, token: CancelToken
    ) -> "tuple[Findings, ExploreMap]":
        """Look at a whole picture, unless it is known. Raises AppError and Cancelled."""
        tree = tree or _tree_of(source)
        found = known if known is not None else self._look(source, None, token)
        return found, self._map(source, found, tree, None)

    def look_again(
        self, source: Source, part: Box, tree: ControlTree | None, token: CancelToken
    ) -> "ExploreMap":
        """Look again at a part of a picture, with all its pixels; errors likewise."""
        return self._map(source, self._look(source, part, token), tree or _tree_of(source), part)

    @staticmethod
    def _map(
        source: Source, found: "Findings | None", tree: ControlTree | None, box: Box | None
    ) -> "ExploreMap":
        from app.describe.explore.map import ExploreMap
        from app.describe.explore.merging import sight_of
        from app.describe.explore.words import part_words

        place = place_in(source) if isinstance(source, Shot) else lambda box: box
        return ExploreMap(sight_of(found, tree, place, part_words, box=box))

    def _front_tree(self, screen: Shot) -> ControlTree | None:
        """Of the whole screen the window in front has controls, too."""
        try:
            front = self._screens.window()
        except AppError:
            return None
        return front.controls() if (front.app, front.window) == (screen.app, screen.window) else None


def _tree_of(source: Source) -> ControlTree | None:
    """What the system said of a picture of a window when it was taken."""
    return source.controls() if isinstance(source, Shot) else None
