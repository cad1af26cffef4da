"""Whether a picture shows what another one showed."""

import hashlib
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.pictures.load import load_image

_CHUNK = 1 << 20
_SHRINK = 8
_MAX_PIXELS = 64_000_000
_STEP = 12  # grey levels, of 255; less is what encoding does
_FEW = 4  # small pixels: a digit of a clock, a cursor


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What is remembered of a picture.

    Attributes:
        content: A hash of the file's bytes.
        look: The picture in grey at an eighth of its size; None where nobody looked.
    """

    content: bytes
    look: NDArray[np.int16] | None = None


def fingerprint(path: Path, look: bool = True) -> Fingerprint | None:
    """Read a picture's file; None where that cannot be done.

    Args:
        path: A regular file.
        look: Whether to decode it too; what cannot be decoded, or is very large, is compared by its bytes.
    """
    state = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_CHUNK):
                state.update(piece)
    except OSError:
        return None
    return Fingerprint(state.digest(), _look(path) if look else None)


def alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two pictures have the same bytes, or show the same but for a digit or two.

    A word that changed is a difference: it may be what the second one was taken for.
    """
    if one.content == other.content:
        return True
    if one.look is None or other.look is None or one.look.shape != other.look.shape:
        return False
    differing = np.count_nonzero(np.abs(one.look - other.look) > _STEP)
    return int(differing) <= _FEW


class Lately:
    """Remembers pictures for a while.

    Args:
        seconds: For how long.
        most: How many at most.
    """

    def __init__(self, seconds: float = 600.0, most: int = 16) -> None:
        self._seconds = seconds
        self._seen: deque[tuple[float, Fingerprint]] = deque(maxlen=most)

    def knows(self, mark: Fingerprint, now: float) -> bool:
        """Whether one like it was remembered lately."""
        return any(now - at <= self._seconds and alike(mark, one) for at, one in self._seen)

    def remember(self, mark: Fingerprint, now: float) -> None:
        """Remember a picture from ``now`` on, in monotonic seconds."""
        self._seen.append((now, mark))


def _look(path: Path) -> NDArray[np.int16] | None:
    try:
        return np.asarray(
            load_image(path, max_pixels=_MAX_PIXELS, shrink=_SHRINK).image.convert("L"), np.int16
        )
    except AppError:
        return None
