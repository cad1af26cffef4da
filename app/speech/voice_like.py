"""What the queue needs of a voice, and what stands in where none can be made."""

from collections.abc import Callable
from typing import Protocol

from app.errors import AppError
from app.speech.problems import problem
from app.speech.voice import Interruption, Outcome, VoiceSettings


class VoiceLike(Protocol):
    """What the queue needs of a voice; see :class:`app.speech.voice.Voice`."""

    def start(self) -> None:
        """Get ready, without waiting."""

    def speak(
        self,
        text: str,
        settings: VoiceSettings,
        interruption: Interruption,
        on_sound: Callable[[], None],
    ) -> tuple[Outcome, AppError | None]:
        """Speak one sentence to its last sample."""

    def interrupt(self, interruption: Interruption) -> None:
        """Silence that sentence at once."""

    def close(self) -> None:
        """Give everything back."""


class NoVoice:
    """Fails every sentence, when not even a folder for the voice could be made."""

    def start(self) -> None:
        """There is nothing to start."""

    def speak(
        self, text: str, settings: VoiceSettings, interruption: Interruption, on_sound: Callable[[], None]
    ) -> tuple[Outcome, AppError | None]:
        """Fail."""
        return Outcome.FAILED, problem("no_folder")

    def interrupt(self, interruption: Interruption) -> None:
        """Nothing is ever being said."""

    def close(self) -> None:
        """There is nothing to give back."""
