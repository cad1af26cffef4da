"""What an XMP packet or sidecar says (ISO 16684-1; IPTC Photo Metadata 2021.1; MWG 2.0).

Read as a stream, without keeping a tree: a document type, the only way to entities that grow without end,
ends it, and so do too many elements. What was found up to a fault is kept.
"""

from contextlib import suppress
from xml.parsers import expat

from app.library.inscribed.exif import degrees_of
from app.library.inscribed.words import Gathering, Part, Spot, Witness

MOST_BYTES = 4 << 20
_MOST_ELEMENTS = 200_000
_DEEPEST = 100
_MOST_TEXT = 10_000  # characters of one element

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML = "http://www.w3.org/XML/1998/namespace"
_DC = "http://purl.org/dc/elements/1.1/"
_XMP = "http://ns.adobe.com/xap/1.0/"
_EXIF = "http://ns.adobe.com/exif/1.0/"
_TIFF = "http://ns.adobe.com/tiff/1.0/"
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_ACDSEE = "http://ns.acdsee.com/iptc/1.0/"
_DIGIKAM = "http://www.digikam.org/ns/1.0/"
_MICROSOFT = "http://ns.microsoft.com/photo/1.0"

_REMARKS = {
    (_CORE, "AltTextAccessibility"): Part.ALT,
    (_CORE, "ExtDescrAccessibility"): Part.ALT,
    (_DC, "description"): Part.CAPTION,
    (_DC, "title"): Part.TITLE,
    (_DC, "subject"): Part.KEYWORD,
    (_PHOTOSHOP, "Headline"): Part.TITLE,
    (_PHOTOSHOP, "Instructions"): Part.COMMENT,
    (_EXIF, "UserComment"): Part.COMMENT,
    (_TIFF, "ImageDescription"): Part.CAPTION,
    (_ACDSEE, "caption"): Part.CAPTION,
    (_ACDSEE, "notes"): Part.COMMENT,
    (_ACDSEE, "keywords"): Part.KEYWORD,
    ("http://ns.acdsee.com/sr/1.0/", "caption"): Part.CAPTION,
    ("http://ns.acdsee.com/sr/1.0/", "notes"): Part.COMMENT,
    (_DIGIKAM, "TagsList"): Part.KEYWORD,
    (_MICROSOFT, "LastKeywordXMP"): Part.KEYWORD,
    (_MICROSOFT + "/", "LastKeywordXMP"): Part.KEYWORD,
    ("http://ns.adobe.com/lightroom/1.0/", "hierarchicalSubject"): Part.KEYWORD,
    ("http://www.mediapro.com/expression-media/1.0/", "CatalogSets"): Part.KEYWORD,
    ("http://ns.iview-multimedia.com/mediapro/1.0/", "CatalogSets"): Part.KEYWORD,
    ("http://ns.iview-multimedia.com/mediapro/1.0/", "People"): Part.PERSON,
    (_EXT, "PersonInImage"): Part.PERSON,
    (_EXT, "PersonName"): Part.PERSON,
    ("http://www.metadataworkinggroup.com/schemas/regions/", "Name"): Part.PERSON,
    ("http://ns.microsoft.com/photo/1.2/t/Region#", "PersonDisplayName"): Part.PERSON,
    (_EXT, "Event"): Part.KEYWORD,
}
_HIERARCHICAL = frozenset(("TagsList", "LastKeywordXMP", "hierarchicalSubject", "CatalogSets"))
_DATES = {
    (_EXIF, "DateTimeOriginal"): Witness.XMP,
    (_PHOTOSHOP, "DateCreated"): Witness.XMP,
    (_EXIF, "DateTimeDigitized"): Witness.XMP,
    (_XMP, "CreateDate"): Witness.XMP,
    (_XMP, "ModifyDate"): Witness.CHANGED,
    (_TIFF, "DateTime"): Witness.CHANGED,
    (_EXIF, "GPSTimeStamp"): Witness.GPS,
}
#: A correction that somebody made lies in a sidecar under these.
_CORRECTED = frozenset((("DateTimeOriginal"), ("DateCreated")))
_PLACES = (
    (_CORE, "Location"), (_PHOTOSHOP, "City"), (_PHOTOSHOP, "State"), (_PHOTOSHOP, "Country"),
)  # fmt: skip
_SHOWN = ((_EXT, "Sublocation"), (_EXT, "City"), (_EXT, "ProvinceState"), (_EXT, "CountryName"))

_Name = tuple[str, str]


class _Stop(Exception):
    """The rest is not read."""


def read_packet(packet: bytes, into: Gathering, spot: Spot = Spot.FILE) -> None:
    """Take in what a packet says.

    Args:
        packet: In UTF-8 or UTF-16; anything else is harmless.
        into: What is said.
        spot: Where the packet lies.
    """
    _Reader(into, spot).run(packet[:MOST_BYTES].strip(b"\0 \r\n\t"))


class _Reader:
    def __init__(self, into: Gathering, spot: Spot) -> None:
        self._into = into
        self._spot = spot
        self._path: list[tuple[_Name, list[str], str]] = []  # of each open element: name, text, language
        self._elements = 0
        self._found: dict[_Name, str] = {}
        self._languages: dict[_Name, list[tuple[bool, str]]] = {}

    def run(self, packet: bytes) -> None:
        encoding = None
        if packet[:2] in (b"\0<", b"<\0"):  # UTF-16 that does not say so
            encoding = "utf-16-be" if packet[:1] == b"\0" else "utf-16-le"
        parser = expat.ParserCreate(encoding, namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        with suppress(expat.ExpatError, _Stop, ValueError):  # what was found before it is kept
            parser.Parse(packet, True)
        self._tell()

    def _refuse(self, *_: object) -> None:
        raise _Stop

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1 + len(attributes)
        if self._elements > _MOST_ELEMENTS or len(self._path) >= _DEEPEST:
            raise _Stop
        language = attributes.get(f"{_XML} lang", "")
        self._path.append((_parts(name), [], language))
        for key, value in attributes.items():
            self._value(_parts(key), value, "")

    def _text(self, text: str) -> None:
        if self._path:
            held = self._path[-1][1]
            if sum(map(len, held)) < _MOST_TEXT:
                held.append(text)

    def _end(self, _name: str) -> None:
        name, pieces, language = self._path.pop()
        text = "".join(pieces).strip()
        if not text:
            return
        # A list's item is its property's.
        above = (one for one, _, _ in reversed(self._path) if one[0] != _RDF)
        self._value(next(above, name) if name[0] == _RDF else name, text, language)

    def _value(self, name: _Name, text: str, language: str) -> None:
        part = _REMARKS.get(name)
        if part is Part.KEYWORD:
            for word in text.split(";") if name[1] == "keywords" else [text]:
                self._into.say(part, _leaf(word) if name[1] in _HIERARCHICAL else word, self._spot)
        elif part is Part.PERSON:
            self._into.say(part, text, self._spot)
        elif part is not None:
            # The default language is to come first, wherever it stands.
            first = language.lower() in ("", "x-default")
            self._languages.setdefault(name, []).append((not first, text))
        elif name in _DATES:
            corrected = self._spot is Spot.SIDECAR and name[1] in _CORRECTED
            self._into.date(text, Witness.SIDECAR if corrected else _DATES[name])
        else:
            self._found.setdefault(name, text)

    def _tell(self) -> None:
        for name, texts in self._languages.items():
            for _, text in sorted(texts, key=lambda one: one[0])[:20]:
                self._into.say(_REMARKS[name], text, self._spot)
        for names in (_PLACES, _SHOWN):
            parts = [self._found[name] for name in names if self._found.get(name)]
            self._into.say(Part.PLACE, ", ".join(dict.fromkeys(parts)), self._spot)
        self._into.place(self._degrees("GPSLatitude"), self._degrees("GPSLongitude"))
        self._into.date(self._found.get((_EXIF, "GPSDateStamp")), Witness.GPS)

    def _degrees(self, name: str) -> float | None:
        side = self._found.get((_EXIF, f"{name}Ref"), "")
        return degrees_of(self._found.get((_EXIF, name), "") + side)


def _parts(name: str) -> _Name:
    space, _, local = name.rpartition(" ")
    return space, local


def _leaf(path: str) -> str:
    """The last of "People|Ottilie" or "Places/Lisbon": what it is a kind of is no word about the photo."""
    return path.replace("/", "|").rpartition("|")[2]
