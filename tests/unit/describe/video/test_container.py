"""Whether a Matroska file is whole, by what it says of its length."""

import pytest

from app.describe.video.container import lacks_bytes

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
