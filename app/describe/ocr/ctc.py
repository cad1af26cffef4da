"""From the recogniser's odds to text, where each letter stands, and how sure it is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Signs that look the same: which one it is does not matter, so their odds are one.
_ALIKE = (
    "\u00b0\u00ba\u02da\u3002",
    "-\u2212\u2013\u2014\u2015\u2010\u4e00\u30fc",
    "x\u00d7",
    "+\u5341",
    "\u2713\u221a\u2714",
    "'\u2018\u2019\u00b4`",
    '"\u201c\u201d\u2033',
    "\u00b7\u2022\u30fb",
    "~\u301c",
)
#: Letters whose two cases differ in size alone.
_ONE_SHAPE = "cosuvwxz\u00f6\u00fc\u00e7\u015f\u0161\u017e\u017c\u017a\u015b\u0107\u010d\u00f3"

#: Chinese numbers and a long vowel that are a minus or a plus where nothing else is Chinese or Japanese;
#: likewise a full stop like a ring, which is a degree.
_STROKES = "\u4e00\u30fc\u5341"
_STROKES_PLAIN = str.maketrans(_STROKES + "\u3002", "--+\u00b0")
#: The most that a line is sure whose letters are not all in the alphabet.
INCOMPLETE = 0.7
#: A Greek letter, or a sign that is read for one, in one word with a Latin one: some are not what they seem.
_GREEK = "[\u0391-\u03c9\u220f\u2211\u2206]"
_LATIN = "[A-Za-z\u00c0-\u024f]"
_MIXED = re.compile(f"{_GREEK}{_LATIN}|{_LATIN}{_GREEK}|[\u220f\u2211\u2206][\u03b1-\u03c9]")


@dataclass(frozen=True)
class Read:
    """What stands in one line.

    Attributes:
        text: As read.
        confidence: How sure, 0..1.
        places: The column of each letter in the picture that was read, spaces left out.
        whole: Whether no letter seems to be missing or of another alphabet.
    """

    text: str
    confidence: float
    places: tuple[float, ...] = ()
    whole: bool = True


class Alphabet:
    """The recogniser's letters, by their number.

    Args:
        letters: In the model's order, without the blank before them and the space after them.
    """

    def __init__(self, letters: Sequence[str]) -> None:
        self._letters = ["", *letters, " "]
        numbers = {letter: number for number, letter in enumerate(self._letters)}
        self._same: dict[int, list[int]] = {}
        wide = [
            (letter, unicodedata.normalize("NFKC", letter))
            for letter in letters
            if "\uff01" <= letter <= "\uff5e"
        ]
        pairs = [*_ALIKE, *wide, *((letter, letter.upper()) for letter in _ONE_SHAPE)]
        for signs in pairs:
            group = [numbers[sign] for sign in signs if sign in numbers]
            for number in group:
                self._same.setdefault(number, []).extend(group)

    def decode(self, odds: NDArray[np.float32], width: int) -> Read:
        """Greedy CTC: (time, letters) probabilities of ``width`` columns -> text, and how sure it is."""
        best = odds.argmax(axis=1)
        at = np.flatnonzero((best != 0) & np.diff(best, prepend=-1).astype(bool))
        text = "".join(self._letters[i] for i in best[at]).strip()
        if all(sign in _STROKES or not is_cjk(sign) for sign in text):
            text = text.translate(_STROKES_PLAIN)
        if not text:
            return Read("", 0.0)
        at = at[best[at] != len(self._letters) - 1]
        sure = np.array([self._odds(odds[k], int(best[k])) for k in at])
        # The weakest letter counts as much as all together: one wrong digit makes the line wrong. Spaces, the
        # last of the alphabet, are often in doubt and do no harm.
        confidence = float(min(1.0, (sure.mean() + sure.min()) / 2))
        whole = not _is_mixed(text)
        places = tuple(((at + 0.5) * width / len(odds)).tolist())
        return Read(text, confidence if whole else min(confidence, INCOMPLETE), places, whole)

    def _odds(self, odds: NDArray[np.float32], number: int) -> float:
        same = self._same.get(number)
        return float(odds[number] if same is None else odds[list(dict.fromkeys(same))].sum())


def _is_mixed(text: str) -> bool:
    return len(text) > 2 and _MIXED.search(text) is not None


def is_cjk(signs: str) -> bool:
    """Whether any sign is Chinese or Japanese, which are written without spaces."""
    return any("\u3040" <= sign <= "\u9fff" for sign in signs)
