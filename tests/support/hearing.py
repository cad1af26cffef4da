"""Hears descriptions and answers out."""

from collections.abc import Callable, Generator
from functools import wraps
from typing import Any, TypeVar

from app.cancel import CancelToken
from app.describe.telling import Telling

Result = TypeVar("Result")


def hear(telling: Telling[Result], on_words: Callable[[str], object] = lambda words: None) -> Result:
    """All of it, each piece given to ``on_words`` before the next is asked for; what it ends with."""
    for words in telling:
        on_words(words)
    return telling.result


def telling(tell: Callable[..., Generator[str, None, Result]]) -> Callable[..., Telling[Result]]:
    """Makes a method that gives pieces and ends with a result one that begins to tell, as describers have.

    Its last argument is the token.
    """

    @wraps(tell)
    def begin(self: object, *given: Any) -> Telling[Result]:
        cancel = given[-1] if isinstance(given[-1], CancelToken) else CancelToken()
        arguments = given if given[-1] is cancel else (*given, cancel)
        return Telling(lambda _telling: tell(self, *arguments), cancel)

    return begin
