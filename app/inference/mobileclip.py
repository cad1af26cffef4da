"""MobileCLIP behind the app's Embedder protocol."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.models.catalog import ModelInfo
from app.inference.shared import SharedModel, space_name
from app.inference.worker import InferenceThread, Priority
from mlx_models.errors import ModelError

BATCH = 8


class MobileClip(Protocol):
    """What is asked of `mlx_models.mobileclip.model.MobileCLIP`; all of it on the inference thread."""

    @property
    def dimension(self) -> int:
        """Length of an embedding."""

    def preprocess(self, images: list[Image.Image]) -> NDArray[np.float32]:
        """Pictures -> (N, 3, S, S) in 0..1."""

    def encode_image(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, 3, S, S) in 0..1 -> (N, dimension), L2-normalised."""

    def tokenize(self, texts: list[str]) -> NDArray[np.int64]:
        """Sentences -> (N, 77)."""

    def encode_text(self, token_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """(N, 77) -> (N, dimension), L2-normalised."""


class MobileClipEmbedder:
    """`app.inference.protocols.Embedder` over MobileCLIP.

    Pictures go in batches, each a job of its own, so that a key press waits for one batch at most.

    Args:
        info: The model, from the catalog.
        worker: The inference thread.
        load: Loads it from its folder; raises ModelError.
    """

    def __init__(self, info: ModelInfo, worker: InferenceThread, load: Callable[[Path], MobileClip]) -> None:
        def sorry(error: ModelError) -> AppError:
            return AppError(
                f"The model {info.title}, which finds photos, cannot be used.",
                f"Check it: earsight models verify {info.id}.",
            )

        self._model = SharedModel[MobileClip](info, worker, load, sorry)
        self._name = space_name(info)

    @property
    def name(self) -> str:
        """The model's id and its weights' fingerprint."""
        return self._name

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
        return self._model.run(lambda m: m.encode_text(m.tokenize(texts)), cancel)

    def _encode(self, images: list[Image.Image], cancel: CancelToken) -> NDArray[np.float32]:
        return self._model.run(lambda m: m.encode_image(m.preprocess(images)), cancel, Priority.INDEX)
