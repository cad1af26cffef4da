"""MobileCLIP as a whole: pictures and sentences to points of one space."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from mlx import nn
from numpy.typing import NDArray
from PIL import Image

from mlx_models.errors import ModelError
from mlx_models.mobileclip.checkpoint import ClipCheckpoint
from mlx_models.mobileclip.config import ClipConfig
from mlx_models.mobileclip.image import image_tower, plan_image_tower
from mlx_models.mobileclip.processing import preprocess
from mlx_models.mobileclip.text import Text, places_of, plan_text
from mlx_models.mobileclip.tokenizer import ClipTokenizer
from mlx_models.plan import Plan
from mlx_models.runtime import Array, Lazy, Runtime
from mlx_models.threads import ThreadGuard

MOST = 8  # pictures or sentences that go through a tower at once
SCALE = "logit_scale"
LARGEST = 30.0  # of its logarithm; CLIP keeps it below 4.61
# Part of each cached graph's key: raise it when a tower is computed differently.
VERSION = "1"
LEAST = 1e-12  # what an embedding's length is taken for where it is smaller


class TowerEncoder:
    """A tower over batches of any size, its results L2-normalised.

    Args:
        runtime: Where to compute. One graph serves every batch.
        build: Makes the tower, with any weights.
        weights: Its parameters.
        example: Arrays of the shapes and dtypes it is called with; the first axis is the batch.
        key: Changes whenever the tower or its weights do.
    """

    def __init__(
        self,
        runtime: Runtime,
        build: Callable[[], nn.Module],
        weights: Mapping[str, Lazy],
        example: Sequence[NDArray[Any]],
        key: str,
    ) -> None:
        # Any two batches do, as long as neither has a single picture, which would look like no batch.
        batches = [[np.repeat(a[:1], n, axis=0) for a in example] for n in (2, 3)]
        self._run = runtime.compiled(build, weights, batches, f"mobileclip-{VERSION}-{key}")

    def __call__(self, *arrays: NDArray[Any]) -> Array:
        """Batches, all of one length of at least 1 -> (N, dimension) float32, each of length 1."""
        found = self._run(*arrays)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Array = (found / np.maximum(length, LEAST)).astype(np.float32)
        return unit


class MobileCLIP:
    """A loaded checkpoint. All of it belongs to the thread that loaded it.

    Attributes:
        config: What the configuration says.
        folder: Where it was loaded from.
        logit_scale: What a cosine is multiplied by before a softmax over labels.
        name: The image tower's, timm's, for example "fastvit_mci0".
        image_size: A picture's side in pixels.
        dimension: Length of an embedding.
    """

    def __init__(
        self, config: ClipConfig, folder: Path, logit_scale: float, image: TowerEncoder, text: TowerEncoder
    ) -> None:
        self.config = config
        self.name, self.image_size, self.dimension = config.name, config.image_size, config.dimension
        self.folder = folder
        self.logit_scale = logit_scale
        self._image = image
        self._text = text
        self._tokenizer: ClipTokenizer | None = None
        self._guard = ThreadGuard("MobileCLIP")

    def encode_image(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Pictures to embeddings.

        Args:
            pixels: (N, 3, S, S) float32 in 0..1, S being :attr:`image_size`; mean and deviation are taken
                care of here.

        Returns:
            (N, dimension) float32, each of length 1.

        Raises:
            ModelError: Another shape or dtype, or numbers that are none.
        """
        self._guard.check()
        pixels, side = np.asarray(pixels), self.image_size
        if pixels.dtype.kind != "f":
            raise ModelError(f"Pictures must be floats in 0..1, not {pixels.dtype}.")
        if pixels.ndim != 4 or pixels.shape[1:] != (3, side, side):
            raise ModelError(
                f"Pictures must have the shape (number, 3, {side}, {side}), not {list(pixels.shape)}."
            )
        found = [np.zeros((0, self.dimension), np.float32)]
        for start in range(0, len(pixels), MOST):
            found.append(self._image(self._normalised(pixels[start : start + MOST])))
        return np.concatenate(found)

    def encode_text(self, token_ids: NDArray[np.integer]) -> NDArray[np.float32]:
        """Sentences to embeddings.

        Args:
            token_ids: (N, 77) integers, see :meth:`tokenize`.

        Returns:
            (N, dimension) float32, each of length 1.

        Raises:
            ModelError: Another shape or dtype, or an id outside the vocabulary.
        """
        self._guard.check()
        ids, text = np.asarray(token_ids), self.config.text
        if ids.ndim != 2 or ids.shape[1] != text.context_length:
            raise ModelError(
                f"Token ids must have the shape (number, {text.context_length}), not {list(ids.shape)}."
            )
        if ids.dtype.kind not in "iu":
            raise ModelError(f"Token ids must be whole numbers, not {ids.dtype}.")
        if ids.size and not 0 <= int(ids.min()) <= int(ids.max()) < text.vocab_size:
            raise ModelError(f"A token id is outside the vocabulary of {text.vocab_size}.")
        ids = ids.astype(np.int64)
        found = [np.zeros((0, self.dimension), np.float32)]
        for start in range(0, len(ids), MOST):
            part = ids[start : start + MOST]
            found.append(self._text(part.astype(np.int32), places_of(text, part)))
        return np.concatenate(found)

    def tokenize(self, texts: str | Sequence[str]) -> NDArray[np.int64]:
        """Sentences to (N, 77) ids, as OpenCLIP's tokenizer makes them."""
        if self._tokenizer is None:
            self._tokenizer = ClipTokenizer(self.config.text.context_length)
        return self._tokenizer(texts)

    def preprocess(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Pictures of any size and mode to (N, 3, S, S) float32 in 0..1, resized and cut as configured."""
        return preprocess(images, self.image_size, self.config.preprocess)

    def _normalised(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, 3, S, S) -> (N, S, S, 3) float32 with the configured mean and deviation."""
        if not np.isfinite(pixels).all():
            raise ModelError("Pictures must hold finite numbers.")
        settings = self.config.preprocess
        x: NDArray[np.float32] = np.ascontiguousarray(pixels.transpose(0, 2, 3, 1), np.float32)
        if any(settings.mean) or set(settings.std) != {1.0}:
            mean, std = np.array(settings.mean, np.float32), np.array(settings.std, np.float32)
            x = np.asarray((x - mean) / std, np.float32)
        return x


def load_mobileclip(folder: Path, runtime: Runtime) -> MobileCLIP:
    """See :func:`mlx_models.load_mobileclip`."""
    checkpoint = ClipCheckpoint(folder)
    config = checkpoint.config
    shapes = checkpoint.shapes
    image, text = Plan(shapes, checkpoint.read), Plan(shapes, checkpoint.read)
    plan_image_tower(image, config.image, config.dimension)
    plan_text(text, config.text, config.dimension)
    # OpenCLIP writes the factor in two shapes.
    scale = (1,) if shapes.get(SCALE) == (1,) else ()
    checkpoint.check({**image.expected, **text.expected, SCALE: scale})
    checkpoint.check_finite(runtime.cache_dir, {**image.expected, **text.expected})
    side = config.image_size
    ids = np.zeros((1, config.text.context_length), np.int32)

    def encoder(plan: Plan, tower: object, build, example) -> TowerEncoder:  # type: ignore[no-untyped-def]
        # The sizes are part of the key: equal tensors may make up another tower.
        key = f"{checkpoint.fingerprint(plan.expected)}-{tower!r}-{config.dimension}-{side}"
        return TowerEncoder(runtime, build, plan.weights, example, key)

    return MobileCLIP(
        config,
        folder,
        _logit_scale(checkpoint),
        encoder(
            image,
            config.image,
            lambda: image_tower(config.image, config.dimension),
            [np.zeros((1, side, side, 3), np.float32)],
        ),
        encoder(
            text,
            config.text,
            lambda: Text(config.text, config.dimension),
            [ids, ids.astype(np.float32)],
        ),
    )


def _logit_scale(checkpoint: ClipCheckpoint) -> float:
    """The factor, which checkpoints hold the logarithm of."""
    logarithm = float(checkpoint.read(SCALE).reshape(()))
    if not abs(logarithm) < LARGEST:
        raise ModelError(f"The checkpoint's {SCALE} makes no sense.")
    return math.exp(logarithm)
