import hashlib
import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_library import picture, picture_bytes
from PIL import Image, ImageCms

from app.errors import AppError
from app.library.metadata.containers import find_packet, with_packet, without_packet

FORMATS = pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def saved(format_: str, number: int = 1, mode: str = "RGB", **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture(number)).convert(mode).save(stream, format_, **options)
    return stream.getvalue()


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010F] = "Maker"
    return made


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def packet_segment(packet: bytes) -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


def text_chunk(body: bytes) -> bytes:
    chunk = b"iTXt" + b"XML:com.adobe.xmp\0" + body
    return struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))


@FORMATS
def test_every_other_byte_stays(format_: str) -> None:
    old = picture_bytes(4, format_)
    first, second = with_packet(old, b"<one/>"), with_packet(with_packet(old, b"<longer packet/>"), b"<one/>")
    assert first == second
    assert find_packet(old) is None
    assert find_packet(first) == b"<one/>"
    assert without_packet(first) == without_packet(old) != first
    if format_ == "JPEG":
        start = first.index(b"\xff\xe1")
        (length,) = struct.unpack_from(">H", first, start + 2)
        assert first[:start] + first[start + 2 + length :] == old == without_packet(old)
    elif format_ == "PNG":
        start = first.index(b"iTXt") - 4
        (length,) = struct.unpack_from(">I", first, start)
        assert first[:start] + first[start + 12 + length :] == old == without_packet(old)
        (crc,) = struct.unpack_from(">I", first, start + 8 + length)
        assert crc == zlib.crc32(first[start + 4 : start + 8 + length])
    else:
        assert old[12:] in first


@FORMATS
@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_change_of_any_other_byte_is_seen(format_: str, at: float) -> None:
    new = bytearray(with_packet(old := picture_bytes(4, format_), b"<one/>"))
    place = new.index(old[int(len(old) * at) :][:24])
    new[place + 12] ^= 1
    assert without_packet(bytes(new)) != without_packet(old)


@pytest.mark.parametrize(
    ("format_", "options"),
    [
        ("JPEG", {"progressive": True, "exif": exif(), "icc_profile": ICC, "comment": b"hello"}),
        ("JPEG", {"exif": exif(), "quality": 95, "subsampling": 0, "dpi": (300, 300)}),
        ("PNG", {"exif": exif(), "icc_profile": ICC, "dpi": (72, 72)}),
        ("PNG", {"mode": "P"}),
        ("WEBP", {"exif": exif(), "icc_profile": ICC}),
        ("WEBP", {"lossless": True, "mode": "RGBA"}),
        ("WEBP", {"lossless": True, "mode": "RGB"}),
        ("WEBP", {"mode": "RGBA", "quality": 50}),
    ],
)
def test_real_files_keep_picture_exif_and_profile(format_: str, options: dict[str, Any]) -> None:
    old = saved(format_, **options)
    for packet in (b"<odd/>", b"<even/>"):
        new = with_packet(old, packet)
        with Image.open(io.BytesIO(old)) as before, Image.open(io.BytesIO(new)) as after:
            assert after.mode == before.mode
            assert after.size == before.size
            assert np.array_equal(np.asarray(before.convert("RGBA")), np.asarray(after.convert("RGBA")))
            assert dict(after.getexif()) == dict(before.getexif())
            assert after.info.get("icc_profile") == before.info.get("icc_profile")
            seen = after.info.get("xmp") or after.info["XML:com.adobe.xmp"]
            assert (seen.encode() if isinstance(seen, str) else seen) == packet
        assert without_packet(new) == without_packet(old)


@FORMATS
def test_what_lies_behind_the_picture_stays_there(format_: str) -> None:
    video = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 3
    new = with_packet(picture_bytes(2, format_) + video, b"<one/>")
    assert new.endswith(video)
    assert find_packet(new) == b"<one/>"


def test_an_animation_keeps_its_frames() -> None:
    frames = [Image.fromarray(picture(one)) for one in range(3)]
    for format_ in ("WEBP", "PNG"):
        stream = io.BytesIO()
        frames[0].save(stream, format_, save_all=True, append_images=frames[1:], duration=50, lossless=True)
        with Image.open(io.BytesIO(with_packet(stream.getvalue(), b"<one/>"))) as image:
            assert image.n_frames == 3
            for number in range(3):
                image.seek(number)
                assert np.array_equal(np.asarray(image.convert("RGB")), picture(number))


def test_the_packet_comes_after_exif_and_extended_xmp_stays() -> None:
    more = b"<rest/>" * 9_000
    guid = hashlib.md5(more).hexdigest().upper().encode()
    extension = b"http://ns.adobe.com/xmp/extension/\0" + guid + struct.pack(">II", len(more), 0) + more
    data = saved("JPEG", exif=exif())
    data = data[:2] + packet_segment(b"<old/>") + segment(0xE1, extension) + data[2:]
    new = with_packet(data, b"<longer/>")
    assert new == data.replace(packet_segment(b"<old/>"), packet_segment(b"<longer/>"))
    fresh = with_packet(saved("JPEG", exif=exif()), b"<x/>")
    assert fresh.index(b"Exif") < fresh.index(b"<x/>") < fresh.index(b"\xff\xdb")


def test_a_packet_behind_tables_and_fill_bytes_is_found() -> None:
    data = picture_bytes(1, "JPEG")
    frame = data.index(b"\xff\xc0")
    data = data[:frame] + b"\xff\xff" + packet_segment(b"<old/>") + data[frame:]
    assert find_packet(data) == b"<old/>"
    new = with_packet(data, b"<longer/>")
    assert new == data.replace(packet_segment(b"<old/>"), packet_segment(b"<longer/>"))


def test_further_pictures_of_a_file_stay_where_its_index_says() -> None:
    data, index = picture_bytes(1, "JPEG"), segment(0xE2, b"MPF\0II*\0" + b"\0" * 40)
    exif_segment = segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")
    fresh = with_packet(data[:2] + index + exif_segment + data[2:], b"<one/>")
    assert fresh.index(b"<one/>") < fresh.index(b"MPF")
    before = data[:2] + packet_segment(b"<old/>") + index + data[2:]
    assert with_packet(before, b"<longer/>").index(index) == before.index(index) + 3
    room = b'<?xpacket begin=""?><old/>' + b" " * 40 + b'<?xpacket end="w"?>'
    behind = data[:2] + index + packet_segment(room) + data[2:]
    new = with_packet(behind, b'<?xpacket begin=""?><longer/><?xpacket end="w"?>')
    assert len(new) == len(behind)
    assert new.index(b"<longer/>  ") < new.index(b"<?xpacket end")
    assert find_packet(with_packet(behind, b"<plain/>")) == b" " * (len(room) - 8) + b"<plain/>"
    with pytest.raises(AppError, match="several pictures"):
        with_packet(behind, b"x" * (len(room) + 1))


def test_a_jpeg_segment_holds_so_much_and_no_more() -> None:
    data = picture_bytes(1, "JPEG")
    most = b"x" * 65_504
    assert find_packet(with_packet(data, most)) == most
    assert without_packet(with_packet(data, most)) == data
    with pytest.raises(AppError, match="too long for a JPEG"):
        with_packet(data, most + b"x")


def test_a_packed_text_of_a_png_is_read_but_not_without_end() -> None:
    data = picture_bytes(1)

    def holding(body: bytes) -> bytes:
        return data[:33] + text_chunk(body) + data[33:]

    assert find_packet(holding(b"\1\0en\0wort\0" + zlib.compress(b"<old/>"))) == b"<old/>"
    assert find_packet(with_packet(holding(b"\1\0\0\0" + zlib.compress(b"<old/>")), b"<x/>")) == b"<x/>"
    for body in (
        b"\1\0\0\0" + zlib.compress(b" " * (1 << 21)),
        b"\1\1\0\0" + zlib.compress(b"<old/>"),
        b"\1\0\0\0nonsense",
        b"\0\0en",
        b"",
    ):
        with pytest.raises(AppError, match="damaged"):
            find_packet(holding(body))


def test_a_webp_announces_its_packet_and_its_size() -> None:
    new = with_packet(saved("WEBP", lossless=True, mode="RGBA"), b"<odd/>")
    assert new[12:16] == b"VP8X"
    assert new[20] & 0x04
    assert struct.unpack_from("<I", new, 4)[0] == len(new) - 8
    assert int.from_bytes(new[24:27], "little") + 1 == int.from_bytes(new[27:30], "little") + 1 == 24
    twice = new.replace(b"WEBP", b"WEBP" + new[12:30], 1)
    late = new[:12] + new[30:-14] + new[12:30] + new[-14:]
    for bad in (struct.pack("<4sI", b"RIFF", len(twice) - 8) + twice[8:], late):
        with pytest.raises(AppError, match="damaged"):
            with_packet(bad, b"<x/>")


@pytest.mark.parametrize("format_", ["GIF", "TIFF", "BMP", "AVIF"])
def test_other_formats_are_refused_in_words(format_: str) -> None:
    data = picture_bytes(1, format_)
    for work in (find_packet, without_packet, lambda one: with_packet(one, b"<x/>")):
        with pytest.raises(AppError, match="JPEG, PNG and WebP files only"):
            work(data)


@FORMATS
@given(data=st.data())
@settings(max_examples=60)
def test_any_damage_is_refused_in_words_or_leaves_the_rest(format_: str, data: st.DataObject) -> None:
    raw = bytearray(with_packet(picture_bytes(5, format_), b"<old packet/>"))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    del raw[data.draw(st.integers(len(raw) // 2, len(raw))) :]
    old = bytes(raw)
    try:
        new = with_packet(old, b"<one/>")
    except AppError:
        return
    assert find_packet(new) == b"<one/>"
    assert without_packet(new) == without_packet(old)
