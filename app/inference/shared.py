"""One model, loaded on the inference thread when it is first needed, for all who use it."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.models.catalog import ModelInfo
from app.inference.worker import InferenceThread, JobPriority
from mlx_models.errors import ModelError, SessionError, Stopped

if TYPE_CHECKING:
    from mlx_models.compact.model import CompactModel
    from mlx_models.mobileclip.model import MobileCLIP

M = TypeVar("M")
E = TypeVar("E", bound="CompactModel | MobileCLIP")
T = TypeVar("T")
Embeddings = NDArray[np.float32]

BATCH = 8

_PIECE = 1 << 20  # bytes


class SharedModel(Generic[M]):
    """A model that several parts of the app use.

    Args:
        info: The model, from the catalog.
        worker: The inference thread.
        load: Loads it from its folder; raises ModelError.
        sorry: What to say when it cannot be loaded or used; is given what the model said.
    """

    def __init__(
        self,
        info: ModelInfo,
        worker: InferenceThread,
        load: Callable[[Path], M],
        sorry: Callable[[ModelError], AppError],
    ) -> None:
        self.info = info
        self._worker = worker
        self._load = load
        self._sorry = sorry
        self._model: M | None = None

    def run(
        self, use: Callable[[M], T], cancel: CancelToken, priority: JobPriority = JobPriority.INTERACTIVE
    ) -> T:
        """Use the model on the inference thread and wait for the result.

        Raises:
            Cancelled: The token was raised before or during it.
            AppError: The model cannot be loaded or used.
        """
        return self._worker.run(lambda: self._use(use), priority, cancel)

    def _use(self, use: Callable[[M], T]) -> T:
        try:
            if self._model is None:
                self._model = self._load(self.info.path)
            return use(self._model)
        except Stopped as error:
            raise Cancelled from error
        except SessionError as error:
            raise not_now(self.info.title, error) from error
        except ModelError as error:
            raise self._sorry(error) from error
        except MemoryError as error:
            raise AppError(
                f"There is not enough memory for {self.info.title}.", "Close other programs, then try again."
            ) from error


class SharedEmbedder(Generic[E]):
    """`app.inference.protocols.Embedder` over a model that others may use, too.

    Pictures go in batches, each a job of its own, so that a key press waits for one batch at most.

    Args:
        model: The model.
        encode_images: Pictures and the model -> (N, dimension), L2-normalised.
        encode_texts: Sentences and the model -> (N, dimension), L2-normalised.

    Attributes:
        name: The model's id and its weights' fingerprint: a retrained model has another space.
    """

    def __init__(
        self,
        model: SharedModel[E],
        encode_images: Callable[[list[Image.Image], E], Embeddings],
        encode_texts: Callable[[list[str], E], Embeddings],
    ) -> None:
        self.name = space_name(model.info)
        self._model = model
        self._encode_images = encode_images
        self._encode_texts = encode_texts

    @property
    def dimension(self) -> int:
        """Length of every embedding. Loads the model."""
        return self._model.run(lambda m: m.dimension, CancelToken())

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> Embeddings:
        """(height, width, 3) uint8 RGB each -> (N, dimension), L2-normalised."""
        parts = [np.zeros((0, self.dimension), np.float32)]
        for start in range(0, len(pictures), BATCH):
            images = [Image.fromarray(p) for p in pictures[start : start + BATCH]]
            encode = partial(self._encode_images, images)
            parts.append(self._model.run(encode, cancel, JobPriority.INDEX))
        return np.concatenate(parts)

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> Embeddings:
        """N sentences -> (N, dimension), L2-normalised."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._model.run(partial(self._encode_texts, texts), cancel)


def not_now(title: str, error: SessionError) -> AppError:
    """For a model that is whole, on a machine that could not open or run it."""
    reason = str(error).rstrip(".")
    return AppError(
        f"The model {title} cannot be used now: {reason}.", "Free memory and disk space, then try again."
    )


def space_name(info: ModelInfo) -> str:
    """The name of a model's space: its id and its weights' fingerprint, as a retrained model has another."""
    fingerprint = info.fingerprint or _fingerprint(info.path)
    return f"{info.id}-{fingerprint}" if fingerprint else info.id


def _fingerprint(folder: Path) -> str:
    """Of a model without a list of digests: the sizes, beginnings and ends of its weights."""
    digest = hashlib.sha256()
    weights = sorted(folder.glob("*.safetensors"))
    try:
        for path in weights:
            size = path.stat().st_size
            with path.open("rb") as file:
                digest.update(str(size).encode() + file.read(_PIECE))
                file.seek(max(0, size - _PIECE))
                digest.update(file.read(_PIECE))
    except OSError:
        return ""  # loading it will say what is wrong
    return digest.hexdigest()[:8] if weights else ""
