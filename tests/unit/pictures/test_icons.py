"""Icons, mouse pointers and JPEG 2000: what is the largest, and what lies about its size."""

import io
import struct

import hostile
import made_files
import pytest
from PIL import Image

from app.errors import AppError
from app.pictures.icons import largest
from app.pictures.load import load_image


def icon(*pictures: tuple[int, bytes], kind: int = 1) -> bytes:
    """An icon of these: the side that its directory tells, and the data."""
    head, table, data = struct.pack("<HHH", 0, kind, len(pictures)), b"", b""
    for side, picture in pictures:
        at = 6 + 16 * len(pictures) + len(data)
        table += struct.pack("<BBBBHHLL", side & 255, side & 255, 0, 0, 1, 32, len(picture), at)
        data += picture
    return head + table + data


def bitmap(side: int, colour: tuple[int, int, int], told: int | None = None) -> bytes:
    """A bitmap with its mask."""
    pixels = Image.new("RGBA", (side, side), (*colour[::-1], 255)).tobytes()
    head = struct.pack("<LllHHLLllLL", 40, told or side, 2 * (told or side), 1, 32, 0, 0, 0, 0, 0, 0)
    return head + pixels + bytes((side + 31) // 32 * 4 * side)


def png(side: int, colour: str) -> bytes:
    return hostile.encoded(Image.new("RGBA", (side, side), colour), "PNG")


@pytest.mark.parametrize("kind", [1, 2])
@pytest.mark.parametrize("order", [1, -1])
def test_the_largest_is_taken(kind: int, order: int) -> None:
    pictures = [(16, bitmap(16, (255, 0, 0))), (48, bitmap(48, (0, 0, 255))), (64, png(64, "lime"))][::order]
    found = load_image(icon(*pictures, kind=kind))
    assert (found.format, found.width, found.height, found.frames) == ("ICO", 64, 64, 1)
    assert found.image.getpixel((9, 9)) == (0, 255, 0)
    found = load_image(icon(*[one for one in pictures if one[0] < 64], kind=kind))
    assert (found.width, found.image.getpixel((9, 9))) == (48, (0, 0, 255))


def test_icons_of_other_programs_are_read() -> None:
    for options in ({}, {"bitmap_format": "bmp"}):
        scene = made_files.scene().resize((64, 64)).convert("RGBA")
        data = hostile.encoded(scene, "ICO", sizes=[(16, 16), (64, 64)], **options)
        assert made_files.likeness(load_image(data).image, scene) > 0.95


def test_what_the_picture_itself_says_counts() -> None:
    assert load_image(icon((16, png(200, "red")))).width == 200


@pytest.mark.parametrize(
    "data",
    [
        icon((16, png(5000, "red"))),
        icon((16, bitmap(16, (0, 0, 0), told=40_000))),
        icon((16, bitmap(16, (0, 0, 0), told=1000))),
        icon((16, b"")),
        icon(),
        icon((16, bitmap(16, (0, 0, 0))))[:60],
        icon((16, png(64, "red")))[:-40],
        struct.pack("<HHH", 0, 1, 65535),
    ],
)
def test_an_icon_that_lies_or_is_cut_off_is_damaged(data: bytes) -> None:
    with pytest.raises(AppError, match="damaged or cut off"):
        load_image(data)


def test_the_largest_alone_is_handed_on() -> None:
    format_, file = largest(io.BytesIO(icon((16, bitmap(16, (0, 0, 0))), (32, bitmap(32, (0, 0, 0))))))
    assert format_ == "ICO"
    assert file.read(6) == struct.pack("<HHH", 0, 1, 1)


@pytest.mark.parametrize("bare", [True, False])
def test_jpeg_2000_is_decoded_apart(bare: bool) -> None:
    data = hostile.encoded(made_files.scene(), "JPEG2000", no_jp2=bare)
    found = load_image(data)
    assert (found.format, found.width, found.height) == ("JPEG2000", 96, 64)
    assert made_files.likeness(found.image) > 0.95
    with pytest.raises(AppError, match="damaged or cut off"):
        load_image(data[: len(data) // 2])
