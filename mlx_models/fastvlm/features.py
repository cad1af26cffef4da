"""Visual tokens of the last few pictures, so that none is encoded twice."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.errors import Stopped
from mlx_models.fastvlm.processing import Box, ImageSettings, View, preprocess, to_rgb

Features = NDArray[np.float32]


class ImageEncoder(Protocol):
    """The part of the model that is needed here."""

    def encode_images(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, 3, S, S) to (N, (S / 64) ** 2, hidden size)."""


class Picture:
    """A picture, known by its content.

    Args:
        image: See :func:`mlx_models.fastvlm.processing.to_rgb`.
    """

    def __init__(self, image: Image.Image | NDArray[np.uint8]) -> None:
        self.rgb = to_rgb(image)

    @cached_property
    def digest(self) -> bytes:
        """Equal for equal pixels."""
        digest = hashlib.blake2b(repr(self.rgb.size).encode(), digest_size=16)
        digest.update(np.ascontiguousarray(np.asarray(self.rgb)).data)
        return digest.digest()


class FeatureStore:
    """Encodes pictures and keeps what came of the most recent ones.

    Args:
        encoder: The vision tower with its projector.
        settings: How pictures are prepared.
        keep: How many pictures are kept, in all resolutions they were encoded in.
    """

    def __init__(self, encoder: ImageEncoder, settings: ImageSettings, keep: int = 4) -> None:
        if keep < 1:
            raise ValueError("at least one picture must be kept")
        self._encoder = encoder
        self._settings = settings
        self._keep = keep
        self._parts: OrderedDict[bytes, dict[tuple[int, Box], Features]] = OrderedDict()
        self._views: dict[bytes, View] = {}

    def encode(
        self, picture: Picture, view: View, should_stop: Callable[[], bool] = lambda: False
    ) -> tuple[list[Features], int]:
        """Visual tokens of each part of a picture.

        Parts go through the tower one by one: it is compiled for a shape, and may be stopped in between.

        Returns:
            (tokens, hidden size) for each part, and how many of them were encoded just now.

        Raises:
            Stopped: ``should_stop`` said so; what was encoded is kept.
        """
        known = self._parts.get(picture.digest, {})
        fresh = 0
        for box in view.parts:
            if (view.resolution, box) in known:
                continue
            if should_stop():
                raise Stopped
            pixels = preprocess(picture.rgb, view.resolution, self._settings, box)
            # A copy: a view into a batch would keep the encoder's own buffer alive.
            known[view.resolution, box] = np.array(self._encoder.encode_images(pixels[None])[0], np.float32)
            fresh += 1
            self._remember(picture.digest, known)
        self._remember(picture.digest, known)
        self._views[picture.digest] = view
        return [known[view.resolution, box] for box in view.parts], fresh

    def _remember(self, digest: bytes, known: dict[tuple[int, Box], Features]) -> None:
        self._parts[digest] = known
        self._parts.move_to_end(digest)
        while len(self._parts) > self._keep:
            self._views.pop(self._parts.popitem(last=False)[0], None)

    def view_of(self, picture: Picture) -> View | None:
        """How this picture was looked at last; None when it is not kept."""
        return self._views.get(picture.digest)

    def clear(self) -> None:
        """Forget all pictures."""
        self._parts.clear()
        self._views.clear()

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        return sum(features.nbytes for parts in self._parts.values() for features in parts.values())
