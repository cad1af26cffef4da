"""Answers about taught names that hold until the library changes."""

from collections import OrderedDict
from collections.abc import Callable

from app.library.curation.names import Taught

_KEPT = 64


class Remembered:
    """Keeps the last answers, and what they were found with, for one state of the library.

    Args:
        find: Photos that probably show what was taught, with their probabilities.
        forget: Called when the state is another, before anything is found in it.
    """

    def __init__(self, find: Callable[[Taught], dict[int, float]], forget: Callable[[], None]) -> None:
        self._find = find
        self._forget = forget
        self._state: object = None
        self._answers: OrderedDict[object, dict[int, float]] = OrderedDict()

    def found(self, taught: Taught, state: object) -> dict[int, float]:
        """The answer in a state of the library; a copy."""
        if state != self._state:
            self._state = state
            self._answers.clear()
            self._forget()
        key = (taught.examples, taught.corrections)
        if key not in self._answers:
            self._answers[key] = self._find(taught)
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return dict(self._answers[key])
