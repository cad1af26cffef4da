"""A model that talks, at the level of the app's protocols: it says what a test tells it to."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from waiting import PATIENCE

from app.cancel import CancelToken
from app.inference.protocols import Kind, Known, Level, OnSentence, Said


@dataclass
class SmallTalker:
    """`app.inference.protocols.Talker`; each turn says the next of ``turns``, the last one again and again.

    Attributes:
        thread: Where turns run.
        turns: What each says, or raises.
        gate: Holds a turn back after its first sentence, or before the error.
        calls: What was asked for.
        talks: The shapes of the pictures of each conversation.
    """

    thread: ThreadPoolExecutor
    turns: list["tuple[str, ...] | BaseException"] = field(default_factory=lambda: [("A cat sleeps.",)])
    gate: threading.Event | None = None
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    talks: list[list[tuple[int, ...]]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its id."""
        return "small-talk"

    def unload(self) -> None:
        """Nothing is loaded."""
        self.calls.append(("unload",))

    def talk_about(self, pictures: Sequence[NDArray[np.uint8]]) -> "SmallConversation":
        """Begin."""
        self.talks.append([picture.shape for picture in pictures])
        return SmallConversation(self)


class SmallConversation:
    """`app.inference.protocols.Conversation`."""

    def __init__(self, talker: SmallTalker) -> None:
        self._talker = talker
        self._looked = False

    def describe(
        self,
        kind: Kind,
        level: Level,
        cancel: CancelToken,
        on_sentence: OnSentence,
        known: Known | None = None,
        onward: bool = False,
    ) -> "Future[Said]":
        """Say the next turn."""
        self._talker.calls.append(("describe", kind, level, known, onward))
        return self._talker.thread.submit(lambda: self._turn(cancel, on_sentence))

    def ask(self, question: str, cancel: CancelToken, on_sentence: OnSentence) -> "Future[Said]":
        """Say the next turn."""
        self._talker.calls.append(("ask", question))
        return self._talker.thread.submit(lambda: self._turn(cancel, on_sentence))

    def _turn(self, cancel: CancelToken, on_sentence: Callable[[str], None]) -> Said:
        talker = self._talker
        turn = talker.turns.pop(0) if len(talker.turns) > 1 else talker.turns[0]
        sentences = turn if isinstance(turn, tuple) else ()
        for number, sentence in enumerate(sentences):
            if number and talker.gate is not None:
                assert talker.gate.wait(PATIENCE)
            cancel.check()
            on_sentence(sentence)
        if isinstance(turn, BaseException):
            if talker.gate is not None:
                assert talker.gate.wait(PATIENCE)
            cancel.check()
            raise turn
        parts, self._looked = (0 if self._looked else 1), True
        return Said(
            sentences, "eos", 512, parts, 64 * parts, 7, {"encode": 2.5, "first_token": 3.5, "total": 4}
        )
