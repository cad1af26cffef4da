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
