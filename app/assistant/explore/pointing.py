"""The pointer while one explores: sent to an item, and clicked there at the second press."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.assistant.explore.clicking import Clicking
from app.assistant.explore.run import Exploring
from app.assistant.explore.target import ClickTarget, target_of
from app.assistant.explore.words import ExploreWords
from app.describe.explore.explorer import Explorer
from app.describe.explore.items import ExploreItem
from app.desktop.capture.screens import Screens
from app.shot import Shot

if TYPE_CHECKING:
    from app.desktop.pointer.protocol import Pointer


class Pointing:
    """Sends the pointer, on the camera's thread.

    Args:
        pointer: The desktop's; None where no program may send it.
        screens: Take the window in front again before a click.
        words: What is said.
        say: Says it.
        do: Does something on their thread, and hands on what it gives unless exploring ended meanwhile.
        clicked: Told what was clicked.
        changed: Told that a place had changed and was not clicked.
        release: Gives the keyboard back: what opens by the click may want it.
    """

    def __init__(
        self,
        pointer: "Pointer | None",
        screens: Screens,
        words: ExploreWords,
        *,
        say: Callable[[str], None],
        do: Callable[[Exploring, Callable[[], object], Callable[..., object]], None],
        clicked: Callable[[Exploring, ExploreItem], None],
        changed: Callable[[Exploring], None],
        release: Callable[[], None],
    ) -> None:
        self._pointer = pointer
        self._screens = screens
        self._words = words
        self._say = say
        self._do = do
        self._clicked = clicked
        self._changed = changed
        self._release = release

    def point(self, run: Exploring, to: Explorer) -> None:
        """Send the pointer to the item."""
        found = self._target(run, to)
        if found is not None:
            pointer, _, target = found
            self._do(
                run, lambda: pointer.move(target.x, target.y), lambda _none: self._say(self._words.pointed())
            )

    def click(self, run: Exploring, to: Explorer) -> None:
        """Say what would be clicked, and at the second press click it; at the first where that is enough."""
        found = self._target(run, to)
        if found is None:
            return
        pointer, shot, target = found
        refusal = self._words.refusal(target, run.tree)
        if refusal:
            self._say(refusal)
        elif not target.at_once and run.asked is not target.item:
            run.asked = target.item
            self._say(self._words.would_click(target.item))
        else:
            run.asked = None
            self._release()
            clicking = Clicking(pointer, self._screens, shot, run.tree, run.windows)
            self._do(run, partial(clicking.click, target), partial(self._after, run, target.item))

    def _after(self, run: Exploring, item: ExploreItem, clicked: bool) -> None:
        if clicked:
            self._clicked(run, item)
        else:
            self._changed(run)

    def _target(self, run: Exploring, to: Explorer) -> "tuple[Pointer, Shot, ClickTarget] | None":
        """The place on the desktop; None, and said why, where it is on none."""
        if not isinstance(run.source, Shot) or not run.live:
            self._say(self._words.not_on_screen())
        elif self._pointer is None:
            self._say(self._words.no_pointer())
        elif to.item is not None:
            return self._pointer, run.source, target_of(to.item, run.source)
        return None
