"""Barcodes and QR codes in a picture, each only where its checksum holds; what they ask for is never done."""

from collections.abc import Iterator, Mapping
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
_OTHERS = {"DataMatrix": "Data Matrix code", "Aztec": "Aztec code", "PDF417": "PDF417 barcode"}
# These have one check digit only, so they are believed when a second look at another size reads the same.
_STRIPED = {"EAN13": "EAN-13 barcode", "EAN8": "EAN-8 barcode", "Code128": "Code 128 barcode"}
_ALL = {**_QR, **_OTHERS, **_STRIPED}
_SECOND_LOOKS = (0.8, 0.6, 1.3)


def codes_in(pixels: NDArray[np.uint8]) -> tuple[Code, ...]:
    """Find and decode all codes; takes some 30 milliseconds, in which Python is not held up.

    Args:
        pixels: (height, width, 3) uint8 RGB.

    Returns:
        At most :data:`MOST`, in reading order, the same content once.
    """
    grey = Image.fromarray(pixels).convert("L")
    small = _fit(grey, SIDE)
    found, damaged = _read(small, _ALL)
    if max(grey.size) > SIDE:
        found += _read(_fit(grey, QR_SIDE), _QR)[0]
    if damaged:  # something is there that could not be decoded: of photos without codes hardly one has that
        for again in _clearer(small):
            found += _read(again, _ALL)[0]
    striped = {_key(code) for code in found if code.format in _STRIPED.values()}
    unsure = striped - _seen_again(small, striped) if striped else striped
    unique = {_key(code): code for code in reversed(found) if _key(code) not in unsure}
    ordered = sorted(unique.values(), key=lambda code: (round(code.box[1] * 8), code.box[0]))
    return tuple(ordered[:MOST])


def _key(code: Code) -> tuple[str, str]:
    return code.format, code.content


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
