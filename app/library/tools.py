"""What a library works with: it neither decodes nor reads pictures itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.inference.perception import Perception
from app.inference.protocols import Describer

if TYPE_CHECKING:
    from app.inference.embedders import Embedders
    from app.library.places.table import Places


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


Decode = Callable[[Path | bytes, int, CancelToken | None], Decoded]
"""Decodes a picture file, or the bytes of one, to a longest side in pixels; called from several threads.

Raises Cancelled when the token was raised, and AppError, a sentence, for what is no picture, damaged, or
cannot be read.
"""

ReadText = Callable[[Path, CancelToken], str]
"""OCR, called from one thread at a time: all text in a picture, its lines in reading order; "" without any.

Raises Cancelled when the token was raised, and AppError when the picture or the engine cannot be used.
"""


@dataclass(frozen=True)
class Perceiver:
    """Finds objects, faces, codes and the scene in pictures.

    Attributes:
        look: Called from one thread at a time with (height, width, 3) uint8 RGB, upright. Raises Cancelled,
            and AppError where its models cannot be used.
        version: Of what it sees: raised by one whenever that changes, so that photos are looked at again.
        tell: What is fact of it as one sentence; "" where there is none.
    """

    look: Callable[[NDArray[np.uint8], CancelToken], Perception]
    version: int
    tell: Callable[[Perception], str] = lambda seen: ""


@dataclass(frozen=True)
class Tools:
    """What a library works with; none of it belongs to one library.

    Attributes:
        decode: Decodes pictures.
        read: Reads text in pictures; None where there is no reader.
        describer: Looks at pictures in the background; None without a model.
        embedders: Chooses the model that finds photos.
        places: Knows places.
        now: Local time; fixed by $EARSIGHT_NOW in tests.
        cache: A folder for what can be made again.
        skip: Folders that are never indexed: the app's own.
        perceiver: Finds objects in photos in the background; None where it cannot.
    """

    decode: Decode
    read: ReadText | None
    describer: Describer | None
    embedders: "Embedders"
    places: "Places"
    now: Callable[[], datetime]
    cache: Path | None = None
    skip: tuple[Path, ...] = ()
    perceiver: Perceiver | None = None
