"""Finds what must not be there: "without people", "not at night", "no snow or ice", "except screenshots"."""

from dataclasses import dataclass, field

from app.inference.protocols import Kind
from app.library.query.sources import kind_at
from app.library.query.tokens import DETERMINERS, PHOTO_NOUNS, PREPOSITIONS, Sentence, words

_PHRASES = (
    "except for", "except", "excepting", "excluding", "excludes", "exclude", "leaving out", "leave out",
    "leave away", "other than", "apart from", "aside from", "instead of", "rather than", "without any",
    "without", "with no", "minus", "sans", "anything but", "everything but", "all but", "but no", "but not",
    "and not", "and no", "free of", "empty of", "hide", "omit", "skip", "ignore", "drop", "neither",
    "get rid of", "filter out", "remove", "anywhere but",
    "everywhere but", "anyone but", "none of", "none with", "nothing", "never", "not", "no", "nor",
    "lacking", "missing",
)  # fmt: skip
#: These only ask when they begin a sentence or a part of it: "a child plays hide and seek".
_AT_BEGIN = words("hide omit skip ignore drop get filter remove lacking missing exclude none neither nothing")
_BEFORE_BEGIN = words(", where but and please with of in from showing show that")
_CONTRACTED = words("isn't aren't wasn't weren't don't doesn't didn't isnt arent dont doesnt")
_VERBS = words(
    "have has having show shows showing contain contains containing include includes including want wants "
    "depict depicts depicting feature features featuring"
)
_NOT_NOT = words(
    "only just much many all every sure so too very yet really quite even necessarily to far long "
    "enough more less far well always enter disturb touch cross feed park stop litter"
)
_NOT_NO = words(
    "parking smoking entry exit trespassing swimming fishing dumping diving running littering "
    "stopping turn left right u-turn longer matter idea doubt way more less cycling dogs-allowed "
    "admittance entrance vacancy"
)
_NOBODY = frozenset({"nobody", "noone", "no-one"})
# What people and animals have on them: "a man without a shirt" says how he looks.
_WORN = words(
    "shirt shirts top tops clothes clothing pants trousers shorts shoes shoe socks helmet helmets hat "
    "hats cap glasses sunglasses gloves hair beard sleeves leash collar saddle jacket coat bra "
    "sandals boots handlebars hands teeth arms legs leaves lid roof wheels harness goggles mask"
)
_TAILS = (
    "are seen",
    "is seen",
    "can be seen",
    "to be seen",
    "are visible",
    "is visible",
    "in the background",
    "in the foreground",
    "in it",
    "in them",
    "in there",
    "on it",
    "in the picture",
    "in the photo",
    "in the image",
    "in the pictures",
    "in the photos",
    "in frame",
    "in the frame",
    "in view",
    "around",
    "on them",
)
_STOPS = (PREPOSITIONS - {"of"}) | words(
    "but that which where who while when is are was were has have though although because as then"
)
_LONGEST = 5
_SKIPPED = (
    PREPOSITIONS
    | DETERMINERS
    | _VERBS
    | PHOTO_NOUNS - words("screenshot screenshots video videos")
    | words(
        "everything anything all those them ones me us either both single taken take took shoot shot made "
        "captured see look"
    )
)


@dataclass
class Negated:
    """What was found.

    Attributes:
        things: In the sentence's words.
        kinds: Kinds of picture.
        takes_all: Everything but that was asked for.
        starts: Tokens where a filter begins that is to be turned round.
    """

    things: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    takes_all: bool = False
    starts: set[int] = field(default_factory=set)


def take_negations(s: Sentence, filters: dict[int, int]) -> Negated:
    """Take all negations.

    Args:
        s: The sentence, its filters taken.
        filters: Where each filter begins and ends, in tokens.
    """
    found = Negated()
    at = 0
    while at < len(s):
        cue = _cue(s, at)
        end = 0 if cue is None else _after(s, *cue, filters, found)
        at = max(end, at + 1)
    return found


def _cue(s: Sentence, at: int) -> tuple[int, int] | None:
    """Where a negation begins, with the words that only carry it, and what comes after it."""
    low = s.low(at)
    if s.raw(at) == "outside" and s.taken[at] == "place" and _is_told_of_photos(s, at):
        return at, at
    if not low:
        return None
    if low in _NOBODY or s.is_at(at, "no one"):
        return at, at
    if low == "-":
        token = s.tokens[at]
        spaced = token.start == 0 or s.text[token.start - 1] == " "
        tight = at + 1 < len(s) and s.tokens[at + 1].start == token.end and s.tokens[at + 1].text[0].isalpha()
        return (at, at + 1) if spaced and tight else None
    if low == "outside" and at + 1 < len(s) and s.taken[at + 1] == "folder":
        return at, at + 1
    if low in _CONTRACTED:
        start = at + 1
        if s.low(start) not in _VERBS and low.startswith(("do", "did")):
            return None
    else:
        count = s.is_at(at, *_PHRASES)
        if not count:
            return None
        start = at + count
        if low in _AT_BEGIN and not (at == 0 or s.taken[at - 1] or s.low(at - 1) in _BEFORE_BEGIN):
            return None
        last, follows = s.low(start - 1), s.low(start)
        if (
            low == "nothing"
            and follows not in {"from", "with", "of", "in", "showing"}
            and not s.taken[start:][:1]
        ):
            return None
        titled = at > 0 and not s.shouted and s.tokens[at].capital and s.tokens[at - 1].capital
        if titled or s.low(at - 1) in {"nothing", "why", "whether"}:
            return None
        if last == "not" and (follows in _NOT_NOT or s.low(at - 1) in {"or", "if"}):
            return None
        if last == "no" and follows == "one":
            start -= 1
        elif last == "no":
            number = follows[:1].isdigit() or follows in _NOT_NO or follows == "."
            if number or s.raw(at - 1) in {"a", "an", "the", "says", "yes", "this"}:
                return None
        if last == "minus" and follows[:1].isdigit():
            return None
    begin = at
    if low in {"not", "no"} or low in _CONTRACTED:
        while begin and s.low(begin - 1) in {
            "is",
            "are",
            "was",
            "were",
            "do",
            "does",
            "did",
            "that",
            "which",
            "who",
            "there",
            "it",
            "but",
            "i",
            "has",
            "have",
            "should",
            "must",
            "be",
        }:
            begin -= 1
    elif s.low(begin - 1) in {"but", "and"} or (low == "neither" and s.low(begin - 1) in {"with", "of"}):
        begin -= 1
    while s.low(start) in _VERBS | {"be", "been"}:
        start += 1
    return begin, start


def _is_told_of_photos(s: Sentence, at: int) -> bool:
    """Whether "outside Lisbon" is said of where photos are from, not of a house."""
    return at == 0 or s.taken[at - 1] == "lead" or s.low(at - 1) in PHOTO_NOUNS | {"taken", "from", "made"}


def _after(s: Sentence, begin: int, start: int, filters: dict[int, int], found: Negated) -> int:
    """Read what a negation is about; take it. Where it is nothing, the words stay."""
    if s.low(start) in _NOBODY or s.is_at(start, "no one"):
        end = start + (2 if s.low(start) == "no" else 1)
        acts = end + (s.low(end) in {"is", "was", "are", "were"})
        if s.low(acts).endswith("ing"):  # "nobody is smiling": there may be people
            end = _phrase(s, acts)
        found.things.append(" ".join(["people", *([s.between(acts, end)] if end > acts else [])]))
        begin -= s.low(begin - 1) in {"with", "and"}
        return _close(s, begin, end)
    at, any_found, keep = start, False, False
    while at < len(s):
        inner = at
        while (
            inner not in filters and inner < len(s) and (s.taken[inner] == "lead" or s.low(inner) in _SKIPPED)
        ):
            inner += 1
        if inner in filters:
            found.starts.add(inner)
            end = filters[inner]
        elif kind := kind_at(s, inner):
            found.kinds.append(kind[0])
            end = inner + kind[1]
        else:
            end = _phrase(s, inner)
            if end == inner:
                break
            found.things.append(_noun(s.meaning(inner, end) or s.between(inner, end)))
            if s.low(end) in PHOTO_NOUNS and s.low(end + 1) == "of":
                s.take(end, end + 2, "lead")
            keep = keep or (
                s.low(end - 1) in _WORN
                and begin > 0
                and s.low(begin - 1) not in {"", ",", "but"}
                and s.low(start - 1) in {"without", "no", "any"}
            )
        any_found, at = True, end
        more = 0 if keep and s.low(at) != "or" else _more(s, at, filters)
        if not more:
            break
        at = more
    if not any_found:
        return start
    return at if keep else _close(s, begin, at)


def _phrase(s: Sentence, start: int) -> int:
    """Where the noun phrase at ``start`` ends."""
    acting = s.low(start).endswith("ing") and s.low(start) not in {
        "ring",
        "king",
        "building",
        "wedding",
        "string",
    }
    at = start
    while at < len(s) and s.low(at) and s.tokens[at].word:
        low = s.low(at)
        if low in {"and", "or", "nor", "but", "without", "not", "no", "except"}:
            break
        if at > start and low in PHOTO_NOUNS and s.low(at + 1) in {"of", "with", "from", "in", "that"}:
            break  # "not blurry photos of dogs"
        if (
            not acting
            and at > start
            and (low in _STOPS or (low.endswith("ing") and s.low(at - 1) not in {"anyone"}))
        ):
            break
        if at - start >= (8 if acting else _LONGEST):
            break
        at += 1
        if low in _WORN and not acting:
            break
    while at > start and s.low(at - 1) in PREPOSITIONS | DETERMINERS:
        at -= 1
    return at


def _more(s: Sentence, at: int, filters: dict[int, int]) -> int:
    """Where the next thing of the same list begins; 0 when the list is over."""
    low = s.low(at)
    if at in filters and s.raw(at) in {"or", "nor", "and", ",", "&"}:
        return at  # "in Lisbon or Berlin": the filter has taken the word
    if low in {"or", "nor", "and"}:
        follows = s.low(at + 1)
        if low == "and" and (
            follows
            in {"a", "an", "the", "another", "some", "one", "with", "in", "on", "not", "no", "without"}
            or not follows
        ):
            return at + 1 if at + 1 in filters and low == "or" else 0
        return at + 1 if follows or at + 1 in filters else 0
    if low == ",":
        # A list: some more words, then "or" or "and".
        scan = at + 1
        while (
            scan < min(at + 8, len(s))
            and s.low(scan)
            and s.low(scan) not in PREPOSITIONS | {"but", "not", "no"}
        ):
            if s.low(scan) in {"or", "nor", "and"}:
                return scan + 1 if scan == at + 1 else at + 1
            scan += 1
    return 0


def _close(s: Sentence, begin: int, end: int) -> int:
    end += s.is_at(end, *_TAILS)
    s.taken[begin:end] = [label or "not" for label in s.taken[begin:end]]
    return end


def _noun(thing: str) -> str:
    """Without "a lot of" and the like."""
    low = thing.lower()
    while low.split() and low.split()[-1] in PHOTO_NOUNS and len(low.split()) > 1:
        thing = thing.rsplit(" ", 1)[0]
        low = thing.lower()
    for start in ("lot of ", "lots of ", "kind of ", "sort of ", "single ", "too many ", "many "):
        if low.startswith(start):
            return thing[len(start) :]
    return "people" if low in {"anyone", "anybody", "people in", "other people", "any people"} else thing
