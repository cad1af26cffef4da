"""What a turn of a conversation takes and gives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

import numpy as np
from numpy.typing import NDArray

from mlx_models.fastvlm.answer import Limits, Reason
from mlx_models.fastvlm.config import FastVLMConfig
from mlx_models.fastvlm.generate import Sampling
from mlx_models.fastvlm.prompts import Level

if TYPE_CHECKING:
    # language.py imports mlx, which start-up should not.
    from mlx_models.fastvlm.text.language import Language


class VisionLanguageModel(Protocol):
    """What a conversation needs of :class:`mlx_models.fastvlm.model.FastVLM`."""

    config: FastVLMConfig
    folder: Path

    @property
    def language(self) -> "Language":
        """Its decoder."""

    def encode_images(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, 3, S, S) in 0..1 to (N, (S / 64) ** 2, hidden size)."""


class TurnOptions(TypedDict, total=False):
    """What every turn takes.

    Attributes:
        on_text: Gets the answer in pieces as it becomes certain: the first sentence word by word, further
            ones whole. Joined, the pieces are the turn's text. After a stop there are none.
        should_stop: Asked before each picture, each chunk of the prompt and each token; from any thread.
        sampling: How tokens are chosen; the likeliest by default.
        limits: How long the answer may be, in tokens; by default what suits the level.
    """

    on_text: Callable[[str], None]
    should_stop: Callable[[], bool]
    sampling: Sampling
    limits: Limits


@dataclass(frozen=True)
class Turn:
    """One answer and how it came about.

    Attributes:
        text: The answer.
        ids: The tokens that make it up.
        reason: Why it ended.
        cut: It ends within a sentence.
        tokens: Tokens generated.
        positions: Positions taken in before the first of them.
        resolution: Side of the squares the pictures were seen at, the largest if they differ.
        parts: In how many parts the pictures of this turn were seen; 0 without new pictures.
        encoded: How many of them had to be encoded.
        visual_tokens: Positions they take.
        why: Why that resolution.
        seconds: "encode", "first_token" (from the beginning of the turn) and "total".
    """

    text: str
    ids: tuple[int, ...]
    reason: Reason
    cut: bool
    tokens: int
    positions: int
    resolution: int
    parts: int
    encoded: int
    visual_tokens: int
    why: str
    seconds: dict[str, float] = field(default_factory=dict)


def limits_of(level: str, pictures: int = 1) -> Limits:
    """How long a description of this level may be: the brief one of a single picture is one sentence."""
    if Level(level) is Level.BRIEF:
        return Limits(8, 64) if pictures == 1 else Limits(24 * pictures, 64 * pictures)
    soft, hard = (96, 160) if Level(level) is Level.DETAILED else (320, 400)
    return Limits(soft * pictures, hard * pictures)
