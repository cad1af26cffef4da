"""Numbers of any depth -> 8 bits, by the range that the data themselves have."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: What numbers are made to fill: 1.0, or so many bits.
_WHOLE = (1.0, *(float(2**bits - 1) for bits in range(8, 17)))
#: Data that use less than this of such a range are scaled by their own, but for the outermost of them.
_DIM = 1 / 8
_OUTER = 0.1  # percent at either end
_GRAIN = 12  # steps of whole numbers that are no more than a sensor's noise
_SAMPLES = 2_000_000


def range_of(pieces: Iterable[NDArray[Any]], count: int) -> tuple[float, float]:
    """What is to be black and what white.

    Args:
        pieces: All numbers of a picture, of any shapes; those that are no numbers count as 0.
        count: How many there are.
    """
    every = max(1, count // _SAMPLES)
    low, high, samples = float("inf"), float("-inf"), []
    whole_numbers = True
    for piece in pieces:
        numbers = _plain(piece)
        whole_numbers = whole_numbers and piece.dtype.kind in "iu"
        low, high = min(low, float(numbers.min())), max(high, float(numbers.max()))
        samples.append(numbers.ravel()[::every])
    first, last = (float(one) for one in np.percentile(np.concatenate(samples), (_OUTER, 100 - _OUTER)))
    for whole in _WHOLE[1:] if whole_numbers else _WHOLE:
        if low >= 0 and high <= whole:
            spread = last - first
            if spread >= _DIM * whole or not spread or (whole_numbers and spread < _GRAIN):
                return 0.0, whole
            break
    return (first, last) if first < last else (low, high)


def shades(numbers: NDArray[Any], black_white: tuple[float, float]) -> NDArray[np.uint8]:
    """8 bits of the same shape."""
    low, high = black_white
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = (_plain(numbers) - np.float32(low)) * np.float32(255.0 / max(high - low, 1e-9))
    levels: NDArray[np.uint8] = np.nan_to_num(scaled).clip(0, 255).astype(np.uint8)
    return levels


def _plain(numbers: NDArray[Any]) -> NDArray[np.float32]:
    with np.errstate(over="ignore", invalid="ignore"):
        return np.nan_to_num(numbers.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
