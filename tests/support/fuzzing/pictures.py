"""The loader, and what is read of a photo's own words and written there."""

import io
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from unicodedata import normalize

import numpy as np
from hostile import encoded, exif_loop, scans
from made_library import picture
from PIL import Image

from app.adapters import decode, load
from app.cancel import CancelToken
from app.describe.facts import facts_of
from app.errors import AppError, Cancelled
from app.library.indexing.capture_time import is_screenshot, taken
from app.library.metadata.containers import find_packet, with_packet
from app.library.metadata.metadata import alt_text_of, write_alt_text
from app.library.metadata.xmp import AltText, merged_packet
from app.pictures.load import load_image
from fuzzing.mutate import mutated, text, with_checksums
from fuzzing.target import Lost, Target

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF")
_WORDS = tuple(
    (
        b"\xff\xd8|\xff\xda|\xff\xd9|\xff\xe1|\xff\xc0|\xff\xc2|\xff\xc4|\xff\xdb|\xff\xdd|"
        b"Exif\0\0|MPF\0|II*\0|MM\0*|IHDR|IDAT|IEND|PLTE|tRNS|acTL|fcTL|fdAT|iTXt|zTXt|iCCP|"
        b"eXIf|RIFF|WEBP|VP8X|VP8L|ANIM|ANMF|ALPH|EXIF|XMP\x20|GIF89a|\x21\xf9\x04|ftypheic|"
        b"ftypavif|ftypmif1|meta|iloc|iinf|iprp|ispe|irot|hdlr|mdat|infe|grid|"
        b"\x87\x69\x00\x04|\x88\x25\x00\x04|\x12\x01\x03\x00|\x01\x12\x00\x03"
    ).split(b"|")
)
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="5" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">A '
    'ship.</rdf:li><rdf:li xml:lang="de">Ein Schiff.</rdf:li></rdf:Alt></dc:description><!-- c --><xmp:Label>'
    "<![CDATA[red]]></xmp:Label></rdf:Description></rdf:RDF></x:xmpmeta>"
)
_XMP_WORDS = tuple(
    one.encode()
    for one in (
        "<rdf:Alt>",
        "</rdf:Alt>",
        "<rdf:li>",
        "</rdf:li>",
        '<rdf:li xml:lang="x-default">',
        "<rdf:Description>",
        "<rdf:Description/>",
        "<dc:description>",
        "<dc:description/>",
        "<Iptc4xmpCore:AltTextAccessibility>",
        ' xmlns:dc="x"',
        ' xmlns="y"',
        ' xmlns:rdf="z"',
        ' xmlns:Iptc4xmpCore="u"',
        ' dc:description="here"',
        ' xml:lang="x-default"',
        ' rdf:about=""',
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?p i?>",
        "<!DOCTYPE a>",
        "&#0;",
        "&#13;",
        "&#xD;",
        "&lt;",
        "&amp;",
        "&x;",
        "\ufeff",
        "\0",
        "\r\n",
        "<a/>",
        "<b>",
        "</b>",
        "x:xmpmeta",
        ' a="&#10;"',
        "<?xpacket end='w'?>",
        "<?xml version='1.0' encoding='utf-16'?>",
        " ",
    )
)
_OURS = ("}description", "}AltTextAccessibility", "}ExtDescrAccessibility")
_DATES = (
    "2024:06:12 15:30:12",
    "0000:00:00 00:00:00",
    "9999:12:31 23:59:59",
    "0001:01:01 00:00:00",
    "2024:02:30 1:1:1",
    "20240612",
    "\0",
    "2024-06-12T15:30:12+99:99",
    "",
)


def corpus(formats: tuple[str, ...] = FORMATS) -> list[bytes]:
    """Small pictures of each format, plain ones and odd ones."""
    plain = Image.fromarray(picture(3))
    exif = _exif(_DATES[0], 6)
    modes = {
        "PNG": ("RGB", "RGBA", "P", "1", "L", "I;16"),
        "JPEG": ("RGB", "L", "CMYK"),
        "WEBP": ("RGB", "RGBA"),
        "GIF": ("P",),
        "TIFF": ("RGB", "L", "I;16", "F", "1", "CMYK"),
        "BMP": ("RGB", "P"),
        "HEIF": ("RGB", "RGBA"),
        "AVIF": ("RGB",),
    }
    found = []
    for format_ in formats:
        for mode in modes[format_]:
            image = plain.convert("L").convert(mode) if mode == "I;16" else plain.convert(mode)
            more = {} if format_ in ("GIF", "BMP") else {"exif": exif}
            found.append(encoded(image, format_, **more))
    frames = [plain.rotate(angle) for angle in (10, 20)]
    for format_ in ("GIF", "PNG", "WEBP", "TIFF"):
        if format_ in formats:
            found.append(encoded(plain, format_, save_all=True, append_images=frames))
    for name, options in _ODD.items():
        if name.split()[0] in formats:
            found.append(encoded(plain, name.split()[0], **options))
    return found


_ODD: dict[str, dict[str, Any]] = {
    "JPEG progressive": {"progressive": True},
    "WEBP lossless": {"lossless": True},
    "TIFF lzw": {"compression": "tiff_lzw"},
    "TIFF jpeg": {"compression": "jpeg"},
    "TIFF deflate": {"compression": "tiff_adobe_deflate"},
    "TIFF packbits": {"compression": "packbits"},
}


def _exif(when: object, turn: int) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112], exif[0x0132] = "Maker", "Model 5", turn, when
    exif.get_ifd(0x8769).update({0x9003: when, 0x9011: "+02:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 42.0, 13.5), 3: "W", 4: (9.0, 8.0, 2.0)})
    return exif.tobytes()


def loader(folder: Path) -> Target:
    """Mutated pictures through the one door, and what their files say of them."""
    samples = [*corpus(), scans(60, 64, 48), exif_loop()]  # the last ones want a process of their own
    path = folder / "picture"

    def make(random: Random) -> bytes:
        data = mutated(random, random.choice(samples), samples, _WORDS)
        return with_checksums(data) if random.random() < 0.7 else data

    def take(data: bytes) -> str:
        path.write_bytes(data)
        way = sum(data) % 4
        if way == 0:
            loaded = load(path, CancelToken())
        elif way == 1:
            loaded = load_image(data, need=48)
        elif way == 2:
            loaded = load_image(path, shrink=2)
        else:
            found = decode(path, 64)
            json.dumps(found.facts)
            return "decoded"
        if loaded.image.mode != "RGB" or min(loaded.width, loaded.height, *loaded.image.size) < 1:
            raise Lost(f"{loaded.image.mode} {loaded.image.size} {loaded.width} {loaded.height}")
        facts = facts_of(loaded)
        json.dumps(facts)
        taken(facts.get("taken"), path.name, os.stat(path).st_mtime_ns)
        return "loaded"

    return Target(make, take, (AppError, Cancelled), seconds=20.0)


def exif_xmp(folder: Path) -> Target:
    """A photo's own words: what is there stays, pixel for pixel and field for field, or byte for byte."""
    plain = corpus(("PNG", "JPEG", "WEBP"))
    packets = [
        _XMP.encode(),
        merged_packet(None, AltText("Short.", "Long.")),
        merged_packet(_XMP.encode(), AltText("S")),
    ]
    samples = [*plain, *(with_packet(one, packet) for one in plain for packet in packets)]
    path = folder / "photo"
    fine = Image.fromarray(picture(5, 64))

    def packet(random: Random) -> bytes:
        found = mutated(random, random.choice(packets), packets, _XMP_WORDS)
        return (
            found.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-16-be")), "replace")
            if random.random() < 0.1
            else found
        )

    def make(random: Random) -> bytes:
        chance = random.random()
        if chance < 0.5:
            return with_packet(random.choice(plain), packet(random)[:60_000])
        if chance < 0.6:
            exif = _exif(
                random.choice((*_DATES, text(random), random.randrange(1 << 32))), random.randrange(10)
            )
            format_ = random.choice(("PNG", "JPEG", "WEBP"))
            return encoded(fine, format_, exif=mutated(random, exif, (), _WORDS)[:60_000])
        return with_checksums(mutated(random, random.choice(samples), samples, (*_WORDS, *_XMP_WORDS)))

    def take(data: bytes) -> str:
        path.write_bytes(data)
        with suppress(AppError):
            alt_text_of(data)
        random = Random(data[:64] + data[-64:])
        _moments(random)
        said = AltText(_sentence(random, 1_100), _sentence(random, 10_100) if random.random() < 0.5 else "")
        try:
            write_alt_text(path, said, lambda one: np.asarray(load_image(one).image))
        except AppError as error:
            if path.read_bytes() != data:
                raise Lost("a refused file was changed") from error
            return "refused"
        finally:
            if os.listdir(folder) != [path.name]:
                raise Lost(f"left behind: {os.listdir(folder)}")
        _compare(data, path.read_bytes())
        now = alt_text_of(path.read_bytes())
        for wanted, there in ((said.short, now.short), (said.long, now.long)):
            if _letters(wanted) and _letters(wanted) != _letters(there):
                raise Lost("what was written is not there")
        return "written"

    return Target(make, take, (AppError, Cancelled), seconds=20.0)


def _sentence(random: Random, most: int) -> str:
    if random.random() < 0.1:
        return "x" * random.randrange(most)
    return text(random, 30).encode("utf-8", "replace").decode()


def _letters(said: str) -> str:
    return "".join(one for one in normalize("NFC", said) if one.isalnum())


def _moments(random: Random) -> None:
    digits = "".join(random.choice("0123456789-_.: TPMat") for _ in range(random.randrange(24)))
    name = random.choice(("IMG_", "Screenshot ", "Bildschirmfoto ", "")) + random.choice(
        (digits, "2024-02-30 at 9.61.00 PM", "99991231_235959", "00010101", text(random))
    )
    when = random.choice(
        (*_DATES, digits, text(random), 5, None, "9999-12-31T23:59:59", "0001-01-01T00:00:00")
    )
    modified = random.choice((0, -1, 2**63 - 1, -(2**63), 10**18, random.randrange(-(2**63), 2**63)))
    taken(when, name, modified)
    is_screenshot(name)


def _compare(old: bytes, new: bytes) -> None:
    """By other readers than those which wrote it: Pillow's, and another parser of XML."""
    before, after = _seen(old), _seen(new)
    if before != after:
        changed = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
        raise Lost(f"changed: {changed}")
    packet = find_packet(old)
    if packet is not None:
        try:
            theirs = _fields(packet)
        except (ET.ParseError, ValueError, LookupError):
            return
        ours = _fields(find_packet(new) or b"")
        if missing := [one for one in theirs if theirs.count(one) > ours.count(one)]:
            raise Lost(f"no longer in the packet: {missing[:3]}")


def _seen(data: bytes) -> Mapping[str, Any]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            kept = {key: value for key, value in image.info.items() if "xmp" not in key.lower()}
            return {"size": image.size, "mode": image.mode, "pixels": image.tobytes(), **kept}
    except Exception:  # Pillow raises almost anything on a damaged file
        return {}


def _fields(packet: bytes) -> list[tuple[str, str, str]]:
    """(tag, attribute or "", text) of all that is not a description."""
    found: list[tuple[str, str, str]] = []

    def walk(element: ET.Element) -> None:
        if element.tag.endswith(_OURS):
            return
        found.append((element.tag, "", (element.text or "").strip()))
        found.extend((element.tag, k, v) for k, v in element.attrib.items() if not k.endswith(_OURS))
        for child in element:
            walk(child)

    walk(ET.fromstring(re.sub(rb"^[\0\s]+|[\0\s]+$", b"", packet)))
    return found
