"""The tensors of model.safetensors, told by the sizes alone: a quick start does without MLX.

Names and axes are our own. The tower's sizes are EfficientNet-Lite2's (arXiv 1905.11946), which no
config.json changes.
"""

from dataclasses import dataclass

from mlx_models.compact.config import CompactConfig
from mlx_models.plan import Plan

STEM = 32
HEAD = 1280
IMAGE_HIDDEN, PRESENCE_HIDDEN, KIND_HIDDEN = 512, 256, 96


@dataclass(frozen=True)
class BlockArgs:
    """Blocks that share a kernel and a width; the first of them has the stride."""

    kernel: int
    stride: int
    expand: int
    channels: int
    blocks: int


LITE2 = (
    BlockArgs(3, 1, 1, 16, 1),
    BlockArgs(3, 2, 6, 24, 3),
    BlockArgs(5, 2, 6, 48, 3),
    BlockArgs(3, 2, 6, 88, 4),
    BlockArgs(5, 1, 6, 120, 4),
    BlockArgs(5, 2, 6, 208, 5),
    BlockArgs(3, 1, 6, 352, 1),
)


def plan_compact(plan: Plan, config: CompactConfig, objects: int) -> None:
    """What the model takes from model.safetensors.

    Args:
        plan: Takes it down.
        config: The sizes.
        objects: How many the presence head knows.
    """
    channels, width, text = config.tower_channels, config.width, config.text_width
    _plan_tower(plan)
    for name, inputs, outputs in (
        ("classifier", channels, config.classes),
        *_head("image_head", channels, IMAGE_HIDDEN, config.embedding),
        *_head("presence", channels, PRESENCE_HIDDEN, objects),
        *_head("kind", channels, KIND_HIDDEN, len(config.kinds)),
        ("captioner.project_grid", channels, width),
        ("captioner.project_mean", channels, width),
        ("captioner.class_gate", 2, width),
        ("text.out", text, config.embedding),
    ):
        plan.linear(name, name, inputs, outputs)
    for name, *shape in (
        ("captioner.grid_position", config.grid**2 + 1, width),
        ("captioner.class_names", config.classes, width),
        ("captioner.words.weight", config.vocabulary, width),
        ("captioner.word_position", config.max_tokens + 2, width),
        ("captioner.bias", config.vocabulary),
        ("text.words.weight", config.text_vocabulary, text),
        ("text.position", config.text_max_tokens, text),
    ):
        plan.take(name, name, *shape)
    for name, size in (("captioner.prefix_norm", width), ("captioner.norm", width), ("text.norm", text)):
        plan.norm(name, name, size)
    _plan_layers(plan, "captioner.layers", config.layers, width, config.feed_forward)
    _plan_layers(plan, "text.layers", config.text_layers, text, 2 * text)


def _head(name: str, channels: int, hidden: int, outputs: int) -> tuple[tuple[str, int, int], ...]:
    return (f"{name}.up", 2 * channels, hidden), (f"{name}.down", hidden, outputs)


def _plan_tower(plan: Plan) -> None:
    def conv(name: str, inputs: int, outputs: int, kernel: int = 1) -> None:
        plan.take(f"{name}.weight", f"{name}.weight", outputs, kernel, kernel, inputs)
        plan.take(f"{name}.bias", f"{name}.bias", outputs)

    conv("tower.stem", 3, STEM, 3)
    inputs, number = STEM, 0
    for args in LITE2:
        for _ in range(args.blocks):
            block, wide = f"tower.blocks.{number}", inputs * args.expand
            if args.expand != 1:
                conv(f"{block}.expand", inputs, wide)
            conv(f"{block}.depthwise", 1, wide, args.kernel)
            conv(f"{block}.project", wide, args.channels)
            inputs, number = args.channels, number + 1
    conv("tower.head", inputs, HEAD)


def _plan_layers(plan: Plan, name: str, count: int, width: int, feed_forward: int) -> None:
    for i in range(count):
        layer = f"{name}.{i}"
        for norm in (f"{layer}.norm1", f"{layer}.norm2"):
            plan.norm(norm, norm, width)
        for part, rows in (("qkv", 3 * width), ("out", width)):
            plan.take(f"{layer}.attention.{part}.weight", f"{layer}.attention.{part}.weight", rows, width)
        plan.linear(f"{layer}.up", f"{layer}.up", width, feed_forward)
        plan.linear(f"{layer}.down", f"{layer}.down", feed_forward, width)
