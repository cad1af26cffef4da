"""Whether two lines of text are the same line, read twice."""

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

# A cursor that happens to be on, or the spinner of a program in a terminal.
_CURSORS = " |_▌█▏▎▍▋▊▉▂▁"
_SPINNER = re.compile(r"^[|/\\\-\u2013\u2014\u2800-\u28ff◐◓◑◒]\s+")
_LIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l"})
_DIGITS = re.compile(r"\d+")
_LONG_WORD = 5
_LONG_LINE = 12


@dataclass(frozen=True)
class NormalizedLine:
    """A line as it is compared.

    Attributes:
        key: Its letters and digits, letters that are mistaken for each other made one; "" without any.
        words: Its words, in small letters.
        numbers: Its numbers.
        shape: The line with every number replaced by a sign.
    """

    key: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    shape: str


def normalized(text: str) -> NormalizedLine:
    """Make a line fit to be compared."""
    plain = _SPINNER.sub("", unicodedata.normalize("NFKC", text).strip(_CURSORS)).casefold()
    words = tuple(word for part in plain.split() if (word := _bare(part)))
    joined = "".join(words)
    return NormalizedLine(
        joined.translate(_LIKE),
        words,
        tuple(_DIGITS.findall(plain)),
        "".join(_bare(_DIGITS.sub("#", part), keep="#") for part in plain.split()),
    )


def same(one: NormalizedLine, other: NormalizedLine) -> bool:
    """Whether the difference, if any, is what reading twice makes: a space, a letter in a long word.

    A number, a short word such as "not", and the beginning of a word are differences.
    """
    if one.key == other.key:
        return True
    if one.numbers != other.numbers:
        return False
    if len(one.words) == len(other.words):
        pairs = [(a, b) for a, b in zip(one.words, other.words, strict=True) if a != b]
        return len(pairs) <= 1 + len(one.words) // 6 and all(_same_word(a, b) for a, b in pairs)
    # Words that were joined or split, and perhaps one letter of them.
    return min(len(one.key), len(other.key)) >= _LONG_LINE and _one_letter(one.key, other.key)


def _same_word(one: str, other: str) -> bool:
    if one.translate(_LIKE) == other.translate(_LIKE):
        return True
    return min(len(one), len(other)) >= _LONG_WORD and _one_letter(one, other)


def _one_letter(one: str, other: str) -> bool:
    # "Unable" is not "enable", and where one sign is a word, each counts.
    if one[0] != other[0] or any(unicodedata.category(sign) == "Lo" for sign in one):
        return False
    return Levenshtein.distance(one, other, score_cutoff=1) <= 1


def _bare(word: str, keep: str = "") -> str:
    return "".join(sign for sign in word if sign.isalnum() or sign in keep)
