"""An icon or mouse pointer file: several small pictures of the same thing, of which the largest is taken."""

import io
import struct
from typing import IO

_PNG_START = b"\x89PNG\r\n\x1a\n"
_MOST_ENTRIES = 256
_MOST_BYTES = 16_000_000
_MOST_SIDE = 2048


def largest(stream: IO[bytes]) -> tuple[str, IO[bytes]]:
    """The largest picture in it, by what the picture itself says.

    Args:
        stream: The file.

    Returns:
        Its format, "PNG" or "ICO", and a file with nothing else in it.

    Raises:
        ValueError: There is none that can be read.
    """
    stream.seek(0)
    _zero, kind, count = struct.unpack("<HHH", stream.read(6))
    table = stream.read(16 * min(count, _MOST_ENTRIES))
    best, most = None, (0, 0)
    for place in range(0, len(table) - 15, 16):
        length, offset = struct.unpack_from("<LL", table, place + 8)
        stream.seek(offset)
        head = stream.read(40)
        if length > _MOST_BYTES or len(head) < 33:
            continue
        if head.startswith(_PNG_START):
            wide, high = struct.unpack_from(">LL", head, 16)
        else:
            wide, high = (abs(side) for side in struct.unpack_from("<ll", head, 4))
            high //= 2  # its mask stands below it
        bits = struct.unpack_from("<H", table, place + 6)[0] if kind == 1 else 0
        if 0 < wide <= _MOST_SIDE and 0 < high <= _MOST_SIDE and (wide * high, bits) > most:
            best, most = (table[place : place + 16], length, offset), (wide * high, bits)
    if best is None:
        raise ValueError("no picture in it")
    entry, length, offset = best
    stream.seek(offset)
    data = stream.read(length)
    if data.startswith(_PNG_START):
        return "PNG", io.BytesIO(data)
    # As an icon, so that its mask is read with it; the two fields say other things of a pointer.
    planes = entry[4:8] if kind == 1 else struct.pack("<HH", 1, struct.unpack_from("<H", data, 14)[0])
    head = struct.pack("<HHH", 0, 1, 1) + entry[:4] + planes + struct.pack("<LL", len(data), 22)
    return "ICO", io.BytesIO(head + data)
