"""How the words of a model that talks are passed on: as its own, never as facts, without its decorations."""

import re
from collections.abc import Iterable

from app.describe.words.phrasing import BRIEF_WORDS, clean, lower_first, shortened

SAYS = "The model says:"
NO_ANSWER = "The model cannot tell."
_CANNOT_TELL = "i cannot tell"
_MARKS = re.compile(r"\*\*|__|`+|^\s*(?:[-*•#>]+|\d{1,2}[.)])\s+", re.MULTILINE)
_NOUN = r"(?:image|picture|photo|photograph|screenshot|document|drawing|chart|diagram)"
_PREFACE = re.compile(
    rf"^(?:(?:the|this) {_NOUN} (?:shows|depicts|features|captures|displays|contains)"
    rf"|(?:the|this) {_NOUN} is of|this is (?:an? )?{_NOUN} of|in (?:the|this) {_NOUN},)\s+",
    re.IGNORECASE,
)


def plain(sentence: str) -> str:
    """A sentence of the model's as it may be spoken; "" where it says nothing, or that it cannot tell."""
    words = clean(_MARKS.sub("", sentence))
    if not any(ch.isalnum() for ch in words) or words.rstrip(".! ").lower() == _CANNOT_TELL:
        return ""
    return words if words.endswith((".", "!", "?", "…", '."', '!"', '?"')) else f"{words}."


def gist(sentence: str) -> str:
    """A plain sentence without "The image shows", which says nothing."""
    bare = _PREFACE.sub("", sentence)
    return bare[:1].upper() + bare[1:]


def hedged(sentence: str) -> str:
    """A plain sentence as "Looks like ...", of at most 20 words."""
    return shortened(f"Looks like {lower_first(gist(sentence))}", BRIEF_WORDS)


def attributed(sentences: Iterable[str]) -> Iterable[str]:
    """Sentences as they come, those that can be said, the first with whose words they are."""
    first = True
    for sentence in sentences:
        if words := plain(sentence):
            yield f"{SAYS} {words}" if first else words
            first = False
