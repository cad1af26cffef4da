"""From what the global keys mean to what the assistant does; sounds come before anything else."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.assistant.assistant import Assistant
from app.assistant.outlet import Outlet
from app.desktop.keys.leader import Happened, KeyOutcome
from app.speech.earcons import Earcons

_SOUNDS = {
    Happened.ARMED: "armed",
    Happened.UNKNOWN: "failed",
    Happened.CANCELLED: "cancelled",
    Happened.TIMED_OUT: "cancelled",
}


class Keyboard(QObject):
    """Hears outcomes on the keyboard's thread; lives on the main thread.

    Args:
        assistant: Does what is asked.
        outlet: Says what a key is for.
        sounds: Played at once, on the keyboard's thread.
        on_main: Runs a call soon on the main thread.
        warm: Called when the leader was pressed, on the main thread: a command will follow.
    """

    leader_pressed = Signal()
    command_given = Signal()

    def __init__(
        self,
        assistant: Assistant,
        outlet: Outlet,
        sounds: Earcons,
        on_main: Callable[[Callable[[], None]], None],
        warm: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._outlet = outlet
        self._sounds = sounds
        self._on_main = on_main
        self._warm = warm

    def told(self, outcome: KeyOutcome) -> None:
        """Take an outcome, on any thread."""
        sound = _SOUNDS.get(outcome.happened)
        if sound is not None:
            self._sounds.play(sound)
        self._on_main(lambda: self._act(outcome))

    def trouble(self, words: str) -> None:
        """Say what does not work, from any thread."""
        self._on_main(lambda: self._outlet.say(words))

    def _act(self, outcome: KeyOutcome) -> None:
        if outcome.happened is Happened.ARMED:
            self.leader_pressed.emit()
            self._warm()
        elif outcome.happened is Happened.DO:
            self.command_given.emit()
            self._assistant.do(outcome.command)
        elif outcome.words:
            self._outlet.say(outcome.words, interrupt=True)
