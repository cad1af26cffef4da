"""What the app asks of a model. Only numpy arrays, strings and dataclasses cross this border."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken


class Kind(StrEnum):
    """What sort of picture it is."""

    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    DOCUMENT = "document"
    DRAWING = "drawing"
    BLANK = "blank"
    UNKNOWN = "unknown"


class Stance(StrEnum):
    """How the model's sentence may be said."""

    FACT = "fact"
    HEDGED = "hedged"
    WITHHELD = "withheld"
    NONE = "none"


class Level(StrEnum):
    """How much is said; pressing again goes one further."""

    BRIEF = "brief"
    DETAILED = "detailed"
    FULL = "full"


@dataclass(frozen=True)
class NamedObject:
    """One object the classifier saw: a plain English noun ("laptop") and its probability (0..1)."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Seen:
    """What a describer makes of one picture.

    Attributes:
        kind: Sort of picture.
        kind_confidence: Probability of ``kind``, 0..1.
        caption: The sentence as it may be said, with capital and full stop; None when there is none.
        confidence: Probability that ``caption`` is true, 0..1; None without a sentence.
        stance: Fact, hedged or withheld; NONE when the model wrote no sentence.
        objects: At most three objects above the calibrated threshold, likeliest first.
        may_include: Nouns for "It may include: ..." when the sentence is withheld.
        seconds: Time per step: "encode", "first_token", "decode_text".
    """

    kind: Kind
    kind_confidence: float
    caption: str | None
    confidence: float | None
    stance: Stance
    objects: tuple[NamedObject, ...] = ()
    may_include: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


class Describer(Protocol):
    """Looks at a picture and says what it shows."""

    @property
    def name(self) -> str:
        """The model's id, as shown to the user."""

    def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        """Describe one picture.

        Args:
            pixels: (height, width, 3) uint8 RGB, the whole picture, orientation applied.
            cancel: Checked before encoding and between tokens.

        Raises:
            Cancelled: The token was raised.
            AppError: The model cannot be used, in words.
        """


class Embedder(Protocol):
    """Puts pictures and sentences into one space, for search."""

    @property
    def name(self) -> str:
        """The model's id; embeddings of different models are never compared."""

    @property
    def dimension(self) -> int:
        """Length of every embedding."""

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB each -> (N, dimension), L2-normalised."""

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
        """N sentences -> (N, dimension), L2-normalised."""


@dataclass(frozen=True)
class Known:
    """What is known about a picture without looking, for a model to lean on. It is quoted to it.

    Attributes:
        text: Text read in the picture, in reading order.
        title: The window's or page's title.
    """

    text: str = ""
    title: str = ""


@dataclass(frozen=True)
class Said:
    """One turn of a model that talks.

    Attributes:
        sentences: What it said, in whole sentences; empty when it finished none.
        reason: Why it ended: "eos", "limit" or "repetition".
        resolution: Side of the squares the pictures were seen at, in pixels.
        parts: In how many parts pictures were looked at in this turn; 0 without a new look.
        visual_tokens: Positions they take.
        tokens: Tokens generated.
        seconds: "encode" (0 when nothing was encoded), "first_token" and "total" of this turn.
    """

    sentences: tuple[str, ...]
    reason: str
    resolution: int = 0
    parts: int = 0
    visual_tokens: int = 0
    tokens: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(self.sentences)


OnSentence = Callable[[str], None]


class Conversation(Protocol):
    """A talk about one picture or several, which keeps what was computed for the turns before.

    Its methods return at once and may be called from any thread. ``on_sentence`` gets each sentence as soon
    as it is whole, on the inference thread. The futures hold Cancelled or AppError; either leaves the
    conversation usable.
    """

    def describe(
        self,
        kind: Kind,
        level: Level,
        cancel: CancelToken,
        on_sentence: OnSentence,
        known: Known | None = None,
        onward: bool = False,
    ) -> "Future[Said]":
        """Describe the pictures.

        Args:
            kind: What sort of picture it is.
            level: How much to say.
            cancel: Checked between tokens.
            on_sentence: Gets each sentence.
            known: What is known already.
            onward: Go on with what was not said yet, instead of beginning anew. Where nothing was said, or it
                was forgotten meanwhile, that is the same.
        """

    def ask(self, question: str, cancel: CancelToken, on_sentence: OnSentence) -> "Future[Said]":
        """Answer a question about the pictures and what was said so far."""


class Talker(Protocol):
    """A model that describes in its own words and answers questions."""

    @property
    def name(self) -> str:
        """The model's id, as shown to the user."""

    def unload(self) -> object:
        """Let go of the memory soon; it is taken again when a conversation goes on."""

    def talk_about(self, pictures: Sequence[NDArray[np.uint8]]) -> Conversation:
        """Begin a conversation; nothing is loaded or looked at yet.

        Args:
            pictures: (height, width, 3) uint8 RGB each, whole, orientation applied.
        """
