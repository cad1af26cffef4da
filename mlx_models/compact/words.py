"""Which objects an English sentence names: plurals, synonyms and words of several words included.

The list lies in objects.json, one object a line:

* `name`: the object, singular; null for phrases that look like an object and are none ("in front of").
* `words`: everything it is called. Regular plurals are derived; irregular ones are listed.
* `is`: what it is as well: a terrier is a dog and an animal.
* `means`: given instead of itself: "cyclist" means a person and a bicycle.
* `verbs`: words that are verbs after somebody's name or before an article ("a man waves a flag").
* `modifiers`: words that only describe the object named next ("a stone wall", "a baby elephant").
* `adjectives`: nouns only where nothing described follows ("an orange shirt", "an orange on a plate").
* `articled`: nouns only straight after "a" or "an", or alone ("a fly", "planes that fly").
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


def words_of(sentence: str) -> list[str]:
    """Lower-case words; punctuation and hyphens fall away."""
    return _WORD.findall(sentence.lower())


_ARTICLES: Final = frozenset(["a", "an"])
_OWNING: Final = frozenset(["a", "an", "the", "his", "her", "its", "their", "him", "them", "each", "another"])
_BEFORE_VERB: Final = frozenset(["who", "that", "which", "to", "he", "she", "they", "it"])
# fmt: off
_AFTER_NOUN: Final = frozenset([
    "against", "are", "as", "at", "behind", "being", "beside", "by", "for", "from", "hanging", "has", "in",
    "inside", "is", "laying", "lying", "near", "next", "of", "on", "over", "sits", "sitting", "that", "to",
    "under", "was", "were", "which", "while", "with",
])
# fmt: on
_COUNTED: Final = _OWNING | {"one", "two", "three", "some", "sliced", "peeled", "whole", "fresh", "half"}


@cache
def shipped_words() -> "ObjectWords":
    """Those of the list that ships with the package, indexed once, which takes some tens of milliseconds."""
    return ObjectWords.load()


@dataclass(frozen=True)
class _Entry:
    tokens: tuple[str, ...]
    names: tuple[str, ...]
    verb: bool
    modifier: bool
    adjective: bool
    articled: bool
    animate: bool
    person: bool


class ObjectWords:
    """Finds object names in sentences. Immutable once loaded; may be shared between threads."""

    def __init__(self, objects: list[dict[str, Any]]) -> None:
        """Index the objects, given as in objects.json."""
        parents: dict[str, tuple[str, ...]] = {o["name"]: tuple(o["is"]) for o in objects if o["name"]}
        self._implied = {name: _closure(name, parents) for name in parents}
        known = {word for o in objects for word in o["words"]}
        self._by_first: dict[str, list[_Entry]] = {}
        for o in objects:
            marked = {k: {*o.get(k, ()), *(plural(w) for w in o.get(k, ()))} for k in ("verbs", "articled")}
            names = tuple(o.get("means") or ([o["name"]] if o["name"] else []))
            meant = frozenset[str]().union(*(self._implied[n] for n in names))
            # What is listed somewhere outright is stronger than a derived plural ("glasses").
            forms = {*o["words"], *(p for p in map(plural, o["words"]) if p not in known)}
            for form in sorted(forms):
                entry = _Entry(
                    tokens=tuple(form.split()),
                    names=names,
                    verb=form in marked["verbs"],
                    modifier=form in o.get("modifiers", ()),
                    adjective=form in o.get("adjectives", ()),
                    articled=form in marked["articled"],
                    animate=not meant.isdisjoint(("person", "animal")),
                    person="person" in meant,
                )
                self._by_first.setdefault(entry.tokens[0], []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda e: -len(e.tokens))

    @classmethod
    def load(cls, path: Path | None = None) -> "ObjectWords":
        """Read a list of objects; without a path the one that ships with the package.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is not JSON.
        """
        path = path or Path(__file__).with_name("objects.json")
        return cls(json.loads(path.read_text("utf-8")))

    @property
    def names(self) -> frozenset[str]:
        """Every object's name."""
        return frozenset(self._implied)

    def implied(self, name: str) -> frozenset[str]:
        """The name itself and everything else that such an object is; just the name when it is unknown."""
        return self._implied.get(name) or frozenset([name])

    def find(self, sentence: str) -> list[tuple[str, int, int]]:
        """The objects that a sentence names, in order.

        Returns:
            (name, start, end) with the words start..end-1, counted in lower-case words of letters, digits
            and inner apostrophes: a hyphen parts two words. A word that means two objects gives two rows.
        """
        words = [w.removesuffix("'s") for w in words_of(sentence)]
        spans = self._spans(words)
        found: list[tuple[str, int, int]] = []
        for k, (entry, start, end) in enumerate(spans):
            if not entry.names:
                continue
            before = words[start - 1] if start else ""
            after = words[end] if end < len(words) else ""
            previous = spans[k - 1][0] if k and spans[k - 1][2] == start else None
            following = spans[k + 1][0] if k + 1 < len(spans) and spans[k + 1][1] == end else None
            if entry.verb and _is_verb(words[start], before, after, bool(previous and previous.animate)):
                continue
            if entry.modifier and following and following.names and not (entry.person and following.person):
                continue
            if entry.adjective and not _stands_alone(before, after, words[end + 1 : end + 2]):
                continue
            if entry.articled and len(words) > end - start and before not in _ARTICLES:
                continue
            found.extend((name, start, end) for name in entry.names)
        return found

    def _spans(self, words: list[str]) -> list[tuple[_Entry, int, int]]:
        """The longest entries that fit, left to right, without overlap."""
        spans: list[tuple[_Entry, int, int]] = []
        i = 0
        while i < len(words):
            step = 1
            for entry in self._by_first.get(words[i], ()):
                length = len(entry.tokens)
                if length == 1 or tuple(words[i : i + length]) == entry.tokens:
                    spans.append((entry, i, i + length))
                    step = length
                    break
            i += step
        return spans


def _is_verb(word: str, before: str, after: str, after_somebody: bool) -> bool:
    """Whether a word like "waves" or "painting" is what somebody does."""
    if word.endswith("ing") and before in {"is", "are"}:
        return True
    return after_somebody or before in _BEFORE_VERB or bool(before and after in _OWNING)


def _stands_alone(before: str, after: str, beyond: list[str]) -> bool:
    """Whether a word like "orange" or "glass" is a thing here, not the colour or matter of one."""
    if before and before not in _COUNTED and before not in _AFTER_NOUN - {"in"}:
        return False
    if after == "and":
        return bool(beyond) and beyond[0] in _OWNING
    return not after or after in _AFTER_NOUN


def _closure(name: str, parents: dict[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    left = [name]
    while left:
        here = left.pop()
        if here not in found:
            found.add(here)
            left.extend(parents[here])
    return frozenset(found)


def plural(word: str) -> str:
    """The regular English plural of a word's last part."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
