"""Captions in EXIF and IPTC follow the alt text that they repeated; those of somebody's own stay."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from made_metadata import alternatives, exif, iptc, made, xmp
from numpy.typing import NDArray
from PIL import Image, IptcImagePlugin

from app.adapters import decode
from app.library.inscribed.blocks import reader_of
from app.library.inscribed.inspect import inspect
from app.library.metadata.captions import other_captions, with_captions
from app.library.metadata.metadata import write_alt_text
from app.library.metadata.xmp import AltText

ALT = "Iptc4xmpCore:AltTextAccessibility"
OLD = "A dog"
LONG = "A dog that runs along the beach, in the evening, with a stick that is longer than it is"
TAGS = {0x010F: "Canon", 0x0110: "Canon EOS", 0x0112: 1}
DETAILS = {0x9003: "2015:11:29 10:00:00", 0x9286: b"ASCII\0\0\0A remark"}
PLACE = {1: "N", 2: (38.0, 43.0, 20.25), 3: "W", 4: (9.0, 8.0, 21.5)}


def pixels(data: bytes) -> NDArray[np.uint8]:
    return decode(data, 1 << 20).pixels


def written(tmp_path: Path, data: bytes, text: str, form: str = "JPEG") -> bytes:
    path = tmp_path / f"a.{form.lower()}"
    path.write_bytes(data)
    write_alt_text(path, AltText(text), pixels)
    return path.read_bytes()


def tags_of(data: bytes) -> dict[int, object]:
    with Image.open(io.BytesIO(data)) as image:
        found = image.getexif()
        return {
            **{tag: value for tag, value in found.items() if tag not in (0x8769, 0x8825)},
            **found.get_ifd(0x8769),
            **{-tag: value for tag, value in found.get_ifd(0x8825).items()},
        }


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("text", ["Cat", "A", "Käthe's dog", LONG, "犬"])
def test_a_caption_that_repeated_the_alt_text_follows_it(tmp_path: Path, form: str, text: str) -> None:
    packet = xmp(alternatives(ALT, OLD) + alternatives("dc:description", OLD))
    data = made(form, exif=exif({**TAGS, 0x010E: OLD}, DETAILS, PLACE), xmp=packet)
    before = tags_of(data)
    new = written(tmp_path, data, text, form)
    assert other_captions(new) == {text}
    assert {one.text for one in inspect(reader_of(new), b"a").remarks} == {text, "A remark"}
    after = tags_of(new)
    assert {tag: value for tag, value in after.items() if tag != 0x010E} == {
        tag: value for tag, value in before.items() if tag != 0x010E
    }
    assert np.array_equal(pixels(new), pixels(data))
    # And once more, from long to short.
    assert other_captions(written(tmp_path, new, "B", form)) == {"B"}


@pytest.mark.parametrize("text", ["Cat", "Käthe", LONG, "犬"])
def test_the_iptc_caption_follows_with_its_digest(tmp_path: Path, text: str) -> None:
    data = made(
        xmp=xmp(alternatives(ALT, OLD)), iptc=iptc((25, b"xylophone"), (120, OLD.encode()), (90, b"Graz"))
    )
    new = written(tmp_path, data, text)
    with Image.open(io.BytesIO(new)) as image:
        found = IptcImagePlugin.getiptcinfo(image)
        resources = image.info["photoshop"]
    assert resources[0x0425] == hashlib.md5(resources[0x0404], usedforsecurity=False).digest()
    assert found is not None
    assert found[2, 120] == text.encode()
    assert (found[2, 25], found[2, 90]) == (b"xylophone", b"Graz")
    assert other_captions(new) == {text}


def test_letters_that_a_record_does_not_have_take_its_old_caption_away(tmp_path: Path) -> None:
    data = made(xmp=xmp(alternatives(ALT, OLD)), iptc=iptc((120, OLD.encode()), (25, b"x"), utf8=False))
    new = written(tmp_path, data, "犬")
    assert other_captions(new) == set()
    assert "x" in {one.text for one in inspect(reader_of(new), b"a").remarks}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_somebodys_own_caption_stays_and_none_is_put_beside_it(tmp_path: Path, form: str) -> None:
    own = "Kunigunde with a harmonica"
    new = written(tmp_path, made(form, exif=exif({**TAGS, 0x010E: own})), "A woman plays", form)
    assert other_captions(new) == {own}
    found = inspect(reader_of(new), b"a").remarks
    assert [(one.part.value, one.text) for one in found] == [("alt", "A woman plays"), ("caption", own)]


def test_what_a_camera_wrote_there_is_nobodys_caption(tmp_path: Path) -> None:
    new = written(tmp_path, made(exif=exif({**TAGS, 0x010E: "OLYMPUS DIGITAL CAMERA"})), "A woman plays")
    assert b"<dc:description " in new


def test_captions_of_another_text_are_left_alone() -> None:
    data = made(exif=exif({**TAGS, 0x010E: "Another"}), iptc=iptc((120, b"Another")))
    assert with_captions(data, OLD, "New") == data
    assert with_captions(data, "", "New") == data
