"""Finds where photos come from and what sort they are: camera, folder or album, kind, taught names."""

from app.inference.protocols import Kind
from app.library.query.model import KnownWords
from app.library.query.tokens import DETERMINERS, FUNCTION_WORDS, Sentence, words
from app.library.query.written import Quoted

_BRANDS = words(
    "iphone ipad canon nikon sony pixel samsung galaxy gopro fuji fujifilm leica olympus panasonic "
    "lumix huawei xiaomi oneplus motorola nokia kodak pentax ricoh hasselblad dji polaroid oppo "
    "realme eos powershot coolpix"
)
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
}
# These stay in the text: they say more than the kind does.
_TELLING = {
    "receipt": Kind.DOCUMENT,
    "receipts": Kind.DOCUMENT,
    "invoice": Kind.DOCUMENT,
    "invoices": Kind.DOCUMENT,
    "diagram": Kind.DRAWING,
    "diagrams": Kind.DRAWING,
    "cartoons": Kind.DRAWING,
    "illustrations": Kind.DRAWING,
}
_FOLLOWS = words("of with from in on that where which showing about for by taken not without but saying")


def kind_at(s: Sentence, at: int) -> tuple[Kind, int, bool] | None:
    """A word for a kind of picture at ``at``: the kind, how many words, whether they tell more than it."""
    if s.is_at(at, "screen shot", "screen shots", "screen capture", "screen captures"):
        return Kind.SCREENSHOT, 2, False
    low = s.low(at)
    if low == "scanned" and s.low(at + 1):
        plain = s.low(at + 1) in {"documents", "document", "pages", "papers", "files"}
        return Kind.DOCUMENT, 2 if plain else 1, False
    if low in _KINDS:
        return _KINDS[low], 1, False
    return (_TELLING[low], 1, True) if low in _TELLING else None


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
        kind, count, telling = found
        leading = all(s.taken[n] or s.tokens[n].low in DETERMINERS | {"of"} for n in range(head, at))
        closes = at + count >= len(s) or not s.low(at + count) or s.low(at + count) in _FOLLOWS
        if kind is Kind.SCREENSHOT:
            if s.low(at - 1) in {"taking", "taken", "takes", "a"} and not leading:
                continue
        elif not leading or not (closes or s.low(at) == "scanned"):
            continue
        if not telling:
            end = at + count + (s.low(at + count) == "of")
            s.take(at - (s.low(at - 1) in DETERMINERS), end, "kind")
        return kind
    return None


def take_folder(s: Sentence, known: KnownWords, quoted: list[Quoted]) -> str | None:
    """The folder or album named: "in the folder Holiday", "from my Work album"."""
    names = {name.casefold(): name for name in known.folders}
    for at in range(len(s)):
        if s.low(at) not in {"in", "from", "inside", "within"}:
            continue
        start = at + 1 + (s.low(at + 1) in DETERMINERS)
        if s.low(start) in _ALBUMS:
            start += 1
            start += s.low(start) in {"called", "named", ":", "titled"}
            found = _folder_name(s, start, names, quoted)
            if found:
                s.take(at, found[1], "folder")
                return found[0]
            continue
        end = next((n for n in range(start, min(start + 6, len(s))) if s.low(n) in _ALBUMS), 0)
        between = s.between(start, end) if end > start else ""
        told = between.casefold() in names or not any(
            s.low(n) in FUNCTION_WORDS or s.low(n) == "photo" for n in range(start, end)
        )
        if between and told and s.low(start - 1) not in {"a", "an"}:
            name = next((q.text for q in quoted if q.start >= start and q.end <= end), between)
            s.take(at, end + 1, "folder")
            return names.get(name.casefold(), name)
        if start < len(s) and s.tokens[start].capital:
            name, stop = _longest(s, start, names)
            if stop and s.ends_at(stop):
                s.take(at, stop, "folder")
                return name
    return None


def take_camera(s: Sentence, known: KnownWords) -> str | None:
    """The camera: "taken with my iPhone", "with the Canon", "shot on Pixel 7"."""
    words = {word for name in known.cameras for word in name.casefold().split()} - {"camera", "phone"}
    for at in range(len(s)):
        if s.low(at) not in {"with", "on", "by", "using", "from"}:
            continue
        told = s.low(at - 1) in _MADE or s.low(at) == "using"
        start = at + 1 + (s.low(at + 1) in DETERMINERS)
        mine = s.low(at + 1) in {"my", "the", "our"}
        end = start
        while end < len(s) and end - start < 5 and s.low(end) and s.tokens[end].word:
            low = s.low(end)
            model = low in words or low in _BRANDS or (end > start and _of_a_model(s, end))
            if not model:
                break
            end += 1
        if end == start or not (told or mine) or not (words & {s.low(start)} or s.low(start) in _BRANDS):
            continue
        name = s.between(start, end)
        end += s.low(end) in {"camera", "phone"}
        if not told and not s.ends_at(end):
            continue
        begin = at - (s.low(at - 1) in _MADE)
        while begin and s.low(begin - 1) in {"i", "we", "were", "was", "that", "which", "been"}:
            begin -= 1
        s.take(begin, end, "camera")
        return name
    return None


def take_names(s: Sentence, known: KnownWords) -> list[tuple[int, int, str]]:
    """Taught names, and where they stand; their tokens are taken."""
    names = {name.casefold(): name for name in known.names if name.strip()}
    firsts = {name.split()[0] for name in names}
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(s):
        low = s.low(at).removesuffix("'s")
        stop = 0
        if low in firsts:
            name, stop = _longest(s, at, names)
            ordinary = low in _ORDINARY_NAMES and not s.tokens[at].capital
            if stop and not ordinary:
                found.append((at, stop, name))
                s.take(at, stop, "name")
        at = max(at + 1, stop)
    return found


_ORDINARY_NAMES = words(
    "may april june august rose lily daisy grace hope faith joy will mark bill rich jack art frank "
    "ruby pearl dawn eve ivy iris olive hazel amber ginger pepper honey sunny sky max buddy lucky "
    "shadow smoky summer autumn"
)


def _longest(s: Sentence, start: int, names: dict[str, str]) -> tuple[str, int]:
    for count in range(min(6, len(s) - start), 0, -1):
        said = s.between(start, start + count).casefold()
        for form in (said, said.removesuffix("'s"), said.removesuffix("\u2019s")):
            if form in names and not any(s.taken[start : start + count]):
                return names[form], start + count
    return "", 0


def _folder_name(
    s: Sentence, start: int, names: dict[str, str], quoted: list[Quoted]
) -> tuple[str, int] | None:
    for one in quoted:
        if one.start == start:
            return names.get(one.text.casefold(), one.text), one.end
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
