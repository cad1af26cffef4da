"""What stands in where no voice can be made."""

from collections.abc import Callable

from app.errors import AppError
from app.speech.problems import problem
from app.speech.voice import Interruption, SpeechOutcome, VoiceSettings


class NoVoice:
    """Fails every sentence, when not even a folder for the voice could be made."""

    def start(self) -> None:
        """There is nothing to start."""

    def speak(
        self, text: str, settings: VoiceSettings, interruption: Interruption, on_sound: Callable[[], None]
    ) -> tuple[SpeechOutcome, AppError | None]:
        """Fail."""
        return SpeechOutcome.FAILED, problem("no_folder")

    def interrupt(self, interruption: Interruption) -> None:
        """Nothing is ever being said."""

    def close(self) -> None:
        """There is nothing to give back."""
