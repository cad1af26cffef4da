"""Finds where: "in Lisbon", "at the beach in Cascais", "Paris, Texas", "in Porto or Braga"."""

from dataclasses import dataclass
from functools import lru_cache

from app.library.places.model import Place, Sort, folded, normalized
from app.library.places.table import Places
from app.library.query.common import ordinary_words
from app.library.query.model import KnownWords
from app.library.query.tokens import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, Sentence, Span, words
from mlx_models.compact.words import shipped_words

_INTRO = words("in at from near around outside visiting inside across on")
_TRIPS = words(
    "go went gone travel travelled flew drove moved trip trips visit visits holiday holidays vacation "
    "journey tour flight travels weekend"
)
_PHOTOS = words("photo photos picture pictures pics images shots snaps photographs")
_SMALL = words("de da do dos das del della di la le les el al of and am an der den sur upon on the los las")
_SHAPES = words("coast riviera sea lake lakes island islands mountains forest valley peninsula district")
_BEFORE_BARE = words(", but not except without excluding no neither nor minus")
_DIRECTIONS = words("north south east west northern southern eastern western central downtown old sunny")
_CHARACTERS = frozenset({"batman", "santa claus", "zara", "christmas", "halloween", "superman", "santa"})
_LONGEST = 5
_LOOK_UPS = 300  # in one sentence
_LARGE = 50_000  # a town that may be written in small letters
_LARGEST = 250_000  # a city whose name is also a word: Nice
_ALONE = 300_000  # a city that is named without "in"
_ALL_ALONE = 100_000  # a city whose name, with a capital letter, is the whole sentence


@dataclass(frozen=True)
class PlaceSpan(Span):
    """Tokens and the place they mean; ``joined`` when "or" or "and" stands before it."""

    place: Place
    joined: bool = False


@lru_cache(maxsize=4)
def _folded(names: tuple[str, ...]) -> tuple[frozenset[str], dict[str, list[str]]]:
    """Places of a library and their parts, and by town; kept, as a large one has thousands."""
    towns: dict[str, list[str]] = {}
    for name in names:
        towns.setdefault(normalized(name.partition(",")[0]), []).append(name)
    return frozenset(normalized(part.strip()) for name in names for part in [name, *name.split(",")]), towns


class Wheres:
    """Finds the places of one sentence."""

    def __init__(self, sentence: Sentence, places: Places, known: KnownWords) -> None:
        """What is looked through, who knows places, and which occur in the library."""
        self._s = sentence
        self._places = places
        self._ordinary = ordinary_words()
        self._known, self._named_so = _folded(known.places)
        self._left = _LOOK_UPS
        self._before: PlaceSpan | None = None  # the one that was found last
        self._short = sum(token.word for token in sentence.tokens) <= 5

    def find(self) -> list[PlaceSpan]:
        """All of them, in order, none overlapping."""
        return self._s.spans(self._next)

    def _next(self, at: int) -> PlaceSpan | None:
        found = self._at(at, self._before)
        self._before = found or self._before
        return found

    def _at(self, at: int, before: PlaceSpan | None) -> PlaceSpan | None:
        s = self._s
        low = s.low(at)
        if not low:
            return None
        if before is not None and before.end == at and low in {"or", "and", "nor", ","}:
            start = at + 1 + (s.low(at + 1) in {"in", "or", "and", "the"})
            one = self._named(at, start, strict=True)
            return one and PlaceSpan(at, one.end, one.place, low != ",")
        if low in _INTRO or s.is_at(at, "close to", "next to"):
            if s.low(at - 1) in {"made", "dressed", "born"}:
                return None
            start = at + (2 if s.is_at(at, "close to", "next to", "in and around") else 1)
            start += s.is_at(start, "the city of", "the town of", "the", "of the", "of")
            while s.low(start) in _DIRECTIONS and start + 1 < len(s) and s.tokens[start + 1].capital:
                if one := self._named(at, start, strict=low == "at"):
                    return one
                start += 1
            return self._named(at, start, strict=low == "at")
        if low in {"by", "along", "over", "above"}:  # "by Lake Garda", "along the Amalfi coast"
            one = self._named(at, at + 1 + (s.low(at + 1) == "the"), strict=True)
            return one if one and one.place.sort is Sort.AREA else None
        if low in {"to", "after"} and s.raw(at - 1) in _TRIPS:  # "Reise nach Italien"
            return self._named(at, at + 1 + (s.low(at + 1) == "the"), strict=False)
        if low == "of" and s.raw(at - 1) in _PHOTOS and at + 1 < len(s):
            start = at + 1 + (s.low(at + 1) == "the")
            one = self._named(at, start, strict=False)
            ends = one is not None and (self._closes(one.end) or s.low(one.end) in _BEFORE_BARE | {"where"})
            return one if one and ends and self._well_known(one) else None
        if low == "the" and s.low(at + 1) and (at == 0 or s.taken[at - 1]):
            one = self._named(at, at + 1, strict=False)
            area = one is not None and one.place.sort is not Sort.CITY
            ends = one is not None and (self._closes(one.end) or s.low(one.end) in {"or", "and", ","})
            return one if one and area and ends and self._well_known(one) else None
        if at == 0 and (one := self._named(0, 0, strict=False)) and self._is_about(one.end):
            return one if self._well_known(one) else None
        if not s.tokens[at].capital or (s.shouted and at > 0):
            return None
        if (
            at == 0
            or low == ","
            or s.low(at - 1) in _BEFORE_BARE
            or (at > 0 and s.taken[at - 1])
            or (self._short and s.low(at - 1) not in DETERMINERS | PREPOSITIONS | CONJUNCTIONS)
        ):
            one = self._named(at, at, strict=True)
            if (
                one
                and (self._closes(one.end) or s.low(one.end) in {"or", "and", "nor", ","})
                and (self._well_known(one))
                and (at > 0 or one.end >= len(s) or s.low(one.end) in {"", ",", "with", "or", "and"})
            ):
                return one
        return None

    def _is_about(self, end: int) -> bool:
        """Whether a name at the beginning is all that is told of where: "barcelona photos 2019"."""
        s = self._s
        return end >= len(s) or bool(s.taken[end]) or s.raw(end) in _PHOTOS or bool(s.is_at(end, "at night"))

    def _closes(self, end: int) -> bool:
        s = self._s
        return end >= len(s) or bool(s.taken[end]) or not s.tokens[end].word

    def _well_known(self, one: PlaceSpan) -> bool:
        said = self._s.between(one.start, one.end)
        name = folded(said)
        if self._ordinary_word(one.start, one.end, one.place.sort is not Sort.CITY):
            # A word that is a town, too, is a word, unless photos lie there.
            return name in self._known and name == folded(one.place.name.partition(",")[0])
        return (
            one.place.sort is not Sort.CITY
            or one.place.population >= (_ALL_ALONE if self._is_all(one) else _ALONE)
            or name in self._known
            or folded(one.place.name) in self._known
            or "," in said
        )

    def _is_all(self, one: PlaceSpan) -> bool:
        return (
            one.start == 0 and one.end == len(self._s) and self._s.tokens[0].capital and not self._s.shouted
        )

    def _ordinary_word(self, start: int, end: int, area: bool = False) -> bool:
        """Whether a name is a word of the language, too."""
        s = self._s
        if s.tokens[start].thing:
            return True
        if s.language is not None:
            return False
        name = s.between(start, end)
        small = not s.tokens[start].capital or start == 0 or s.shouted
        if folded(name) in self._ordinary:
            return True
        return small and not area and end - start == 1 and bool(shipped_words().find(name))

    def _named(self, begin: int, start: int, strict: bool) -> PlaceSpan | None:
        """The longest name at ``start``, with its country if that follows."""
        s = self._s
        longest = 0
        while longest < _LONGEST and self._part_of_name(start, longest):
            longest += 1
        for count in range(longest, 0, -1):
            end = start + count
            if s.low(end - 1) in _SMALL and count > 1:
                continue
            place = self._look_up(s.between(start, end))
            if place is None:
                continue
            wider, wider_end = self._qualified(start, end)
            if wider is not None:
                return PlaceSpan(begin, wider_end, wider)
            if self._means_it(start, end, place, strict):
                return PlaceSpan(begin, end, place)
        return None

    def _part_of_name(self, start: int, count: int) -> bool:
        s = self._s
        at = start + count
        if at >= len(s) or s.taken[at] or not s.tokens[at].word or not s.tokens[at].text[0].isalpha():
            return False
        if count == 0:
            return True
        if s.tokens[at].start - s.tokens[at - 1].end > 2:
            return False
        return s.tokens[at].capital or s.low(at) in _SMALL | _SHAPES or not s.tokens[start].capital

    def _qualified(self, start: int, end: int) -> tuple[Place | None, int]:
        """Such as "Paris, Texas", "Porto in Portugal", "Springfield IL"."""
        s = self._s
        after = end + (s.low(end) in {",", "in"})
        for count in (3, 2, 1):
            where = s.between(after, after + count) if after + count <= len(s) else ""
            free = not any(s.taken[after : after + count])
            if where and free and s.tokens[after].capital and "," not in where:
                city = s.between(start, end)
                if (place := self._look_up(f"{city}, {where}")) is not None:
                    return place, after + count
        return None, end

    def _means_it(self, start: int, end: int, place: Place, strict: bool) -> bool:
        """Whether these words, with a place of that name in the world, are meant as the place."""
        s = self._s
        name = folded(s.between(start, end))
        capital = (s.tokens[start].capital and not s.shouted) or not normalized(name)
        known = name in self._known or folded(place.name) in self._known
        if end < len(s) and not s.taken[end] and s.tokens[end].word and s.tokens[end].low != "s":
            follows = s.tokens[end]
            if follows.capital and not s.shouted and capital and follows.low not in {"i", "by"}:
                return False
            if not s.ends_at(end) and not (capital and follows.text[0].isdigit()):
                return False
        area = place.sort is not Sort.CITY
        if name in _CHARACTERS and not known:
            return False
        if self._ordinary_word(start, end, area):
            # "Photos taken in Bath": photos are taken at a place.
            told = s.low(start - 1) == "in" and s.raw(start - 2) in _PHOTOS | {"taken"} and start > 1
            return capital and (area or known or told or place.population >= _LARGEST)
        if capital:
            return True
        if place.sort is Sort.AREA and len(name) > 3:
            return True
        if strict or len(name) < 4 or s.tokens[end - 1].low in _SMALL or s.tokens[start].low in DETERMINERS:
            return known and not strict
        return area or known or place.population >= _LARGE

    def _look_up(self, name: str) -> Place | None:
        if self._left <= 0:
            return None
        self._left -= 1
        found = self._places.find(name)
        if found is None or found.sort is not Sort.CITY or normalized(found.name) in self._known:
            return found
        # Of two of a name, the one where photos lie.
        here = (self._places.find(full) for full in self._named_so.get(normalized(name), ()))
        return next((one for one in here if one is not None), found)
