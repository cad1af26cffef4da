"""Spelling: every character by its name, or by the word of the NATO alphabet."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

LONGEST = 200
"""No more characters than this are spelled at once."""

_NATO = MappingProxyType(
    {
        "a": "Alfa",
        "b": "Bravo",
        "c": "Charlie",
        "d": "Delta",
        "e": "Echo",
        "f": "Foxtrot",
        "g": "Golf",
        "h": "Hotel",
        "i": "India",
        "j": "Juliett",
        "k": "Kilo",
        "l": "Lima",
        "m": "Mike",
        "n": "November",
        "o": "Oscar",
        "p": "Papa",
        "q": "Quebec",
        "r": "Romeo",
        "s": "Sierra",
        "t": "Tango",
        "u": "Uniform",
        "v": "Victor",
        "w": "Whiskey",
        "x": "X-ray",
        "y": "Yankee",
        "z": "Zulu",
    }
)
_DIGITS = MappingProxyType(
    {
        "0": "zero",
        "1": "one",
        "2": "two",
        "3": "three",
        "4": "four",
        "5": "five",
        "6": "six",
        "7": "seven",
        "8": "eight",
        "9": "nine",
    }
)
_MARKS = MappingProxyType(
    {
        " ": "space",
        "\t": "tab",
        "\n": "new line",
        "\u00a0": "space",
        ".": "dot",
        ",": "comma",
        ";": "semicolon",
        ":": "colon",
        "!": "exclamation mark",
        "?": "question mark",
        "-": "dash",
        "\u2013": "en dash",
        "\u2014": "em dash",
        "_": "underscore",
        "'": "apostrophe",
        "\u2019": "apostrophe",
        "\u2018": "opening single quote",
        '"': "quote",
        "\u201c": "opening quote",
        "\u201d": "closing quote",
        "\u2026": "ellipsis",
        "(": "left parenthesis",
        ")": "right parenthesis",
        "[": "left bracket",
        "]": "right bracket",
        "{": "left brace",
        "}": "right brace",
        "<": "less than",
        ">": "greater than",
        "/": "slash",
        "\\": "backslash",
        "|": "vertical bar",
        "@": "at",
        "#": "number sign",
        "$": "dollar",
        "%": "percent",
        "&": "ampersand",
        "*": "star",
        "+": "plus",
        "=": "equals",
        "^": "caret",
        "~": "tilde",
        "`": "backtick",
        "\u20ac": "euro",
        "\u00a3": "pound",
        "\u00b0": "degree",
        "\u2022": "bullet",
    }
)


def letters(text: str) -> str:
    """``text`` letter by letter, to be spoken: "Hi!" is "cap H, i, exclamation mark."."""
    return _spelled(text, {})


def phonetic(text: str) -> str:
    """``text`` in the words of the NATO alphabet: "Hi 5" is "cap Hotel, India, space, five."."""
    return _spelled(text, _NATO)


def _spelled(text: str, words: Mapping[str, str]) -> str:
    composed = unicodedata.normalize("NFC", text.strip())
    names = [_name(character, words) for character in composed[:LONGEST]]
    if len(composed) > LONGEST:
        names.append("and so on")
    return ", ".join(name for name in names if name) + "." if names else ""


def _name(character: str, words: Mapping[str, str]) -> str:
    """What one character is called; "" for one that has neither a sound nor a shape."""
    if character in _MARKS:
        return _MARKS[character]
    if character in _DIGITS:
        return _DIGITS[character]
    small = character.lower()
    if character.isalpha():
        spoken = words.get(small) or _accented(small, words)
        return f"cap {spoken if words else spoken.upper()}" if character.isupper() else spoken
    if unicodedata.category(character)[0] in "CM":
        return ""
    # Emoji, currencies, arrows: Unicode's own name is better than silence.
    return unicodedata.name(character, "symbol").lower().replace("-", " ")


def _accented(small: str, words: Mapping[str, str]) -> str:
    """An accented letter by its base letter and the accent's name, or itself where there is none."""
    parts = unicodedata.normalize("NFD", small)
    base = words.get(parts[0])
    if base is None or len(parts) < 2:
        return small
    accents = [unicodedata.name(mark, "accent").lower().removeprefix("combining ") for mark in parts[1:]]
    return " ".join([base, *accents])
