"""How far a line of read text may be trusted."""

import re
from enum import StrEnum

from app.describe.result import TextLine

#: Below this a line is counted as unreadable rather than said.
READABLE = 0.5
#: The same for lines of up to so many letters: patterns of a photo are read as one or two of them.
_SHORT_READABLE = ((2, 0.9), (4, 0.75))
#: Below this digits and negations are said to be uncertain.
SURE = 0.92
#: Below this any line is.
DOUBTED = 0.75
#: Signs that say something by themselves in a table or beside a label; from ``_SIGN_SURE`` on they are said.
SIGNS = frozenset(
    "\u2713\u2714\u2611\u2705\u2717\u2718\u2715\u2716\u274c\u00d7+-\u2212\u2013\u2014?!=<>*#\u2605\u2606\u2190\u2191\u2192\u2193\u2665"
)
_SIGN_SURE = 0.9

_NEGATION = (
    r"(?:not|no|never|none|nothing|nor|neither|without|cannot|"
    r"(?:do|does|did|is|are|was|were|ca|wo|would|should|could|must|has|have|had|need|may|might)n['\u2019`]?t)"
)
_DELICATE = re.compile(rf"(?<!\w){_NEGATION}(?!\w)|[-\u2212\u2013+±$€£]?\s?\w*\d[\w.,:/%°-]*", re.IGNORECASE)
#: A letter that looks like a digit, inside a number: "1O0", "Ox80", "l2".
_CONFUSED = re.compile(r"(?<![A-Za-z])[OolI]x?\d{2}|\d[OolI]\d|\d{2}[OolI](?![A-Za-z])")


class Uncertainty(StrEnum):
    """What may be done with a line."""

    SURE = "sure"
    UNCERTAIN = "uncertain"
    UNREADABLE = "unreadable"


def uncertain(line: TextLine) -> Uncertainty:
    """Judge one line: a wrong digit or a lost "not" does harm that a wrong letter does not."""
    letters = sum(c.isalnum() for c in line.text)
    if not letters and line.text and set(line.text) <= SIGNS:
        return Uncertainty.SURE if line.confidence >= _SIGN_SURE else Uncertainty.UNREADABLE
    if letters and not line.whole and line.confidence >= READABLE:
        return Uncertainty.UNCERTAIN
    needed = next((sure for most, sure in _SHORT_READABLE if letters <= most), READABLE)
    if not letters or line.confidence < needed:
        return Uncertainty.UNREADABLE
    delicate = line.confidence < SURE and _DELICATE.search(line.text)
    if _CONFUSED.search(line.text) or delicate or line.confidence < DOUBTED:
        return Uncertainty.UNCERTAIN
    return Uncertainty.SURE


def delicate_words(text: str) -> list[str]:
    """The digits and negations of a line, as read: "-3.5", "don't"."""
    return [match.group().strip(" .,:") for match in _DELICATE.finditer(text)]


def doubtful_words(line: TextLine) -> list[str]:
    """What may be wrong in an uncertain line: its digits and negations, or all of it."""
    return delicate_words(line.text) if line.confidence >= DOUBTED else [line.text]
