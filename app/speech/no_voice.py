"""What stands in where no voice can be made."""

from collections.abc import Callable

from app.cancel import CancelToken
from app.errors import AppError
from app.speech.problems import problem
from app.speech.voice import SpeechOutcome, VoiceSettings


class NoVoice:
    """Fails every sentence, when not even a folder for the voice could be made."""

    def start(self) -> None:
        """There is nothing to start."""

    def speak(
        self, text: str, settings: VoiceSettings, interruption: CancelToken, on_sound: Callable[[], None]
    ) -> tuple[SpeechOutcome, AppError | None]:
        """Fail."""
        return SpeechOutcome.FAILED, problem("no_folder")

    def interrupt(self, interruption: CancelToken) -> None:
        """Nothing is ever being said."""

    def close(self) -> None:
        """There is nothing to give back."""
