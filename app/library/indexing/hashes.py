"""What is computed of a file's bytes and of its pixels, without any model."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CONTENT_BYTES = 16
_CHUNK = 1 << 20
_SAMPLES = 60

#: Longest side on which sharpness is measured, in pixels; smaller pictures keep their size.
SHARPNESS_SIDE = 384
_TILE = 32
_SHARPEST = 0.1

_HASH_SIDE = 32
_FLAT = 2.0  # standard deviation in grey levels below which a picture has no shape to compare


@dataclass(frozen=True)
class PixelMeasures:
    """What the pixels say.

    Attributes:
        perceptual: 64 bits as 8 bytes; None for a flat picture.
        sharpness: In grey levels; 0 without any edge.
        brightness: Mean grey, 0 (black) to 1 (white).
    """

    perceptual: bytes | None
    sharpness: float
    brightness: float


def content_hash(data: bytes) -> bytes:
    """16 bytes of BLAKE2b over a file's bytes."""
    return hashlib.blake2b(data, digest_size=CONTENT_BYTES).digest()


def file_hash(path: Path, check: Callable[[], None] | None = None) -> bytes:
    """`content_hash` of a file too large to keep in memory.

    Args:
        path: The file.
        check: Called between pieces; what it raises ends the reading.

    Raises:
        OSError: The file cannot be read.
    """
    state = hashlib.blake2b(digest_size=CONTENT_BYTES)
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_CHUNK):
            if check is not None:
                check()
            state.update(piece)
    return state.digest()


def sampled_hash(read: Callable[[int, int], bytes], size: int) -> bytes:
    """16 bytes that tell a very large file by its size and some 60 megabytes of it.

    Args:
        read: Bytes from a place on, of that many at most.
        size: Of the file, in bytes.
    """
    state = hashlib.blake2b(b"%d" % size, digest_size=CONTENT_BYTES)
    for number in range(_SAMPLES):
        state.update(read(number * (size - _CHUNK) // (_SAMPLES - 1), _CHUNK))
    return state.digest()


def measure(pixels: NDArray[np.uint8]) -> PixelMeasures:
    """Measure a picture.

    Args:
        pixels: (height, width, 3) uint8 RGB.
    """
    grey = Image.fromarray(pixels).convert("L")
    brightness = float(np.asarray(grey.resize((_HASH_SIDE, _HASH_SIDE), Image.Resampling.BOX)).mean()) / 255
    return PixelMeasures(_perceptual(grey), _sharpness(grey), brightness)


def turned_hashes(pixels: NDArray[np.uint8]) -> tuple[bytes, ...]:
    """The perceptual hashes of a picture turned by quarters and mirrored, as other programs save it.

    Args:
        pixels: (height, width, 3) uint8 RGB.
    """
    small = _small(Image.fromarray(pixels).convert("L"))
    turned = (np.rot90(one, quarters) for one in (small, small[:, ::-1]) for quarters in range(4))
    return tuple(found for one in turned if (found := _hash_of(one)) is not None)


def distance(one: bytes, other: bytes) -> int:
    """In how many bits two perceptual hashes differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def _perceptual(grey: Image.Image) -> bytes | None:
    """64 bits that stay nearly the same when a picture is scaled, compressed or lightly edited.

    The signs, against their median, of the 64 lowest frequencies of the cosine transform of the picture at
    32 x 32 in grey, the mean left out (pHash: Zauner, "Implementation and Benchmarking of Perceptual Image
    Hash Functions", 2010). Pictures of one scene differ in at most about 10 bits, others in about 32.
    """
    return _hash_of(_small(grey))


def _small(grey: Image.Image) -> NDArray[np.float64]:
    return np.asarray(grey.resize((_HASH_SIDE, _HASH_SIDE), Image.Resampling.BOX), np.float64)


def _hash_of(small: NDArray[np.float64]) -> bytes | None:
    """The hash of a picture at 32 x 32 in grey."""
    if small.std() < _FLAT:
        return None
    waves = _cosines()
    frequencies = waves @ small @ waves.T
    # The 64 lowest, the mean left out.
    every = [(row, column) for row in range(11) for column in range(11) if row + column]
    lowest = sorted(every, key=lambda pair: (pair[0] + pair[1], abs(pair[0] - pair[1]), pair))[:64]
    low = np.array([frequencies[row, column] for row, column in lowest])
    return np.packbits(low > np.median(low)).tobytes()


def _cosines() -> NDArray[np.float64]:
    """The 11 lowest rows of the cosine transform over 32 samples."""
    at = np.arange(_HASH_SIDE) + 0.5
    return np.cos(np.pi / _HASH_SIDE * np.arange(11)[:, None] * at[None, :])


def _sharpness(grey: Image.Image) -> float:
    """How crisp the crispest part of a picture is, in grey levels; 0 without any edge.

    The standard deviation of the Laplacian in tiles of 32 x 32 pixels, averaged over the sharpest tenth of
    the tiles: a portrait before a soft background counts as sharp, a shaken one does not. Measured with the
    longest side scaled to 384 pixels, so that photos of different cameras compare and noise is averaged away.
    """
    longest = max(grey.size)
    if longest > SHARPNESS_SIDE:
        ratio = SHARPNESS_SIDE / longest
        size = (max(1, round(grey.width * ratio)), max(1, round(grey.height * ratio)))
        grey = grey.resize(size, Image.Resampling.BOX if ratio <= 0.5 else Image.Resampling.HAMMING)
    values = np.asarray(grey, np.float32)
    if min(values.shape) < 3:
        return 0.0
    middle = values[1:-1, 1:-1]
    edges = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:] - 4 * middle
    tile = min(_TILE, *edges.shape)
    rows, columns = edges.shape[0] // tile, edges.shape[1] // tile
    tiles = edges[: rows * tile, : columns * tile].reshape(rows, tile, columns, tile)
    spread = np.sort(tiles.std(axis=(1, 3)).ravel())
    return float(spread[-max(1, round(len(spread) * _SHARPEST)) :].mean())
