"""What the commands and the window ask of the rest of the app; they receive it and build none of it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.result import Description
from app.inference.protocols import Level
from app.shot import Source


class DescribesPictures(Protocol):
    """Turns a picture into words; `app.describe.describer` is the real one."""

    def describe(
        self, source: Source, level: Level, cancel: CancelToken, on_words: Callable[[str], None]
    ) -> Description:
        """Describe one picture. Called on a background thread.

        Args:
            source: The picture.
            level: How much to say.
            cancel: Raised by the window when the user stops or opens another picture.
            on_words: Called, on any thread, with each sentence as soon as it may be said.

        Raises:
            Cancelled: The token was raised.
            AppError: What went wrong, in a sentence.
        """

    def read(self, source: Source, cancel: CancelToken, on_words: Callable[[str], None]) -> Description:
        """Only read its text, likewise."""


class AsksPictures(Protocol):
    """Answers questions about pictures; `app.describe.asker` is the real one."""

    def ask(
        self, sources: Sequence[Source], question: str, cancel: CancelToken, on_words: Callable[[str], None]
    ) -> Answer:
        """Answer one question. Called on a background thread.

        Args:
            sources: The pictures.
            question: The user's words.
            cancel: Raised by the window when the user stops or opens another picture.
            on_words: Called, on any thread, with each sentence as soon as it may be said.

        Raises:
            Cancelled: The token was raised.
            AppError: What went wrong, in a sentence; also that no model is installed that answers.
        """
