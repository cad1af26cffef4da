"""Pictures in whose files something is written, in each of the forms that programs use."""

import hashlib
import io
import json
import struct
from collections.abc import Mapping
from typing import Any

from PIL import Image, PngImagePlugin

_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "acdsee": "http://ns.acdsee.com/iptc/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def xmp(inside: str = "", **attributes: str) -> bytes:
    """A packet of one description: what stands in it, and its attributes ("dc__title" is dc:title)."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
    said = " ".join(f'{name.replace("__", ":")}="{value}"' for name, value in attributes.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF {spaces}><rdf:Description rdf:about="" {said}>{inside}</rdf:Description></rdf:RDF>'
        '</x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def alternatives(name: str, *texts: str) -> str:
    """A property in several languages: the default one, then German."""
    languages = ("x-default", "de-DE", "fr-FR")
    items = "".join(
        f'<rdf:li xml:lang="{language}">{text}</rdf:li>'
        for language, text in zip(languages, texts, strict=False)
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def listed(name: str, *texts: str, kind: str = "Bag") -> str:
    """A property that is a list."""
    items = "".join(f"<rdf:li>{text}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>"


def iptc(*sets: tuple[int, bytes], utf8: bool = True) -> bytes:
    """Photoshop's resources with an IPTC record of these data sets of its second part."""
    record = b"\x1c\x01\x5a\x00\x03\x1b%G" if utf8 else b""
    record += b"".join(struct.pack(">BBBH", 0x1C, 2, kind, len(text)) + text for kind, text in sets)
    body = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    digest = b"8BIM\x04\x25\0\0\0\0\0\x10" + hashlib.md5(record, usedforsecurity=False).digest()
    return b"8BIM\x04\x0a\0\0\0\0\0\x01\x01\0" + body + b"\0" * (len(record) & 1) + digest


def exif(
    tags: Mapping[int, Any] | None = None,
    details: Mapping[int, Any] | None = None,
    gps: Mapping[int, Any] | None = None,
) -> Image.Exif:
    """EXIF with tags of its first directory, of its second, and of that for places."""
    made = Image.Exif()
    made.update(tags or {})
    made.get_ifd(0x8769).update(details or {})
    made.get_ifd(0x8825).update(gps or {})
    return made


def plain_picture(seed: int = 0) -> Image.Image:
    """A small picture, another for each seed."""
    from made_library import picture

    return Image.fromarray(picture(seed, 64))


def made(
    form: str = "JPEG",
    exif: Image.Exif | None = None,
    xmp: bytes = b"",
    iptc: bytes = b"",
    comment: bytes = b"",
    seed: int = 0,
    **texts: str,
) -> bytes:
    """A picture file's bytes.

    Args:
        form: "JPEG", "PNG", "WEBP", "TIFF", "GIF", "HEIF" or "AVIF".
        exif: Written into it.
        xmp: A packet, likewise.
        iptc: Resources, in JPEG alone.
        comment: In JPEG and GIF.
        seed: Of the picture.
        texts: In PNG, by their keyword ("Creation_Time" has a space there).
    """
    options: dict[str, Any] = {}
    if exif is not None:
        options["exif"] = exif.tobytes()
    if xmp and form != "JPEG":
        options["xmp"] = xmp
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    if form == "PNG":
        chunks = PngImagePlugin.PngInfo()
        if xmp:
            chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
        for key, text in texts.items():
            chunks.add_itxt(key.replace("_", " "), text, zip=len(text) > 40)
        options |= {"pnginfo": chunks}
        options.pop("xmp", None)
    if form == "GIF" and comment:
        options["comment"] = comment
    if form == "TIFF" and xmp:
        tagged = exif or Image.Exif()
        tagged[700] = options.pop("xmp")
        options["exif"] = tagged.tobytes()
    file = io.BytesIO()
    plain_picture(seed).save(file, form, **options)
    data = file.getvalue()
    if form != "JPEG":
        return data
    for marker, body in (
        (0xFE, comment),
        (0xED, b"Photoshop 3.0\0" + iptc if iptc else b""),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp if xmp else b""),
    ):
        if body:
            data = data[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[2:]
    return data


def takeout(**fields: Any) -> bytes:
    """What Google Photos gives along with a photo."""
    return json.dumps(
        {"title": "IMG_1.jpg", "geoData": {"latitude": 0.0, "longitude": 0.0}} | fields
    ).encode()
