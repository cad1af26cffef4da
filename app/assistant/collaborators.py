"""What the commands and the window ask of the rest of the app; they receive it and build none of it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.result import Description
from app.inference.protocols import Level
from app.shot import Shot, Source


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


class Tasks(Protocol):
    """The road to a background thread and back; `app.tasks.TaskManager` is the real one."""

    def run(self, work: Callable[[], Any], on_done: Callable[[Future[Any]], None]) -> Any:
        """Run ``work`` on a background thread, then ``on_done`` with its finished future on the main one."""

    def on_main(self, call: Callable[[], None]) -> None:
        """Run ``call`` soon on the main thread. May be called from any thread."""


class Speaker(Protocol):
    """The app's own voice, as the window uses it. Main thread only."""

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""

    def say(self, text: str, *, interrupt: bool = False, on_unheard: Callable[[], None]) -> None:
        """Say ``text`` after what is being said.

        Args:
            text: Any length.
            interrupt: Fall silent first.
            on_unheard: Called, on any thread, when it could not be said: no sound device, no voice.
        """

    def stop(self) -> None:
        """Fall silent at once and forget what was waiting."""


class Speaks(Protocol):
    """The one voice, whoever it is just now; `app.ui.outlet.Outlet` is the real one. Main thread only."""

    @property
    def speaking(self) -> bool:
        """Whether the own voice is busy."""

    @property
    def windows_are_read(self) -> bool:
        """Whether a screen reader reads a window out when it opens, so that nobody else must."""

    def say(self, text: str, *, interrupt: bool = False) -> None:
        """Say ``text`` after what is being said; ``interrupt`` cuts that off first."""

    def hush(self) -> None:
        """Be silent now."""


class Outlet(Speaks, Protocol):
    """The one voice as the session uses it; `app.ui.outlet.Outlet` is the real one. Main thread only."""

    def repeat(self, text: str = "") -> bool:
        """Say ``text`` again, or what was said last; pressed again at once it is spelt."""

    def announce(self, text: str) -> None:
        """Tell the screen reader what the own voice cannot say about itself."""

    def confirm(self, text: str) -> None:
        """Say ``text`` only where falling silent does not say it already."""


class Takes(Protocol):
    """Takes pictures of the screen (`app.desktop.capture` has the real ones). On one background thread."""

    def screen(self) -> Shot:
        """The monitor under the pointer; raises AppError."""

    def window(self) -> Shot:
        """The active window; raises AppError."""

    def region(self, left: int, top: int, width: int, height: int) -> Shot:
        """A part of the desktop, in its pixels; raises AppError."""


class Sounds(Protocol):
    """Short sounds; `app.speech.earcons` has the real ones."""

    def play(self, name: str) -> None:
        """Play one, beside whatever is heard; returns at once."""


class Keeps(Protocol):
    """Remembers what was said; `app.assistant.keeping` is the real one. Main thread only."""

    def recall(self, back: int, then: Callable[[str | None], object]) -> None:
        """Look up what was kept ``back`` entries ago (0 is the newest).

        Args:
            back: How many entries.
            then: Called on the main thread with it in words; None where there is none.
        """


class Live(Protocol):
    """Follows a part of the screen; `app.assistant.live` is the real one."""

    @property
    def running(self) -> bool:
        """Whether it follows something now."""

    def start(self, take: Callable[[], Shot]) -> None:
        """Follow what ``take`` takes."""

    def stop(self) -> None:
        """Follow nothing any more; returns at once."""
