"""How things are put into words: small pure functions, no state, no models.

Everything here returns text fit to be spoken: no control characters, no decorations, and text that came
from a picture only inside quotation marks.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from app.describe.words.english import ENGLISH
from app.inference.protocols import Kind
from app.plain import enclosed

BRIEF_WORDS = 20

_KIND_NAMES = {
    Kind.PHOTO: "Photo",
    Kind.SCREENSHOT: "Screenshot",
    Kind.DOCUMENT: "Document",
    Kind.DRAWING: "Drawing",
    Kind.BLANK: "Blank picture",
    Kind.UNKNOWN: "Picture",
}
_CLAUSE_END = re.compile(r",? (?:while|and|with|as|near|behind|beside|next to|in front of) |, ")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DATE = re.compile(r"(\d{4})[-:](\d\d)[-:](\d\d)(?:[T ](\d\d:\d\d))?")
_DANGLING = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
        "with",
        "by",
        "for",
        "from",
        "is",
        "are",
        "near",
        "behind",
    ]
)


def clean(text: str) -> str:
    """Text without control, formatting and private characters; runs of white space become one space.

    Direction marks and zero-width characters go too: they could hide or reorder what is read out.
    """
    kept = (
        " " if ch.isspace() or unicodedata.category(ch) in ("Cc", "Zl", "Zp") else ch
        for ch in text
        if unicodedata.category(ch) not in ("Cf", "Cs", "Co", "Cn")
    )
    return " ".join("".join(kept).split())


def quoted(text: str, *, words: int | None = None) -> str:
    """Text from a picture, cleaned, cut after ``words`` words, in quotation marks it cannot leave."""
    plain = clean(text)
    parts = plain.split(" ")
    if words is not None and len(parts) > words:
        plain = " ".join(parts[:words]) + "…"
    return enclosed(plain)


def kind_name(kind: Kind) -> str:
    """The word said first: "Photo", "Screenshot" ... ; "Picture" when the kind is not known."""
    return _KIND_NAMES[kind]


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 line", "3 lines"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def amount_notice(number: int, what: str = "line") -> str:
    """Say "There is 1 line of text."; "" for none."""
    return f"There {'is' if number == 1 else 'are'} {counted(number, what)} of text." if number > 0 else ""


def lower_first(sentence: str) -> str:
    """Lowercase the first letter, except of a first word that is spelt like a name: TV, I, X-ray."""
    first = sentence.split(" ")[0].rstrip(".,;:!?")
    if not first or first == "I" or first.startswith(("I'", "I’")):  # noqa: RUF001
        return sentence
    if len(first) > 1 and (any(c.isupper() or c.isdigit() for c in first[1:]) or first[1] == "-"):
        return sentence
    return sentence[0].lower() + sentence[1:]


def word_count(*pieces: str) -> int:
    """How many words they have, together."""
    return len(" ".join(pieces).split())


def shortened(sentence: str, words: int = BRIEF_WORDS) -> str:
    """The sentence, or when it is longer than ``words`` words its first clause that fits, as a sentence."""
    parts = sentence.split()
    if len(parts) <= words:
        return sentence
    head = " ".join(parts[:words])
    ends = [m.start() for m in _CLAUSE_END.finditer(head)]
    whole = [end for end in ends if len(head[:end].split()) >= 4]
    kept = (head[: whole[-1]] if whole else head).rstrip(" ,;:.").split(" ")
    while len(kept) > 1 and kept[-1].lower() in _DANGLING:
        kept.pop()
    return " ".join(kept) + "."


def ended(text: str) -> str:
    """A text as a sentence."""
    words = clean(text)
    return words if not words or words.endswith((".", "!", "?", "\u2026", ":")) else f"{words}."


def it_says(lines: Sequence[str], *, sure: bool = True) -> str:
    """Read lines out, as in 'It says: "STOP".' or 'It may say: ...'; each keeps a line of its own.

    Spaces that a line begins with stay, too: they are the indentation of code.
    """
    flat = [" " * (len(line) - len(line.lstrip(" "))) + text for line in lines if (text := clean(line))]
    start = "It says" if sure else "It may say"
    return f"{start}: " + enclosed("\n".join(flat)) + "." if flat else ""


def spoken_date(taken: str) -> str:
    """An ISO or EXIF date as "on 1 May 2024 at 09:30"; anything else as it is."""
    match = _DATE.match(clean(taken))
    if not match or not 1 <= int(match[2]) <= 12:
        return clean(taken)
    day = f"on {int(match[3])} {_MONTHS[int(match[2]) - 1]} {match[1]}"
    return f"{day} at {match[4]}" if match[4] else day


def spoken_place(place: object) -> str:
    """A name as it is; (latitude, longitude) in degrees as "48.8584 degrees north, 2.2945 degrees east"."""
    if isinstance(place, str):
        return clean(place)
    if isinstance(place, dict):
        place = (place.get("latitude"), place.get("longitude"))
    if not isinstance(place, (tuple, list)) or len(place) != 2:
        return ""
    latitude, longitude = place
    if not isinstance(latitude, (int, float)) or not isinstance(longitude, (int, float)):
        return ""
    north, east = "north" if latitude >= 0 else "south", "east" if longitude >= 0 else "west"
    return f"{abs(latitude):.4f} degrees {north}, {abs(longitude):.4f} degrees {east}"


def unread_notice(unread: int) -> str:
    """Say "3 lines I could not read."; "" for none."""
    return f"{counted(unread, 'line')} I could not read." if unread else ""


def uncertain_notice(words: Sequence[str]) -> str:
    """Say which digits or negations may have been misread, each once, and in how many lines; "" for none.

    Args:
        words: One for each line in which it stands.
    """
    often = Counter(flat for word in words if (flat := clean(word)))
    plain = list(often)
    if not plain:
        return ""
    shown = [quoted(word) + (f" in {often[word]} lines" if often[word] > 1 else "") for word in plain[:5]]
    more = f" and {len(plain) - 5} more" if len(plain) > 5 else ""
    return f"I am not certain I read {ENGLISH.listed(shown) if not more else ', '.join(shown) + more} right."
