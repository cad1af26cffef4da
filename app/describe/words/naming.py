"""Which things a sentence names: nothing is said twice, and a claim is compared with what was seen."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from app.inference.perception import Perception

if TYPE_CHECKING:
    from app.inference.coco import CocoWords, NamedClasses
    from app.inference.words import Things

#: Of the detector's classes those that are often too small or too much hidden to be denied.
_EASILY_MISSED = frozenset(
    (
        "tie", "frisbee", "skis", "sports ball", "baseball bat", "baseball glove", "bottle", "wine glass",
        "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "orange", "broccoli", "carrot", "mouse",
        "remote", "keyboard", "cell phone", "toaster", "book", "clock", "vase", "scissors", "hair drier",
        "toothbrush", "handbag", "backpack", "traffic light", "kite", "sink", "dining table",
        "potted plant",
    )
)  # fmt: skip
#: What joins things and says nothing of its own.
_EMPTY = frozenset(
    ("a", "an", "the", "and", "with", "in", "on", "of", "at", "by", "is", "are", "there", "some")
)
#: Plurals that do not end as others do.
_MANY = frozenset(("people", "men", "women", "children", "mice", "geese", "wolves", "calves"))
#: A thing that was said and scored less than this was not there in 10 of 12.
DENIED_BELOW = 0.15
#: In photos of OpenStax and COCO a person that was said and scored less was not there in 32 of 38, other
#: things in about half.
CONFIRMED_FROM = 0.3


def _load() -> "Things":
    from app.inference.words import Things  # slow: only where there is something to compare

    return Things.load()


class Naming:
    """Knows what things are called; may be shared between threads.

    Args:
        load: Gives the table of things, when it is first needed.
    """

    def __init__(self, load: "Callable[[], Things]" = _load) -> None:
        self._load = load

    @cached_property
    def things(self) -> "Things":
        """The table of things."""
        return self._load()

    @cached_property
    def _coco(self) -> "CocoWords":
        from app.inference.coco import CocoWords

        return CocoWords(self.things)

    @cached_property
    def _basic(self) -> frozenset[str]:
        """The detector's classes as the table of things names them."""
        from app.inference.coco import coco_classes

        return frozenset(one.thing for one in coco_classes())

    def classes(self, sentence: str) -> tuple[str, ...]:
        """The detector's classes that a sentence names, in its order: a man is a person."""
        found = (one.classes[0] for one in self._coco.find(sentence) if len(one.classes) == 1)
        return tuple(dict.fromkeys(found))

    def meant(self, noun: str) -> "NamedClasses | None":
        """The detector's classes that a noun alone means; None where it means none, or says more."""
        from app.inference.words import words_of

        found = self._coco.find(noun)
        whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(words_of(noun)))
        return found[0] if whole else None

    def is_thing(self, noun: str) -> bool:
        """Whether a noun is one thing that has a name, and says no more than that."""
        from app.inference.words import words_of

        found = {(start, end) for _, start, end in self.things.find(noun)}
        return found == {(0, len(words_of(noun)))}

    def rooms(self, sentence: str) -> tuple[str, ...]:
        """The rooms that a sentence names."""
        names = [name for name, _, _ in self.things.find(sentence)]
        return tuple(name for name in names if name != "room" and "room" in self.things.implied([name]))

    def mentions(self, sentence: str, noun: str) -> bool:
        """Whether a sentence names a thing, or one that is such a thing: "a labrador" does a dog."""
        names = [name for name, _, _ in self.things.find(sentence)]
        return self.thing(noun) in self.things.implied(names)

    def thing(self, noun: str) -> str:
        """A noun as the table of things calls it; as it is where it has none."""
        found = self.things.find(f"a {noun}")
        return found[-1][0] if found else noun

    def named(self, noun: str, said: str) -> bool:
        """Whether words that were said already name a thing, or say what it is: "a dog" does a labrador."""
        thing = self.thing(noun)
        names = {name for name, _, _ in self.things.find(said)}
        if thing in self.things.implied(names) or names & self.things.implied([thing]) & self._basic:
            return True
        have = set(_words(said))
        return not set(_words(noun)) - (have | {word.removesuffix("s") for word in have})

    def all_named(self, nouns: Iterable[str], said: str) -> bool:
        """Whether all of them are."""
        return all(self.named(noun, said) for noun in nouns)

    def names_one(self, noun: str, sentence: str) -> bool:
        """Whether a sentence speaks of one such thing alone, so that it may be "the dog" afterwards."""
        from app.inference.words import words_of

        thing, words = self.thing(noun), words_of(sentence)
        last = [
            (words[end - 1], name.split()[-1])
            for name, _, end in self.things.find(sentence)
            if thing in self.things.implied([name]) or name in self.things.implied([thing])
        ]
        return len(last) == 1 and not any(
            word in _MANY or (word != name and word.endswith("s")) for word, name in last
        )

    def adds(self, sentence: str, said: str) -> bool:
        """Whether a sentence says more than that things are there which were said already."""
        if any(not self.named(name, said) for name, _, _ in self.things.find(sentence)):
            return True
        return not self.only_names(sentence)

    def only_names(self, sentence: str) -> bool:
        """Whether a sentence says no more than which things are there: not how many, nor what they do."""
        from app.inference.words import words_of

        covered = {place for _, start, end in self.things.find(sentence) for place in range(start, end)}
        rest = [word for place, word in enumerate(words_of(sentence)) if place not in covered]
        return all(word in _EMPTY for word in rest)

    def says_who(self, sentence: str) -> bool:
        """Whether it says more of people than that they are people: a man, a child, a player."""
        names = [name for name, _, _ in self.things.find(sentence)]
        return any(name != "person" and "person" in self.things.implied([name]) for name in names)

    def first_thing(self, sentence: str) -> str:
        """The first thing that a sentence names, people as no more than that; "" where it names none."""
        name = next((name for name, _, _ in self.things.find(sentence)), "")
        return "person" if name and "person" in self.things.implied([name]) else name

    def denied(self, sentence: str, perceived: Perception) -> tuple[str, ...]:
        """What a sentence claims, of the things that the detector can see, and it did not see at all."""
        return tuple(
            name
            for name, score in self._scores(sentence, perceived)
            if name not in _EASILY_MISSED and score < (CONFIRMED_FROM if name == "person" else DENIED_BELOW)
        )

    def confirmed(self, sentence: str, perceived: Perception) -> bool:
        """Whether the detector saw something of all that a sentence claims, as far as it can see that."""
        return all(score >= CONFIRMED_FROM for _, score in self._scores(sentence, perceived))

    def _scores(self, sentence: str, perceived: Perception) -> list[tuple[str, float]]:
        """What it names of the detector's classes, with the highest scores; none where nobody looked."""
        if not perceived.looked:
            return []
        scores: dict[str, float] = {}
        for thing in perceived.objects:
            scores[thing.name] = max(thing.score, scores.get(thing.name, 0.0))
        return [(name, scores.get(name, 0.0)) for name in self.classes(sentence)]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text.lower())
