"""Nouns of models with their English article."""

import re

# Nouns that come from models, in no table: these have no article, or one that their spelling hides.
_NO_ARTICLE = frozenset(
    (
        "glasses", "sunglasses", "scissors", "trousers", "pants", "shorts", "jeans", "pyjamas", "pajamas",
        "binoculars", "headphones", "skis", "people", "men", "women", "children", "food", "water", "grass",
        "snow", "sand", "broccoli", "rice", "bread", "luggage", "furniture",
    )
)  # fmt: skip
_SINGULAR = frozenset(("lens", "gas", "canvas", "atlas", "pancreas", "christmas"))
_SILENT_H = ("hour", "honest", "honour", "honor", "heir")
_YOU_SOUND = re.compile(r"uni(?![nm])|unit|use|usa|euro|ewe|one\b|once\b|u[bkrt][aeiou]")


def with_article(noun: str) -> str:
    """A noun with its article: "a laptop", "an umbrella", "sunglasses"."""
    first = noun.split(" ")[0].lower() if noun else ""
    last = noun.split(" ")[-1].lower() if noun else ""
    if not noun or first in ("a", "an", "the", "some") or last in _NO_ARTICLE:
        return noun
    if last.endswith("s") and not last.endswith(("ss", "us", "is")) and last not in _SINGULAR:
        return noun
    vowel = first[0] in "aeiou" and not _YOU_SOUND.match(first)
    return f"{'an' if vowel or first.startswith(_SILENT_H) else 'a'} {noun}"
