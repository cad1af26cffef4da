"""One voice: each sentence is either spoken by the app or announced to the screen reader, never both."""

from collections.abc import Callable

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.ui.collaborators import Speaker


class Outlet:
    """Says things aloud, by the one channel there is.

    With the app's own voice on, everything is spoken by it and nothing is announced, so that a screen reader
    running beside it does not say the same words. With the voice off (``speaker`` is None) every sentence is
    announced to the screen reader instead, and so is each that the voice could not say, for want of a sound
    device for example. What is said is shown in the window in either case.

    Args:
        widget: The window the announcements come from.
        speaker: The app's own voice, or None.
        on_main: Runs a call soon on the main thread; called from any thread.
    """

    def __init__(
        self, widget: QWidget, speaker: Speaker | None, on_main: Callable[[Callable[[], None]], None]
    ) -> None:
        self._widget = widget
        self._speaker = speaker
        self._on_main = on_main
        self._heard = speaker is not None
        self._turn = 0

    @property
    def speaking(self) -> bool:
        """Whether the own voice is busy; always False without one, a screen reader does not tell."""
        return self._speaker is not None and self._speaker.speaking

    def say(self, text: str, *, interrupt: bool = False) -> None:
        """Say ``text``; ``interrupt`` cuts off what is being said (errors, an answer to a key)."""
        if not text.strip():
            return
        if self._speaker is None:
            self._announce(text, interrupt)
            return
        if interrupt:
            self._turn += 1
        turn = self._turn

        def unheard() -> None:
            self._on_main(lambda: self._on_unheard(text, interrupt, turn))

        self._speaker.say(text, interrupt=interrupt, on_unheard=unheard)

    def announce(self, text: str) -> None:
        """Tell the screen reader what the own voice cannot say about itself."""
        self._announce(text, assertive=True)

    def confirm(self, text: str) -> None:
        """Announce ``text`` only where no own voice is heard, whose falling silent says it already."""
        if not self._heard:
            self._announce(text, assertive=True)

    def hush(self) -> None:
        """Be silent now."""
        self._turn += 1
        if self._speaker is not None:
            self._speaker.stop()

    def _on_unheard(self, text: str, interrupt: bool, turn: int) -> None:
        self._heard = False
        # What was silenced in the meantime is not wanted any more.
        if turn == self._turn:
            self._announce(text, interrupt)

    def _announce(self, text: str, assertive: bool) -> None:
        event = QAccessibleAnnouncementEvent(self._widget, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
        QAccessible.updateAccessibility(event)
