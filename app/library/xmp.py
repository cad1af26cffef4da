"""XMP packets: an image's description within its file (Adobe XMP, ISO 16684-1; IPTC Photo Metadata 2021.1).

Read with the standard library's parser. A document type, the only way to entities that grow without end, is
refused before it is parsed, and so is a packet of more than a megabyte.
"""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from app.errors import AppError

_MOST_BYTES = 1 << 20
_X = "adobe:ns:meta/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_XML = "http://www.w3.org/XML/1998/namespace"
_PREFIXES = {
    "x": _X,
    "rdf": _RDF,
    "dc": _DC,
    "Iptc4xmpCore": _IPTC,
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
}
_SHORT = f"{{{_IPTC}}}AltTextAccessibility"
_LONG = f"{{{_IPTC}}}ExtDescrAccessibility"
_DESCRIPTION = f"{{{_DC}}}description"


@dataclass(frozen=True)
class AltText:
    """What a file says of itself to those who cannot see it; "" where it says nothing."""

    short: str = ""
    long: str = ""


def read_packet(packet: bytes) -> AltText:
    """The alt text of a packet.

    Raises:
        AppError: It is no XMP, or is not safe to read.
    """
    root = _parsed(packet)
    return AltText(_found(root, _SHORT), _found(root, _LONG))


def merged_packet(packet: bytes | None, text: AltText) -> bytes:
    """A packet with this alt text and, as dc:description, its short form; all else in it stays.

    Args:
        packet: What the file has; None for nothing.
        text: "" leaves what is there.

    Raises:
        AppError: ``packet`` is no XMP, or is not safe to read.
    """
    root = _parsed(packet) if packet else _empty()
    for prefix, uri in _PREFIXES.items():
        ET.register_namespace(prefix, uri)
    for name, value in ((_SHORT, text.short), (_DESCRIPTION, text.short), (_LONG, text.long)):
        if value:
            _set(root, name, value)
    body = ET.tostring(root, encoding="unicode")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' + body + '\n<?xpacket end="w"?>'
    ).encode()


def _parsed(packet: bytes) -> ET.Element:
    if len(packet) > _MOST_BYTES:
        raise _unfit()
    try:
        # Every encoding XMP allows is turned into one in which a document type cannot hide.
        text = packet.decode(_encoding(packet)).lstrip("\ufeff").strip("\0 \r\n\t")
    except UnicodeDecodeError:
        raise _unfit() from None
    if "<!" in text.replace("<!--", "").replace("<![CDATA[", ""):
        raise _unfit()
    if text.startswith("<?xml ") and "?>" in text:
        text = text[text.index("?>") + 2 :]
    try:
        root = ET.fromstring(text)
    except (ET.ParseError, ValueError, RecursionError):
        raise _unfit() from None
    if _rdf(root) is None:
        raise _unfit()
    return root


def _encoding(packet: bytes) -> str:
    if packet.startswith((b"\xfe\xff", b"\xff\xfe")):
        return "utf-16"
    if packet[:2] == b"\0<":
        return "utf-16-be"
    return "utf-16-le" if packet[:2] == b"<\0" else "utf-8"


def _rdf(root: ET.Element) -> ET.Element | None:
    return root if root.tag == f"{{{_RDF}}}RDF" else root.find(f".//{{{_RDF}}}RDF")


def _empty() -> ET.Element:
    root = ET.Element(f"{{{_X}}}xmpmeta")
    ET.SubElement(root, f"{{{_RDF}}}RDF")
    return root


def _descriptions(root: ET.Element) -> list[ET.Element]:
    rdf = _rdf(root)
    return [] if rdf is None else rdf.findall(f"{{{_RDF}}}Description")


def _found(root: ET.Element, name: str) -> str:
    for description in _descriptions(root):
        element = description.find(name)
        if element is not None:
            items = element.findall(f".//{{{_RDF}}}li")
            default = [one for one in items if one.get(f"{{{_XML}}}lang") == "x-default"]
            chosen = (default or items or [element])[0]
            return (chosen.text or "").strip()
        if name in description.attrib:
            return description.attrib[name].strip()
    return ""


def _set(root: ET.Element, name: str, value: str) -> None:
    descriptions = _descriptions(root)
    for description in descriptions:
        description.attrib.pop(name, None)
        element = description.find(name)
        if element is None:
            continue
        alternatives = element.find(f"{{{_RDF}}}Alt")
        if alternatives is None:
            description.remove(element)
            continue
        # Other languages stay as they are.
        for item in alternatives.findall(f"{{{_RDF}}}li"):
            if item.get(f"{{{_XML}}}lang") == "x-default":
                item.text = value
                return
        item = ET.Element(f"{{{_RDF}}}li", {f"{{{_XML}}}lang": "x-default"})
        item.text = value
        alternatives.insert(0, item)
        return
    if descriptions:
        description = descriptions[0]
    else:
        rdf = _rdf(root)
        assert rdf is not None
        description = ET.SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    alternatives = ET.SubElement(ET.SubElement(description, name), f"{{{_RDF}}}Alt")
    item = ET.SubElement(alternatives, f"{{{_RDF}}}li", {f"{{{_XML}}}lang": "x-default"})
    item.text = value


def _unfit() -> AppError:
    return AppError(
        "The descriptions that this file already has cannot be read safely.", "The file was left as it is."
    )
