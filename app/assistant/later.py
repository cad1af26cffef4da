"""The describing pipeline, built when it is first needed: until then no model takes any memory."""

from collections.abc import Callable, Sequence
from threading import Lock

from app.assistant.collaborators import AsksPictures, DescribesPictures
from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.result import Description
from app.inference.protocols import Level
from app.shot import Source


class Later:
    """Describes and asks through what ``build`` builds on the first use, on the thread of that use.

    Args:
        build: Makes the pipeline; called once.
    """

    def __init__(self, build: Callable[[], tuple[DescribesPictures, AsksPictures]]) -> None:
        self._build = build
        self._lock = Lock()
        self._built: tuple[DescribesPictures, AsksPictures] | None = None

    def warm(self) -> None:
        """Build it now, if it is not there yet. On a background thread: it takes a moment."""
        with self._lock:
            if self._built is None:
                self._built = self._build()

    @property
    def _parts(self) -> tuple[DescribesPictures, AsksPictures]:
        self.warm()
        assert self._built is not None
        return self._built

    def describe(
        self, source: Source, level: Level, cancel: CancelToken, on_words: Callable[[str], None]
    ) -> Description:
        """See `DescribesPictures`."""
        return self._parts[0].describe(source, level, cancel, on_words)

    def read(self, source: Source, cancel: CancelToken, on_words: Callable[[str], None]) -> Description:
        """See `DescribesPictures`."""
        return self._parts[0].read(source, cancel, on_words)

    def ask(
        self,
        sources: Sequence[Source],
        question: str,
        cancel: CancelToken,
        on_words: Callable[[str], None],
    ) -> Answer:
        """See `AsksPictures`."""
        return self._parts[1].ask(sources, question, cancel, on_words)
