"""Which container a video has, and what that says of its own length in bytes."""

#: (the decoder's name, ours) of those that begin with a mark of their own.
_MARKS = {
    b"FLV\1": ("flv", "FLV"),
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": ("asf", "WMV"),
    b"\0\0\1\xba": ("mpeg", "MPEG"),
    b"\x1aE\xdf\xa3": ("matroska", "MKV"),
}
#: Bytes of a packet of MPEG-TS, of those with a time before each, and of those with a sum behind each.
_PACKETS = ((188, 0), (192, 4), (204, 0))
_SYNC = 0x47
_SEGMENT = b"\x18\x53\x80\x67"


def marked(head: bytes) -> tuple[str, str] | None:
    """(the decoder's name, ours) of a container with a mark of its own; None of others."""
    for mark, names in _MARKS.items():
        if head.startswith(mark):
            return ("matroska", "WEBM") if names[0] == "matroska" and b"webm" in head[:64] else names
    return ("mpegts", "MPEG-TS") if _packet_size(head) else None


def _packet_size(head: bytes) -> int:
    """Of MPEG-TS, in bytes; 0 of anything else."""
    for size, first in _PACKETS:
        marks = range(first, len(head), size)
        if len(marks) > 3 and all(head[at] == _SYNC for at in marks):
            return size
    return 0


def breaks_off(head: bytes, size: int) -> bool:
    """Whether an MPEG-TS file, which does not say how long it is, ends within a packet.

    Args:
        head: Its first bytes.
        size: Of the file, in bytes.
    """
    packet = _packet_size(head)
    return bool(packet) and size % packet != 0


def lacks_bytes(head: bytes, size: int) -> bool | None:
    """Whether a Matroska or WebM file ends before its segment does.

    Args:
        head: Its first bytes; some hundred are enough.
        size: Of the file, in bytes.

    Returns:
        None where it does not say, as a recording that was written while it ran.
    """
    at = head.find(_SEGMENT, 0, 4096)
    first = head[at + 4 : at + 5] if at >= 0 else b""
    if not first or not first[0]:
        return None
    length = 9 - first[0].bit_length()  # of the number, in bytes
    number = head[at + 4 : at + 4 + length]
    if len(number) < length:
        return None
    told = int.from_bytes(number, "big") & ((1 << 7 * length) - 1)
    unknown = (1 << 7 * length) - 1
    return None if told == unknown else at + 4 + length + told > size
