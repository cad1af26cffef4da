"""What the app asks of a model. Only numpy arrays, strings and dataclasses cross this border."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from mlx_models.compact.impression import Impression as Impression
from mlx_models.fastvlm.prompts import Level as Level

GROUNDS = frozenset(
    ["earth", "floor", "grass", "paved ground", "road", "rock", "sand", "sea", "sidewalk", "snow", "water"]
)
"""What a scene's lower third may be filled with and be its ground."""


class Kind(StrEnum):
    """What sort of picture it is."""

    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    DOCUMENT = "document"
    DRAWING = "drawing"
    BLANK = "blank"
    VIDEO = "video"  # asked of a library alone: its files say so
    UNKNOWN = "unknown"


class Stance(StrEnum):
    """How the model's sentence may be said."""

    FACT = "fact"
    HEDGED = "hedged"
    WITHHELD = "withheld"
    NONE = "none"


@dataclass(frozen=True)
class NamedObject:
    """One object the classifier saw: a plain English noun ("laptop") and its probability (0..1)."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Judged:
    """A name out of a fixed list, with the probability that it is right, 0..1, and how it may be told."""

    name: str
    probability: float
    stance: Stance


@dataclass(frozen=True)
class Scene:
    """Where it is, and what fills the picture.

    Attributes:
        setting: "indoors" or "outdoors".
        room: "kitchen", "street" ...; what the place is.
        upper: What fills the upper third: "sky", "trees", "wall" ...
        middle: Likewise the middle third.
        lower: Likewise the lower third: "grass", "sea", "floor" ...
    """

    setting: Judged | None = None
    room: Judged | None = None
    upper: Judged | None = None
    middle: Judged | None = None
    lower: Judged | None = None

    @property
    def ground(self) -> Judged | None:
        """What is below, where that can be stood, walked or swum on."""
        return self.lower if self.lower is not None and self.lower.name in GROUNDS else None


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
        scene: Where it is and what fills it; None where it is no photo, or that was not looked for.
        impression: What else it makes of a photo, for weighing what others see; None of other kinds.
        foreign: Whether it is unlike the photos that anything was measured on: nothing seen in it is a fact.
    """

    kind: Kind
    kind_confidence: float
    caption: str | None
    confidence: float | None
    stance: Stance
    objects: tuple[NamedObject, ...] = ()
    may_include: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    scene: Scene | None = None
    impression: Impression | None = None
    foreign: bool = False


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
