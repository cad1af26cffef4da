"""How nouns, numbers and places become phrases in any language: code without words, tables from elsewhere.

A language is a table (`english.py` is one). A noun has named forms; a template asks for a phrase, and for a
case where the language has cases: ``{other:dative}``. A phrase passes the case on to the nouns inside it, so
the code that puts phrases together need not know of cases.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Forms = Mapping[str, str]
"""Of one noun: "one" ("a dog"), "many" ("dogs"), "the", "the_many", "bare"; "one.accusative" where needed."""


class Phrase:
    """Words that may still be put into a case.

    Args:
        make: Gives them in a case; "" is the case of what is listed.
    """

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __format__(self, case: str) -> str:
        return self._make(case)

    def __str__(self) -> str:
        return self._make("")


class Word:
    """A noun out of a table, still in every form.

    Args:
        forms: Its forms.
    """

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    def __format__(self, form: str) -> str:
        wanted = form or "one"
        return self._forms.get(wanted) or self._forms[wanted.partition(".")[0]]


@dataclass(frozen=True)
class Lexicon:
    """The tables of one language.

    Attributes:
        nouns: Forms of the things that can be told, by their names.
        other: Makes the forms of a noun that is in no table, or only its regular ones.
        numbers: Words for 0, 1, 2 ...; digits from where they end.
        places: A phrase for each of the places (see `places.py`): "on the left".
        grounds: What fills a part of a picture, as it is told there: "trees"; others in the plain form.
        dull: Grounds that say little: most rooms have them.
        rooms: A phrase for places that a picture is taken in, "on a street"; others by the sentence "room".
        sentences: Templates, by name.
        join: Parts in a row: between two, and before the last.
    """

    nouns: Mapping[str, Forms]
    other: Callable[[str], Forms]
    numbers: Sequence[str]
    places: Mapping[str, str]
    grounds: Mapping[str, str]
    dull: frozenset[str]
    rooms: Mapping[str, str]
    sentences: Mapping[str, str]
    join: tuple[str, str]

    def noun(self, name: str) -> Word:
        """The noun for a thing, in every form."""
        return Word(self.nouns.get(name) or self.other(name))

    def one(self, name: str) -> Phrase:
        """One of them: "a dog"."""
        return self._form("one", name)

    def many(self, name: str) -> Phrase:
        """Several of them: "dogs"."""
        return self._form("many", name)

    def the(self, name: str, number: int = 1) -> Phrase:
        """One, or several, that were spoken of: "the dog", "the dogs"."""
        return self._form("the" if number == 1 else "the_many", name)

    def ground(self, name: str) -> str:
        """What fills a part of a picture: "sea", "trees"."""
        return self.grounds.get(name) or format(self.noun(name), "bare")

    def room(self, name: str) -> str:
        """Where a picture is taken: "in a kitchen"."""
        return self.rooms.get(name) or str(self.phrase("room", what=self.one(name)))

    def number(self, number: int) -> str:
        """A number in words, where there is a word for it."""
        return self.numbers[number] if 0 <= number < len(self.numbers) else str(number)

    def at_least(self, name: str, number: int) -> Phrase:
        """So many of them that are sure: "a dog", "at least two dogs"."""
        if number == 1:
            return self.one(name)
        return self.phrase("at_least", number=self.number(number), noun=self.many(name))

    def phrase(self, sentence: str, **parts: object) -> Phrase:
        """A template filled in; phrases in it take the case it is put into, unless it says another."""
        template = self.sentences[sentence]

        def make(case: str) -> str:
            return template.format_map({key: _within(part, case) for key, part in parts.items()})

        return Phrase(make)

    def say(self, sentence: str, **parts: object) -> str:
        """A template filled in, its first letter a capital."""
        words = self.sentences[sentence].format_map(parts)
        return words[:1].upper() + words[1:]

    def listed(self, parts: Sequence[object], case: str = "") -> str:
        """Parts in a row: "a, b and c"."""
        row = [format(part, case) if isinstance(part, Phrase) else str(part) for part in parts]
        if len(row) < 2:
            return "".join(row)
        between, last = self.join
        if any(between in part for part in row[:-1]):  # "two people, one on a horse, and a dog"
            last = f"{between.rstrip()}{last}"
        return f"{between.join(row[:-1])}{last}{row[-1]}"

    def row(self, parts: Sequence[object]) -> Phrase:
        """Parts in a row, still to be put into a case."""
        return Phrase(lambda case: self.listed(parts, case))

    def _form(self, form: str, name: str) -> Phrase:
        return Phrase(self._cased(form, name))

    def _cased(self, form: str, name: str) -> Callable[[str], str]:
        word = self.noun(name)
        return lambda case: format(word, f"{form}.{case}" if case else form)


def _within(part: object, case: str) -> object:
    """A part of a phrase: in the phrase's own case, unless its template asks for another."""
    return Phrase(lambda own: format(part, own or case)) if case and isinstance(part, Phrase) else part
