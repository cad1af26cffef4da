"""Sentences in other languages than English, word by word in those of the English grammar."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.paths import find_assets
from mlx_models.compact.words import plural

DROPPED = "-"
_ENDINGS = ("e", "en", "em", "er", "es")
_CASES = ("ern", "en", "er", "es", "em", "e", "n", "s", "nen", "innen")
_LONGEST = 5
_LONG = 5
_IRREGULAR = {
    "child": "children", "man": "men", "woman": "women", "person": "people", "mouse": "mice",
    "goose": "geese", "fish": "fish", "sheep": "sheep", "deer": "deer", "leaf": "leaves",
    "knife": "knives", "shelf": "shelves",
}  # fmt: skip
_JOINTS = ("", "s", "es", "n", "en", "e")


@dataclass(frozen=True)
class Language:
    """Words of a language in those of the English grammar.

    Attributes:
        grammar: Phrases, folded, in small letters -> English words; `DROPPED` for what says nothing.
        things: Words for what is seen, by their stems -> English.
        shared: Words that are English, too.
    """

    grammar: Mapping[tuple[str, ...], tuple[str, ...]]
    things: Mapping[str, str]
    shared: frozenset[str]

    def thing(self, word: str) -> str:
        """What a word for a thing is in English; "" where it is not known."""
        low = folded(word)
        if low in self.things:
            return self.things[low]
        for end in _CASES:
            if (
                low.endswith(end)
                and len(low) - len(end) > 1
                and (found := self.things.get(low.removesuffix(end)))
            ):
                many = word[:1].isupper() and end != "es" and " " not in found
                return (_IRREGULAR.get(found) or plural(found)) if many else found
        return self.things.get(low + "e", "") if len(low) > 3 else ""

    def phrase(self, lows: Sequence[str]) -> tuple[int, tuple[str, ...]]:
        """How many words the longest phrase at the beginning has, and what it is in English."""
        for count in range(min(_LONGEST, len(lows)), 0, -1):
            if found := self.grammar.get(tuple(lows[:count])):
                return count, found
        return 0, ()

    def parts(self, word: str) -> tuple[int, str] | None:
        """Where a compound is cut, and what its first half is: "Strandfotos" is "beach" and "Fotos"."""
        low = folded(word)
        if len(low) != len(word):
            return None
        for at in range(len(low) - 4, 2, -1):
            last = low[at:]
            if (last,) not in self.grammar and not self.thing(last):
                continue
            for joint in _JOINTS:
                first = low[:at].removesuffix(joint) if low[:at].endswith(joint) else ""
                named = self.thing(first) if len(first) > 2 else ""
                if not named and len(first) >= _LONG:  # a season, a holiday
                    named = " ".join(self.grammar.get((first,), ()))
                if named and named != DROPPED:
                    return at, named
        return None

    def sure(self, lows: Sequence[str]) -> int:
        """How many of these words are of this language and not English."""
        known = 0
        for low in lows:
            word = folded(low)
            thing = self.thing(word)
            same = bool(thing) and word.startswith(thing)  # zebras
            if word not in self.shared and (
                (word,) in self.grammar or (thing and not same) or self.parts(word)
            ):
                known += not same
        return known


def folded(word: str) -> str:
    """Small letters without accents, sharp s as two."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def languages() -> tuple[Language, ...]:
    """All but English: a table each in assets/queries."""
    return tuple(_read(path.read_text("utf-8")) for path in sorted((find_assets() / "queries").glob("*.txt")))


def _read(table: str) -> Language:
    grammar: dict[tuple[str, ...], tuple[str, ...]] = {}
    things: dict[str, str] = {}
    shared: set[str] = set()
    part = ""
    for line in table.splitlines():
        english, _, said = line.partition(" : ")
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            part = line
        elif part == "[shared]":
            shared.update(line.split())
        for phrase in said.split(", ") if said else ():
            plain = folded(phrase.rstrip("+*")).replace("~", ", ")
            if part == "[grammar]":
                for end in _ENDINGS if phrase.endswith("+") else ("",):
                    key = tuple((plain + end).replace(".", " .").replace(",", " ,").split())
                    grammar.setdefault(key, tuple(english.replace(",", " ,").split()))
            else:
                things.setdefault(plain, english)
                shared.update({plain} if phrase.endswith("*") else ())
    return Language(grammar, things, frozenset(shared))
