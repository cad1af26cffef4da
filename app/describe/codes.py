"""Barcodes and QR codes in a picture, each only where its checksum holds; what they ask for is never done."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from app.inference.perception import Box, Code

if TYPE_CHECKING:
    from zxingcpp import Barcode

#: Longest side, in pixels, of what is searched for QR codes, which are found fast.
QR_SIDE = 2016
#: Likewise for all kinds.
SIDE = 1280
#: More than these in one picture are a pattern.
MOST = 40
#: Longest content that is kept, in characters; the largest QR code holds 7,089.
LONGEST = 8000

# By the name zxing-cpp gives them, what people call them. Those that correct errors do not decode by chance.
_QR = {"QRCode": "QR code"}
_OTHERS = {"DataMatrix": "Data Matrix code", "Aztec": "Aztec code"}
# These have one check digit only, or (PDF417) correct so much that they read a wrong text once in a while:
# they are believed when a second look at another size reads the same.
_STRIPED = {
    "EAN13": "EAN-13 barcode",
    "EAN8": "EAN-8 barcode",
    "Code128": "Code 128 barcode",
    "PDF417": "PDF417 barcode",
}
_ALL = {**_QR, **_OTHERS, **_STRIPED}
# Neighbourhoods of stripes: pixels a side, in a picture of so many; least energy of edges; how alike they go;
# how many of 16 beside each other; how far their directions, doubled, may differ, in radians.
_TILE = 16
_STRIPES_SIDE = 512
_STRIPES_ENERGY = 300.0
_STRIPES_ALIKE = 0.9
_STRIPES_TILES = 10
_STRIPES_APART = 0.25
_SECOND_LOOKS = (0.8, 0.6, 1.3)


def codes_in(pixels: NDArray[np.uint8]) -> tuple[Code, ...]:
    """Find and decode all codes; takes some tens of milliseconds, in which Python is not held up.

    Args:
        pixels: (height, width, 3) uint8 RGB.

    Returns:
        At most :data:`MOST`, in reading order, the same content once.
    """
    grey = Image.fromarray(pixels).convert("L")
    small = turned = _fit(grey, SIDE)
    found, damaged = _read(small, _ALL)
    if max(grey.size) > SIDE:
        found += _read(_fit(grey, QR_SIDE), _QR)[0]
    if damaged:  # something is there that could not be decoded: of photos without codes hardly one has that
        found += _twice(code for again in _clearer(small) for code in _read(again, _ALL)[0])
    if not found and (angle := _stripes(small)) is not None:
        turned = small.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        for again in (turned.filter(ImageFilter.UnsharpMask(3, 200, 0)), *_clearer(turned)):
            codes = _read(again, _STRIPED)[0]
            found += [replace(code, box=_back(code.box, turned.size, small.size, angle)) for code in codes]
    striped = {_key(code) for code in found if code.format in _STRIPED.values()}
    unsure = striped - _seen_again(turned, striped) if striped else striped
    unique = {_key(code): code for code in reversed(found) if _key(code) not in unsure}
    ordered = sorted(unique.values(), key=lambda code: (round(code.box[1] * 8), code.box[0]))
    return tuple(ordered[:MOST])


def _key(code: Code) -> tuple[str, str]:
    return code.format, code.content


def _twice(codes: Iterable[Code]) -> list[Code]:
    """Those that were read more than once."""
    every = list(codes)
    times = Counter(map(_key, every))
    return [code for code in every if times[_key(code)] > 1]


def _clearer(grey: Image.Image) -> Iterator[Image.Image]:
    """The same with more contrast, less noise, and sharper."""
    yield ImageOps.autocontrast(_fit(grey, 800), cutoff=1)
    yield _fit(grey, 1024).filter(ImageFilter.UnsharpMask(3, 200, 0))
    yield grey.filter(ImageFilter.UnsharpMask(6, 300, 0))


def _fit(grey: Image.Image, side: int) -> Image.Image:
    ratio = side / max(grey.size)
    if ratio >= 1:
        return grey
    size = max(1, round(grey.width * ratio)), max(1, round(grey.height * ratio))
    return grey.resize(size, Image.Resampling.BOX, reducing_gap=3.0)


def _stripes(grey: Image.Image) -> float | None:
    """By how many degrees to turn a picture so that its stripes stand upright; None where it has none.

    Stripes are where all edges go the same way, in several neighbourhoods beside each other.
    """
    fine = np.asarray(_fit(grey, _STRIPES_SIDE), dtype=np.float32)
    if min(fine.shape) < 4 * _TILE:
        return None
    down, across = np.gradient(fine)
    tiles = fine.shape[0] // _TILE, fine.shape[1] // _TILE
    xx = _means(np.asarray(across * across), tiles)
    yy = _means(np.asarray(down * down), tiles)
    xy = _means(np.asarray(across * down), tiles)
    energy = xx + yy
    alike = np.hypot(xx - yy, 2 * xy) / np.maximum(energy, 1e-6)
    striped = (energy > _STRIPES_ENERGY) & (alike > _STRIPES_ALIKE)
    if int(striped.sum()) < _STRIPES_TILES:
        return None
    # Twice the angle, as a stripe has no direction; the commonest of 36 kinds.
    twice = np.arctan2(2 * xy, xx - yy)[striped]
    counts, edges = np.histogram(twice, bins=36, range=(-np.pi, np.pi), weights=np.sqrt(energy[striped]))
    common = (edges[:-1] + edges[1:])[int(counts.argmax())] / 2
    near = np.abs(np.angle(np.exp(1j * (np.arctan2(2 * xy, xx - yy) - common)))) < _STRIPES_APART
    beside = np.lib.stride_tricks.sliding_window_view(striped & near, (4, 4)).sum(axis=(2, 3))
    if int(beside.max()) < _STRIPES_TILES:
        return None
    near = near[striped]
    mean = np.angle(np.exp(1j * twice[near]).mean())
    return float(np.degrees(mean / 2))


def _means(values: NDArray[np.float32], tiles: tuple[int, int]) -> NDArray[np.float32]:
    rows, columns = tiles
    cut = values[: rows * _TILE, : columns * _TILE]
    return np.asarray(cut.reshape(rows, _TILE, columns, _TILE).mean(axis=(1, 3)), dtype=np.float32)


def _back(box: Box, turned: tuple[int, int], size: tuple[int, int], angle: float) -> Box:
    """Where a box of a turned picture lies in the picture itself."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    xs, ys = [], []
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            left, top = (x - 0.5) * turned[0], (y - 0.5) * turned[1]
            xs.append((left * cosine - top * sine) / size[0] + 0.5)
            ys.append((left * sine + top * cosine) / size[1] + 0.5)
    left, top, right, bottom = (min(1.0, max(0.0, v)) for v in (min(xs), min(ys), max(xs), max(ys)))
    return left, top, right, bottom


def _seen_again(grey: Image.Image, striped: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the striped codes that are read the same at another size."""
    sure: set[tuple[str, str]] = set()
    for ratio in _SECOND_LOOKS:
        size = max(1, round(grey.width * ratio)), max(1, round(grey.height * ratio))
        again = grey.resize(size, Image.Resampling.BILINEAR)
        for one in (again, again.filter(ImageFilter.UnsharpMask(3, 200, 0))):
            sure |= striped & {_key(code) for code in _read(one, _STRIPED)[0]}
            if sure == striped:
                return sure
    return sure


def _read(grey: Image.Image, names: Mapping[str, str]) -> tuple[list[Code], bool]:
    """The codes, and whether there is something like one that could not be decoded."""
    import zxingcpp  # where it is used: most pictures' describers are imported long before

    formats = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, name) for name in names])
    barcodes = zxingcpp.read_barcodes(np.asarray(grey), formats=formats, return_errors=True)
    valid = [barcode for barcode in barcodes if barcode.valid and barcode.format.name in names]
    codes = [Code(names[one.format.name], _content(one), _box(one, grey.size)) for one in valid]
    return codes, len(valid) < len(barcodes)


def _content(barcode: "Barcode") -> str:
    """What it holds, as text; "" where that is no text."""
    from zxingcpp import ContentType

    return "" if barcode.content_type is ContentType.Binary else barcode.text[:LONGEST]


def _box(barcode: "Barcode", size: tuple[int, int]) -> Box:
    at = barcode.position
    corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
    xs, ys = ([getattr(corner, axis) / size[n] for corner in corners] for n, axis in enumerate("xy"))
    left, top, right, bottom = (min(1.0, max(0.0, v)) for v in (min(xs), min(ys), max(xs), max(ys)))
    return left, top, right, bottom
