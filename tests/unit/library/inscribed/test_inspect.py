"""Every form in which something is written in a file is found; what is damaged or hostile harms nothing."""

import os
import random
import struct
from pathlib import Path

import pytest
from made_metadata import alternatives, exif, iptc, listed, made, takeout, xmp

from app.library.inscribed.blocks import reader_of
from app.library.inscribed.inspect import inspect
from app.library.inscribed.told import in_words, telling
from app.library.inscribed.words import Dated, Inscription, Part, Remark, Spot, Witness

ALT = "Iptc4xmpCore:AltTextAccessibility"
REGIONS = (
    "<mwg-rs:Regions rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag><rdf:li>"
    "<rdf:Description mwg-rs:Name='Wilhelmine' mwg-rs:Type='Face'/></rdf:li><rdf:li rdf:parseType='Resource'>"
    "<mwg-rs:Name>Kunigunde</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li></rdf:Bag>"
    "</mwg-rs:RegionList></mwg-rs:Regions>"
)
MICROSOFT_REGIONS = (
    "<MP:RegionInfo><rdf:Description><MPRI:Regions><rdf:Bag><rdf:li "
    "MPReg:PersonDisplayName='Ottilie' MPReg:Rectangle='0.1, 0.1, 0.2, 0.2'/></rdf:Bag></MPRI:Regions>"
    "</rdf:Description></MP:RegionInfo>"
)


def said(data: bytes) -> Inscription:
    return inspect(reader_of(data), b"/photos/a.jpg")


def wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


@pytest.mark.parametrize(
    ("data", "part", "text"),
    [
        (made(xmp=xmp(alternatives(ALT, "A brass trombone"))), Part.ALT, "A brass trombone"),
        (made(xmp=xmp(alternatives("Iptc4xmpCore:ExtDescrAccessibility", "Long"))), Part.ALT, "Long"),
        (made(xmp=xmp(alternatives("dc:description", "Ottilie"))), Part.CAPTION, "Ottilie"),
        (made(xmp=xmp(dc__description="Ottilie")), Part.CAPTION, "Ottilie"),
        (made(xmp=xmp("<dc:description>Ottilie</dc:description>")), Part.CAPTION, "Ottilie"),
        (made(xmp=xmp(alternatives("dc:description", "Harp", "Harfe"))), Part.CAPTION, "Harfe"),
        (made(xmp=xmp(alternatives("dc:title", "Concert"))), Part.TITLE, "Concert"),
        (made(xmp=xmp(photoshop__Headline="Concert")), Part.TITLE, "Concert"),
        (made(xmp=xmp(listed("dc:subject", "cello", "viola"))), Part.KEYWORD, "viola"),
        (made(xmp=xmp(listed("lr:hierarchicalSubject", "Music|Cello"))), Part.KEYWORD, "Cello"),
        (made(xmp=xmp(listed("digiKam:TagsList", "Music/Cello", kind="Seq"))), Part.KEYWORD, "Cello"),
        (made(xmp=xmp(listed("MicrosoftPhoto:LastKeywordXMP", "cello"))), Part.KEYWORD, "cello"),
        (made(xmp=xmp(acdsee__caption="By ACDSee")), Part.CAPTION, "By ACDSee"),
        (made(xmp=xmp(listed("Iptc4xmpExt:PersonInImage", "Ottilie"))), Part.PERSON, "Ottilie"),
        (made(xmp=xmp(REGIONS)), Part.PERSON, "Wilhelmine"),
        (made(xmp=xmp(REGIONS)), Part.PERSON, "Kunigunde"),
        (made(xmp=xmp(MICROSOFT_REGIONS)), Part.PERSON, "Ottilie"),
        (made(xmp=xmp(photoshop__City="Graz", photoshop__Country="Austria")), Part.PLACE, "Graz, Austria"),
        (made(xmp=xmp(alternatives("exif:UserComment", "A remark"))), Part.COMMENT, "A remark"),
        (made(iptc=iptc((120, b"Wilhelmine"))), Part.CAPTION, "Wilhelmine"),
        (made(iptc=iptc((120, "Käthe".encode("cp1252")), utf8=False)), Part.CAPTION, "Käthe"),
        (made(iptc=iptc((120, "Käthe".encode()), utf8=False)), Part.CAPTION, "Käthe"),
        (made(iptc=iptc((25, b"xylophone"), (25, b"drum"))), Part.KEYWORD, "drum"),
        (made(iptc=iptc((5, b"Concert"))), Part.TITLE, "Concert"),
        (made(iptc=iptc((90, b"Graz"), (101, b"Austria"))), Part.PLACE, "Graz, Austria"),
        (made(exif=exif({0x010E: "Kunigunde"})), Part.CAPTION, "Kunigunde"),
        (made(exif=exif({0x010E: "Käthe".encode()})), Part.CAPTION, "Käthe"),
        (made(exif=exif({0x9C9B: wide("Konzert ♪")})), Part.TITLE, "Konzert ♪"),
        (made(exif=exif({0x9C9C: wide("A remark")})), Part.COMMENT, "A remark"),
        (made(exif=exif({0x9C9E: wide("cello;viola")})), Part.KEYWORD, "viola"),
        (made(exif=exif(details={0x9286: b"ASCII\0\0\0A remark"})), Part.COMMENT, "A remark"),
        (made(exif=exif(details={0x9286: b"\0" * 8 + b"A remark"})), Part.COMMENT, "A remark"),
        (
            made(exif=exif(details={0x9286: b"UNICODE\0" + "Käthe".encode("utf-16-le")})),
            Part.COMMENT,
            "Käthe",
        ),
        (
            made(exif=exif(details={0x9286: b"UNICODE\0" + "Käthe".encode("utf-16-be")})),
            Part.COMMENT,
            "Käthe",
        ),
        (made(comment=b"A remark"), Part.COMMENT, "A remark"),
        (made("PNG", Description="Ottilie on the harp"), Part.CAPTION, "Ottilie on the harp"),
        (made("PNG", Comment="A long remark that is packed, as it has many words"), Part.COMMENT, ""),
        (made("PNG", Title="Concert"), Part.TITLE, "Concert"),
        (made("PNG", xmp=xmp(alternatives(ALT, "A harp"))), Part.ALT, "A harp"),
        (made("PNG", exif=exif({0x010E: "Kunigunde"})), Part.CAPTION, "Kunigunde"),
        (made("WEBP", xmp=xmp(alternatives(ALT, "A harp"))), Part.ALT, "A harp"),
        (made("WEBP", exif=exif({0x010E: "Kunigunde"})), Part.CAPTION, "Kunigunde"),
        (made("TIFF", exif=exif({0x010E: "Kunigunde"})), Part.CAPTION, "Kunigunde"),
        (made("TIFF", xmp=xmp(alternatives(ALT, "A harp"))), Part.ALT, "A harp"),
        (made("GIF", comment=b"A remark"), Part.COMMENT, "A remark"),
        (made("HEIF", exif=exif({0x010E: "Kunigunde"})), Part.CAPTION, "Kunigunde"),
        (made("HEIF", xmp=xmp(alternatives(ALT, "A harp"))), Part.ALT, "A harp"),
        (made("AVIF", exif=exif({0x010E: "Kunigunde"})), Part.CAPTION, "Kunigunde"),
        (made("AVIF", xmp=xmp(alternatives(ALT, "A harp"))), Part.ALT, "A harp"),
        (made(xmp=xmp(dc__description="Ottilie").decode().encode("utf-16")), Part.CAPTION, "Ottilie"),
        (made(xmp=xmp(dc__description="Ottilie") + b" " * 3000 + b"\0"), Part.CAPTION, "Ottilie"),
    ],
)
def test_words_in_files(data: bytes, part: Part, text: str) -> None:
    found = [one.text for one in said(data).remarks if one.part is part]
    assert any(text in one for one in found)


@pytest.mark.parametrize(
    ("data", "moment", "by"),
    [
        (made(exif=exif(details={0x9003: "1975:06:12 12:00:00"})), "1975-06-12T12:00:00", "camera"),
        (made(exif=exif(details={0x9004: "2018:05:06 07:08:09"})), "2018-05-06T07:08:09", "camera"),
        (made(exif=exif({0x0132: "2018:05:06 07:08:09"})), "2018-05-06T07:08:09", "changed"),
        (made(exif=exif(gps={29: "2018:05:06", 7: (7, 8, 9)})), "2018-05-06T07:08:09", "gps"),
        (made(exif=exif(details={0x9003: "2018-05-06T07:08:09"})), "2018-05-06T07:08:09", "camera"),
        (made(xmp=xmp(photoshop__DateCreated="2017-03-04T05:06:07")), "2017-03-04T05:06:07", "xmp"),
        (made(xmp=xmp(photoshop__DateCreated="2017-03-04")), "2017-03-04T12:00:00", "xmp"),
        (made(xmp=xmp(exif__DateTimeOriginal="2017-03-04T05:06:07+02:00")), "2017-03-04T05:06:07", "xmp"),
        (made(xmp=xmp("<xmp:CreateDate>2017-03-04T05:06</xmp:CreateDate>")), "2017-03-04T05:06:00", "xmp"),
        (made(xmp=xmp(xmp__ModifyDate="2017-03-04T05:06:07.5Z")), "2017-03-04T05:06:07", "changed"),
        (made(iptc=iptc((55, b"20170306"))), "2017-03-06T12:00:00", "iptc"),
        (made(iptc=iptc((55, b"20170306"), (60, b"070809+0100"))), "2017-03-06T07:08:09", "iptc"),
        (made(iptc=iptc((62, b"20170306"), (63, b"070809"))), "2017-03-06T07:08:09", "iptc"),
        (made("PNG", Creation_Time="2017:03:06 07:08:09"), "2017-03-06T07:08:09", "xmp"),
        (made("TIFF", exif=exif({0x0132: "2018:05:06 07:08:09"})), "2018-05-06T07:08:09", "changed"),
        (made("HEIF", exif=exif(details={0x9003: "1975:06:12 12:00:00"})), "1975-06-12T12:00:00", "camera"),
    ],
)
def test_dates_in_files(data: bytes, moment: str, by: str) -> None:
    assert Dated(moment, Witness(by)) in said(data).moments


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (
            made(exif=exif(gps={1: "N", 2: (38.0, 43.0, 20.28), 3: "W", 4: (9.0, 8.0, 21.48)})),
            (38.7223, -9.1393),
        ),
        (
            made(exif=exif(gps={1: "n", 2: (38.7223, 0.0, 0.0), 3: "w", 4: (9.1393, 0.0, 0.0)})),
            (38.7223, -9.1393),
        ),
        (
            made(exif=exif(gps={1: "S", 2: (33.0, 52.13), 3: "E", 4: (151.0, 12.558)})),
            (-33.86883, 151.2093),
        ),
        (made(exif=exif(gps={1: "North", 2: (38.0, 43.0, 20.28), 3: "West", 4: (9.0, 8.0, 21.48)})),
         (38.7223, -9.1393)),
        (made(xmp=xmp(exif__GPSLatitude="38,43.338N", exif__GPSLongitude="9,8.358W")), (38.7223, -9.1393)),
        (made(xmp=xmp(exif__GPSLatitude="38,43,20.28N", exif__GPSLongitude="9,8,21.48W")),
         (38.7223, -9.1393)),
        (made(xmp=xmp(exif__GPSLatitude="38.7223", exif__GPSLongitude="-9.1393")), (38.7223, -9.1393)),
        (made(xmp=xmp(exif__GPSLatitude="38° 43' 20.28\u2033 N", exif__GPSLongitude="9° 8' 21.48\u2033 W")),
         (38.7223, -9.1393)),
        (
            made(
                xmp=xmp(
                    exif__GPSLatitude="38.7223", exif__GPSLatitudeRef="N",
                    exif__GPSLongitude="9.1393", exif__GPSLongitudeRef="West",
                )
            ),
            (38.7223, -9.1393),
        ),
        (made(exif=exif(gps={1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})), None),
        (made(exif=exif(gps={1: "N", 2: (98.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)})), None),
        (made(exif=exif(gps={2: (38.0, 43.0, 20.28), 4: (9.0, 8.0, 21.48)})), None),
        (made(exif=exif(gps={1: "N", 2: (38.0, 73.0, 0.0), 3: "E", 4: (9.0, 0.0, 0.0)})), None),
        (made(xmp=xmp(exif__GPSLatitude="somewhere", exif__GPSLongitude="9,8.358W")), None),
    ],
)  # fmt: skip
def test_places_in_files(data: bytes, place: tuple[float, float] | None) -> None:
    found = said(data).gps
    assert found == (None if place is None else pytest.approx(place, abs=2e-5))


@pytest.mark.parametrize(
    "text",
    ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM", "Created with GIMP", "Screenshot", "IMG_1234", "  ", "...",
     "MINOLTA DIGITAL CAMERA", "Lavc58.54.100", "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90",
     "Processed By eBay with ImageMagick", "default", "User comments", "LEAD Technologies Inc. V1.01",
     "KODAK Digital Still Camera", "untitled", "charset=Ascii", "0", "DSC00012.JPG"],
)  # fmt: skip
def test_what_cameras_and_programs_write_of_themselves_is_nobodys_word(text: str) -> None:
    assert said(made(exif=exif({0x010E: text}), comment=text.encode())).remarks == ()


def test_the_same_words_are_told_once_and_the_most_telling_first() -> None:
    data = made(
        xmp=xmp(alternatives(ALT, "A harp.") + alternatives("dc:description", "A harp")),
        iptc=iptc((120, b"a HARP"), (25, b"music")),
        exif=exif({0x010E: "A harp"}),
    )
    found = said(data).remarks
    assert found == (Remark(Part.ALT, "A harp."), Remark(Part.KEYWORD, "music"))
    assert telling(found) == "A harp."
    assert in_words(found) == [
        'For those who cannot see it, somebody wrote, in its file: "A harp".',
        "Keywords, in its file: music.",
    ]


def test_sidecars_speak_of_the_photo_beside_them(tmp_path: Path) -> None:
    (tmp_path / "a.jpg.xmp").write_bytes(
        xmp(alternatives("dc:description", "From the sidecar"), exif__DateTimeOriginal="1962-08-01T12:00:00")
    )
    (tmp_path / "a.jpg.json").write_bytes(
        takeout(
            description="From Google",
            photoTakenTime={"timestamp": "1331010000"},
            geoData={"latitude": 38.7223, "longitude": -9.1393},
            people=[{"name": "Ottilie"}, {"name": 5}, "x"],
        )
    )
    found = inspect(None, os.fsencode(tmp_path / "a.jpg"), [b"a.jpg.json", b"a.jpg.xmp", b"gone.xmp"])
    assert set(found.remarks) == {
        Remark(Part.CAPTION, "From the sidecar", Spot.SIDECAR),
        Remark(Part.CAPTION, "From Google", Spot.TAKEOUT),
        Remark(Part.PERSON, "Ottilie", Spot.TAKEOUT),
    }
    assert [one.by for one in found.moments] == [Witness.SIDECAR, Witness.TAKEOUT]
    assert found.moments[0].moment == "1962-08-01T12:00:00"
    assert found.moments[1].moment.startswith("2012-03-06") or found.moments[1].moment.startswith(
        "2012-03-05"
    )
    assert found.gps == (38.7223, -9.1393)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><x>&j;</x>"
).encode()


@pytest.mark.parametrize(
    "packet",
    [
        BOMB,
        b"<a>" * 100_000,
        b'<x xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' + b"<rdf:li/>" * 500_000,
        b"<a " + b" ".join(b'b%d="c"' % n for n in range(100_000)) + b"/>",
        b"\xff\xfe" + b"<\0" * 1000,
        b"\0<\0a",
        b"",
        b"no xml at all",
        xmp(dc__title="x")[:-40],
        b"<a>" + b"x" * 4_000_000,
    ],
)
def test_hostile_packets_give_nothing_and_end(packet: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.xmp").write_bytes(packet)
    for found in (
        inspect(None, os.fsencode(tmp_path / "a.jpg"), [b"a.xmp"]),
        said(made(xmp=packet[:60_000])),
        said(made("PNG", xmp=packet if packet.isascii() else b"")),
    ):
        assert sum(len(one.text) for one in found.remarks) < 5_000


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"5", b"{", b"[" * 100_000, b'{"photoTakenTime": []}',
     b'{"photoTakenTime": {"timestamp": 1e999}}',
     b'{"photoTakenTime": {"timestamp": "1" }, "geoData": {"latitude": 1e400, "longitude": true}}',
     b'{"photoTakenTime": {"timestamp": ' + b"9" * 4000 + b"}}", b"\xff\xfe\x00",
     b'{"people": {"name": 3}, "geoData": 5}'],
)  # fmt: skip
def test_hostile_takeout_files_give_nothing_and_end(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jpg.json").write_bytes(content)
    found = inspect(None, os.fsencode(tmp_path / "a.jpg"), [b"a.jpg.json"])
    assert (found.remarks, found.gps) == ((), None)


def test_sidecars_that_are_none_are_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xmp")
    (tmp_path / "folder.xmp").mkdir()
    (tmp_path / "loop.xmp").symlink_to("loop.xmp")
    with (tmp_path / "huge.xmp").open("wb") as file:
        file.truncate(1 << 40)
    names = [b"pipe.xmp", b"folder.xmp", b"loop.xmp", b"huge.xmp"]
    assert inspect(None, os.fsencode(tmp_path / "a.jpg"), names) == Inscription()


def test_a_structure_that_leads_round_in_a_circle_ends() -> None:
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    data = b"II*\0\x08\0\0\0" + struct.pack("<H", 512) + entry * 512
    assert said(data) == Inscription()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "HEIF", "AVIF"])
def test_damage_harms_nothing(form: str) -> None:
    packet = xmp(alternatives("dc:description", "Ottilie") + REGIONS)
    tags = exif({0x010E: "Kunigunde"}, {0x9003: "1975:06:12 12:00:00"}, {1: "N", 2: (38.0, 43.0, 20.0)})
    whole = made(form, exif=None if form == "GIF" else tags, xmp=b"" if form == "GIF" else packet)
    random_ = random.Random(form)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(random_.randrange(1, 8)):
            data[random_.randrange(len(data))] = random_.randrange(256)
        said(bytes(data[: random_.randrange(len(data))] if random_.random() < 0.3 else data))
