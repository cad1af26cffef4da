"""The app's own voice as the window uses it."""

from collections.abc import Callable
from typing import Protocol


class SpeaksAndTells(Protocol):
    """A voice that also tells whether it is busy, and what it could not say."""

    def say(self, words: str, on_unheard: Callable[[], None]) -> None:
        """Queue words; returns at once."""

    def stop(self) -> None:
        """Fall silent at once."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""

    @property
    def rate(self) -> int:
        """Words per minute."""

    def set_rate(self, rate: int) -> None:
        """Speak so at once: the sentence that is being said begins again."""

    @property
    def paused(self) -> bool:
        """Whether it was paused and has something left to say."""

    def pause(self) -> bool:
        """Fall silent, to go on later; False when nothing was being said."""

    def resume(self) -> None:
        """Go on with the sentence that was cut."""


class WindowSpeaker:
    """The voice as the window uses it."""

    def __init__(self, voice: SpeaksAndTells) -> None:
        self._voice = voice

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""
        return self._voice.speaking

    def say(self, text: str, *, interrupt: bool = False, on_unheard: Callable[[], None]) -> None:
        """Say ``text`` after what is being said; ``interrupt`` falls silent first."""
        if interrupt:
            self._voice.stop()
        self._voice.say(text, on_unheard)

    def stop(self) -> None:
        """Fall silent at once and forget what was waiting."""
        self._voice.stop()

    @property
    def rate(self) -> int:
        """Words per minute."""
        return self._voice.rate

    def set_rate(self, rate: int) -> None:
        """Speak so at once: the sentence that is being said begins again."""
        self._voice.set_rate(rate)

    @property
    def paused(self) -> bool:
        """Whether it was paused and has something left to say."""
        return self._voice.paused

    def pause(self) -> bool:
        """Fall silent, to go on later; False when nothing was being said."""
        return self._voice.pause()

    def resume(self) -> None:
        """Go on with the sentence that was cut."""
        self._voice.resume()
