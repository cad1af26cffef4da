"""The names of things in English sentences, for whoever may not know the models: one table serves all."""

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from mlx_models.compact.words import ObjectWords, shipped_words, words_of

__all__ = ["Things", "words_of"]


class Things:
    """What things are called, and what they are as well; `mlx_models/compact/objects.json` says it.

    Immutable once loaded; may be shared between threads.
    """

    def __init__(self, objects: list[dict[str, Any]], words: ObjectWords | None = None) -> None:
        """Index the objects, given as in objects.json, and as ``words`` where that was done already."""
        self._words = words or ObjectWords(objects)
        self._called: dict[str, tuple[str, ...]] = {
            o["name"]: tuple(dict.fromkeys([o["name"], *o["words"]])) for o in objects if o["name"]
        }
        kinds: dict[str, list[str]] = {}
        for name in self._called:
            for meant in self._words.implied(name):
                kinds.setdefault(meant, []).append(name)
        self._kinds = {name: tuple(sorted(found, key=lambda n: n != name)) for name, found in kinds.items()}

    @classmethod
    def load(cls) -> "Things":
        """The table that ships with the models."""
        objects = files("mlx_models.compact").joinpath("objects.json").read_text("utf-8")
        return cls(json.loads(objects), shipped_words())

    @property
    def names(self) -> tuple[str, ...]:
        """Every thing's name, in alphabetical order."""
        return tuple(sorted(self._called))

    def find(self, sentence: str) -> list[tuple[str, int, int]]:
        """(name, start, end) of the things a sentence names; see `ObjectWords.find`."""
        return self._words.find(sentence)

    def implied(self, names: Iterable[str]) -> frozenset[str]:
        """The names and everything else that such things are: a terrier is a dog and an animal."""
        return frozenset[str]().union(*(self._words.implied(n) for n in names))

    def called(self, name: str, most: int) -> tuple[str, ...]:
        """Words for a thing and for whatever is one, its own first; just the name when it is unknown.

        Args:
            name: The thing.
            most: How many words at most.
        """
        own = self._called.get(name, (name,))
        others = [self._called[kind] for kind in self._kinds.get(name, ()) if kind != name]
        # first every kind's name, then their other words: those are rarer
        rest = [words[0] for words in others] + [word for words in others for word in words[1:]]
        return tuple(dict.fromkeys([*own, *rest]))[:most]
