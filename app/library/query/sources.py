"""Finds where photos come from and what sort they are: camera, folder or album, kind, taught names."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from app.inference.protocols import Kind
from app.library.query.lines import ORDINALS
from app.library.query.model import KnownWords
from app.library.query.periods import MONTHS, SEASONS
from app.library.query.tokens import DETERMINERS, FUNCTION_WORDS, PHOTO_NOUNS, Sentence, Span, words
from app.library.query.written import Quoted

_BRANDS = words(
    "iphone ipad canon nikon sony pixel samsung galaxy gopro fuji fujifilm leica olympus panasonic "
    "lumix huawei xiaomi oneplus motorola nokia kodak pentax ricoh hasselblad dji polaroid oppo "
    "realme eos powershot coolpix"
)
A_PHONE = "a phone"
"""Stands for any camera that is a phone's."""
_PHONES = ("mobile phone", "cell phone", "cellphone", "smartphone", "mobile", "phone")
_MADE = words("taken shot made captured photographed took snapped")
_ALBUMS = words("folder album directory folders albums")
_KINDS = {
    "screenshot": Kind.SCREENSHOT,
    "screenshots": Kind.SCREENSHOT,
    "screengrab": Kind.SCREENSHOT,
    "screengrabs": Kind.SCREENSHOT,
    "document": Kind.DOCUMENT,
    "documents": Kind.DOCUMENT,
    "scan": Kind.DOCUMENT,
    "scans": Kind.DOCUMENT,
    "drawing": Kind.DRAWING,
    "drawings": Kind.DRAWING,
    "sketch": Kind.DRAWING,
    "sketches": Kind.DRAWING,
    "video": Kind.VIDEO,
    "videos": Kind.VIDEO,
    "clips": Kind.VIDEO,
}
_FOLLOWS = words("of with from in on that where which showing about for by taken not without but saying")


def kind_at(s: Sentence, at: int) -> tuple[Kind, int] | None:
    """A word for a kind of picture at ``at``: the kind, and how many words.

    A receipt is none: the word is looked for, as it may be read on what is no document.
    """
    if s.is_at(at, "screen shot", "screen shots", "screen capture", "screen captures"):
        return Kind.SCREENSHOT, 2
    low = s.low(at)
    if low == "scanned" and s.low(at + 1):
        plain = s.low(at + 1) in {"documents", "document", "pages", "papers", "files"}
        return Kind.DOCUMENT, 2 if plain else 1
    return (_KINDS[low], 1) if low in _KINDS else None


def take_kind(s: Sentence, head: int) -> Kind | None:
    """The kind asked for: a screenshot wherever it is named, anything else as what the sentence is about.

    Args:
        s: The sentence; filters and negations are taken already.
        head: Where the sentence begins after "show me all the".
    """
    for at in range(len(s)):
        found = kind_at(s, at)
        if found is None:
            continue
        kind, count = found
        plain = DETERMINERS | ({"of", "short", "long", "little"} if kind is Kind.VIDEO else {"of"})
        leading = all(s.taken[n] or s.tokens[n].low in plain for n in range(head, at))
        closes = at + count >= len(s) or not s.low(at + count) or s.low(at + count) in _FOLLOWS
        if kind is Kind.SCREENSHOT:
            if s.low(at - 1) in {"taking", "taken", "takes", "a"} and not leading:
                continue
        elif not leading or not (closes or s.low(at) == "scanned"):
            continue
        end = at + count + (s.low(at + count) == "of")
        begin = at
        while leading and begin > head and s.low(begin - 1) in plain:
            begin -= 1
        s.take(begin, end, "kind")
        return kind
    return None


@dataclass(frozen=True)
class NamedSpan(Span):
    """Tokens and what they name."""

    name: str


def take_folders(s: Sentence, known: KnownWords, quoted: list[Quoted]) -> list[NamedSpan]:
    """The folders or albums named: "in the folder Holiday", "from my Work album"; their tokens are taken."""
    names = _by_folded(known.folders)
    found: list[NamedSpan] = []
    at = 0
    while at < len(s):
        span = _folder(s, at, names, quoted)
        if span is None and found and found[-1].end == at and s.low(at) in {"or", "and", "nor", ","}:
            name, stop = _longest(s, at + 1, names)
            span = NamedSpan(at, stop, name) if stop else None
        if span is not None:
            s.take(span.start, span.end, "folder")
            found.append(span)
        at = at + 1 if span is None else span.end
    return found


@lru_cache(maxsize=4)
def _by_folded(names: tuple[str, ...]) -> dict[str, str]:
    """Names as they are compared; kept, as a large library has ten thousands."""
    return {folded(name): name for name in names}


def _folder(s: Sentence, at: int, names: dict[str, str], quoted: list[Quoted]) -> NamedSpan | None:
    if s.low(at) in _ALBUMS and (at == 0 or s.low(at - 1) in {"or", "and", ",", "the"}):
        # "the folder Holiday", "in the folder A or the folder B"
        name = _folder_name(s, at + 1, names, quoted)
        return name and NamedSpan(at - (s.low(at - 1) == "the"), name[1], name[0])
    if s.low(at) in DETERMINERS and s.low(at - 1) in _BEFORE_FOLDER:
        at -= 1
        begin = at + 1
    elif s.low(at) not in {"in", "from", "inside", "within", "of"}:
        return None
    else:
        begin = at
    start = at + 1 + (s.low(at + 1) in DETERMINERS)
    if s.low(start) in _ALBUMS:
        start += 1
        start += s.low(start) in {"called", "named", ":", "titled"}
        name = _folder_name(s, start, names, quoted)
        return name and NamedSpan(begin, name[1], name[0])
    if s.low(at) == "of":
        return None
    end = next((n for n in range(start, min(start + 6, len(s))) if s.low(n) in _ALBUMS), 0)
    between = s.between(start, end) if end > start else ""
    told = folded(between) in names or not any(
        s.low(n) in FUNCTION_WORDS or s.low(n) == "photo" for n in range(start, end)
    )
    if between and told and s.low(start - 1) not in {"a", "an"}:
        inside = next((q.text for q in quoted if q.start >= start and q.end <= end), between)
        return NamedSpan(begin, end + 1, names.get(folded(inside), inside))
    if begin == at and start < len(s) and s.tokens[start].capital:
        called, stop = _longest(s, start, names)
        if stop and s.ends_at(stop):
            return NamedSpan(at, stop, called)
    return None


_BEFORE_FOLDER = words("excluding except without outside but not exclude for out than from skip hide ignore")


def take_cameras(s: Sentence, known: KnownWords) -> list[NamedSpan]:
    """The cameras: "taken with my iPhone", "with the Canon", "iPhone photos"; their tokens are taken."""
    words = {word for name in known.cameras for word in name.casefold().split()} - {"camera", "phone"}
    found: list[NamedSpan] = []
    for at in range(len(s)):
        span = _camera(s, at, words) or _camera_photos(s, at, words)
        if span is not None:
            s.take(span.start, span.end, "camera")
            found.append(span)
    return found


def _camera(s: Sentence, at: int, words: set[str]) -> NamedSpan | None:
    if s.low(at) not in {"with", "on", "by", "using", "from"}:
        return None
    told = s.raw(at - 1) in _MADE or s.low(at) == "using"
    start = at + 1 + (s.low(at + 1) in DETERMINERS)
    mine = s.low(at + 1) in {"my", "the", "our"}
    end = _camera_end(s, start, words)
    if end > start:
        name = s.between(start, end)
        end += s.low(end) in {"camera", "phone"}
    elif phone := s.is_at(start, *_PHONES):
        name, end = A_PHONE, start + phone
        mine = mine and _photo_before(s, at)
    else:
        return None
    if s.low(end) in _MADE:
        told, end = True, end + 1
    bare = start == at + 1 and not _photo_before(s, at)
    if not (told or (mine and s.ends_at(end)) or (s.ends_at(end) and not bare and _photo_before(s, at))):
        return None
    begin = at - (s.low(at - 1) in _MADE)
    while begin and s.low(begin - 1) in {"i", "we", "were", "was", "that", "which", "been"}:
        begin -= 1
    return NamedSpan(begin, end, name)


def _photo_before(s: Sentence, at: int) -> bool:
    return at > 0 and (s.raw(at - 1) in PHOTO_NOUNS or s.taken[at - 1] == "lead")


def _camera_photos(s: Sentence, at: int, words: set[str]) -> NamedSpan | None:
    """Such as "iPhone photos": a camera right before them."""
    end = _camera_end(s, at, words)
    if end == at or s.raw(end) not in PHOTO_NOUNS or s.low(at - 1) in {"a", "an"}:
        return None
    name = s.between(at, end)
    return NamedSpan(at, end + (s.low(end) in PHOTO_NOUNS - _KINDS.keys() - {"video", "videos"}), name)


def _camera_end(s: Sentence, start: int, words: set[str]) -> int:
    """Where the name of a camera that begins at ``start`` ends; ``start`` where there is none."""
    end = start
    while end < len(s) and end - start < 5 and s.low(end) and s.tokens[end].word:
        low = s.low(end)
        if not (low in words or low in _BRANDS or (end > start and _of_a_model(s, end))):
            break
        end += 1
    first = s.low(start)
    return end if end > start and (first in _BRANDS or (first in words and not first.isdigit())) else start


def take_names(s: Sentence, known: KnownWords) -> list[NamedSpan]:
    """Taught names, and where they stand; their tokens are taken. A name comes before dates and places."""
    names = {folded(name): name for name in known.names if name.strip()}
    firsts = {name.split()[0] for name in names if name}
    found: list[NamedSpan] = []
    at = 0
    while at < len(s):
        low = folded(s.low(at)).removesuffix("'s")
        stop = 0
        if low in firsts:
            name, stop = _longest(s, at, names)
            if stop and _is_name(s, at, stop):
                found.append(NamedSpan(at, stop, name))
                s.take(at, stop, "name")
        at = max(at + 1, stop)
    for one in found:
        s.take(one.end, one.end + (s.low(one.end) == "together"), "name")
    return found


def _is_name(s: Sentence, at: int, stop: int) -> bool:
    """Whether a name that is also a word, a month or a town is meant as the name."""
    low, before, after = s.low(at), s.raw(at - 1), s.low(stop)
    if (
        low in _ORDINARY_NAMES
        and not s.tokens[at].capital
        and len(s) > stop - at
        and before not in {"of", "with"}
    ):
        return False
    if low in MONTHS or low in SEASONS:
        dated = (
            after[:1].isdigit() or before[:1].isdigit() or before in {"last", "this", "early", "late", "mid"}
        )
        day = before == "of" and (s.raw(at - 2) in ORDINALS or s.raw(at - 2)[:1].isdigit())
        if dated or day or before in _BEFORE_DATES:
            return False
    return before not in {"in", "near", "around", "at", "visiting"}


_ORDINARY_NAMES = words(
    "may april june august rose lily daisy grace hope faith joy will mark bill rich jack art frank "
    "ruby pearl dawn eve ivy iris olive hazel amber ginger pepper honey sunny sky max buddy lucky "
    "shadow smoky summer autumn"
)
_BEFORE_DATES = words("in since before after until till during between from to every each")


def folded(name: str) -> str:
    """A name as it is compared: small letters, no accents."""
    if name.isascii():
        return name.lower()
    apart = unicodedata.normalize("NFKD", name.casefold().replace("\u2019", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _longest(s: Sentence, start: int, names: dict[str, str]) -> tuple[str, int]:
    for count in range(min(6, len(s) - start), 0, -1):
        said = folded(s.between(start, start + count))
        for form in (said, said.removesuffix("'s")):
            if form in names and not any(s.taken[start : start + count]):
                return names[form], start + count
    return "", 0


def _folder_name(
    s: Sentence, start: int, names: dict[str, str], quoted: list[Quoted]
) -> tuple[str, int] | None:
    for one in quoted:
        if one.start == start:
            return names.get(folded(one.text), one.text), one.end
    name, stop = _longest(s, start, names)
    if stop:
        return name, stop
    end = start
    while (
        end < len(s)
        and s.low(end)
        and s.tokens[end].word
        and (end == start or s.tokens[end].capital or s.tokens[end].text[0].isdigit())
    ):
        end += 1
    if end == start or (end == start + 1 and s.low(start) in FUNCTION_WORDS):
        return None
    return s.between(start, end), end


def _of_a_model(s: Sentence, at: int) -> bool:
    """Such as "7", "80D", "Pro", "Mini", "Max" after a brand."""
    token = s.tokens[at]
    return any(letter.isdigit() for letter in token.text) or token.low in {
        "pro",
        "mini",
        "max",
        "plus",
        "ultra",
        "se",
    }
