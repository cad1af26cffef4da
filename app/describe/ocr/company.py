"""Lines as they must be understood beside each other."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.describe.ocr.certainty import DOUBTED, READABLE, SIGNS, Uncertainty, uncertain
from app.describe.ocr.ctc import INCOMPLETE
from app.describe.ocr.marks import CROSS, TICK
from app.describe.ocr.protocol import Box
from app.describe.result import TextLine

#: From so many lines that are not whole, and such a share of all, the reader lacks the page's alphabet.
_STRANGE = 2
_STRANGE_SHARE = 0.1
#: Of fewer letters and digits nobody can tell.
_FEW_SIGNS = 3
#: Letters of Vietnamese alone, which has a hundred more that the reader lacks.
_VIETNAMESE = frozenset("\u01a0\u01a1\u01af\u01b0")
#: Turkish has an i without a dot, which is taken for one with it; most words have only one sort of vowels.
_TURKISH = frozenset("\u0131\u0130\u011f\u011e")
_BACK, _CONSONANTS = "aou\u0131", "[^\\W\\d_aou\u0131e\u00f6\u00fci]+"
_OF_TWO_SORTS = re.compile(f"[{_BACK}]{_CONSONANTS}i|i{_CONSONANTS}[{_BACK}]")
#: A Greek word: nearly each has an accent, and the reader has no letter with one.
_GREEK_WORD = re.compile("[\u0391-\u03c9]{2}")
#: A figure, alone or with a unit, is written alike in each alphabet.
_FIGURE = re.compile(
    r"[-+\u2212\u2013]?\s?\d[\d.,:/ ]*\s?(?:%|[\u00b0\u00ba\u02da]C?|[kcmKCM]?m|[kK]?g|[xX]|h)?"
)
#: A seat, a row, a size: letters by themselves have no accent that could be missing.
_LONE_LETTER = re.compile(r"[A-Za-z]?\d+[A-Za-z]?|[A-Za-z]")
#: Letters and digits that look like Cyrillic ones, as the reader takes them.
_TWINS = frozenset("AaBbCcEeHhKkMmNnOoPpRrTtuUXxYy3460")
_VOWELS = frozenset("aeiouyAEIOUY")
#: A digit inside a word, small letters before a capital one: Cyrillic letters as the reader takes them.
_PATCHED = re.compile(r"[A-Za-z][346]|(?<![\dA-Za-z])[346][A-Za-z]|[a-z][A-Z]")
_CYRILLIC_SHARE = 0.5
#: So many lone crosses beside another lone mark, or so many without one, are no letters.
_CROSSES = 2
_ONLY_CROSSES = 3
#: A ring beside a figure is a degree sign: how high it is at most, and how far it hangs below its top.
_RINGS = frozenset("oO0\u00b0\u00ba\u02da\u3002")
_RING_HIGH = 0.65
_RING_NEAR = 0.35


def in_company(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines as they must be understood beside each other.

    A lone X among ticks or other marks is a cross. Signs without any words are patterns in a photo. On a
    page in an alphabet that the reader lacks, what looks like words may be others that look alike, or lack
    accents; in a Turkish word a dot may be too many.
    """
    foreign = is_foreign(lines)
    latin = any(_VIETNAMESE & set(line.text) for line in lines)
    turkish = any(_TURKISH & set(line.text) for line in lines)
    worded = [line.confidence for line in lines if sum(sign.isalnum() for sign in line.text) > 2]
    words = any(sure >= DOUBTED for sure in worded) or sum(sure >= READABLE for sure in worded) > 1
    crossed = _is_crossed(lines)
    result = []
    for line in lines:
        if not words and not any(sign.isalnum() for sign in line.text):
            line = replace(line, confidence=0.0)
        if crossed and line.text in ("x", "X", "\u00d7"):
            line = replace(line, text=CROSS, confidence=max(line.confidence, 0.95))
        plain = _FIGURE.fullmatch(line.text) or (latin and _LONE_LETTER.fullmatch(line.text))
        strange = foreign and any(sign.isalpha() for sign in line.text) and not plain
        if strange or (turkish and _OF_TWO_SORTS.search(_small(line.text))):
            readable = uncertain(line) is not Uncertainty.UNREADABLE
            line = replace(
                line, confidence=min(line.confidence, INCOMPLETE), whole=line.whole and not readable
            )
        result.append(line)
    return result


def is_foreign(lines: Sequence[TextLine]) -> bool:
    """Whether a page is in an alphabet that the reader lacks, wholly or in part."""
    strange = sum(_is_strange(line) for line in lines)
    worded = sum(not line.text or any(sign.isalpha() for sign in line.text) for line in lines)
    if strange >= _STRANGE and strange >= _STRANGE_SHARE * worded:
        return True
    if any(_VIETNAMESE & set(line.text) or _GREEK_WORD.search(line.text) for line in lines):
        return True
    lettered = [line.text for line in lines if any(sign.isalpha() for sign in line.text)]
    suspect = [text for text in lettered if not _FIGURE.fullmatch(text) and _is_cyrillic(text)]
    plain = any(not any(sign.isdigit() for sign in text) for text in suspect)
    return len(suspect) >= _STRANGE and plain and len(suspect) >= _CYRILLIC_SHARE * len(lettered)


def with_degrees(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[int]]:
    """Figures with the degree signs that were found apart from them.

    Args:
        lines: As they were read.

    Returns:
        The lines, and the indices of those that are part of another one now.
    """
    result = list(lines)
    taken: list[int] = []
    for at, ring in enumerate(lines):
        if ring.text not in _RINGS:
            continue
        for other, figure in enumerate(lines):
            if figure.text[-1:].isdigit() and _is_raised(ring.place, figure.place) and other != at:
                result[other] = replace(
                    figure, text=f"{figure.text}\u00b0", box=_around(figure.box, ring.box), straight=None
                )
                taken.append(at)
                break
    return result, taken


def _is_raised(ring: Box, figure: Box) -> bool:
    high = figure[3] - figure[1]
    small = ring[3] - ring[1] <= _RING_HIGH * high
    near = abs(ring[0] - figure[2]) <= _RING_NEAR * high
    return small and near and figure[1] - 0.2 * high <= ring[1] and ring[3] <= figure[1] + 0.75 * high


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _is_crossed(lines: Sequence[TextLine]) -> bool:
    """Whether lone crosses are marks: beside ticks or strokes, or several of them."""
    crosses = sum(line.text in ("x", "X", "\u00d7", CROSS) for line in lines)
    others = sum(bool(line.text) and set(line.text) <= SIGNS and line.text != CROSS for line in lines)
    if any(line.text == TICK for line in lines) or crosses >= _ONLY_CROSSES:
        return True
    return crosses >= _CROSSES and others > 0


def _is_strange(line: TextLine) -> bool:
    left, top, right, bottom = line.box
    if not line.whole and line.confidence > 0:
        return sum(sign.isalnum() for sign in line.text) >= _FEW_SIGNS  # else it is icons, most likely
    # Hardly anything was read where a word stands.
    short = len(line.text) < 0.5 * (right - left) / max(1, bottom - top)
    return line.confidence == 0.0 and right - left >= 1.5 * (bottom - top) and (not line.text or short)


def _small(turkish: str) -> str:
    return turkish.replace("I", "\u0131").replace("\u0130", "i").lower()


def _is_cyrillic(text: str) -> bool:
    """Whether each word looks like Cyrillic letters taken for others: "MecTO", "BT", "Pa3Mep"."""
    words = re.findall(r"[^\W_]+", text)
    words = [word for word in words if any(sign.isalpha() for sign in word) and len(word) > 1]
    return bool(words) and all(
        set(word) <= _TWINS and (bool(_PATCHED.search(word)) or not _VOWELS & set(word)) for word in words
    )
