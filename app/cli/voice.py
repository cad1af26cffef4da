"""The voice of the command line and the window: the speech queue, with its problems told as sentences."""

from collections.abc import Callable

from app.errors import AppError
from app.settings import Settings
from app.speech.queue import SpeechQueue
from app.speech.utterance import State, Utterance
from app.speech.voice import VoiceSettings


class QueueVoice:
    """Says words one after the other, as the user's settings want them to sound.

    Args:
        settings: Rate, volume and voice.
        on_problem: Told once, in words, why nothing is heard; called from another thread.
        spare: Keep a second voice process warm, where speech is often interrupted.
    """

    def __init__(self, settings: Settings, on_problem: Callable[[str], None], spare: bool = False) -> None:
        sound = VoiceSettings(settings.voice_rate, settings.voice_volume, settings.voice_name)

        def tell(problem: AppError) -> None:
            on_problem(str(problem))

        self._queue = SpeechQueue(sound, tell, spare=spare)

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""
        return not self._queue.wait(0)

    def say(self, words: str, on_unheard: Callable[[], None] | None = None) -> None:
        """Queue words; returns at once. ``on_unheard`` is called from another thread if they fail."""

        def on_change(_utterance: Utterance, state: State) -> None:
            if state is State.FAILED and on_unheard is not None:
                on_unheard()

        self._queue.say(words, on_change=on_change)

    def wait(self) -> None:
        """Return when all of it was said, or cannot be."""
        # In slices, so that an interrupt from the keyboard is noticed on every platform.
        while not self._queue.wait(0.5):
            continue

    def stop(self) -> None:
        """Fall silent at once."""
        self._queue.stop()

    def close(self) -> None:
        """Fall silent and end the voice process."""
        self._queue.close()
