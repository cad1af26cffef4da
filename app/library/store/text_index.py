"""Finds photos by their words: stems for words, three-letter pieces for sub-strings and typos.

Nobody's input reaches FTS5 as syntax: every word is a quoted string in it.
"""

import itertools
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.library.store.rows import batches, id_column, marks, rows_of

MOST_WORDS = 24
_LONGEST = 48
_COMMON = 200_000  # photos read per word: one that more have says little
_VERIFIED = 300
_PIECE = 3
_OWN = ("title", "note", "album", "inscribed")
_SHOWN = ("caption", "objects", "title", "note", "inscribed")
_READ_COLUMNS = ("reading", "title", "note", "name", "inscribed")

# Words that are written in one or in two.
_APART = {"wifi": "wi-fi", "email": "e-mail", "emails": "e-mails", "tshirt": "t-shirt", "checkin": "check-in"}

# Letters that OCR and signs confuse, folded into one.
_CONFUSED = str.maketrans({"0": "o", "1": "l", "|": "l", "i": "l", "!": "l", "5": "s", "8": "b", "$": "s"})
_READ_AS = {"o": "o0", "l": "li1", "s": "s5", "b": "b8"}
# fmt: off
_STOP = frozenset([
    "a", "about", "across", "against", "all", "along", "also", "an", "and", "another", "any", "are",
    "around", "as", "at", "be", "been", "before", "behind", "being", "between", "but", "by", "can", "did",
    "do", "does", "for", "from", "front", "had", "has", "have", "having", "he", "her", "here", "him",
    "his", "how", "i", "if", "in", "inside", "into", "is", "it", "its", "just", "like", "me", "my",
    "near", "next", "no", "not", "of", "off", "on", "one", "or", "other", "our", "out", "outside", "over",
    "photo", "photograph", "photos", "pic", "picture", "pictures", "same", "she", "show", "so", "some",
    "someone", "something", "than", "that", "the", "their", "them", "there", "these", "they", "this",
    "those", "through", "to", "under", "up", "us", "very", "was", "we", "were", "what", "when", "where",
    "which", "while", "who", "whose", "with", "you", "your",
])
# fmt: on


@dataclass(frozen=True)
class Reads:
    """A photo in which a text was found.

    Attributes:
        column: Where: "reading", "title", "note", "name" or "inscribed".
        score: 1 for the text itself, letters that are easily confused aside; less for something like it.
        excerpt: The words found, as they stand there.
    """

    column: str
    score: float
    excerpt: str


class TextIndex:
    """The words of the library. Belongs to one thread, with its connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def having(
        self, word: str, own: bool = False, shown: bool = False, read: bool = False, most: int = _COMMON
    ) -> NDArray[np.int64]:
        """Photos whose words have a word, or any with its stem.

        Args:
            word: One word, or several that follow each other. Anything else is harmless.
            own: Look only at what people wrote: title, note, album, what is in its file.
            shown: Look only at what says what it shows: caption, objects, title, note, what is in its file.
            read: Look only at what was read on it.
            most: Stop there.
        """
        columns = _columns(_OWN if own else _SHOWN if shown else ("reading",) if read else ())
        apart = _APART.get(word)
        said = quoted(word) if apart is None else f"({quoted(word)} OR {quoted(apart)})"
        return self._matching("words", columns + said, most)

    def any_of(self, words: Iterable[str], shown: bool = False, most: int = _COMMON) -> NDArray[np.int64]:
        """Photos that have one of several words or phrases; see `having`."""
        expression = " OR ".join(quoted(word) for word in words if any(c.isalnum() for c in word))
        if shown and expression:
            expression = f"{_columns(_SHOWN)}({expression})"
        return self._matching("words", expression, most)

    def documents(self, ids: list[int]) -> dict[int, str]:
        """All words of each photo in one string, as they were indexed."""
        columns = ("caption", "objects", "reading", "title", "note", "name", "place", "album", "inscribed")
        joined = " || ' . ' || ".join(f"coalesce({name}, '')" for name in columns)
        statement = f"SELECT rowid, {joined} FROM words WHERE rowid IN ({{}})"
        return dict(rows_of(self._connection, statement, ids))

    def said_as_facts(self, ids: list[int]) -> dict[int, tuple[str, str]]:
        """Of photos with captions that are facts: these, but what was perceived, and the likeliest nouns."""
        statement = (
            "SELECT p.id, group_concat(c.text, ' . '), p.objects "
            "FROM photo p JOIN caption c ON c.photo = p.id "
            "WHERE c.stance = 'fact' AND c.model != 'detector' AND p.id IN ({}) GROUP BY p.id"
        )
        return {one: (facts, nouns) for one, facts, nouns in rows_of(self._connection, statement, ids)}

    def saying(self, text: str, cancel: CancelToken) -> dict[int, Reads]:
        """Photos in which a text can be read, or that are named or described with it by the user.

        A part of a word is enough, as are letters that are easily confused (0 and O). Where that finds
        nothing, one wrong, missing, additional or swapped letter in six is forgiven.

        Args:
            text: As the user said it.
            cancel: Checked between steps.

        Raises:
            Cancelled: The token was raised.
        """
        needle = plain(text)[:200]
        words = needle.split()
        if not any(letter.isalnum() or not letter.isascii() for letter in needle):
            return {}  # signs alone
        found = self._verified(self._literally(words), needle, cancel)
        if any(letter.isdigit() for letter in needle):
            spaced = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", needle)
            codes = {needle, _squeezed(needle), spaced}
            found.update(
                self._verified(np.unique(np.concatenate([*map(self.having, codes)])), needle, cancel)
            )
        if not needle.isascii():
            # Words without spaces between them, and signs: there is no index for so few letters.
            found.update(self._verified(self._holding(" ".join(text.split())), needle, cancel))
        if max(map(len, words)) < _PIECE:
            # Too short for pieces: as words of their own.
            return {**found, **self._verified(self.having(needle, most=_VERIFIED), needle, cancel)}
        found.update(self._verified(self._alike(words, cancel), needle, cancel))
        if not any(reads.score >= 1 for reads in found.values()) and len(words) == 1:
            found.update(self._verified(self._misspelt(words[0]), needle, cancel))
        return {photo: reads for photo, reads in found.items() if reads.score >= 1} or found

    def _literally(self, words: list[str]) -> NDArray[np.int64]:
        expression = " AND ".join(quoted(word) for word in words if len(word) >= _PIECE)
        return self._matching("letters", expression, 10 * _VERIFIED)

    def _holding(self, needle: str) -> NDArray[np.int64]:
        """Photos that have a text anywhere, letter by letter: there is no index for so few."""
        clean = needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        anywhere = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in _READ_COLUMNS)
        return id_column(
            self._connection,
            f"SELECT rowid AS id FROM letters WHERE {anywhere} LIMIT ?",
            [*[f"%{clean}%"] * len(_READ_COLUMNS), _VERIFIED],
        )

    def _alike(self, words: list[str], cancel: CancelToken) -> NDArray[np.int64]:
        """The photos that have the most three-letter pieces of it."""
        pieces = dict.fromkeys(
            word[i : i + _PIECE] for word in words for i in range(max(0, len(word) - _PIECE + 1))
        )
        per_piece = []
        for piece in list(pieces)[:40]:
            cancel.check()
            expression = " OR ".join(quoted(one) for one in _confusable(piece))
            ids = self._matching("letters", expression, _COMMON)
            if len(ids) < _COMMON:
                per_piece.append(ids)
        if not per_piece:
            return np.empty(0, np.int64)
        ids, counts = np.unique(np.concatenate(per_piece), return_counts=True)
        best = np.argsort(-counts, kind="stable")[:_VERIFIED]
        return ids[best]

    def _misspelt(self, word: str) -> NDArray[np.int64]:
        """Photos that have the word with two neighbours swapped, or with one letter less."""
        near = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        near |= {word[:i] + word[i + 1 :] for i in range(len(word))}
        usable = sorted(form for form in near if len(form) > _PIECE)[:60]
        return self._matching("letters", " OR ".join(map(quoted, usable)), _VERIFIED)

    def _verified(self, ids: NDArray[np.int64], needle: str, cancel: CancelToken) -> dict[int, Reads]:
        found: dict[int, Reads] = {}
        for part in batches(ids.tolist()):
            cancel.check()
            for photo, *texts in self._connection.execute(
                f"SELECT rowid, {', '.join(_READ_COLUMNS)} FROM letters WHERE rowid IN ({marks(part)})", part
            ):
                every = [
                    reads
                    for column, text in zip(_READ_COLUMNS, texts, strict=True)
                    if text and (reads := compare(needle, text, column)) is not None
                ]
                if every:
                    found[photo] = max(every, key=lambda reads: reads.score)
        return found

    def described(self, ids: list[int]) -> float:
        """Which part of these photos was looked at for a caption, 0..1."""
        rows = rows_of(self._connection, "SELECT count(captioned) FROM photo WHERE id IN ({})", ids)
        return sum(done for (done,) in rows) / len(ids) if ids else 1.0

    def _matching(self, table: str, expression: str, most: int) -> NDArray[np.int64]:
        """Photos that fit an expression of FTS5; "" fits none."""
        if not expression:
            return np.empty(0, np.int64)
        try:
            return id_column(
                self._connection,
                f"SELECT rowid AS id FROM {table} WHERE {table} MATCH ? LIMIT ?",
                [expression, most],
            )
        except sqlite3.OperationalError as error:
            if "fts5" in str(error):  # it holds nothing that is a word to it
                return np.empty(0, np.int64)
            raise


def _confusable(piece: str) -> list[str]:
    """A piece as it may have been read: any of its letters may stand as another that is easily confused."""
    ways = [_READ_AS.get(letter.translate(_CONFUSED), "") + letter for letter in piece]
    return ["".join(letters) for letters in itertools.product(*(dict.fromkeys(way) for way in ways))]


def compare(needle: str, text: str, column: str) -> Reads | None:
    """Look for a text in a longer one; None where there is nothing like it.

    Args:
        needle: As `plain` gives it.
        text: As it stands in the photo.
        column: Said in the result.
    """
    from rapidfuzz import fuzz

    original = " ".join(text.split())
    hay = plain(original)
    wanted, inside = needle.translate(_CONFUSED), hay.translate(_CONFUSED)
    least = 100.0 if len(wanted) < 5 else 80.0 if len(wanted) == 5 else 83.0
    if any(letter.isdigit() for letter in needle) and _squeezed(needle) in _squeezed(hay):
        # A code is the same with and without spaces.
        found = re.search(r"[\s-]*".join(map(re.escape, _squeezed(needle))), hay)
        if found is not None:
            return Reads(column, 1.0, _around(original, hay, *found.span()))
    if wanted in inside:
        start = inside.index(wanted)
        return Reads(column, 1.0, _around(original, hay, start, start + len(wanted)))
    aligned = fuzz.partial_ratio_alignment(wanted, inside, score_cutoff=least)
    if aligned is None or len(inside) < len(wanted) - 1:
        return None
    excerpt = _around(original, hay, aligned.dest_start, aligned.dest_end)
    return Reads(column, aligned.score / 100 * 0.99, excerpt)


def _squeezed(text: str) -> str:
    """Without spaces and hyphens."""
    return re.sub(r"[\s-]", "", text)


def content_words(text: str) -> tuple[str, ...]:
    """The words of a text that mean something, once each, in order; at most `MOST_WORDS`."""
    straight = text.lower().replace("\u2019", "'")
    found = (word.removesuffix("'s") for word in re.findall(r"\w+(?:'\w+)?", straight))
    kept = (word[:_LONGEST] for word in found if word not in _STOP)
    return tuple(dict.fromkeys(kept))[:MOST_WORDS]


def quoted(text: str) -> str:
    """As a string of FTS5, in which nothing is syntax."""
    clean = "".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")
    return '"' + clean.replace('"', '""') + '"'


def plain(text: str) -> str:
    """Small letters without accents, one space between words."""
    apart = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in apart if not unicodedata.combining(c) and not "\ud800" <= c <= "\udfff")
    return " ".join(letters.lower().replace("\0", " ").split())


def _columns(names: Iterable[str]) -> str:
    joined = " ".join(names)
    return f"{{{joined}}} : " if joined else ""


def _around(original: str, hay: str, start: int, end: int) -> str:
    """The whole words at a place of the plain text, as they stand in the original where lengths agree."""
    source = original if len(original) == len(hay) else hay
    start = source.rfind(" ", 0, start + 1) + 1
    last = source.find(" ", end)
    return source[start : last if last >= 0 else len(source)][:80].strip()
