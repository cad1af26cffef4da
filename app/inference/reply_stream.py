"""A turn of a model that talks, handed from the inference thread to whoever listens."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from queue import SimpleQueue
from typing import TYPE_CHECKING

from app.errors import Cancelled

if TYPE_CHECKING:
    from mlx_models.fastvlm.reply import Reply


class ReplyStream:
    """One turn under way: iterate for its sentences as they come, on one thread, then take :meth:`reply`.

    Args:
        begin: Starts the turn; gets what its sentences are to be given to, from any thread.

    Attributes:
        sentences: Those that came.
    """

    def __init__(self, begin: "Callable[[Callable[[str], None]], Future[Reply]]") -> None:
        self.sentences: list[str] = []
        self._coming: SimpleQueue[str | None] = SimpleQueue()
        self._future = begin(self._coming.put)
        self._future.add_done_callback(lambda _done: self._coming.put(None))

    def __iter__(self) -> Iterator[str]:
        """Each sentence as soon as it is whole, until the turn is over, however it ended."""
        while (sentence := self._coming.get()) is not None:
            self.sentences.append(sentence)
            yield sentence

    def reply(self) -> "Reply":
        """The finished turn; its text is its whole sentences.

        Raises:
            Cancelled: It was stopped.
            AppError: The model cannot be used.
        """
        try:
            return self._future.result()
        except CancelledError:
            raise Cancelled from None
