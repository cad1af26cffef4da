"""One voice: each sentence is either spoken by the app or announced to the screen reader, never both."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.ui.collaborators import Speaker


class Outlet:
    """Says things aloud, by the one channel there is.

    With the app's own voice on, everything is spoken by it and nothing is announced, so that a screen reader
    running beside it does not say the same words. With the voice off (``speaker`` is None) every sentence is
    announced to the screen reader instead. What is said is shown in the window in either case.

    Args:
        widget: The window the announcements come from.
        speaker: The app's own voice, or None.
    """

    def __init__(self, widget: QWidget, speaker: Speaker | None) -> None:
        self._widget = widget
        self._speaker = speaker

    @property
    def speaking(self) -> bool:
        """Whether the own voice is busy; always False without one, a screen reader does not tell."""
        return self._speaker is not None and self._speaker.speaking

    def say(self, text: str, *, interrupt: bool = False) -> None:
        """Say ``text``; ``interrupt`` cuts off what is being said (errors, an answer to a key)."""
        if not text.strip():
            return
        if self._speaker is not None:
            self._speaker.say(text, interrupt=interrupt)
        else:
            self._announce(text, interrupt)

    def on_voice_problem(self, text: str, *, lost: bool) -> None:
        """Announce what the own voice cannot say about itself; a ``lost`` one is never used again."""
        if lost:
            self._speaker = None
        self._announce(text, assertive=True)

    def confirm(self, text: str) -> None:
        """Announce ``text`` only where there is no own voice, whose falling silent says it already."""
        if self._speaker is None:
            self.say(text, interrupt=True)

    def hush(self) -> None:
        """Be silent now."""
        if self._speaker is not None:
            self._speaker.stop()

    def _announce(self, text: str, assertive: bool) -> None:
        event = QAccessibleAnnouncementEvent(self._widget, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
        QAccessible.updateAccessibility(event)
