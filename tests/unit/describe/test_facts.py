"""Facts from EXIF: the right ones, tidied; wrong ones never break anything."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from app.describe.facts import facts_of
from app.pictures.load import LoadedImage, load_image


def loaded(**exif: Any) -> LoadedImage:
    return LoadedImage(Image.new("RGB", (4, 3)), 4, 3, "JPEG", None, exif)


def photo() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "NIKON CORPORATION\0"
    exif[ExifTags.Base.Model] = "NIKON D750  "
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2024:05:17 18:03:59"
    details[ExifTags.Base.OffsetTimeOriginal] = "+02:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "S"
    gps[ExifTags.GPS.GPSLatitude] = (IFDRational(33), IFDRational(51), IFDRational(2412, 100))
    gps[ExifTags.GPS.GPSLongitudeRef] = "E"
    gps[ExifTags.GPS.GPSLongitude] = (IFDRational(151), IFDRational(12), IFDRational(3492, 100))
    stream = io.BytesIO()
    Image.new("RGB", (40, 30)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def test_a_photo_from_a_camera() -> None:
    assert facts_of(load_image(photo())) == {
        "width": 40,
        "height": 30,
        "format": "JPEG",
        "taken": "2024-05-17T18:03:59+02:00",
        "camera": "NIKON D750",
        "gps": [-33.8567, 151.2097],
    }


def test_only_what_is_known() -> None:
    assert facts_of(loaded()) == {"width": 4, "height": 3, "format": "JPEG"}


def test_several_frames_are_counted() -> None:
    image = Image.new("RGB", (4, 3))
    assert facts_of(LoadedImage(image, 4, 3, "GIF", frames=7))["frames"] == 7


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("Apple", "iPhone 15 Pro", "Apple iPhone 15 Pro"),
        ("SONY", "ILCE-7M3", "Sony ILCE-7M3"),
        ("SAMSUNG", "SM-G991B", "Samsung SM-G991B"),
        ("OLYMPUS IMAGING CORP.  ", "E-M5", "Olympus E-M5"),
        ("", "Pixel 8", "Pixel 8"),
        ("LG Electronics", "", "LG"),
    ],
)
def test_the_camera_is_tidied(make: str, model: str, camera: str) -> None:
    assert facts_of(loaded(Make=make, Model=model))["camera"] == camera


@pytest.mark.parametrize(
    ("written", "offset", "taken"),
    [
        ("2024:05:17 18:03:59", "", "2024-05-17T18:03:59"),
        ("2024-05-17T18:03:59", "Z", "2024-05-17T18:03:59Z"),
        ("2024:05:17 18:03:59", "+25:00", "2024-05-17T18:03:59"),
        ("0000:00:00 00:00:00", "", None),
        ("2024:13:40 18:03:59", "", None),
        ("1970:01:01 00:00:00", "", None),
        ("yesterday", "", None),
    ],
)
def test_the_time_must_make_sense(written: str, offset: str, taken: str | None) -> None:
    facts = facts_of(loaded(DateTimeOriginal=written, OffsetTimeOriginal=offset))
    assert facts.get("taken") == taken


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)},
        {1: "N", 2: (91, 0, 0), 3: "E", 4: (10, 0, 0)},
        {1: "N", 2: (50, 0), 3: "E", 4: (10, 0, 0)},
        {1: "N", 2: (50, 61, 0), 3: "E", 4: (10, 0, 0)},
        {1: "Q", 2: (50, 1, 0), 3: "E", 4: (10, 0, 0)},
        {1: "N", 2: (float("nan"), 1, 0), 3: "E", 4: (10, 0, 0)},
        {1: "N", 2: (IFDRational(1, 0), 1, 0), 3: "E", 4: (10, 0, 0)},
        "nowhere",
    ],
)
def test_a_place_that_makes_no_sense_is_left_out(gps: object) -> None:
    assert "gps" not in facts_of(loaded(GPS=gps))


values = st.recursive(
    st.none() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.tuples(inner, inner, inner) | st.dictionaries(st.integers(0, 5), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(["Make", "Model", "DateTimeOriginal", "OffsetTimeOriginal", "OffsetTime", "GPS"]),
        values,
    )
)
def test_bad_exif_never_breaks(exif: dict[str, Any]) -> None:
    facts = facts_of(loaded(**exif))
    assert facts["width"] == 4
    if "camera" in facts:
        assert facts["camera"].isprintable()
