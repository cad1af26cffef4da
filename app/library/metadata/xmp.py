"""XMP packets: an image's description within its file (Adobe XMP, ISO 16684-1; IPTC Photo Metadata 2021.1).

Read with the standard library's parser. A document type, the only way to entities that grow without end, is
refused before it is parsed, and so is a packet of more than a megabyte. What a packet says already is written
as it was, with its own prefixes: readers of motion photos and gain maps look for them by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.dom.minidom import CDATASection, Document, Element, Node, Text, parseString
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape, quoteattr

from app.errors import AppError

_MOST_BYTES = 1 << 20
_X = "adobe:ns:meta/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_XML = "http://www.w3.org/XML/1998/namespace"
_XMLNS = "http://www.w3.org/2000/xmlns/"
_NEW = f'<x:xmpmeta xmlns:x="{_X}"><rdf:RDF xmlns:rdf="{_RDF}"/></x:xmpmeta>'


@dataclass(frozen=True)
class AltText:
    """What a file says of itself to those who cannot see it; "" where it says nothing."""

    short: str = ""
    long: str = ""


@dataclass(frozen=True)
class _Name:
    uri: str
    prefix: str
    local: str


_SHORT = _Name(_IPTC, "Iptc4xmpCore", "AltTextAccessibility")
_LONG = _Name(_IPTC, "Iptc4xmpCore", "ExtDescrAccessibility")
_CAPTION = _Name(_DC, "dc", "description")
_TIFF_CAPTION = _Name("http://ns.adobe.com/tiff/1.0/", "tiff", "ImageDescription")


def read_packet(packet: bytes) -> AltText:
    """The alt text of a packet.

    Raises:
        AppError: It is no XMP, or is not safe to read.
    """
    document = _parsed(packet)
    return AltText(_found(document, _SHORT), _found(document, _LONG))


def merged_packet(packet: bytes | None, text: AltText, captioned: bool = False) -> bytes:
    """A packet with this alt text and, as dc:description, its short form; all else in it stays.

    A dc:description that says something else than the alt text did is someone's own caption, and stays too.

    Args:
        packet: What the file has; None for nothing.
        text: "" leaves what is there.
        captioned: Somebody's own caption stands elsewhere in the file: none is added that says otherwise.

    Raises:
        AppError: ``packet`` is no XMP, or is not safe to read.
    """
    document = _parsed(_NEW.encode() if packet is None else packet)
    before = _found(document, _SHORT)
    for name in (_CAPTION, _TIFF_CAPTION):
        caption = _found(document, name)
        if (caption and caption == before) or (name is _CAPTION and not caption and not captioned):
            _set(document, name, text.short)
    _set(document, _SHORT, text.short)
    _set(document, _LONG, text.long)
    try:
        # Without the packet's own wrapper.
        nodes = (node for node in document.childNodes if getattr(node, "target", "") != "xpacket")
        body = "".join(_written(node) for node in nodes)
    except RecursionError:
        raise _unfit() from None
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n' + body + '\n<?xpacket end="w"?>'
    ).encode()


def _parsed(packet: bytes) -> Document:
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
        text = text[text.index("?>") + 2 :].lstrip()
    try:
        document = parseString(text)
    except (ExpatError, ValueError, RecursionError):
        raise _unfit() from None
    if _rdf(document) is None:
        raise _unfit()
    return document


def _encoding(packet: bytes) -> str:
    if packet.startswith((b"\xfe\xff", b"\xff\xfe")):
        return "utf-16"
    if packet[:2] == b"\0<":
        return "utf-16-be"
    return "utf-16-le" if packet[:2] == b"<\0" else "utf-8"


def _children(parent: Element, uri: str, *locals_: str) -> list[Element]:
    return [
        node
        for node in parent.childNodes
        if isinstance(node, Element) and node.namespaceURI == uri and node.localName in locals_
    ]


def _rdf(document: Document) -> Element | None:
    root = document.documentElement
    if root is None or (root.namespaceURI, root.localName) == (_RDF, "RDF"):
        return root
    return next(iter(_children(root, _RDF, "RDF")), None)


def _descriptions(document: Document) -> list[Element]:
    rdf = _rdf(document)
    return [] if rdf is None else _children(rdf, _RDF, "Description")


def _items(element: Element) -> Iterator[Element]:
    for container in _children(element, _RDF, "Alt", "Bag", "Seq"):
        yield from _children(container, _RDF, "li")


def _is_default(item: Element) -> bool:
    return item.getAttributeNS(_XML, "lang").lower() == "x-default"


def _found(document: Document, name: _Name) -> str:
    for description in _descriptions(document):
        for element in _children(description, name.uri, name.local):
            items = list(_items(element))
            default = [item for item in items if _is_default(item)]
            return _text((default or items or [element])[0])
        if description.hasAttributeNS(name.uri, name.local):
            return description.getAttributeNS(name.uri, name.local).strip()
    return ""


def _text(element: Element) -> str:
    return "".join(node.data for node in element.childNodes if isinstance(node, Text)).strip()


def _set(document: Document, name: _Name, value: str) -> None:
    if not value:
        return
    descriptions = _descriptions(document)
    elements: list[Element] = []
    for description in descriptions:
        if description.hasAttributeNS(name.uri, name.local):
            description.removeAttributeNS(name.uri, name.local)
        elements += _children(description, name.uri, name.local)
    # Other languages stay as they are.
    for alternatives in (one for element in elements for one in _children(element, _RDF, "Alt")):
        for item in _children(alternatives, _RDF, "li"):
            if _is_default(item):
                for node in list(item.childNodes):
                    item.removeChild(node)
                item.appendChild(document.createTextNode(value))
                return
        first = alternatives.firstChild
        alternatives.insertBefore(_item(document, alternatives, value), first)
        return
    for element in elements:
        if element.parentNode is not None:
            element.parentNode.removeChild(element)
    description = descriptions[0] if descriptions else _new_description(document)
    element = _added(document, description, name)
    alternatives = _added(document, element, _Name(_RDF, "rdf", "Alt"))
    _item(document, alternatives, value)


def _new_description(document: Document) -> Element:
    rdf = _rdf(document)
    assert rdf is not None
    description = _added(document, rdf, _Name(_RDF, "rdf", "Description"))
    description.setAttributeNS(_RDF, "rdf:about", "")
    return description


def _item(document: Document, alternatives: Element, value: str) -> Element:
    item = _added(document, alternatives, _Name(_RDF, "rdf", "li"))
    item.setAttributeNS(_XML, "xml:lang", "x-default")
    item.appendChild(document.createTextNode(value))
    return item


def _added(document: Document, parent: Element, name: _Name) -> Element:
    """A new last child, whose prefix means what it should there."""
    element = document.createElementNS(name.uri, f"{name.prefix}:{name.local}")
    parent.appendChild(element)
    declaration = f"xmlns:{name.prefix}"
    above: Node | None = parent
    while isinstance(above, Element) and not above.hasAttribute(declaration):
        above = above.parentNode
    if not isinstance(above, Element) or above.getAttribute(declaration) != name.uri:
        element.setAttributeNS(_XMLNS, declaration, name.uri)
    return element


def _written(node: Node) -> str:
    # minidom's own writing loses line breaks in attributes.
    if isinstance(node, Element):
        attributes = "".join(
            f" {key}={quoteattr(value, {chr(34): '&quot;'})}" for key, value in node.attributes.items()
        )
        inside = "".join(_written(child) for child in node.childNodes)
        if not inside:
            return f"<{node.tagName}{attributes}/>"
        return f"<{node.tagName}{attributes}>{inside}</{node.tagName}>"
    if isinstance(node, Text) and not isinstance(node, CDATASection):
        return escape(node.data, {"\r": "&#13;"})
    return str(node.toxml())


def _unfit() -> AppError:
    return AppError(
        "The descriptions that this file already has cannot be read safely.", "The file was left as it is."
    )
