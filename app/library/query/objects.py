"""Finds the objects and scenes that a query asks for: "two dogs", "a cup on the left", "a cat in a kitchen".

English, and small: a number, a class of COCO's, a place. What it does not understand stays words.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.inference.coco import CocoWords, NamedClasses
from app.inference.words import words_of
from app.library.query.model import AskedObject, Query

_NUMBERS = {
    "a": 1, "an": 1, "the": 1, "some": 1, "any": 1, "one": 1, "two": 2, "both": 2, "three": 3, "several": 3,
    "many": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    **{str(number): number for number in range(1, 21)},
}  # fmt: skip
_OF = {"couple": 2, "pair": 2, "group": 3, "lot": 3, "lots": 3, "dozen": 12}
_PLACES = {
    "left": "left", "right": "right", "middle": "middle", "center": "middle", "centre": "middle",
    "top": "top", "bottom": "bottom",
}  # fmt: skip
_BEFORE_PLACE = frozenset(["on", "in", "at", "to"])
_AFTER_PLACE = frozenset(["side", "hand", "half", "part"])
_PICTURE = frozenset(["photo", "photos", "picture", "pictures", "image", "images", "frame"])
#: Words that ask for nothing.
_EMPTY = frozenset(
    ["a", "an", "the", "and", "or", "with", "of", "there", "is", "are", "at", "least", "my", "our"]
)
_SCENES = {"outside": "outdoors", "outdoor": "outdoors", "inside": "indoors", "indoor": "indoors"}
_BEFORE_SCENE = frozenset(["in", "at", "on", "by", "a", "an", "the"])
_ADJECTIVES = 2


def with_objects(query: Query, words: CocoWords, scenes: Sequence[str] = ()) -> Query:
    """The query with what it asks for of objects and scenes.

    Args:
        query: Of which the text and what must not be seen were understood.
        words: Finds classes.
        scenes: Names of scenes that occur in the library.
    """
    if not query.text and not query.negated:
        return query
    found = _Reading(query.text, words, scenes)
    without = [(phrase, _Reading(phrase, words, ())) for phrase in query.negated]
    return replace(
        query,
        objects=found.objects,
        scenes=found.scenes,
        only_objects=found.whole,
        not_objects={
            phrase: tuple(one for group in read.objects for one in group)
            for phrase, read in without
            if read.whole and not any(one.place for group in read.objects for one in group)
        },
    )


class _Reading:
    """What was read in a text.

    Attributes:
        objects: All of these, any one of each.
        scenes: All of these.
        whole: Whether the text asks for nothing else.
    """

    def __init__(self, text: str, words: CocoWords, scenes: Sequence[str]) -> None:
        self._words = words_of(text)
        self._used = [word in _EMPTY for word in self._words]
        groups: list[list[AskedObject]] = []
        end = first = 0
        for named in words.find(text):
            if self._words[named.start] in _OF and self._at(named.end) == "of":
                continue  # a couple of dogs
            start, asked, after = self._object(named)
            between = self._words[end:start]
            if groups and "or" in between:
                # "A dog, a cat or a car": what only a comma parts is of the same list.
                groups[first:] = [[one for group in groups[first:] for one in group] + [asked]]
            else:
                first = first if groups and not between else len(groups)
                groups.append([asked])
            end = after
        self.objects = tuple(tuple(group) for group in groups)
        self.scenes = tuple(dict.fromkeys(self._find_scenes(scenes)))
        # Who asks for a woman asks for more than a person: that is for looks to say.
        sure = all(one.sure for group in groups for one in group)
        self.whole = bool(self.objects or self.scenes) and sure and all(self._used)

    def _at(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    def _use(self, start: int, end: int) -> None:
        self._used[start:end] = [True] * (end - start)

    def _object(self, named: NamedClasses) -> tuple[int, AskedObject, int]:
        """Where it begins, what it is, where it ends."""
        start, least = self._number(named.start)
        place, end = self._place(named.end)
        self._use(named.start, end)
        said = " ".join(self._words[start:end])
        return start, AskedObject(named.classes, least, place, named.sure, named.complete, said), end

    def _number(self, at: int) -> tuple[int, int]:
        """Where the number before a noun is, adjectives between, and how many; the noun's own place and 1."""
        for start in range(at - 1, max(at - 2 - _ADJECTIVES, -1), -1):
            word = self._at(start)
            if word == "of" and self._at(start - 1) in _OF:
                first = start - 1 - (self._at(start - 2) in ("a", "the"))
                self._use(first, start + 1)
                return first, _OF[self._at(start - 1)]
            if word in _NUMBERS:
                self._use(start, start + 1)
                return start, _NUMBERS[word]
            if self._used[start]:
                break
        return at, 1

    def _place(self, at: int) -> tuple[str, int]:
        """A place that is told after a noun, and where it ends; "on the left of the car" is none."""
        if self._at(at) not in _BEFORE_PLACE:
            return "", at
        end = at + 1 + (self._at(at + 1) == "the")
        place = _PLACES.get(self._at(end), "")
        if not place:
            return "", at
        end += 1
        while self._at(end) in _AFTER_PLACE:
            end += 1
        if self._at(end) == "of":
            end += 1 + (self._at(end + 1) == "the")
            if self._at(end) not in _PICTURE:
                return "", at
            end += 1
        return place, end

    def _find_scenes(self, names: Sequence[str]) -> list[str]:
        known = {tuple(words_of(name)): name for name in names}
        known |= {(word,): name for word, name in _SCENES.items() if name in names}
        longest = max(map(len, known), default=0)
        found: list[str] = []
        at = 0
        while at < len(self._words):
            for length in range(longest, 0, -1):
                name = known.get(tuple(self._words[at : at + length]))
                if name is not None and not any(self._used[at : at + length]):
                    found.append(name)
                    self._use(at, at + length)
                    before = at
                    while self._at(before - 1) in _BEFORE_SCENE:
                        before -= 1
                    self._use(before, at)
                    at += length - 1
                    break
            at += 1
        return found
