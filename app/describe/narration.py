"""Words on their way out, piece by piece."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Generic, TypeVar

from app.cancel import CancelToken

Result = TypeVar("Result")


class Narration(Generic[Result]):
    """One description or answer under way: iterate for its words as they come, then take :attr:`result`.

    Nothing happens before the first piece is asked for, and everything on the thread that asks. However it
    ends too early - an error, the token, :meth:`close` - the token is raised, which stops what works beside.

    Args:
        tell: Gives the pieces, "" for none, and ends with the result. It is given this object.
        cancel: Checked before each piece.

    Attributes:
        cancel: The token.
        seconds: How long things took, in seconds; "first_words" is entered here.
        pieces: What was handed out.
        share: How far a long work is just now, 0..1; None where nobody knows, or nothing is long.
    """

    def __init__(
        self,
        tell: "Callable[[Narration[Result]], Generator[str, None, Result]]",
        cancel: CancelToken | None = None,
    ) -> None:
        self.cancel = cancel or CancelToken()
        self.seconds: dict[str, float] = {}
        self.pieces: list[str] = []
        self.share: float | None = None
        self._began = time.perf_counter()
        self._ended: list[Result] = []
        self._words = self._handed_out(tell(self))

    def __iter__(self) -> Iterator[str]:
        """Each piece as soon as it is known; those that are left when it is called again."""
        return self._words

    def close(self) -> None:
        """Stop: nothing more comes."""
        self._words.close()

    @property
    def elapsed(self) -> float:
        """Seconds since it was begun."""
        return time.perf_counter() - self._began

    @property
    def spoken(self) -> str:
        """All pieces so far, joined by one space."""
        return " ".join(self.pieces)

    @property
    def result(self) -> Result:
        """What was found, once all pieces came."""
        (result,) = self._ended
        return result

    def _handed_out(self, words: Generator[str, None, Result]) -> Generator[str, None, None]:
        try:
            with closing(self._to_the_end(words)) as pieces:
                for piece in pieces:
                    if piece:
                        self.cancel.check()
                        self.seconds.setdefault("first_words", self.elapsed)
                        self.pieces.append(piece)
                        yield piece
        except BaseException:
            self.cancel.cancel()
            raise

    def _to_the_end(self, words: Generator[str, None, Result]) -> Generator[str, None, None]:
        self._ended.append((yield from words))
