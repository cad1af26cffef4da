"""How things are put into words: small pure functions, no state, no models.

Everything here returns text fit to be spoken: no control characters, no decorations, and text that came
from a picture only inside quotation marks.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from app.inference.protocols import Kind, NamedObject, Seen, Stance

BRIEF_WORDS = 20
NOT_SURE = "I am not sure what this shows."

_KIND_NAMES = {
    Kind.PHOTO: "Photo",
    Kind.SCREENSHOT: "Screenshot",
    Kind.DOCUMENT: "Document",
    Kind.DRAWING: "Drawing",
    Kind.BLANK: "Blank picture",
    Kind.UNKNOWN: "Picture",
}
_NO_ARTICLE = frozenset(
    [
        "glasses",
        "sunglasses",
        "scissors",
        "trousers",
        "pants",
        "shorts",
        "jeans",
        "pyjamas",
        "pajamas",
        "binoculars",
        "headphones",
        "skis",
        "people",
        "men",
        "women",
        "children",
        "food",
        "water",
        "grass",
        "snow",
        "sand",
        "broccoli",
        "rice",
        "bread",
        "luggage",
        "furniture",
    ]
)
_SINGULAR = frozenset(("lens", "gas", "canvas", "atlas", "pancreas", "christmas"))
_SILENT_H = ("hour", "honest", "honour", "honor", "heir")
_YOU_SOUND = re.compile(r"uni(?![nm])|unit|use|usa|euro|ewe|one\b|once\b|u[bkrt][aeiou]")
# One group of words for the same thing counts as one: "a dog" in the sentence covers "a labrador".
_SAME = (
    frozenset(
        [
            "person",
            "people",
            "man",
            "men",
            "woman",
            "women",
            "boy",
            "girl",
            "child",
            "children",
            "kid",
            "player",
            "guy",
            "lady",
        ]
    ),
    frozenset(("dog", "puppy", "retriever", "terrier", "hound", "spaniel", "shepherd", "labrador", "poodle")),
    frozenset(("cat", "kitten", "tabby")),
    frozenset(("bicycle", "bike")),
    frozenset(("motorcycle", "motorbike", "moped")),
    frozenset(("television", "tv", "screen", "monitor")),
    frozenset(("sofa", "couch")),
    frozenset(("laptop", "notebook")),
    frozenset(("phone", "cellphone", "smartphone", "telephone")),
    frozenset(("car", "automobile", "cab", "taxi")),
    frozenset(("airplane", "plane", "aeroplane", "airliner", "jet")),
    frozenset(("boat", "ship", "canoe", "kayak")),
    frozenset(("refrigerator", "fridge")),
)
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
    plain = clean(text).replace('"', "'")
    parts = plain.split(" ")
    if words is not None and len(parts) > words:
        plain = " ".join(parts[:words]) + "…"
    return f'"{plain}"'


def kind_name(kind: Kind) -> str:
    """The word said first: "Photo", "Screenshot" ... ; "Picture" when the kind is not known."""
    return _KIND_NAMES[kind]


def with_article(noun: str) -> str:
    """A noun with its article: "a laptop", "an umbrella", "sunglasses"."""
    noun = clean(noun)
    first = noun.split(" ")[0].lower() if noun else ""
    last = noun.split(" ")[-1].lower() if noun else ""
    if not noun or first in ("a", "an", "the", "some") or last in _NO_ARTICLE:
        return noun
    if last.endswith("s") and not last.endswith(("ss", "us", "is")) and last not in _SINGULAR:
        return noun
    vowel = first[0] in "aeiou" and not _YOU_SOUND.match(first)
    return f"{'an' if vowel or first.startswith(_SILENT_H) else 'a'} {noun}"


def listed(parts: Sequence[str]) -> str:
    """Parts in a row: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 line", "3 lines"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def lower_first(sentence: str) -> str:
    """Lowercase the first letter, except of a first word that is spelt like a name: TV, I, X-ray."""
    first = sentence.split(" ")[0].rstrip(".,;:!?")
    if not first or first == "I" or first.startswith(("I'", "I’")):  # noqa: RUF001
        return sentence
    if len(first) > 1 and (any(c.isupper() or c.isdigit() for c in first[1:]) or first[1] == "-"):
        return sentence
    return sentence[0].lower() + sentence[1:]


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


def gist(seen: Seen, *, brief: bool) -> str:
    """The model's sentence as its stance allows it to be said; "" when there is none."""
    caption = clean(seen.caption or "")
    if seen.stance is Stance.WITHHELD or (seen.stance is not Stance.NONE and not caption):
        nouns = [with_article(clean(n)) for n in seen.may_include if clean(n)]
        return NOT_SURE + (f" It may include: {', '.join(nouns)}." if nouns else "")
    if not caption:
        return ""
    room = BRIEF_WORDS - 1  # the kind's own word
    if seen.stance is Stance.HEDGED:
        caption = f"Looks like {lower_first(caption)}"
    caption = shortened(caption, room) if brief else caption
    return caption if caption.endswith((".", "!", "?")) else caption + "."


def also(objects: Iterable[NamedObject], said: str) -> str:
    """Say "Also: a laptop." for the objects that ``said`` does not already name; "" when none is left."""
    fresh = [with_article(o.name) for o in objects if clean(o.name) and not is_named(o.name, said)]
    return f"Also: {', '.join(dict.fromkeys(fresh))}." if fresh else ""


def is_named(noun: str, said: str) -> bool:
    """Whether ``said`` already names the noun, in the singular or plural, or by a common synonym."""
    have = {_stem(word) for word in re.findall(r"[\w'-]+", said.lower())}
    words = [_stem(word) for word in re.findall(r"[\w'-]+", noun.lower())]
    if not words:
        return True
    if all(word in have for word in words):
        return True
    head = words[-1]
    if head in have and len(words) > 1:  # "a coffee cup" is said by "a cup"
        return True
    return any(head in group and have & group for group in _SAME)


def it_says(lines: Sequence[str], *, sure: bool = True) -> str:
    """Read lines out, as in 'It says: "STOP".' or 'It may say: ...'; each keeps a line of its own."""
    flat = [text for line in lines if (text := clean(line).replace('"', "'"))]
    start = "It says" if sure else "It may say"
    return f'{start}: "' + "\n".join(flat) + '".' if flat else ""


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
    """Say which digits or negations may have been misread; "" for none."""
    plain = list(dict.fromkeys(flat for word in words if (flat := clean(word))))
    if not plain:
        return ""
    shown = [quoted(word) for word in plain[:5]]
    more = f" and {len(plain) - 5} more" if len(plain) > 5 else ""
    return f"I am not certain I read {listed(shown) if not more else ', '.join(shown) + more} right."


def _stem(word: str) -> str:
    for group in _SAME:
        if word in group:
            return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
