import errno
import io
import os
import stat
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_library import picture_bytes
from numpy.typing import NDArray
from PIL import Image

from app.errors import AppError
from app.library.metadata import metadata
from app.library.metadata.containers import with_packet
from app.library.metadata.metadata import alt_text_of, write_alt_text
from app.library.metadata.xmp import AltText, merged_packet

FORMATS = pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
SAID = AltText("A dog & a <cat> on the beach.", "A long\nstory: naïve, 日本, 🐕.")
OTHER = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5"/>
</rdf:RDF></x:xmpmeta>"""


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
    assert alt_text_of(path.read_bytes()) == SAID
    assert path.stat().st_mtime_ns == 1_600_000_000_123_456_789
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a"]
    with Image.open(path) as image:
        image.load()
        seen = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
        assert "AltTextAccessibility" in (seen if isinstance(seen, str) else seen.decode())
    write_alt_text(path, AltText("Another."), decode)
    assert alt_text_of(path.read_bytes()) == AltText("Another.", SAID.long)


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


@pytest.mark.parametrize("format_", ["GIF", "TIFF", "BMP", "AVIF"])
def test_a_file_of_another_format_gets_no_text(tmp_path: Path, format_: str) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(before := picture_bytes(1, format_))
    with pytest.raises(AppError, match="JPEG, PNG and WebP"):
        write_alt_text(path, SAID, decode)
    assert path.read_bytes() == before


def test_a_full_segment_of_a_jpeg_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    long = OTHER.replace('Rating="5"', f'Rating="{"5" * 64_800}"').encode()
    path.write_bytes(before := with_packet(picture_bytes(1, "JPEG"), long))
    with pytest.raises(AppError, match="too long for a JPEG"):
        write_alt_text(path, SAID, decode)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.jpg"]


@FORMATS
def test_damaged_files_say_nothing(format_: str) -> None:
    whole = with_packet(picture_bytes(1, format_), merged_packet(None, SAID))
    for data in (b"", whole[:40], whole[:400], with_packet(whole, b"<!DOCTYPE a>"), b"nothing"):
        with pytest.raises(AppError):
            alt_text_of(data)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("\U0001f469\u200d\U0001f467 \u05e9\u05dc\u05d5\u05dd \u200f\u0645\u0631\u062d\u0628\u0627", None),
        ("]]> <!DOCTYPE a> <!-- & &amp; \"quoted' -->", None),
        ("a\0b\x1bc\ud800d\ufffee\x85f\r\ng\th", "abcde\nf\ng h"),
        ("  e\u0301\n", "\u00e9"),
    ],
)
@FORMATS
def test_texts_of_every_kind(tmp_path: Path, format_: str, given_: str, kept: str | None) -> None:
    path = tmp_path / "a"
    path.write_bytes(picture_bytes(1, format_))
    write_alt_text(path, AltText(given_), decode)
    assert alt_text_of(path.read_bytes()) == AltText(given_ if kept is None else kept)


@FORMATS
@given(text=st.text(max_size=80))
@settings(max_examples=30)
def test_any_text_is_written_or_is_none(format_: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(before := picture_bytes(1, format_))
        try:
            write_alt_text(path, AltText(text), decode)
        except AppError:
            assert path.read_bytes() == before
            assert not any(one.isprintable() and not one.isspace() for one in text)
        else:
            assert alt_text_of(path.read_bytes()).short


def test_a_motion_photo_keeps_its_film_and_the_names_of_its_parts(tmp_path: Path) -> None:
    path, film = tmp_path / "a.jpg", b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 9
    packet = OTHER.replace('xmp:Rating="5"', 'xmlns:GCamera="g:" GCamera:MotionPhoto="1"').encode()
    path.write_bytes(with_packet(picture_bytes(1, "JPEG"), packet) + film)
    write_alt_text(path, SAID, decode)
    assert path.read_bytes().endswith(film)
    assert b'GCamera:MotionPhoto="1"' in path.read_bytes()
    assert alt_text_of(path.read_bytes()) == SAID


def test_a_file_that_changes_meanwhile_is_left_as_it_became(tmp_path: Path) -> None:
    path, other = tmp_path / "a.jpg", picture_bytes(2, "JPEG")
    path.write_bytes(picture_bytes(1, "JPEG"))

    def slow(data: bytes) -> NDArray[np.uint8]:
        path.write_bytes(other)
        return decode(data)

    with pytest.raises(AppError, match="changed the file meanwhile"):
        write_alt_text(path, SAID, slow)
    assert path.read_bytes() == other
    assert os.listdir(tmp_path) == ["a.jpg"]


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(before := picture_bytes(1, "JPEG"))
    real = os.open

    def refusing(name: object, flags: int, *more: int, **named: int) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "no")
        return real(name, flags, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(AppError, match="the file is as it was"):
        write_alt_text(path, SAID, decode)
    assert path.read_bytes() == before


@FORMATS
def test_a_change_besides_the_text_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(before := picture_bytes(1, format_) + b"behind")

    def wrong(data: bytes, packet: bytes) -> bytes:
        return with_packet(data, packet)[:-1] + b"!"

    monkeypatch.setattr(metadata, "with_packet", wrong)
    with pytest.raises(AppError, match="did not come out right"):
        write_alt_text(path, SAID, decode)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a"]


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    target = tmp_path / "real.png"
    target.write_bytes(picture_bytes(1))
    link = tmp_path / "link.png"
    link.symlink_to(target)
    write_alt_text(link, SAID, decode)
    assert link.is_symlink()
    assert alt_text_of(target.read_bytes()) == SAID


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
            assert alt_text_of(path.read_bytes()) == SAID
        assert os.listdir(folder) == ["a"]
