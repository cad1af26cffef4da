"""Captions as word ids: the vocabulary, and batches for the decoder."""

import re
from collections import Counter
from collections.abc import Iterable

WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
SPECIAL = ("<pad>", "<start>", "<end>", "<unknown>")


def words_of(sentence: str) -> list[str]:
    """Lower-case words; punctuation and hyphens fall away."""
    return WORD.findall(sentence.lower())


def build_vocabulary(sentences: Iterable[str], at_least: int, extra: Iterable[str] = ()) -> list[str]:
    """Special words first, then those seen `at_least` times (commonest first), then `extra`."""
    counts = Counter(word for s in sentences for word in words_of(s))
    words = [w for w, n in counts.most_common() if n >= at_least]
    known = set(words)
    more = sorted({w for phrase in extra for w in words_of(phrase)} - known)
    return [*SPECIAL, *words, *more]


def with_article(noun: str) -> str:
    """Put "a" or "an" before a noun, where it takes one."""
    if noun in {"sunglasses", "jeans", "pajamas", "swim trunks", "binoculars", "bread", "pasta", "soup"}:
        return noun
    return ("an " if noun[0] in "aeiou" else "a ") + noun
