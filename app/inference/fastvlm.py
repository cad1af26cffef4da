"""FastVLM behind the app's protocols: loaded when it is needed, let go when nobody needs it."""

import gc
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.memory import available_memory, check_room, memory_needed
from app.inference.models.catalog import ModelInfo
from app.inference.protocols import Kind, Level
from app.inference.reply_stream import ReplyStream
from app.inference.shared import not_now
from app.inference.worker import InferenceThread, JobPriority
from app.machine.memory import clear_cache, give_back
from mlx_models import load_fastvlm
from mlx_models.errors import ModelError, SessionError, Stopped, UnfitError
from mlx_models.sentences import SentenceStream

if TYPE_CHECKING:
    from mlx_models.fastvlm.prompts import Facts
    from mlx_models.fastvlm.reply import Reply
    from mlx_models.fastvlm.session import ChatSession

T = TypeVar("T")
Pictures = tuple[NDArray[np.uint8], ...]

LOOK_AGAIN = 15.0  # seconds between two looks at the memory while nothing is done
FLOOR = 400_000_000  # bytes; with less left for everything else, an idle model goes
_LONGEST_REASON = 100  # characters of a reason that are worth hearing


@dataclass
class OpenConversation:
    """The one conversation that is open; the model's thread's alone.

    Attributes:
        owner: Whose it is.
        session: What was computed for it.
        shown: Whether its pictures are part of it.
        described: Whether they have been described.
    """

    owner: object
    session: "ChatSession"
    shown: bool = False
    described: bool = False


class SharedFastVLM:
    """One checkpoint, loaded on the inference thread when it is first needed, for all who use it.

    It holds the only references to the model and to what was computed with it, so that letting go of it gives
    the memory back. One conversation is kept; another one's first turn takes its place.

    Args:
        info: The model, from the catalog.
        worker: The inference thread.
        load: Loads the model from its folder; raises ModelError.
        prepare: Gives what begins conversations with a loaded model; raises ModelError.
        unload_after: Seconds without a turn after which the model is let go; 0 keeps it.
        needed: Bytes the model takes; raises ModelError.
        available: Bytes there are; None where nobody knows.
        clock: Seconds.
    """

    def __init__(
        self,
        info: ModelInfo,
        worker: InferenceThread,
        load: Callable[[Path], Any] = load_fastvlm,
        prepare: "Callable[[Any], Callable[[], ChatSession]] | None" = None,
        *,
        unload_after: float = 600.0,
        needed: "Callable[[Path], int] | None" = None,
        available: Callable[[], int | None] = available_memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.info = info
        self._worker = worker
        self._load = load
        self._prepare = prepare or _prepare
        self._unload_after = unload_after
        self._needed = needed or _needed
        self._available = available
        self._clock = clock
        self._begin: Callable[[], ChatSession] | None = None  # holds the model
        self._talk: OpenConversation | None = None
        self._used = 0.0
        worker.in_spare_time(self._rest)

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._begin is not None

    def submit(self, owner: object, use: Callable[[OpenConversation], T], cancel: CancelToken) -> "Future[T]":
        """Use the owner's conversation on the inference thread, as the next key press's work.

        The future holds Cancelled when the token was raised before or during it, and AppError when the model
        cannot be loaded or used. A conversation that the model cannot go on with is begun anew, once.
        """
        return self._worker.submit(lambda: self._use(owner, use), JobPriority.INTERACTIVE, cancel)

    def unload(self) -> "Future[None]":
        """Let go of the model and the conversation."""
        return self._worker.submit(self._let_go)

    def _use(self, owner: object, use: Callable[[OpenConversation], T]) -> T:
        try:
            return self._turn(owner, use)
        except Stopped:
            problem: Exception = Cancelled()
        except (ModelError, MemoryError) as error:
            problem = self._in_words(error)
            # Raised below, where nothing of the failed turn, whose frames hold the model, hangs on to it.
        finally:
            self._used = self._clock()
        if isinstance(problem, AppError):
            self._let_go()
        raise problem

    def _turn(self, owner: object, use: Callable[[OpenConversation], T]) -> T:
        talk = self._open(owner)
        begun = talk.shown
        try:
            return use(talk)
        except ModelError:
            if not begun:
                raise
        self._talk = None
        return use(self._open(owner))

    def _open(self, owner: object) -> OpenConversation:
        if self._begin is None:
            check_room(self.info.title, self._needed(self.info.path), self._available())
            self._begin = self._prepare(self._load(self.info.path))
        if self._talk is None or self._talk.owner is not owner:
            self._talk = None
            self._talk = OpenConversation(owner, self._begin())
        return self._talk

    def _let_go(self) -> None:
        self._talk = None
        self._begin = None
        gc.collect()
        clear_cache()
        give_back()

    def _rest(self) -> float | None:
        """Between jobs: let go of a model that nobody used for long, or that others need the memory of."""
        if self._begin is None:
            return None
        idle = self._clock() - self._used
        left = self._available() if idle >= LOOK_AGAIN else None
        if (self._unload_after and idle >= self._unload_after) or (left is not None and left < FLOOR):
            self._let_go()
            return None
        wait = max(self._unload_after - idle, 0.01) if self._unload_after else LOOK_AGAIN
        return min(wait, LOOK_AGAIN)

    def _in_words(self, error: ModelError | MemoryError) -> AppError:
        if isinstance(error, MemoryError):
            return AppError(
                f"There is not enough memory for {self.info.title}.",
                "Close other programs, or choose a smaller or quantised model: earsight models list.",
            )
        if isinstance(error, SessionError):
            return not_now(self.info.title, error)
        reason = str(error).rstrip(".")
        because = f": {reason}" if reason and len(reason) <= _LONGEST_REASON else ""
        if isinstance(error, UnfitError):
            return AppError(
                f"The model {self.info.title} cannot be used here{because}.",
                "Choose another one: earsight models list.",
            )
        return AppError(
            f"The model {self.info.title} cannot be used{because}.",
            f"Run earsight models verify {self.info.id} to see whether it is damaged.",
        )


class FastVLMTalker:
    """Begins conversations about pictures. May be used from any thread."""

    def __init__(self, model: SharedFastVLM) -> None:
        self._model = model

    @property
    def model(self) -> SharedFastVLM:
        """What it talks with."""
        return self._model

    @property
    def name(self) -> str:
        """The model's id, as shown to the user."""
        return self._model.info.id

    def unload(self) -> "Future[None]":
        """Let go of the model after what is under way; it is taken again when a conversation goes on."""
        return self._model.unload()

    def talk_about(self, pictures: Sequence[NDArray[np.uint8]]) -> "FastVLMConversation":
        """Begin a conversation; nothing is loaded or looked at yet.

        Args:
            pictures: (height, width, 3) uint8 RGB each, whole, orientation applied.
        """
        return FastVLMConversation(self._model, tuple(pictures))


class FastVLMConversation:
    """A talk about one picture or several, which keeps what was computed for the turns before.

    Its methods return at once and may be called from any thread; a turn that is stopped or fails leaves it
    usable. It outlives the model: what was computed is computed again after the model was let go.
    """

    def __init__(self, model: SharedFastVLM, pictures: Pictures) -> None:
        self._model = model
        self._pictures = pictures

    def describe(
        self,
        kind: Kind,
        level: Level,
        cancel: CancelToken,
        known: "Facts | None" = None,
        onward: bool = False,
    ) -> ReplyStream:
        """Describe the pictures.

        Args:
            kind: What sort of picture it is.
            level: How much to say.
            cancel: Checked between tokens.
            known: What is known already.
            onward: Go on with what was not said yet, instead of beginning anew. Where nothing was said, or it
                was forgotten meanwhile, that is the same.
        """

        def turn(talk: OpenConversation, **options: Any) -> "Reply":
            if onward and talk.described:
                return talk.session.more(level.value, **options)
            reply = talk.session.describe(self._pictures, level.value, kind.value, facts=known, **options)
            talk.shown = talk.described = True
            return reply

        return self._begin(turn, cancel)

    def ask(self, question: str, cancel: CancelToken) -> ReplyStream:
        """Answer a question about the pictures and what was said so far.

        Pictures that were not seen yet are looked at closely.
        """

        def turn(talk: OpenConversation, **options: Any) -> "Reply":
            if not talk.shown:
                # Marked first: a turn that is stopped leaves them waiting in the session.
                talk.shown = True
                for picture in self._pictures:
                    talk.session.add_image(picture, Level.DETAILED.value)
            return talk.session.ask(question, **options)

        return self._begin(turn, cancel)

    def _begin(self, turn: "Callable[..., Reply]", cancel: CancelToken) -> ReplyStream:
        def use(talk: OpenConversation, tell: Callable[[str], None]) -> "Reply":
            stream, told = SentenceStream(at_once=True), list[str]()

            def hand_on(sentences: list[str]) -> None:
                told.extend(sentences)
                for sentence in sentences:
                    tell(sentence)

            reply = turn(
                talk,
                on_text=lambda piece: hand_on(stream.feed(piece)),
                should_stop=lambda: cancel.cancelled,
            )
            if not reply.cut:
                hand_on(stream.flush())
            return replace(reply, text=" ".join(told))

        return ReplyStream(lambda tell: self._model.submit(self, lambda talk: use(talk, tell), cancel))


def _prepare(model: Any) -> "Callable[[], ChatSession]":
    """Read the tokenizer once: that of a real checkpoint takes half a second."""
    from mlx_models.fastvlm.config import ImageSettings
    from mlx_models.fastvlm.session import ChatSession
    from mlx_models.fastvlm.tokenizer import QwenTokenizer

    tokenizer, settings = QwenTokenizer.load(model.folder), ImageSettings.load(model.folder)
    return lambda: ChatSession(model, tokenizer, settings)


def _needed(folder: Path) -> int:
    from mlx_models.runtime import Runtime

    return memory_needed(folder, metal=Runtime.here().on_metal)
