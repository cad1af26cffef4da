"""Sizes that no config.json changes: those of EfficientNet-Lite2 (arXiv 1905.11946) and of the heads."""

from dataclasses import dataclass

STEM = 32
HEAD = 1280
IMAGE_HIDDEN, PRESENCE_HIDDEN, KIND_HIDDEN = 512, 256, 96


@dataclass(frozen=True)
class Stage:
    """Blocks that share a kernel and a width; the first of them has the stride."""

    kernel: int
    stride: int
    expand: int
    channels: int
    blocks: int


LITE2 = (
    Stage(3, 1, 1, 16, 1),
    Stage(3, 2, 6, 24, 3),
    Stage(5, 2, 6, 48, 3),
    Stage(3, 2, 6, 88, 4),
    Stage(5, 1, 6, 120, 4),
    Stage(5, 2, 6, 208, 5),
    Stage(3, 1, 6, 352, 1),
)
