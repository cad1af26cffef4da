"""Whether a Matroska file is whole, by what it says of its length."""

import pytest

from app.describe.video.container import breaks_off, lacks_bytes, marked

EBML = b"\x1aE\xdf\xa3" + b"\x84" + bytes(4)
SEGMENT = b"\x18\x53\x80\x67"


@pytest.mark.parametrize(
    ("number", "size", "lacks"),
    [
        (b"\x01\0\0\0\0\0\0\x64", 121, False),
        (b"\x01\0\0\0\0\0\0\x64", 120, True),
        (b"\x90", 30, False),
        (b"\x90", 29, True),
        (b"\xff", 10, None),  # unknown: a recording
        (b"\x01\xff\xff\xff\xff\xff\xff\xff", 10, None),
        (b"\x00", 10, None),
        (b"\x01\0", 10, None),
        (b"", 10, None),
    ],
)
def test_the_segment_tells(number: bytes, size: int, lacks: bool | None) -> None:
    assert lacks_bytes(EBML + SEGMENT + number, size) is lacks


def test_another_file_does_not() -> None:
    assert lacks_bytes(bytes(100), 100) is None


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b"FLV\1\5\0\0\0\x09", ("flv", "FLV")),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", ("asf", "WMV")),
        (b"\0\0\1\xbaD", ("mpeg", "MPEG")),
        (EBML + b"webm", ("matroska", "WEBM")),
        (EBML, ("matroska", "MKV")),
        ((b"G" + bytes(187)) * 20, ("mpegts", "MPEG-TS")),
        ((bytes(4) + b"G" + bytes(187)) * 20, ("mpegts", "MPEG-TS")),
        ((b"G" + bytes(203)) * 20, ("mpegts", "MPEG-TS")),
        (b"G" + bytes(187), None),  # too little to tell
        ((b"G" + bytes(187)) * 10 + b"H" + bytes(187), None),
        (b"GIF89a" + bytes(4000), None),
        (b"", None),
    ],
)
def test_containers_are_known_by_their_marks(head: bytes, names: tuple[str, str] | None) -> None:
    assert marked(head) == names


@pytest.mark.parametrize("packet", [188, 192, 204])
def test_a_transport_stream_that_ends_within_a_packet_breaks_off(packet: int) -> None:
    head = ((bytes(4) if packet == 192 else b"") + b"G" + bytes(packet - (5 if packet == 192 else 1))) * 20
    assert not breaks_off(head, 1000 * packet)
    assert breaks_off(head, 1000 * packet + 90)
    assert not breaks_off(EBML, 1001)
