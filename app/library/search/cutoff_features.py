"""What speaks for and against a photo, and for and against the library having any such photo, as numbers.

Three witnesses. *Contrast*: a photo is what the query says when it is nearer to the query than to the names
of a thousand other things; its cosine alone says little, because every query has a nearest photo. *Words*:
how much of what the query names do the photo's captions, objects and other words name, and does any photo
of the library name it at all? *The query itself*: how much it names, and how near it is to a known thing.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from app.inference.words import Things

CANDIDATES = 50
"""How many of the photos nearest to the query are looked at."""

SHARPNESS = 4.0
"""Of the soft maximum over the references, per standard deviation of their cosines."""
# fmt: off
_SAY_NOTHING = frozenset([
    "a", "about", "above", "across", "against", "all", "along", "also", "amid", "among", "an", "and",
    "another", "any", "are", "around", "as", "at", "be", "been", "behind", "being", "below", "beneath",
    "beside", "between", "both", "but", "by", "down", "during", "each", "every", "few", "for", "from",
    "front", "had", "has", "have", "having", "he", "her", "his", "i", "image", "in", "inside", "into", "is",
    "it", "its", "just", "like", "many", "me", "my", "near", "next", "no", "not", "of", "off", "on", "one",
    "onto", "or", "other", "our", "out", "outside", "over", "own", "photo", "photograph", "pic", "picture",
    "same", "several", "she", "show", "snapshot", "so", "some", "someone", "something", "than", "that",
    "the", "their", "them", "there", "these", "they", "this", "those", "through", "to", "together",
    "toward", "towards", "under", "up", "upon", "us", "very", "was", "we", "were", "what", "when", "where",
    "which", "while", "who", "whose", "with", "within", "you", "your",
])
_PEOPLE = frozenset([
    "person", "man", "woman", "young man", "young woman", "teenager", "boy", "girl", "child",
])
_SAME = frozenset([
    "men", "women", "children", "people", "kid", "kids", "guy", "guys", "lady", "ladies", "gentleman",
    "gentlemen", "persons", "human", "humans",
])
# fmt: on
RAREST = -1.0
"""As `Wanted.everyday`: people name it in none of the photos that were counted."""
_WORDS_OF_A_THING = 60
_LIGHT = 0.4  # weight of somebody, of doing and of looking like, against a thing's 1


@dataclass(frozen=True)
class Wanted:
    """One thing that a query names.

    Attributes:
        name: A thing's name, or the stem of any other word that means something.
        thing: Whether it is a thing of the table.
        weight: How much it counts among the others.
        words: What it may be called in a photo's words.
        everyday: Of how many in a thousand everyday photos people name it, as a power of ten; -1 for none.
    """

    name: str
    thing: bool
    weight: float
    words: tuple[str, ...]
    everyday: float = RAREST


class Wording:
    """Finds what a query names, and in which photos' words that is named.

    Args:
        names: What things are called.
        everyday: Of how many in a thousand everyday photos people name a thing or a stem; see `Wanted`.
        remember: Of how many texts to keep what they name: many photos have the same caption.
    """

    def __init__(
        self, names: Things, everyday: Mapping[str, float] | None = None, remember: int = 4096
    ) -> None:
        self._names = names
        self._everyday = load_everyday() if everyday is None else everyday
        self._named = lru_cache(remember)(self._name)

    def wanted(self, text: str) -> tuple[Wanted, ...]:
        """What a query names, in order, each once; () when it names nothing."""
        words = split(text)
        found: dict[tuple[str, bool], Wanted] = {}
        taken: set[int] = set()
        for name, start, end in self._names.find(text):
            taken.update(range(start, end))
            said = " ".join(words[start:end])
            called = tuple(dict.fromkeys([said, *self._names.called(name, _WORDS_OF_A_THING)]))
            found[name, True] = Wanted(
                name, True, _LIGHT if name in _PEOPLE else 1.0, called, self._common(name)
            )
        for i, word in enumerate(words):
            if i not in taken and word not in _SAY_NOTHING:
                short = stem(word)
                one = Wanted(short, False, _LIGHT, (word,), self._common(short))
                found.setdefault((short, False), one)
        return tuple(found.values())

    def every_word(self, one: Wanted) -> tuple[str, ...]:
        """All words for a thing and whatever is one: "man" and "rider" for people."""
        return (
            tuple(dict.fromkeys([*one.words, *self._names.called(one.name, 1000)]))
            if one.thing
            else one.words
        )

    def special(self, text: str) -> frozenset[str]:
        """Stems of words that say more than the thing they count as: a nurse counts as a person."""
        words, found = split(text), set[str]()
        for name, start, end in self._names.find(text):
            said = [stem(word) for word in words[start:end]]
            if said != [stem(word) for word in split(name)] and " ".join(words[start:end]) not in _SAME:
                found.update(said)
        return frozenset(found)

    def things_in(self, text: str) -> frozenset[str]:
        """The things that a text names."""
        return frozenset(name for name, _, _ in self._names.find(text))

    def implied(self, text: str) -> frozenset[str]:
        """Likewise, and what they are as well: a puppy is a dog, a hot dog is none."""
        return self._named(text)[0]

    def named(self, text: str) -> frozenset[str]:
        """Things and stems that a text names or implies."""
        return frozenset[str]().union(*self._named(text))

    def _common(self, name: str) -> float:
        return math.log10(self._everyday.get(name, 0.0) + 10**RAREST)

    def covered(self, wanted: Sequence[Wanted], texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which photo's words name what.

        Args:
            wanted: What the query names.
            texts: All words of each photo: caption, objects, text read, title, note, names, place, album.

        Returns:
            (photos, wanted).
        """
        parts = [[stem(p) for p in (w.name if w.thing else w.words[0]).split()] for w in wanted]
        table = np.zeros((len(texts), len(wanted)), dtype=bool)
        for row, text in zip(table, texts, strict=True):
            things, stems = self._named(text)
            for k, one in enumerate(wanted):
                row[k] = (one.thing and one.name in things) or stems.issuperset(parts[k])
        return table

    def _name(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """Things that a text names or implies, and the stems of its words."""
        things = self._names.implied(name for name, _, _ in self._names.find(text))
        return things, frozenset(stem(word) for word in split(text))


@dataclass(frozen=True)
class QueryEvidence:
    """What is known of one query and the photos nearest to it.

    Attributes:
        query: (dimension,), L2-normalised embedding of the query's text.
        vectors: (n, dimension), L2-normalised embeddings of the candidates, in any order, n at most a few
            hundred: the `CANDIDATES` nearest to the query among the photos that are searched, and whichever
            else may become a hit (those found by words). n may be 0.
        wanted: What the query names.
        covered: (n, wanted), which candidate's words name what; see `Wording.covered`.
        mentioned: (wanted,), whether any photo that is searched names it. What a candidate names counts
            in any case, so only the others need to be asked for.
        size: Number of photos that are searched.
        described: Which part of them has a caption, or was looked at for one, 0..1. While there are few, that
            nobody mentions a thing says nothing against it.
    """

    query: NDArray[np.float32]
    vectors: NDArray[np.float32]
    wanted: tuple[Wanted, ...]
    covered: NDArray[np.bool_]
    mentioned: NDArray[np.bool_]
    size: int
    described: float = 1.0


@dataclass(frozen=True)
class Features:
    """Numbers of one query.

    Attributes:
        photo: Per candidate, name -> (n,).
        library: Of the query as a whole, name -> value.
    """

    photo: dict[str, NDArray[np.float64]]
    library: dict[str, float]


def measure(evidence: QueryEvidence, references: NDArray[np.float32]) -> Features:
    """Weigh one query.

    Args:
        evidence: With one candidate at least.
        references: (m, dimension), L2-normalised embeddings of the names of things; see `reference_texts`.
    """
    query = evidence.query.astype(np.float32)
    vectors = evidence.vectors.astype(np.float32)
    cosine = (vectors @ query).astype(np.float64)
    others = vectors @ references.T
    mean, deviation = others.mean(axis=1), others.std(axis=1) + 1e-6
    spread = (others - mean[:, None]) / deviation[:, None]
    standing = (cosine - mean) / deviation
    contrast = standing - np.log(np.exp(SHARPNESS * spread).mean(axis=1)) / SHARPNESS
    ahead = np.log10((others > cosine[:, None]).mean(axis=1) + 1e-3)

    weights = np.array([w.weight for w in evidence.wanted], dtype=np.float64)
    total = max(float(weights.sum()), 0.1)
    coverage = evidence.covered.astype(np.float64) @ weights / total
    mentioned = evidence.mentioned | evidence.covered.any(axis=0)
    things = np.array([w.thing for w in evidence.wanted], dtype=bool)
    nearest = np.argsort(-cosine)

    photo = {
        "cosine": cosine,
        "behind": cosine - cosine.max(),
        "standing": standing,
        "contrast": contrast,
        "ahead": ahead,
        "coverage": coverage,
        "whole": (coverage > 0.99).astype(np.float64),
    }
    ten, five = nearest[:10], nearest[:5]
    library = {
        "cosine": float(cosine.max()),
        "cosine_5": float(cosine[five].mean()),
        "standing": float(standing[ten].max()),
        "standing_5": float(standing[five].mean()),
        "contrast": float(contrast[ten].max()),
        "contrast_5": float(contrast[five].mean()),
        "ahead_5": float(ahead[five].mean()),
        "coverage": float(coverage.max()),
        "coverage_10": float(coverage[ten].mean()),
        "agreement": float((contrast + 2 * coverage)[nearest[:CANDIDATES]].max()),
        "mentioned": float(weights @ mentioned) / total,
        "things_missing": float((things & ~mentioned).sum()),
        "words_missing": float((~things & ~mentioned).sum()),
        "rarest": float(min((w.everyday for w in evidence.wanted), default=0.0)),
        "rarest_missing": float(
            min((w.everyday for w, m in zip(evidence.wanted, mentioned, strict=True) if not m), default=3.0)
        ),
        "names": float(min(len(evidence.wanted), 8)),
        "known": float((references @ query).max()),
        "size": float(np.log10(max(evidence.size, 1))),
    }
    return Features(photo, library)


def reference_texts(names: Things, most: int) -> list[str]:
    """The names of things, with their article, evenly taken from the table.

    Args:
        names: The table.
        most: How many at most.
    """
    every = names.names
    taken = every if len(every) <= most else [every[i * len(every) // most] for i in range(most)]
    return [f"an {name}" if name[0] in "aeiou" else f"a {name}" for name in taken]


def load_everyday() -> dict[str, float]:
    """How often people name things and stems in everyday photos, in a thousand: everyday.json.

    Counted by tests/benchmarks/library_cutoff.py in the training captions of Flickr8k and COCO.
    """
    found: dict[str, float] = json.loads(
        files("app.library.search").joinpath("everyday.json").read_text("utf-8")
    )
    return found


def split(text: str) -> list[str]:
    """Lower-case words of letters and digits, as the table of things counts them."""
    found: list[str] = []
    word = ""
    for character in text.lower() + " ":
        if character.isalnum() or (character == "'" and word):
            word += character
        elif word:
            found.append(word.rstrip("'").removesuffix("'s") or word)
            word = ""
    return found


def stem(word: str) -> str:
    """A word without its regular ending: "running" and "runs" are both "run". Coarser than Porter's."""
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            return word.rstrip("e")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("es") and word[-3] in "sxzh":
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and word[-2] != "s":
        word = word[:-1]
    return word.rstrip("e")
