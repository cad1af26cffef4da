"""Hears descriptions and answers out."""

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any, TypeVar

from app.cancel import CancelToken
from app.describe.narration import Narration

Result = TypeVar("Result")


def hear(narration: Narration[Result], on_words: Callable[[str], object] = lambda words: None) -> Result:
    """All of it, each piece given to ``on_words`` before the next is asked for; what it ends with."""
    for words in narration:
        on_words(words)
    return narration.result


def narrated(tell: Callable[..., Generator[str, None, Result]]) -> Callable[..., Narration[Result]]:
    """Makes a method that gives pieces and ends with a result one that begins to tell, as describers have.

    Its last argument is the token.
    """

    @wraps(tell)
    def begin(self: object, *given: Any) -> Narration[Result]:
        cancel = given[-1] if isinstance(given[-1], CancelToken) else CancelToken()
        arguments = given if given[-1] is cancel else (*given, cancel)
        return Narration(lambda _telling: tell(self, *arguments), cancel)

    return begin
