"""Captions as word ids: the vocabulary, and batches for the decoder."""

from collections import Counter
from collections.abc import Iterable

from mlx_models.compact.words import words_of

SPECIAL = ("<pad>", "<start>", "<end>", "<unknown>")


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
