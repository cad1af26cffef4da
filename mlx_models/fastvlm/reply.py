"""What the model wrote in one turn, and how it came about."""

from dataclasses import dataclass, field
from enum import StrEnum


class FinishReason(StrEnum):
    """Why a reply is over."""

    EOS = "eos"
    LIMIT = "limit"
    REPETITION = "repetition"


@dataclass(frozen=True)
class Reply:
    """One turn of a model that talks; whoever has a part in it fills in what it knows.

    Attributes:
        text: Without spaces at its ends.
        ids: The tokens that make it up; the last may reach a little beyond the text.
        reason: Why it is over.
        cut: It ends within a sentence.
        tokens: Tokens generated, those that were cut off included.
        positions: Positions taken in before the first of them.
        held: How many of ``ids`` the cache holds; the rest has to be taken in before anything else.
        resolution: Side of the squares the pictures were seen at, in pixels, the largest if they differ.
        parts: In how many parts the pictures of this turn were seen; 0 without new pictures.
        encoded: How many of them had to be encoded.
        visual_tokens: Positions they take.
        why: Why that resolution.
        seconds: "encode" (0 when nothing was), "first_token" (from the beginning of the turn) and "total".
    """

    text: str
    ids: tuple[int, ...]
    reason: FinishReason
    cut: bool = False
    tokens: int = 0
    positions: int = 0
    held: int = 0
    resolution: int = 0
    parts: int = 0
    encoded: int = 0
    visual_tokens: int = 0
    why: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
