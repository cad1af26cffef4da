"""Which tensors model.safetensors holds, told by the sizes alone: a quick start does without MLX."""

from collections.abc import Iterator

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.sizes import HEAD, IMAGE_HIDDEN, KIND_HIDDEN, LITE2, PRESENCE_HIDDEN, STEM

Shape = tuple[int, ...]


def expected_shapes(config: CompactConfig, objects: int) -> dict[str, Shape]:
    """Name -> shape of every tensor.

    Args:
        config: The sizes.
        objects: How many the presence head knows.
    """
    channels, width, text = config.tower_channels, config.width, config.text_width
    named = [
        *_tower(),
        *_linear("classifier", channels, config.classes),
        *_head("image_head", channels, IMAGE_HIDDEN, config.embedding),
        *_head("presence", channels, PRESENCE_HIDDEN, objects),
        *_head("kind", channels, KIND_HIDDEN, len(config.kinds)),
        *_linear("captioner.project_grid", channels, width),
        *_linear("captioner.project_mean", channels, width),
        ("captioner.grid_position", (config.grid**2 + 1, width)),
        ("captioner.class_names", (config.classes, width)),
        *_linear("captioner.class_gate", 2, width),
        *_norm("captioner.prefix_norm", width),
        ("captioner.words.weight", (config.vocabulary, width)),
        ("captioner.word_position", (config.max_tokens + 2, width)),
        *_layers("captioner.layers", config.layers, width, config.feed_forward),
        *_norm("captioner.norm", width),
        ("captioner.bias", (config.vocabulary,)),
        ("text.words.weight", (config.text_vocabulary, text)),
        ("text.position", (config.text_max_tokens, text)),
        *_layers("text.layers", config.text_layers, text, 2 * text),
        *_norm("text.norm", text),
        *_linear("text.out", text, config.embedding),
    ]
    return dict(named)


def _tower() -> Iterator[tuple[str, Shape]]:
    yield from _convolution("tower.stem", 3, STEM, 3)
    inputs, number = STEM, 0
    for stage in LITE2:
        for _ in range(stage.blocks):
            block, wide = f"tower.blocks.{number}", inputs * stage.expand
            if stage.expand != 1:
                yield from _convolution(f"{block}.expand", inputs, wide)
            yield from _convolution(f"{block}.depthwise", 1, wide, stage.kernel)
            yield from _convolution(f"{block}.project", wide, stage.channels)
            inputs, number = stage.channels, number + 1
    yield from _convolution("tower.head", inputs, HEAD)


def _convolution(name: str, inputs: int, outputs: int, kernel: int = 1) -> list[tuple[str, Shape]]:
    return [(f"{name}.weight", (outputs, kernel, kernel, inputs)), (f"{name}.bias", (outputs,))]


def _linear(name: str, inputs: int, outputs: int) -> list[tuple[str, Shape]]:
    return [(f"{name}.weight", (outputs, inputs)), (f"{name}.bias", (outputs,))]


def _norm(name: str, width: int) -> list[tuple[str, Shape]]:
    return [(f"{name}.weight", (width,)), (f"{name}.bias", (width,))]


def _head(name: str, channels: int, hidden: int, outputs: int) -> list[tuple[str, Shape]]:
    return [*_linear(f"{name}.up", 2 * channels, hidden), *_linear(f"{name}.down", hidden, outputs)]


def _layers(name: str, count: int, width: int, feed_forward: int) -> Iterator[tuple[str, Shape]]:
    for i in range(count):
        layer = f"{name}.{i}"
        yield from _norm(f"{layer}.norm1", width)
        yield (f"{layer}.attention.qkv.weight", (3 * width, width))
        yield (f"{layer}.attention.out.weight", (width, width))
        yield from _norm(f"{layer}.norm2", width)
        yield from _linear(f"{layer}.up", width, feed_forward)
        yield from _linear(f"{layer}.down", feed_forward, width)
