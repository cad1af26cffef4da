"""FastVLM as a whole (arXiv 2412.13303): pictures through the tower and projector, then Qwen2."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError
from mlx_models.fastvit_plan import FastVitConfig
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import PATCH, FastVLMConfig
from mlx_models.fastvlm.language import Language, PlainLanguage, metal_dtype
from mlx_models.fastvlm.vision import ImageEncoder, expected_shapes
from mlx_models.runtime import Runtime
from mlx_models.threads import ThreadGuard

if TYPE_CHECKING:
    import mlx.core as mx


class FastVLM:
    """A loaded checkpoint. All of it belongs to the thread that loaded it.

    Attributes:
        config: What config.json says.
        vision: The tower's sizes.
        folder: Where it was loaded from.
        language: Qwen2.
    """

    def __init__(
        self,
        config: FastVLMConfig,
        vision: FastVitConfig,
        folder: Path,
        encoder: ImageEncoder,
        language: Language,
    ) -> None:
        self.config = config
        self.vision = vision
        self.folder = folder
        self.language = language
        self._encoder = encoder
        self._guard = ThreadGuard("FastVLM")

    def encode_images(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Pictures to the embeddings Qwen2 reads.

        Args:
            pixels: (N, 3, S, S) float32 in 0..1, square, S a multiple of 64.

        Returns:
            (N, (S / 64) ** 2, hidden size) float32.

        Raises:
            ModelError: Another shape.
        """
        self._guard.check()
        pixels = np.asarray(pixels, np.float32)
        if pixels.ndim != 4 or pixels.shape[1] != 3 or pixels.shape[2] != pixels.shape[3]:
            raise ModelError("Pictures must have the shape (number, 3, side, side).")
        if pixels.shape[2] < PATCH or pixels.shape[2] % PATCH:
            raise ModelError(f"A picture's side must be a multiple of {PATCH} pixels.")
        return self._encoder(pixels)

    def warm_up(self) -> None:
        """Have everything for pictures built, which else happens with the first one."""
        self._guard.check()
        self._encoder.warm_up()

    def embed_prompt(
        self, ids: Sequence[int] | NDArray[np.int64], features: Sequence[NDArray[np.float32]] = ()
    ) -> NDArray[np.float32]:
        """Token ids to embeddings, placeholders replaced by pictures' features in order.

        Args:
            ids: (T,) token ids, ``config.image_token_index`` once per picture (or once per visual token, as
                transformers' processor writes it).
            features: (tokens, hidden size) each, one per picture.

        Returns:
            (L, hidden size) float32, L the length with each placeholder replaced by its picture's positions.

        Raises:
            ModelError: Placeholders and pictures do not match, or an id is outside the vocabulary.
        """
        self._guard.check()
        ids = np.asarray(ids, np.int64).reshape(-1)
        if not len(ids):
            raise ModelError("The prompt is empty.")
        starts, lengths = _placeholders(ids, self.config.image_token_index, [len(f) for f in features])
        parts: list[NDArray[np.float32]] = []
        position = 0
        for start, length, feature in zip(starts, lengths, features, strict=True):
            if start > position:
                parts.append(self.language.embed(ids[position:start]))
            parts.append(feature)
            position = start + length
        if position < len(ids):
            parts.append(self.language.embed(ids[position:]))
        return np.concatenate(parts)


def _placeholders(
    ids: NDArray[np.int64], placeholder: int, lengths: list[int]
) -> tuple[list[int], list[int]]:
    """Where each picture's placeholder starts, and how many ids it takes."""
    places = np.flatnonzero(ids == placeholder).tolist()
    if len(places) == len(lengths):
        return places, [1] * len(places)
    if len(places) == sum(lengths):  # written out, one per visual token
        ends = np.cumsum(lengths).tolist()
        starts = [places[end - length] for end, length in zip(ends, lengths, strict=True)]
        if all(places[e - 1] == s + n - 1 for e, s, n in zip(ends, starts, lengths, strict=True)):
            return starts, lengths
    raise ModelError(f"The prompt has {len(places)} places for pictures, and {len(lengths)} were given.")


def load_fastvlm(folder: Path, runtime: Runtime, dtype: "mx.Dtype | None" = None) -> FastVLM:
    """See :func:`mlx_models.load_fastvlm`."""
    checkpoint = FastVLMCheckpoint(folder)
    vision, expected = expected_shapes(checkpoint)
    checkpoint.check(expected)
    checkpoint.check_finite(runtime.cache_dir)
    encoder = ImageEncoder(vision, checkpoint, runtime)
    language = open_language(checkpoint, runtime, dtype)
    return FastVLM(checkpoint.config, vision, folder, encoder, language)


def open_language(
    checkpoint: FastVLMCheckpoint, runtime: Runtime, dtype: "mx.Dtype | None" = None
) -> Language:
    """Qwen2 as mlx-lm has it on Metal, as a graph on ONNX Runtime elsewhere.

    Raises:
        ModelError: ONNX Runtime cannot run a model of these sizes.
    """
    if runtime.on_metal:
        return PlainLanguage(checkpoint, dtype or metal_dtype(checkpoint.stored_dtype))
    from mlx_models.fastvlm.ort_language import OrtLanguage

    return OrtLanguage(checkpoint, runtime.threads)
