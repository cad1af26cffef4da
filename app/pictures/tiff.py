"""A TIFF's tags, its pages, and pixels of depths that Pillow does not read."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.pictures.depth import range_of, shades
from app.pictures.tags import Page, pages_of

_BAND = 128  # rows
_RAW, _LZW, _PACKBITS = 1, 5, 32773
_DEFLATE = (8, 32946)
_GREY, _COLOURS, _PALETTE, _PRINT = (0, 1, 4), 2, 3, 5
_UNSIGNED, _SIGNED, _FLOAT = 1, 2, 3


class Unreadable(ValueError):
    """A way of packing that this does not know."""


def pictures_in(stream: IO[bytes], check: Callable[[int, int], None]) -> Iterator[tuple[Image.Image, int]]:
    """Every page: its pixels, RGB or RGBA, and its orientation as its tag has it.

    Args:
        stream: The file.
        check: Takes width and height before a page is decoded; may raise.

    Raises:
        Unreadable: It is packed in another way.
    """
    order, pages = pages_of(stream)
    for page in pages:
        check(page.number(256), page.number(257))
        yield _Decoder(stream, order, page).picture(), page.number(274, 1)


@dataclass(frozen=True)
class _Grid:
    """How pixels lie in a file: strips are tiles as wide as the picture."""

    wide: int
    high: int
    offsets: tuple[int, ...]
    lengths: tuple[int, ...]


class _Decoder:
    def __init__(self, stream: IO[bytes], order: str, page: Page) -> None:
        self._stream, self._order, self._page = stream, order, page
        self._wide, self._high = page.number(256), page.number(257)
        self._samples = page.number(277, 1)
        bits = set(page.numbers(258, 1))
        kinds = set(page.numbers(339, _UNSIGNED))
        if len(bits) != 1 or len(kinds) != 1 or not 0 < self._samples <= 16:
            raise Unreadable
        (self._bits,), (kind,) = bits, kinds
        self._kind = _UNSIGNED if kind == 4 else kind
        self._planes = self._samples if page.number(284, 1) == 2 and self._samples > 1 else 1
        self._type = self._dtype()
        if not (self._wide > 0 and self._high > 0 and 0 < self._bits <= 64):
            raise Unreadable

    def _dtype(self) -> "np.dtype[Any] | None":
        """Of samples that fill whole bytes; None for those that are packed bit by bit."""
        sizes = {_UNSIGNED: (8, 16, 32, 64), _SIGNED: (8, 16, 32, 64), _FLOAT: (16, 32, 64)}
        if self._bits in sizes.get(self._kind, ()):
            return np.dtype(f"{self._order}{' uif'[self._kind]}{self._bits // 8}")
        if self._kind != _UNSIGNED or self._bits > 32:
            raise Unreadable
        return None

    def picture(self) -> Image.Image:
        """RGB or RGBA."""
        planes = [self._packed(plane) for plane in range(self._planes)]
        meaning = self._page.number(262, 1)
        colours = {_COLOURS: 3, _PRINT: 4}.get(meaning, 1)
        if meaning not in (*_GREY, _COLOURS, _PALETTE, _PRINT) or colours > self._samples:
            raise Unreadable
        alpha = self._samples > colours and self._page.number(338, 0) in (1, 2)
        if meaning == _PALETTE:
            return self._of_palette(planes)
        tops = range(0, self._high, _BAND)
        bands = (self._band(planes, top)[:, :, :colours] for top in tops)
        whole = range_of(bands, self._wide * self._high * colours)
        made = Image.new("RGBA" if alpha else "RGB", (self._wide, self._high))
        for top in tops:
            band = self._band(planes, top)
            levels = shades(band[:, :, :colours], whole)
            if meaning == 0:
                levels = 255 - levels
            if meaning == _PRINT:
                ink = 255 - levels.astype(np.uint16)
                levels = (ink[:, :, :3] * ink[:, :, 3:] // 255).astype(np.uint8)
            if levels.shape[2] == 1:
                levels = levels.repeat(3, axis=2)
            if alpha:
                most = 1.0 if self._kind == _FLOAT else float(2**self._bits - 1)
                levels = np.dstack((levels, shades(band[:, :, colours], (0.0, most))))
            made.paste(Image.fromarray(levels), (0, top))
        return made

    def _of_palette(self, planes: list[NDArray[np.uint8]]) -> Image.Image:
        table = np.array(self._page.numbers(320), np.uint16).reshape(3, -1).T >> 8
        made = Image.new("RGB", (self._wide, self._high))
        for top in range(0, self._high, _BAND):
            index = self._band(planes, top)[:, :, 0].astype(np.int64).clip(0, len(table) - 1)
            made.paste(Image.fromarray(table[index].astype(np.uint8)), (0, top))
        return made

    def _band(self, planes: list[NDArray[np.uint8]], top: int) -> NDArray[Any]:
        """(rows, width, samples) of numbers."""
        each = self._samples // self._planes
        rows = [self._numbers(plane[top : top + _BAND], self._wide * each) for plane in planes]
        return np.concatenate([one.reshape(len(one), self._wide, each) for one in rows], axis=2)

    def _numbers(self, rows: NDArray[np.uint8], count: int) -> NDArray[Any]:
        if self._type is not None:
            return np.ascontiguousarray(rows[:, : count * self._type.itemsize]).view(self._type)
        size = 2 if self._bits <= 16 else 4
        wide = np.zeros((len(rows), count, 8 * size), np.uint8)
        bits = np.unpackbits(rows, axis=1)[:, : count * self._bits]
        wide[:, :, 8 * size - self._bits :] = bits.reshape(len(rows), count, self._bits)
        numbers = np.packbits(wide, axis=2)
        if self._bits == 24 and self._order == "<":
            numbers[:, :, 1:] = numbers[:, :, :0:-1].copy()
        return numbers.view(f">u{size}").reshape(len(rows), count).astype(f"u{size}")

    def _packed(self, plane: int) -> NDArray[np.uint8]:
        """(height, bytes of a row), as they are once they are unpacked."""
        each = self._samples // self._planes
        grid = self._grid()
        row = (grid.wide * each * self._bits + 7) // 8
        across, down = -(-self._wide // grid.wide), -(-self._high // grid.high)
        found = np.zeros((down * grid.high, across * row), np.uint8)
        for place in range(across * down):
            index = plane * across * down + place
            left, top = place % across * row, place // across * grid.high
            rows = grid.high if across > 1 or grid.wide != self._wide else min(grid.high, self._high - top)
            data = self._unpacked(grid.offsets[index], grid.lengths[index], row, rows)
            piece = np.frombuffer(data, np.uint8).reshape(rows, row)
            found[top : top + rows, left : left + row] = self._summed(piece, grid.wide, each)
        return found[: self._high]

    def _grid(self) -> _Grid:
        page = self._page
        if page.has(324):
            return _Grid(page.number(322), page.number(323), page.numbers(324), page.numbers(325))
        rows = min(page.number(278, self._high), self._high)
        return _Grid(self._wide, max(1, rows), page.numbers(273), page.numbers(279))

    def _unpacked(self, offset: int, length: int, row: int, rows: int) -> bytes:
        self._stream.seek(offset)
        data, wanted = self._stream.read(length), row * rows
        packing = self._page.number(259, 1)
        if packing in _DEFLATE:
            data = zlib.decompressobj().decompress(data, wanted)
        elif packing in (_LZW, _PACKBITS):
            data = _by_libtiff(data, packing, row, rows)
        elif packing != _RAW:
            raise Unreadable
        if len(data) < wanted:
            raise ValueError("pixels are missing")
        if self._page.number(266, 1) == 2 and packing == _RAW:
            data = np.packbits(np.unpackbits(np.frombuffer(data, np.uint8)).reshape(-1, 8)[:, ::-1]).tobytes()
        return data[:wanted]

    def _summed(self, piece: NDArray[np.uint8], wide: int, each: int) -> NDArray[np.uint8]:
        """What was stored as differences to its neighbours, added up."""
        how = self._page.number(317, 1)
        if how == 1:
            return piece
        if how == 2 and self._type is not None and self._kind != _FLOAT:
            kind = self._type.newbyteorder("=")
            numbers = piece.view(self._type).astype(kind).reshape(len(piece), wide, each)
            added = np.cumsum(numbers, axis=1, dtype=kind).astype(self._type)
            return np.ascontiguousarray(added.reshape(len(piece), -1)).view(np.uint8)
        if how == 3 and self._type is not None and self._kind == _FLOAT:
            added = np.cumsum(piece.reshape(len(piece), -1, each), axis=1, dtype=np.uint8)
            size = self._type.itemsize
            parts = added.reshape(len(piece), size, wide * each).transpose(0, 2, 1)
            big = np.ascontiguousarray(parts).view(self._type.newbyteorder(">")).astype(self._type)
            return np.ascontiguousarray(big.reshape(len(piece), -1)).view(np.uint8)
        raise Unreadable


def _by_libtiff(data: bytes, packing: int, row: int, rows: int) -> bytes:
    """Unpack a strip as if its bytes were grey pixels."""
    tags = {256: row, 257: rows, 258: 8, 259: packing, 262: 1, 273: 0, 277: 1, 278: rows, 279: len(data)}
    tags[273] = 8 + 2 + 12 * len(tags) + 4
    table = b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in tags.items())
    whole = b"II*\0" + struct.pack("<LH", 8, len(tags)) + table + bytes(4) + data
    with Image.open(io.BytesIO(whole), formats=["TIFF"]) as picture:
        return picture.tobytes()
