# ruff: noqa: RUF001 - letters and signs of many alphabets
"""Which quotation marks behind numbers are inches and feet: those become primes."""

import re

_OPENS = frozenset(" \t\n([{:=,/<>-\u2013\u2014|“\"«„'‘")
_FEET = re.compile(r"['’′](?=\s?\d{1,2}(?:[.,]\d+)?(?:\s?[½¼¾]|\s\d/\d)?\s?(?:[\"”″]|''))")
_FEET_ALONE = re.compile(
    r"['’′](?=\s*(?:$|[x×.,;:!?)\n]|(?:by|wide|tall|high|long|deep|ladder|walls?|ceilings?|of|and|to)\b))",
    re.MULTILINE,
)
#: So far back, in characters, a mark is looked for that opened a quotation.
_FAR = 300
_NUMBER = re.compile(r"(?:\d|[½¼¾⅛⅜⅝⅞])\s?$")


def with_primes(text: str) -> str:
    """A text in which the mark after a number is a prime where it is a measure; other marks stay.

    A mark is one of quotation where another was opened before it, in the same quotation or line.
    """
    if not re.search("[\"”″]|[\\d½¼¾]['’′]", text):
        return text
    text = re.sub(r"(?<=\d)''", '"', text)
    return _double(_single(text))


def _double(text: str) -> str:
    kept: list[str] = []
    straight = curly = False
    for at, ch in enumerate(text):
        before = text[at - 1] if at else " "
        number = bool(_NUMBER.search(text[max(0, at - 2) : at])) and not before.isspace()
        if ch == "“":
            curly, straight = True, False
        elif ch == "\n" and curly:
            straight = False
        elif ch == "”":
            if number and not curly:
                ch = "″"
            curly = straight = False
        elif ch == '"':
            if straight:
                straight = False
            elif number:
                ch = "″"
            elif before in _OPENS:
                straight = True
        kept.append(ch)
    return "".join(kept)


def _single(text: str) -> str:
    def prime(found: "re.Match[str]") -> str:
        before = found.string[max(0, found.start() - _FAR) : found.start()]
        line = before.rpartition("\n")[2]
        quoted = len(re.findall(r"(?<![\w.!?])['‘](?=\S)", line)) > len(
            re.findall(r"(?<=\S)['’](?!\w)", line)
        )
        number = re.search(r"(?<![\w'’])(?<![A-Z]-)\d{1,3}(?:[.,]\d+)?$|[½¼¾]$", before)
        return found[0] if quoted or not number else "′"

    def certain(found: "re.Match[str]") -> str:
        return "′" if found.start() and found.string[found.start() - 1].isdigit() else found[0]

    return _FEET_ALONE.sub(prime, _FEET.sub(certain, text))
