"""The shipped model behind the app's two protocols."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.models.catalog import ModelInfo
from app.inference.protocols import Judged, Kind, NamedObject, Scene, Seen, Stance
from app.inference.shared import SharedEmbedder, SharedModel
from app.inference.worker import InferenceThread, JobPriority
from mlx_models import load_compact
from mlx_models.errors import ModelError

if TYPE_CHECKING:
    from mlx_models.compact.model import CompactModel, CompactOutput
    from mlx_models.compact.scene import Guess, SceneOutput

KINDS = frozenset(Kind)


class SharedCompact(SharedModel["CompactModel"]):
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
        load: "Callable[[Path], CompactModel]" = load_compact,
    ) -> None:
        super().__init__(info, worker, load, _unusable)

    def warm_up(self, rehearse: bool = False) -> Future[None]:
        """Load the model in the background; returns at once.

        Args:
            rehearse: Also look at an empty picture, so that the first real one finds everything built.

        Returns:
            Done when the model is ready; holds the AppError when it cannot be.
        """

        def ready(model: "CompactModel") -> None:
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

    Attributes:
        name: The model's id.
    """

    def __init__(self, model: SharedCompact, priority: JobPriority = JobPriority.INTERACTIVE) -> None:
        self.name = model.info.id
        self._model = model
        self._priority = priority

    def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        """Describe one picture, (height, width, 3) uint8 RGB; see the protocol."""
        image = Image.fromarray(pixels)
        return _seen(
            self._model.run(lambda m: m.look(image, lambda: cancel.cancelled), cancel, self._priority)
        )

    def glance(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        """The same without a sentence: the kind, the scene and the impression. See :meth:`look`."""
        image = Image.fromarray(pixels)
        return _seen(self._model.run(lambda m: m.glance(image), cancel, self._priority))


class CompactEmbedder(SharedEmbedder["CompactModel"]):
    """`app.inference.protocols.Embedder` over the compact model, shared with the describer."""

    def __init__(self, model: SharedCompact) -> None:
        super().__init__(
            model, lambda images, m: m.encode_image(images), lambda texts, m: m.encode_text(texts)
        )


def _seen(look: "CompactOutput") -> Seen:
    return Seen(
        kind=Kind(look.kind) if look.kind in KINDS else Kind.UNKNOWN,
        kind_confidence=look.kind_confidence,
        caption=look.sentence,
        confidence=look.confidence,
        stance=Stance(look.stance),
        objects=tuple(NamedObject(name, confidence) for name, confidence in look.objects),
        may_include=look.may_include,
        seconds=dict(look.seconds),
        scene=_scene(look.scene),
        impression=look.impression,
        foreign=look.foreign,
    )


def _scene(found: "SceneOutput | None") -> Scene | None:
    if found is None:
        return None
    guesses = (found.setting, found.room, found.upper, found.middle, found.lower)
    return Scene(*(_judged(guess) for guess in guesses))


def _judged(guess: "Guess | None") -> Judged | None:
    return None if guess is None else Judged(guess[0], guess[1], Stance(guess[2]))
