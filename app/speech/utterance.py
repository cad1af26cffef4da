"""Something to be said, how urgent it is and what became of it."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from app.errors import AppError
from app.speech.parts import Part


class Urgency(IntEnum):
    """NVDA's three.

    NORMAL waits for everything before it. NEXT follows the current utterance, before the NORMAL ones that
    wait. NOW interrupts the current utterance, which then goes on from the sentence it was in; to speak
    instead of the rest rather than before it, call :meth:`app.speech.queue.SpeechQueue.stop` first.
    """

    NORMAL = 0
    NEXT = 1
    NOW = 2


class SpeechState(StrEnum):
    """Where an utterance is; the last three are final."""

    QUEUED = "queued"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in (SpeechState.SPOKEN, SpeechState.STOPPED, SpeechState.FAILED)


@dataclass(eq=False)
class Utterance:
    """Something to be said, and what became of it. Read it from any thread; only the queue writes it.

    Attributes:
        text: All of it, as far as it is known.
        state: "spoken" only after the voice's own finished callback for its last sentence.
        problem: Why it failed.
        pending: Sentences that are not spoken yet, as they are said; the first one may be being spoken.
        growing: Whether more of it may come.
        sound_at: When its first sound was about to start, in seconds of the monotonic clock; None before.
    """

    ident: int
    priority: Urgency
    on_change: Callable[["Utterance", SpeechState], None] | None = field(default=None, repr=False)
    text: str = ""
    state: SpeechState = SpeechState.QUEUED
    problem: AppError | None = None
    sound_at: float | None = None
    pending: deque[Part] = field(default_factory=deque, repr=False)
    growing: bool = field(default=False, repr=False)
    ended: threading.Event = field(default_factory=threading.Event, repr=False)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until its state is final; False when ``timeout`` seconds were not enough."""
        return self.ended.wait(timeout)
