"""How words are looked for in the history: by their beginnings, without an index that keeps the deleted."""

import re

from app.library.store.text_index import MOST_WORDS
from app.library.store.text_index import plain as folded

_UNSPACED = "\u2e80"  # from there on: Chinese, Japanese and the like
_SHORTEST = 3  # a space and two letters: no stem is shorter


def sought(text: str) -> str:
    """All words of a text as they are looked for, each after a space."""
    return "".join(_words(text))


def wanted(query: str) -> list[str]:
    """What must be in the `sought` of a text that has every word of a query, in whatever form."""
    return [_stem(word) for word in _words(query)][:MOST_WORDS]


def _words(text: str) -> list[str]:
    """Each begins with a space, as it must there; writing that has no spaces has none."""
    found = re.findall(r"[^\W_]+", folded(text))
    return [word if word[0] >= _UNSPACED else f" {word}" for word in found]


def _stem(word: str) -> str:
    """What all forms of an English word begin with, more or less."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.isascii() and word.endswith(ending) and len(word) - len(ending) > _SHORTEST:
            word = word.removesuffix(ending)
            return word[:-1] if len(word) > _SHORTEST + 1 and word[-1] == word[-2] else word
    return word
