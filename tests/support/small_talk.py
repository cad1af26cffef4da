"""A model that talks, at the level of the app's protocols: it says what a test tells it to."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from waiting import PATIENCE

from app.cancel import CancelToken
from app.inference.protocols import Kind, Level
from app.inference.reply_stream import ReplyStream
from mlx_models.fastvlm.prompts import Facts
from mlx_models.fastvlm.reply import FinishReason, Reply


@dataclass
class SmallTalker:
    """Stands in for `app.inference.fastvlm.FastVLMTalker`.

    Each turn says the next of ``turns``, the last one again and again.

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
    """Stands in for `app.inference.fastvlm.FastVLMConversation`."""

    def __init__(self, talker: SmallTalker) -> None:
        self._talker = talker
        self._looked = False

    def describe(
        self,
        kind: Kind,
        level: Level,
        cancel: CancelToken,
        known: Facts | None = None,
        onward: bool = False,
    ) -> ReplyStream:
        """Say the next turn."""
        self._talker.calls.append(("describe", kind, level, known, onward))
        return self._begin(cancel)

    def ask(self, question: str, cancel: CancelToken) -> ReplyStream:
        """Say the next turn."""
        self._talker.calls.append(("ask", question))
        return self._begin(cancel)

    def _begin(self, cancel: CancelToken) -> ReplyStream:
        return ReplyStream(lambda tell: self._talker.thread.submit(lambda: self._turn(cancel, tell)))

    def _turn(self, cancel: CancelToken, on_sentence: Callable[[str], None]) -> Reply:
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
        return Reply(
            " ".join(sentences),
            (),
            FinishReason.EOS,
            tokens=7,
            resolution=512,
            parts=parts,
            visual_tokens=64 * parts,
            seconds={"encode": 2.5, "first_token": 3.5, "total": 4},
        )
