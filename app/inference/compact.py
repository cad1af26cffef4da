"""The shipped model behind the app's two protocols."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.models.catalog import ModelInfo
from app.inference.protocols import Kind, NamedObject, Seen, Stance
from app.inference.shared import SharedModel, space_name
from app.inference.worker import InferenceThread, Priority
from mlx_models import load_compact
from mlx_models.errors import ModelError

BATCH = 8
KINDS = frozenset(Kind)


class Look(Protocol):
    """What the model makes of one picture: `mlx_models.compact.model.Look`."""

    @property
    def kind(self) -> str:
        """Sort of picture; one of Kind's values."""

    @property
    def kind_confidence(self) -> float:
        """Probability of ``kind``."""

    @property
    def sentence(self) -> str | None:
        """The sentence as it may be said."""

    @property
    def confidence(self) -> float | None:
        """Probability that the sentence is true."""

    @property
    def stance(self) -> str:
        """One of Stance's values."""

    @property
    def objects(self) -> tuple[tuple[str, float], ...]:
        """Names and probabilities, likeliest first."""

    @property
    def may_include(self) -> tuple[str, ...]:
        """Nouns for a withheld sentence."""

    @property
    def seconds(self) -> dict[str, float]:
        """Time per step."""


class CompactModel(Protocol):
    """What is asked of `mlx_models.compact.model.CompactModel`; all of it on the inference thread."""

    @property
    def dimension(self) -> int:
        """Length of an embedding."""

    def look(self, image: Image.Image, should_stop: Callable[[], bool]) -> Look:
        """Describe one picture; raises Stopped."""

    def encode_image(self, images: list[Image.Image]) -> NDArray[np.float32]:
        """(N, dimension), L2-normalised."""

    def encode_text(self, texts: list[str]) -> NDArray[np.float32]:
        """(N, dimension), L2-normalised."""


class SharedCompact(SharedModel[CompactModel]):
    """One compact model, loaded on the inference thread when it is first needed, for all who use it.

    Args:
        info: The model, from the catalog.
        worker: The inference thread.
        load: Loads the model from its folder; raises ModelError.
    """

    def __init__(
        self,
        info: ModelInfo,
        worker: InferenceThread,
        load: Callable[[Path], CompactModel] = load_compact,
    ) -> None:
        super().__init__(info, worker, load, _unusable)

    def warm_up(self, rehearse: bool = False) -> Future[None]:
        """Load the model in the background; returns at once.

        Args:
            rehearse: Also look at an empty picture, so that the first real one finds everything built.

        Returns:
            Done when the model is ready; holds the AppError when it cannot be.
        """

        def ready(model: CompactModel) -> None:
            if rehearse:
                model.encode_image([Image.new("RGB", (64, 64), "grey")])

        return self._worker.submit(lambda: self._use(ready))


def _unusable(_: ModelError) -> AppError:
    return AppError(
        "The model that describes pictures cannot be used.",
        "Install Earsight again; earsight doctor says what is wrong.",
    )


class CompactDescriber:
    """`app.inference.protocols.Describer` over the compact model.

    Args:
        model: The model, shared with the embedder.
        priority: INTERACTIVE for a key press, CAPTION for captioning a library.
    """

    def __init__(self, model: SharedCompact, priority: Priority = Priority.INTERACTIVE) -> None:
        self._model = model
        self._priority = priority

    @property
    def name(self) -> str:
        """The model's id."""
        return self._model.info.id

    def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        """Describe one picture, (height, width, 3) uint8 RGB; see the protocol."""
        image = Image.fromarray(pixels)
        return _seen(
            self._model.run(lambda m: m.look(image, lambda: cancel.cancelled), cancel, self._priority)
        )


class CompactEmbedder:
    """`app.inference.protocols.Embedder` over the compact model.

    Pictures go in batches, each a job of its own, so that a key press waits for one batch at most.
    """

    def __init__(self, model: SharedCompact) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The model's id and its weights' fingerprint: a retrained model has another space."""
        return space_name(self._model.info)

    @property
    def dimension(self) -> int:
        """Length of every embedding. Loads the model."""
        return self._model.run(lambda m: m.dimension, CancelToken())

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> NDArray[np.float32]:
        """(height, width, 3) uint8 RGB each -> (N, dimension), L2-normalised."""
        parts = [np.zeros((0, self.dimension), np.float32)]
        for start in range(0, len(pictures), BATCH):
            images = [Image.fromarray(p) for p in pictures[start : start + BATCH]]
            parts.append(self._encode(images, cancel))
        return np.concatenate(parts)

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
        """N sentences -> (N, dimension), L2-normalised."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._model.run(lambda m: m.encode_text(texts), cancel)

    def _encode(self, images: list[Image.Image], cancel: CancelToken) -> NDArray[np.float32]:
        return self._model.run(lambda m: m.encode_image(images), cancel, Priority.INDEX)


def _seen(look: Look) -> Seen:
    return Seen(
        kind=Kind(look.kind) if look.kind in KINDS else Kind.UNKNOWN,
        kind_confidence=look.kind_confidence,
        caption=look.sentence,
        confidence=look.confidence,
        stance=Stance(look.stance),
        objects=tuple(NamedObject(name, confidence) for name, confidence in look.objects),
        may_include=look.may_include,
        seconds=dict(look.seconds),
    )
