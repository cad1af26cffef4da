"""The language of the window, where that is not English: which words are its own, and which are English.

What the window says is in its language, what is seen in a picture is told in English. Both are said in one
breath, and most of it is too short for a guess by the commonest words; but the window's words are all known.
"""

import html
import re
from pathlib import Path
from threading import RLock, Thread

from app.locked_property import locked_cached_property
from app.speech.language_words import ENGLISH, WORDS

_MESSAGE = re.compile(r"<source>([^<]*)</source>\s*<translation>([^<]*)</translation>")
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[^\n]*?(?:[.:;!?…]+(?:\s+|$)|\n+|$)")
_QUOTED = ('"', "\u201c", "\u00ab")
#: Some of the window's German has them as well, in names and file endings.
_ARTICLES = ("a", "an", "the", "on", "of", "with", "and", "in")


class OwnLanguage:
    """Tells the window's own words from English ones. Its tables are read beside other work.

    Args:
        code: Of the language, two letters.
        translations: The file with all texts in both.
        english: A JSON file with further words that are English: what is told of pictures.

    Attributes:
        code: Likewise.
    """

    def __init__(self, code: str, translations: Path, english: Path) -> None:
        self.code = code
        self.building = RLock()
        self._files = (translations, english)
        Thread(target=lambda: self._tables, name="own language", daemon=True).start()

    def split(self, text: str, before: str) -> list[tuple[str, str]]:
        """A text of ours in pieces, each with "en" or the language's code.

        Args:
            text: Any.
            before: What stood before it was in; what tells nothing goes with it.
        """
        if text.lstrip().startswith(_QUOTED):
            return [(text, before)]
        found: list[tuple[str, str]] = []
        for piece in _PIECE.findall(text):
            if not piece:
                continue
            before = self._of(piece, before)
            if found and found[-1][1] == before:
                found[-1] = (found[-1][0] + piece, before)
            else:
                found.append((piece, before))
        return found

    def _of(self, piece: str, before: str) -> str:
        words = _words(piece)
        own = sum(word in self._tables[0] for word in words)
        english = sum(word in self._tables[1] for word in words)
        if own == english:
            # An article, where the rest is told by nothing, is an English one.
            small = sum(word in _ARTICLES for word in words)
            return "en" if not own and small and len(words) > 1 and before == "en" else before
        return self.code if own > english else "en"

    @locked_cached_property
    def _tables(self) -> tuple[frozenset[str], frozenset[str]]:
        """The language's own words, and those that are English alone."""
        translations, pictured = self._files
        english, own = set(ENGLISH.split()), set(WORDS.get(self.code, "").split())
        for source, translated in _MESSAGE.findall(_text(translations)):
            english.update(_words(source))
            own.update(_words(translated))
        english.update(_words(_text(pictured)))
        return frozenset(own - english), frozenset(english - own)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        return ""


def _words(text: str) -> list[str]:
    plain = html.unescape(text).replace("&", "")
    return [word.lower() for word in _WORD.findall(re.sub(r"\{\w+\}", " ", plain))]
