"""Tokens as one line of words, so that forms of words can be written as patterns."""

import re
from bisect import bisect_left
from functools import cache

from app.library.query.tokens import Sentence

# fmt: off
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "hundred": 100, "a hundred": 100, "couple": 2, "a couple": 2, "couple of": 2,
    "a couple of": 2, "few": 4, "a few": 4, "some": 4, "several": 5, "dozen": 12, "a dozen": 12,
}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "last": -1,
}
# fmt: on


class Line:
    """The free tokens of a sentence in lower case, a space after each; taken ones stand as a bar."""

    def __init__(self, sentence: Sentence) -> None:
        """As the sentence is now."""
        self._starts: list[int] = []
        at = 0
        parts: list[str] = []
        for place in range(len(sentence)):
            self._starts.append(at)
            parts.append((sentence.low(place) or "|") + " ")
            at += len(parts[-1])
        self._starts.append(at)
        self._text = "".join(parts)

    def match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """A pattern at a token."""
        return pattern.match(self._text, self._starts[at]) if at < len(self._starts) else None

    def end(self, found: re.Match[str]) -> int:
        """The token after a match."""
        return bisect_left(self._starts, found.end())


@cache
def form(pattern: str) -> re.Pattern[str]:
    """A form of words: single spaces between tokens; it ends where a token does."""
    return re.compile(f"(?:{pattern})(?= )")


def number_of(said: str) -> int:
    """How many: "3", "two", "a few"; 0 for what is none."""
    if said.isascii() and said.isdigit():
        return int(said)
    return NUMBERS.get(said, 0)


def any_of(said: "dict[str, int] | list[str] | frozenset[str]") -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(one) for one in sorted(said, key=len, reverse=True))
