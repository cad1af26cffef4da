"""What the library is given: it neither decodes nor reads pictures itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken

Clock = Callable[[], datetime]
"""Today, in local time; fixed by $EARSIGHT_NOW in tests."""


@dataclass(frozen=True)
class Decoded:
    """A picture for the models.

    Attributes:
        pixels: (height, width, 3) uint8 RGB, upright; smaller than the file says where less was asked for.
        facts: Of the file: "width", "height", "format", and where known "taken" (ISO date-time), "camera",
            "gps" ([latitude, longitude]); see `app.describe.facts`.
    """

    pixels: NDArray[np.uint8]
    facts: dict[str, Any] = field(default_factory=dict)


class Decodes(Protocol):
    """Decodes picture files; called from several threads at once."""

    def __call__(self, source: Path | bytes, need: int, cancel: CancelToken | None = None) -> Decoded:
        """Decode one.

        Args:
            source: The file, or its bytes.
            need: Longest side wanted, in pixels.
            cancel: Ends it.

        Raises:
            Cancelled: The token was raised.
            AppError: It is no picture, damaged, or cannot be read: a sentence.
        """


class ReadsWords(Protocol):
    """OCR; called from one thread at a time."""

    def __call__(self, source: Path, cancel: CancelToken) -> str:
        """All text in a picture, its lines in reading order; "" without any.

        Raises:
            Cancelled: The token was raised.
            AppError: The picture or the engine cannot be used.
        """
