"""The voice of the command line and the window: the speech queue, with its problems told as sentences."""

from collections.abc import Callable
from dataclasses import replace

from app.errors import AppError
from app.settings import Settings
from app.speech.own_language import OwnLanguage
from app.speech.queue import SpeechQueue
from app.speech.utterance import SpeechState, Utterance
from app.speech.voice import VoiceSettings


class QueueVoice:
    """Says words one after the other, as the user's settings want them to sound.

    Args:
        settings: Rate, volume and voice.
        on_problem: Told once, in words, why nothing is heard; called from another thread.
        spares: How many further voice processes are kept warm, where speech is often interrupted.
        late: Start the voice process only for the first words, where a screen reader usually speaks.
        own: The window's language, where that is not English.
    """

    def __init__(
        self,
        settings: Settings,
        on_problem: Callable[[str], None],
        spares: int = 0,
        late: bool = False,
        own: OwnLanguage | None = None,
    ) -> None:
        self._own = own
        self._sound = _sound_of(settings)
        self._on_problem = on_problem
        self._spares = spares
        self._closed = False
        self._made: SpeechQueue | None = None if late else self._queue()

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""
        return self._made is not None and not self._made.wait(0)

    @property
    def rate(self) -> int:
        """Words per minute."""
        return self._sound.rate

    @property
    def paused(self) -> bool:
        """Whether it was paused and has something left to say."""
        return self._made is not None and self._made.paused

    def say(
        self, words: str, *, interrupt: bool = False, on_unheard: Callable[[], None] | None = None
    ) -> None:
        """Queue words; returns at once.

        Args:
            words: Any length.
            interrupt: Fall silent first.
            on_unheard: Called, from another thread, when they could not be said: no sound device, no voice.
        """
        if interrupt:
            self.stop()

        def on_change(_utterance: Utterance, state: SpeechState) -> None:
            if state is SpeechState.FAILED and on_unheard is not None:
                on_unheard()

        if self._made is None:
            if self._closed:
                return
            self._made = self._queue()
        self._made.say(words, on_change=on_change)

    def set_rate(self, rate: int) -> None:
        """Speak so at once: the sentence that is being said begins again."""
        self._sound = replace(self._sound, rate=rate)
        if self._made is not None:
            self._made.configure(self._sound, restart=True)

    def configure(self, settings: Settings) -> None:
        """Sound as these settings want from the next sentence on."""
        self._sound = _sound_of(settings)
        if self._made is not None:
            self._made.configure(self._sound)

    def pause(self) -> bool:
        """Fall silent at once, to go on with the cut sentence later; False when nothing was being said."""
        return self._made is not None and self._made.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        if self._made is not None:
            self._made.resume()

    def wait(self) -> None:
        """Return when all of it was said, or cannot be."""
        # In slices, so that an interrupt from the keyboard is noticed on every platform.
        while self._made is not None and not self._made.wait(0.5):
            continue

    def stop(self) -> None:
        """Fall silent at once."""
        if self._made is not None:
            self._made.stop()

    def close(self) -> None:
        """Fall silent and end the voice process."""
        self._closed = True
        if self._made is not None:
            self._made.close()

    def _queue(self) -> SpeechQueue:
        def tell(problem: AppError) -> None:
            self._on_problem(str(problem))

        return SpeechQueue(self._sound, tell, spares=self._spares, own=self._own)


def _sound_of(settings: Settings) -> VoiceSettings:
    return VoiceSettings(settings.voice_rate, settings.voice_volume, settings.voice_name)
