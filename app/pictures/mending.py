"""Files that other programs show though something in them is broken: what harms no pixel is put right."""

import io
import random
import struct
import zlib
from dataclasses import dataclass
from typing import IO

#: Files that are larger are not mended: the copy is kept in memory.
MOST_BYTES = 300_000_000
_PNG_START = b"\x89PNG\r\n\x1a\n"
#: What a PNG needs to be shown, its frames and its orientation included.
_NEEDED = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT", b"eXIf"))
_SPARE = 0x20  # a bit of a chunk's first letter: a program may do without the chunk
_END = b"\xff\xd9"
_JUNK = 1 << 16
_ZEROS = 64


@dataclass(frozen=True)
class Ended:
    """A JPEG with an end put to it, twice: where the two differ when decoded, pixels are missing.

    Attributes:
        plain: What is missing is left to the decoder, which fills it with grey.
        junk: What is missing is filled with rubbish.
        coarse: All of it was there once, though not in its last sharpness.
    """

    plain: IO[bytes]
    junk: IO[bytes]
    coarse: bool


def mended_png(stream: IO[bytes]) -> IO[bytes] | None:
    """A PNG without the chunks that do not matter for its pixels; None where one that does is broken.

    Args:
        stream: The file; it is read from its beginning.
    """
    stream.seek(0)
    if stream.read(8) != _PNG_START:
        return None
    kept = io.BytesIO()
    kept.write(_PNG_START)
    while True:
        head = stream.read(8)
        if len(head) < 8:
            break
        length, name = struct.unpack(">L4s", head)
        if name not in _NEEDED and name[0] & _SPARE:
            stream.seek(length + 4, 1)
            continue
        if kept.tell() + length > MOST_BYTES:
            return None
        body = stream.read(length)
        check = stream.read(4)
        if len(check) < 4 or struct.unpack(">L", check)[0] != zlib.crc32(name + body):
            if name[0] & _SPARE:
                continue
            return None
        kept.write(head + body + check)
        if name == b"IEND":
            kept.seek(0)
            return kept
    return None


def ends_in_zeros(stream: IO[bytes]) -> bool:
    """Whether the end of a file is nothing but zeros, as a copy that was broken off leaves it."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _ZEROS))
    return not any(stream.read(_ZEROS))


def ended_jpeg(stream: IO[bytes]) -> Ended | None:
    """A JPEG that stops before its end, with one; None where it does not, or no pixel is there."""
    stream.seek(0)
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES or data.rstrip(b"\0")[-2:] == _END:
        return None
    scans = data.count(b"\xff\xda")
    if not scans:
        return None
    # What could not be copied is zeros; a few of them may belong to the picture.
    rest = data.rstrip(b"\0")
    data = (rest if len(data) - len(rest) >= _ZEROS else data).removesuffix(b"\xff")
    chance = random.Random(7)
    junk = bytes(chance.randrange(255) for _ in range(_JUNK))
    coarse = scans > 1 and b"\xff\xc2" in data[: data.index(b"\xff\xda")]
    return Ended(io.BytesIO(data + _END), io.BytesIO(data + junk + _END), coarse)
