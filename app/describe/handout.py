"""Words on their way out: handed on piece by piece, and kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.cancel import CancelToken

OnWords = Callable[[str], None]


@dataclass
class Handout:
    """Hands words out, and keeps them.

    Attributes:
        on_words: Gets each piece.
        cancel: Checked before each piece.
        started: When the work began, by time.perf_counter.
        seconds: Gets "first_words".
        pieces: What was handed out.
    """

    on_words: OnWords
    cancel: CancelToken
    started: float
    seconds: dict[str, float]
    pieces: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        """Hand one piece out; "" is none. Raises Cancelled."""
        if not words:
            return
        self.cancel.check()
        self.seconds.setdefault("first_words", time.perf_counter() - self.started)
        self.pieces.append(words)
        self.on_words(words)

    @property
    def spoken(self) -> str:
        """All pieces, joined by one space."""
        return " ".join(self.pieces)
