"""What the command line is given. It builds none of it; `app.application` does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.result import Description
from app.desktop.capture.screens import Screens
from app.erasure import Erasure
from app.inference.benchmark import Figures
from app.inference.models.conversion import Converter
from app.inference.models.store import ModelStore
from app.inference.protocols import Level
from app.shot import Source

if TYPE_CHECKING:
    from app.history.history import History
    from app.library.library import Library

OnWords = Callable[[str], None]


class Describes(Protocol):
    """:class:`app.describe.describer.PictureDescriber`."""

    def describe(self, source: Source, level: Level, cancel: CancelToken, on_words: OnWords) -> Description:
        """Describe one picture; raises AppError and Cancelled."""

    def read(self, source: Source, cancel: CancelToken, on_words: OnWords) -> Description:
        """Only read its text; raises AppError and Cancelled."""


class Asks(Protocol):
    """:class:`app.describe.asker.PictureAsker`."""

    def ask(self, sources: Sequence[Source], question: str, cancel: CancelToken, on_words: OnWords) -> Answer:
        """Answer a question about pictures; raises AppError and Cancelled."""


class Voice(Protocol):
    """Says words aloud, one after the other."""

    def say(self, words: str) -> None:
        """Queue words; returns at once."""

    def wait(self) -> None:
        """Return when all of it was said, or cannot be."""

    def stop(self) -> None:
        """Fall silent at once."""


class State(StrEnum):
    """How a thing that doctor looks at is doing."""

    WORKS = "works"
    LIMITED = "limited"
    MISSING = "missing"


@dataclass(frozen=True)
class Check:
    """One thing that doctor looked at.

    Attributes:
        name: What it is, a word or two.
        state: How it is doing.
        says: One sentence.
        hint: What to do about it, or "".
        details: Figures, for --json.
    """

    name: str
    state: State
    says: str
    hint: str = ""
    details: dict[str, Any] = field(default_factory=dict)


class Services(Protocol):
    """Everything a verb may ask for; each part is built when it is first asked for."""

    @property
    def level(self) -> Level:
        """The user's usual level."""

    @property
    def speaks(self) -> bool:
        """Whether the user wants things spoken."""

    def describer(self, model: str | None = None) -> Describes:
        """The describing pipeline, already warming up.

        Args:
            model: "auto", "compact", a model's id or its folder; None leaves it to the settings.

        Raises:
            AppError: There is no such model.
        """

    def asker(self, model: str | None = None) -> Asks:
        """What answers questions; ``model`` and errors as with the describer."""

    def voice(self, on_problem: OnWords) -> Voice:
        """The voice; ``on_problem`` hears once, in words, why there is no sound."""

    def clipboard(self) -> bytes | Path:
        """The picture on the clipboard; raises AppError without one."""

    def screens(self) -> Screens:
        """What takes pictures of the screen. Nothing is opened yet."""

    def library(self, path: str | None = None) -> "Library":
        """The photo library of this file; the user's own without one. Nothing is opened yet."""

    @property
    def history_days(self) -> int:
        """For how many days the history is kept."""

    def history(self) -> "History":
        """The history in the user's own library, opened anew; whoever asks closes it. Raises AppError."""

    def store(self) -> ModelStore:
        """The models that are installed, and those that can be."""

    def converter(self) -> Converter:
        """What writes models anew."""

    def benchmarks(self, model: str | None = None) -> list[Callable[[], Figures]]:
        """Each measures one model, which takes a while: the compact one, and the one that talks.

        Args:
            model: As with the describer; a named one is measured alone.

        Raises:
            AppError: There is no such model.
        """

    def checks(self) -> list[Callable[[], Check]]:
        """Doctor's checks, each taking up to some seconds, none raising AppError."""

    def erasure(self) -> Erasure:
        """What finds and erases all that is kept."""

    def window(self, pictures: list[Path], command: str = "", *, hidden: bool = False) -> int:
        """Run the desktop app until the user quits; its exit code. Where it runs already, that one is told.

        Args:
            pictures: Opened at once.
            command: Name of a command that is carried out.
            hidden: Begin without the window.

        Raises:
            AppError: There is no display.
        """

    def bug(self, error: BaseException) -> None:
        """Write a bug to the log."""
