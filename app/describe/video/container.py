"""What a video's container says of its own length in bytes."""

_SEGMENT = b"\x18\x53\x80\x67"


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
