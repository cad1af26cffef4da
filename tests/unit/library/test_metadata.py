import contextlib
import errno
import io
import os
import stat
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_library import picture, picture_bytes
from numpy.typing import NDArray
from photo_rows import add_photo, new_library
from PIL import Image

from app.errors import AppError
from app.library.containers import find_packet, with_packet
from app.library.hashes import content_hash
from app.library.metadata import after_writing, read_alt_text, write_alt_text
from app.library.records import load_photos
from app.library.xmp import AltText, merged_packet, read_packet

FORMATS = pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
SAID = AltText("A dog & a <cat> on the beach.", "A long\nstory: naïve, 日本, 🐕.")
OTHER = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpNote="http://ns.adobe.com/xmp/note/"
 xmpNote:HasExtendedXMP="0123456789ABCDEF0123456789ABCDEF">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Old</rdf:li><rdf:li xml:lang="de">Alt</rdf:li></rdf:Alt>
</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"""


def decode(data: bytes) -> NDArray[np.uint8]:
    try:
        return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
    except Exception as error:
        raise AppError("This is no picture.") from error


@FORMATS
def test_a_description_is_written_and_read_back_and_by_others_too(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(picture_bytes(3, format_))
    path.chmod(0o640)
    os.utime(path, ns=(5, 1_600_000_000_123_456_789))
    write_alt_text(path, SAID, decode)
    assert read_alt_text(path) == SAID
    assert path.stat().st_mtime_ns == 1_600_000_000_123_456_789
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a"]
    with Image.open(path) as image:
        image.load()
        seen = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
        assert "AltTextAccessibility" in (seen if isinstance(seen, str) else seen.decode())
    write_alt_text(path, AltText("Another."), decode)
    assert read_alt_text(path) == AltText("Another.", SAID.long)


@FORMATS
def test_every_other_byte_stays(format_: str) -> None:
    old = picture_bytes(4, format_)
    first, second = with_packet(old, b"<one/>"), with_packet(with_packet(old, b"<longer packet/>"), b"<one/>")
    assert first == second
    assert find_packet(first) == b"<one/>"
    if format_ == "JPEG":
        start = first.index(b"\xff\xe1")
        (length,) = struct.unpack_from(">H", first, start + 2)
        assert first[:start] + first[start + 2 + length :] == old
    elif format_ == "PNG":
        start = first.index(b"iTXt") - 4
        (length,) = struct.unpack_from(">I", first, start)
        assert first[:start] + first[start + 12 + length :] == old
    else:
        assert old[12:] in first


def test_the_packet_comes_after_exif_and_extended_xmp_stays() -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    Image.fromarray(picture(1)).save(stream, "JPEG", exif=exif)
    extension = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 50
    data = stream.getvalue()
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(extension) + 2) + extension + data[2:]
    new = with_packet(data, b"<x/>")
    assert extension in new
    assert new.index(b"Exif") < new.index(b"<x/>")
    assert np.array_equal(decode(new), decode(data))


def test_what_a_packet_says_already_is_kept() -> None:
    new = merged_packet(OTHER.encode(), SAID)
    text = new.decode()
    assert read_packet(new) == SAID
    assert 'xmp:Rating="5"' in text
    assert "HasExtendedXMP" in text
    assert '<rdf:li xml:lang="de">Alt</rdf:li>' in text
    assert ">Old<" not in text
    assert text.count("dc:description>") == 2
    assert read_packet(OTHER.encode("utf-16")) == AltText()


@pytest.mark.parametrize(
    "packet",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + OTHER.encode(),
        b'<!ENTITY b "c">',
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + OTHER).encode("utf-16"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + OTHER).encode("utf-16-le"),
        b"<a/>",
        b"",
        b"\xff\xfe\0",
        OTHER.encode() + b" " * (1 << 20),
        OTHER.encode()[:200],
        b"<a>" * 100_000,
    ],
)
def test_a_packet_that_is_not_safe_or_not_whole_is_refused(packet: bytes) -> None:
    with pytest.raises(AppError, match="cannot be read safely"):
        read_packet(packet)


def test_what_cannot_be_described_is_said_and_left_alone(tmp_path: Path) -> None:
    gif = tmp_path / "a.gif"
    gif.write_bytes(picture_bytes(1, "GIF"))
    jpeg = tmp_path / "a.jpg"
    jpeg.write_bytes(picture_bytes(1, "JPEG"))
    linked = tmp_path / "b.jpg"
    linked.write_bytes(picture_bytes(2, "JPEG"))
    os.link(linked, tmp_path / "c.jpg")
    locked = tmp_path / "d.jpg"
    locked.write_bytes(picture_bytes(3, "JPEG"))
    locked.chmod(0o444)
    for path, text, words in (
        (gif, SAID, "JPEG, PNG and WebP"),
        (jpeg, AltText(" \n"), "no description"),
        (jpeg, AltText("x" * 1001), "1,001 characters"),
        (jpeg, AltText("x", "日" * 10_001), "10,001 characters"),
        (linked, SAID, "several names"),
        (locked, SAID, "may not be changed"),
        (tmp_path / "none.jpg", SAID, "cannot be read"),
        (tmp_path, SAID, "cannot be read"),
    ):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(AppError, match=words):
            write_alt_text(path, text, decode)
        assert (path.read_bytes() if path.is_file() else b"") == before
    big = with_packet(jpeg.read_bytes(), OTHER.replace("Old", "x" * 65_000).encode()[:65_000])
    with pytest.raises(AppError, match="too long for a JPEG"):
        with_packet(big, b"x" * 65_600)


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    target = tmp_path / "real.png"
    target.write_bytes(picture_bytes(1))
    link = tmp_path / "link.png"
    link.symlink_to(target)
    write_alt_text(link, SAID, decode)
    assert link.is_symlink()
    assert read_alt_text(target) == SAID


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(before := picture_bytes(1, "JPEG"))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(AppError, match="the file is as it was"):
        write_alt_text(path, SAID, decode)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.jpg"]


def test_a_picture_that_looks_otherwise_afterwards_is_not_put_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(before := picture_bytes(1, "JPEG"))
    seen: list[bytes] = []

    def other(data: bytes) -> NDArray[np.uint8]:
        seen.append(data)
        return np.full((2, 2, 3), len(seen), np.uint8)

    with pytest.raises(AppError, match="did not come out right"):
        write_alt_text(path, SAID, other)
    assert len(seen) == 2
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.jpg"]


def test_the_library_knows_the_photo_again(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.jpg", tmp_path / "b.jpg"
    for one in (path, copy):
        one.write_bytes(picture_bytes(1, "JPEG"))
    with new_library(tmp_path) as database:
        content = content_hash(path.read_bytes())
        photo = add_photo(database, path, copy, caption="A dog.", content=content)
        write_alt_text(path, SAID, decode)
        assert after_writing(database, path)
        rows = {
            row[0]: row[1:]
            for row in database.connection.execute("SELECT path, photo, size, modified FROM file")
        }
        found = path.stat()
        assert rows[os.fsencode(path)] == (photo, found.st_size, found.st_mtime_ns)
        assert rows[os.fsencode(copy)] == (photo, 1000, -1)  # looked at again by the next scan
        (kept,) = database.connection.execute("SELECT content FROM photo").fetchone()
        assert kept == content_hash(path.read_bytes())
        assert load_photos(database.connection, [photo])[photo].captions[0].text == "A dog."
        assert not after_writing(database, _write(tmp_path / "unknown.jpg"))


@FORMATS
@given(data=st.data())
@settings(max_examples=40)
def test_damaged_files_are_refused_in_words_or_written_well(format_: str, data: st.DataObject) -> None:
    raw = bytearray(with_packet(picture_bytes(5, format_), OTHER.encode()))
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, min(len(raw) - 1, 1200)))] = data.draw(st.integers(0, 255))
    del raw[data.draw(st.integers(0, len(raw))) :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(raw)
        try:
            write_alt_text(path, SAID, decode)
        except AppError:
            assert path.read_bytes() == raw
        else:
            assert read_alt_text(path) == SAID
        assert os.listdir(folder) == ["a"]


@given(st.binary(max_size=200))
@example(b"<")
def test_whatever_a_packet_holds_is_read_or_refused(packet: bytes) -> None:
    with contextlib.suppress(AppError):
        assert isinstance(read_packet(packet), AltText)


def _write(path: Path) -> Path:
    path.write_bytes(picture_bytes(9, "JPEG"))
    return path
