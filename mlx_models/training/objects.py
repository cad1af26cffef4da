"""Is a sentence true of a picture? Its objects are compared with those that people's captions name.

A sentence is false when it names an object that no reference names: not by a synonym, nor as something
more special (a reference's "terrier" makes "dog" true, its "dog" does not make "poodle" true). People
are compared by sex and age, as far as the references tell them.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from mlx_models.compact.words import ObjectWords

# Name -> (sexes, ages) it can stand for; "person" says nothing of either.
_PEOPLE = {
    "man": ("m", "a"),
    "woman": ("f", "a"),
    "boy": ("m", "c"),
    "girl": ("f", "c"),
    "young man": ("m", "ac"),
    "young woman": ("f", "ac"),
    "teenager": ("mf", "ac"),
    "child": ("mf", "c"),
    "baby": ("mf", "c"),
}


@cache
def _words() -> ObjectWords:
    return ObjectWords.load()


@lru_cache(maxsize=1 << 18)
def _found(sentence: str) -> frozenset[str]:
    return frozenset(name for name, _, _ in _words().find(sentence))


def object_words(sentence: str) -> set[str]:
    """Names of the objects in an English sentence: `{"dog", "frisbee"}`."""
    return set(_found(sentence))


@lru_cache(maxsize=1 << 16)
def _true(references: tuple[str, ...]) -> frozenset[str]:
    said = frozenset[str]().union(*(_found(r) for r in references))
    implied = frozenset[str]().union(*(_words().implied(name) for name in said))
    people = said & _PEOPLE.keys()
    neutral = "person" in said
    fitting = {p for p in _PEOPLE if _fits(p, people, neutral)}
    return (implied - _PEOPLE.keys()) | fitting


def _meet(one: str, other: str) -> bool:
    return not set(one).isdisjoint(other)


def _fits(candidate: str, people: frozenset[str], neutral: bool) -> bool:
    """Whether references that name these people (`neutral`: also just "a person") allow the candidate."""
    if candidate in people:
        return True
    sexes, ages = _PEOPLE[candidate]
    contradicted = False
    vague = False
    for name in people:
        other_sexes, other_ages = _PEOPLE[name]
        if not _meet(ages, other_ages):
            continue
        if not _meet(sexes, other_sexes):
            contradicted = True
        elif len(other_sexes) == 1 or len(sexes) == 2:
            return True
        else:
            vague = True
    if vague:
        return not contradicted
    # "A person" may be a man or a woman where nothing says otherwise; a child would have been called one.
    return neutral and not people and "a" in ages


def false_objects(sentence: str, references: Sequence[str]) -> set[str]:
    """The sentence's objects that none of the references allows."""
    return set(_found(sentence) - _true(tuple(references)))


def is_false(sentence: str, references: Sequence[str]) -> bool:
    """Whether the sentence names at least one object that none of the references allows."""
    return not _found(sentence) <= _true(tuple(references))
