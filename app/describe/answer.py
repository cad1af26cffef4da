"""One answer to a question about pictures: what `ask --json` prints and what is spoken."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.describe.result import SCHEMA
from app.errors import AppError


@dataclass(frozen=True)
class Answer:
    """An answer.

    Attributes:
        paths: The pictures; None for one that is no file.
        question: As it was asked.
        answer: The model's own words, or without one what is known; None when there was no answer.
        model: Id of the model that answered; "" when none was asked.
        guard: Why a picture was not shown to the model ("flat", "too_small" ...); "" otherwise.
        reason: Why the answer ended: "eos", "limit" or "repetition"; "known" where no model was asked.
        resolution: Side of the squares the pictures were seen at, in pixels.
        parts: In how many parts pictures were looked at for this answer; 0 where nothing new was looked at.
        visual_tokens: Positions they take.
        seconds: "load", "encode", "first_token", "first_words", "total", in seconds.
        spoken: The exact words said, one string.
    """

    paths: tuple[Path | None, ...]
    question: str
    answer: str | None = None
    model: str = ""
    guard: str = ""
    reason: str = ""
    resolution: int = 0
    parts: int = 0
    visual_tokens: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    spoken: str = ""
    error: AppError | None = None

    def to_json(self) -> dict[str, Any]:
        """The documented, stable object (schema 1)."""
        return {
            "schema": SCHEMA,
            "paths": [None if path is None else str(path) for path in self.paths],
            "question": self.question,
            "answer": self.answer,
            "model": self.model,
            "guard": self.guard,
            "reason": self.reason,
            "resolution": self.resolution,
            "parts": self.parts,
            "visual_tokens": self.visual_tokens,
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
            "spoken": self.spoken,
            "error": None if self.error is None else {"message": self.error.message, "hint": self.error.hint},
        }
