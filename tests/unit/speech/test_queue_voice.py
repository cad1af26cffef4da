"""The voice as the command line and the window use it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from app.settings import Settings
from app.speech import queue_voice
from app.speech.utterance import SpeechState


class Recorder:
    """Notes what the queue is told, and fails to say it."""

    events: list[str]

    def __init__(self, *_given: object, **_more: object) -> None:
        self.events = []

    def say(self, text: str, on_change: Callable[[object, SpeechState], None]) -> None:
        self.events.append(f"say {text}")
        on_change(SimpleNamespace(), SpeechState.SPEAKING)
        on_change(SimpleNamespace(), SpeechState.FAILED)

    def stop(self) -> None:
        self.events.append("stop")


def test_the_voice_falls_silent_before_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Recorder()
    monkeypatch.setattr(queue_voice, "SpeechQueue", lambda *_given, **_more: queue)
    voice = queue_voice.QueueVoice(Settings(), lambda words: None)
    unheard: list[str] = []
    voice.say("one", on_unheard=lambda: unheard.append("one"))
    voice.say("two", interrupt=True, on_unheard=lambda: unheard.append("two"))
    voice.say("three")
    voice.stop()
    assert queue.events == ["say one", "stop", "say two", "say three", "stop"]
    assert unheard == ["one", "two"]
