"""What somebody wrote about a photo: its kinds, where it stands, and what is left of it once it is tidy."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

_LONGEST = 4_000  # characters of one remark
_MOST = 200  # remarks of one photo
#: What cameras and programs write of themselves where a caption belongs.
_MAKERS = (
    "olympus|minolta|konica|kodak|sony|sanyo|pentax|samsung|hp|casio|fuji(?:film)?|aiptek|vivitar|benq|ricoh"
)
_NOBODYS = re.compile(
    rf"(?:{_MAKERS})?\s*(?:digital\s*(?:still\s*)?camera|dsc|camera|digital)|(?:{_MAKERS})|dcim|jpeg|exif|"
    r"screenshot|default|untitled|no name|user comments?|charset=.{0,20}|[<\[]?(?:ascii|unicode|jis)[>\]]?|"
    r"(?:cr?eated|made|edited|processed|optimi[sz]ed|compressed|scanned|generated|exported|file written) "
    r"(?:with|by|in|using)\b.*|creator: gd-jpeg.*|lavc\d.*|lead technologies.*|handmade software.*|"
    r"intel\W.{0,40}jpeg.*|photoshop.{0,10}|applemark|null|none|n/?a|binary comment|[\W\d_]*|"
    r"(?:dsc|img|pict?|dscn|dscf)[-_ ]?\d+.{0,6}",
    re.I,
)


class Part(StrEnum):
    """What a remark is."""

    ALT = "alt"  # for those who cannot see it
    CAPTION = "caption"
    TITLE = "title"
    COMMENT = "comment"
    PERSON = "person"
    KEYWORD = "keyword"
    PLACE = "place"


class Spot(StrEnum):
    """Where a remark stands."""

    FILE = "file"
    SIDECAR = "sidecar"  # an XMP file beside it
    TAKEOUT = "takeout"  # what Google Photos gave along


class Witness(StrEnum):
    """Who says when a photo was taken, the surest first."""

    SIDECAR = "sidecar"
    CAMERA = "camera"
    XMP = "xmp"
    IPTC = "iptc"
    TAKEOUT = "takeout"
    GPS = "gps"  # in world time
    CHANGED = "changed"  # when it was last edited

    @property
    def before_name(self) -> bool:
        """Whether it is believed rather than the file's name."""
        return self not in (Witness.GPS, Witness.CHANGED)


@dataclass(frozen=True, slots=True)
class Remark:
    """Words somebody wrote about a photo."""

    part: Part
    text: str
    spot: Spot = Spot.FILE


@dataclass(frozen=True, slots=True)
class Dated:
    """When a photo was taken, as somebody says: an ISO date-time without a zone, and who."""

    moment: str
    by: Witness


@dataclass(frozen=True, slots=True)
class Inscription:
    """All that a file, or those beside it, say.

    Attributes:
        remarks: Once each, the most telling first.
        moments: When it was taken, in any order.
        gps: (latitude, longitude) in degrees, or None.
    """

    remarks: tuple[Remark, ...] = ()
    moments: tuple[Dated, ...] = ()
    gps: tuple[float, float] | None = None


@dataclass
class Gathering:
    """Collects what is said, as it is found."""

    remarks: list[Remark] = field(default_factory=list)
    moments: list[Dated] = field(default_factory=list)
    gps: tuple[float, float] | None = None

    def say(self, part: Part, text: object, spot: Spot = Spot.FILE) -> None:
        """Take in a remark; one that is nobody's words is left out."""
        words = tidy(text)
        own = part in (Part.PERSON, Part.KEYWORD) or not _NOBODYS.fullmatch(words)
        if words and own and len(self.remarks) < 4 * _MOST:
            self.remarks.append(Remark(part, words, spot))

    def date(self, text: object, by: Witness) -> None:
        """Take in a date in any of its usual forms."""
        moment = moment_of(text)
        if moment:
            self.moments.append(Dated(moment, by))

    def place(self, latitude: float | None, longitude: float | None) -> None:
        """Take in coordinates in degrees; the first stay."""
        if self.gps is None and latitude is not None and longitude is not None:
            self.gps = sane_place(latitude, longitude)

    def done(self) -> Inscription:
        """All of it, each remark once."""
        return Inscription(tuple(_once(self.remarks))[:_MOST], tuple(dict.fromkeys(self.moments)), self.gps)


def tidy(text: object) -> str:
    """A remark on one line, without control characters; "" for what is no text."""
    if not isinstance(text, str):
        return ""
    kept = "".join(
        one if unicodedata.category(one) not in ("Cc", "Cs", "Co", "Cn") else " "
        for one in text[: 2 * _LONGEST]
    )
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:_LONGEST]


def moment_of(text: object) -> str:
    """An ISO date-time (noon without a time of day) of a date as EXIF, XMP or IPTC writes it; "" for none."""
    if not isinstance(text, str):
        return ""
    match = re.match(
        r"\s*(\d{4})[:\-/.]?(\d\d)[:\-/.]?(\d\d)(?:[T ]+(\d\d)[:.\-]?(\d\d)(?:[:.\-]?(\d\d))?)?", text[:40]
    )
    if match is None:
        return ""
    year, month, day, hour, minute, second = match.groups()
    clock = f"{hour}:{minute}:{second or '00'}" if hour else "12:00:00"
    return f"{year}-{month}-{day}T{clock}"


def sane_place(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Coordinates in degrees, rounded; None for what is none, also where the sea has neither of them."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # nan fits neither
        return None
    here = round(float(latitude), 5), round(float(longitude), 5)
    return None if here == (0.0, 0.0) else here


def _once(remarks: Iterable[Remark]) -> Iterator[Remark]:
    order = list(Part)
    seen: set[str] = set()
    for one in sorted(remarks, key=lambda remark: order.index(remark.part)):
        key = one.text.casefold().rstrip(".!")
        if key not in seen:
            seen.add(key)
            yield one
