"""The compact model's tensors, and the four parts of it that are computed one at a time."""

from collections.abc import Sequence

import mlx.core as mx
from mlx import nn

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner, LayerCache
from mlx_models.compact.heads import Head, SceneLayers, unit
from mlx_models.compact.pixels import pooling
from mlx_models.compact.plan import IMAGE_HIDDEN, KIND_HIDDEN, PRESENCE_HIDDEN
from mlx_models.compact.scene import SceneSizes
from mlx_models.compact.text import TextEncoder
from mlx_models.compact.tower import Tower


class VisionPart(nn.Module):
    """The tower and its heads.

    Args:
        config: The sizes.
        objects: How many the presence head knows.
        scene: Sizes of the scene head; None without one.
    """

    def __init__(self, config: CompactConfig, objects: int, scene: SceneSizes | None = None) -> None:
        super().__init__()
        channels = config.tower_channels
        self.tower = Tower()
        self.classifier = nn.Linear(channels, config.classes)
        self.image_head = Head(channels, IMAGE_HIDDEN, config.embedding)
        self.presence = Head(channels, PRESENCE_HIDDEN, objects)
        self.kind = Head(channels, KIND_HIDDEN, len(config.kinds))
        if scene is not None:
            self.scene = SceneLayers(channels, config.side, scene)
        self._channels = channels
        self._pool = mx.array(pooling(config.side, config.grid))

    def __call__(self, pixels: mx.array) -> tuple[mx.array, ...]:
        """(N, S, S, 3) -> the grid, the classifier's logits, the embedding, presence's and kind's logits.

        After these, where there is a scene head, what it gives.
        """
        cells = self.tower(pixels).reshape(pixels.shape[0], -1, self._channels)
        grid = self._pool @ cells
        return (
            grid,
            self.classifier(mx.mean(cells, axis=1)),
            unit(self.image_head(grid)),
            self.presence(grid),
            self.kind(grid),
            *(self.scene(cells) if "scene" in self else ()),
        )


class PrefixPart(nn.Module):
    """The decoder's view of a picture: :meth:`Captioner.prefix`."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        self.captioner = Captioner(config)

    def __call__(self, grid: mx.array, probabilities: mx.array) -> tuple[mx.array, ...]:
        """Keys and values of every layer in turn."""
        return flat(self.captioner.prefix(grid, probabilities).layers)


class StepPart(nn.Module):
    """The decoder's next word: :meth:`Captioner.step`."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        self.captioner = Captioner(config)

    def __call__(
        self, tokens: mx.array, position: mx.array, mask: mx.array, *past: mx.array
    ) -> tuple[mx.array, ...]:
        """See :func:`step`."""
        return step(self.captioner, tokens, position, mask, *past)


class TextPart(nn.Module):
    """The text encoder."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        self.text = TextEncoder(config)

    def __call__(self, tokens: mx.array) -> mx.array:
        """(N, T) ids padded with 0 -> (N, embedding), L2-normalised."""
        found: mx.array = self.text(tokens)
        return found


class AllParts(VisionPart):
    """Every tensor of model.safetensors, under its own name."""

    def __init__(self, config: CompactConfig, objects: int) -> None:
        super().__init__(config, objects)
        self.captioner = Captioner(config)
        self.text = TextEncoder(config)


def step(
    captioner: Captioner, tokens: mx.array, position: mx.array, mask: mx.array, *past: mx.array
) -> tuple[mx.array, ...]:
    """:meth:`Captioner.step`, with keys and values of every layer in turn."""
    pairs = list(zip(past[::2], past[1::2], strict=True))
    logits, new = captioner.step(tokens, position, mask, pairs)
    return (logits, *flat(new))


def flat(layers: Sequence[LayerCache]) -> tuple[mx.array, ...]:
    """Keys and values of every layer in turn."""
    return tuple(array for pair in layers for array in pair)
