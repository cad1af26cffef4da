"""Objects that were seen, as phrases: grouped, counted, placed, and with what they go with."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.describe.words import places
from app.describe.words.grammar import Lexicon, Phrase
from app.inference.people import countable
from app.inference.perception import Face, SeenObject
from app.inference.protocols import Stance

PERSON = "person"


@dataclass(frozen=True)
class Item:
    """One thing to tell, or several of one sort.

    Attributes:
        names: What it names.
        plain: "at least two dogs".
        placed: With where they are.
        known: That of what was named before: "the dog on the left"; ``placed`` where that has more to tell.
    """

    names: tuple[str, ...]
    plain: Phrase
    placed: Phrase
    known: Phrase


def told(language: Lexicon, objects: Sequence[SeenObject], stance: Stance) -> list[Item]:
    """What may be told with a stance: people first, then what is largest and surest.

    Args:
        language: The words.
        objects: All that was seen.
        stance: FACT or HEDGED; hedged is one of a sort only, and only where none is sure.
    """
    chosen = [thing for thing in objects if thing.stance is stance]
    if stance is not Stance.FACT:
        sure = {thing.name for thing in objects if thing.stance is Stance.FACT}
        first = {thing.name: thing for thing in reversed(chosen) if thing.name not in sure}
        chosen = [thing for thing in chosen if first.get(thing.name) is thing]
    people = [thing for thing in chosen if thing.name == PERSON]
    others = [thing for thing in chosen if thing.name != PERSON]
    goes = places.related(people, others)
    items = [_people(language, people, goes)] if people else []
    used = {id(thing) for _, _, thing in goes}
    groups: dict[str, list[SeenObject]] = {}
    for thing in others:
        groups.setdefault(thing.name, []).append(thing)
    ranked = sorted(groups.values(), key=lambda group: -max(map(_weight, group)))
    return [*items, *(_group(language, group) for group in ranked if any(id(n) not in used for n in group))]


def _weight(thing: SeenObject) -> float:
    left, top, right, bottom = thing.box
    return thing.score * (0.25 + sqrt(max(0.0, (right - left) * (bottom - top))))


def _group(language: Lexicon, group: Sequence[SeenObject]) -> Item:
    name, plain = group[0].name, counted(language, group)
    known = language.the(name) if len(group) == 1 else plain
    return Item((name,), plain, _placed(language, plain, group), _placed(language, known, group))


def counted(language: Lexicon, group: Sequence[SeenObject]) -> Phrase:
    """How many of one sort there are: "a dog", "one or more dogs", "at least two dogs"."""
    name, number = group[0].name, countable(group)
    words = language.at_least(name, number)
    if number == 1 and len(group) > 1:
        words = language.phrase("one_or_more", noun=language.many(name))
    return language.phrase("part", what=words) if len(group) == 1 and group[0].part else words


def where(language: Lexicon, group: Sequence[SeenObject]) -> str:
    """Where one thing or several of a sort are: "on the left and in the middle"."""
    if len(group) == 1:
        return language.places[places.place(group[0].box)]
    columns = places.columns(thing.box for thing in group)
    if len(columns) == 3:
        return language.places["all"]
    return language.listed([language.places[column] for column in columns])


def _placed(language: Lexicon, what: Phrase, group: Sequence[SeenObject]) -> Phrase:
    words = language.phrase("placed", what=what, place=where(language, group))
    far = places.distance(group[0].box) if len(group) == 1 and group[0].name == PERSON else ""
    return language.phrase("apart", what=words, place=language.places[far]) if far else words


def _people(
    language: Lexicon, people: Sequence[SeenObject], goes: Sequence[tuple[int, str, SeenObject]]
) -> Item:
    names = (PERSON, *dict.fromkeys(thing.name for _, _, thing in goes))
    words = counted(language, people)
    if len(people) == 1:
        for how in ("on", "with"):
            things = [language.one(name) for name in _names(goes, how)]
            if things:
                words = language.phrase(how, what=words, other=language.row(things))
        placed = _placed(language, words, people)
        return Item(names, words, placed, placed if goes else _placed(language, language.the(PERSON), people))
    placed = _placed(language, words, people)
    if goes:
        ones: list[Phrase] = []
        for how in ("on", "with"):
            for name in _names(goes, how):
                several = sum(kind == how and thing.name == name for _, kind, thing in goes) > 1
                sentence = f"at_least_one_{how}" if several else f"one_{how}"
                ones.append(language.phrase(sentence, other=language.one(name)))
        words, placed = (
            language.phrase("one_of", what=n, others=language.row(ones)) for n in (words, placed)
        )
    return Item(names, words, placed, placed)


def _names(goes: Sequence[tuple[int, str, SeenObject]], how: str) -> list[str]:
    return list(dict.fromkeys(thing.name for _, kind, thing in goes if kind == how))


def faces(language: Lexicon, found: Sequence[Face]) -> Phrase | None:
    """How many faces there are at least, and whether one is cut off or in the middle; None without any."""
    sure = [face for face in found if face.stance is Stance.FACT]
    if not sure:
        return None
    words = language.at_least("face", len(sure))
    cut = [edge for face in sure if (edge := places.cut_off(face.box))]
    if cut:
        sentence = "cut_off" if len(sure) == 1 else "one_cut_off"
        return language.phrase(sentence, what=words, place=language.places[f"edge {cut[0]}"])
    if len(sure) == 1 and places.centred(sure[0].box):
        return language.phrase("centred", what=words)
    return words
