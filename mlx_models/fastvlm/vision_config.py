"""The sizes of a FastViTHD tower, read off a checkpoint's tensors."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mlx_models.errors import ModelError
from mlx_models.fastvlm.config import MOST_LAYERS

PREFIX = "vision_tower.vision_model."
WIDTHS = (96, 192, 384, 768, 1536)
DEPTHS = (2, 12, 24, 4, 2)
HEAD_DIM = 32

# timm's names for towers of this kind, and their depths and widths.
ARCHITECTURES = {
    "fastvit_mci3": (DEPTHS, WIDTHS),
    "fastvit_mci4": ((2, 12, 24, 4, 4), (128, 256, 512, 1024, 2048)),
}
_ATTENTION_FROM = 3  # stage
# timm's arguments that the tensors tell, or that change nothing once a tower is trained.
_TOLD = (
    "cls_ratio",
    "drop_path_rate",
    "drop_rate",
    "embed_dims",
    "global_pool",
    "inference_mode",
    "layer_scale_init_value",
    "layers",
    "mlp_ratios",
    "num_classes",
    "pretrained",
    "proj_drop_rate",
    "stem_use_scale_branch",
)
# Those that change what is computed without a trace in the tensors have one value here.
_FIXED = {"act_layer": "gelu", "down_patch_size": 7, "down_stride": 2, "in_chans": 3, "lkc_use_act": True}

Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Stage:
    """Blocks of one resolution.

    Attributes:
        depth: How many blocks.
        width: Channels.
        hidden: Channels inside a block's feed-forward part.
        attention: Blocks mix by self-attention, not by a depthwise convolution.
        encoded: A 7x7 conditional position encoding comes before the blocks.
    """

    depth: int
    width: int
    hidden: int
    attention: bool = False
    encoded: bool = False


@dataclass(frozen=True)
class VisionConfig:
    """A tower's sizes; each stage but the first is preceded by a step down to half the resolution.

    Attributes:
        stages: From the finest to the coarsest; the defaults are FastViTHD's (arXiv 2412.13303, timm's
            fastvit_mci3).
        exit_width: Channels of the feature map that leaves the tower.
        squeeze: Channels inside the exit's squeeze-excite.
    """

    stages: tuple[Stage, ...] = tuple(
        Stage(depth, width, 4 * width, attention=i > 2, encoded=i > 2)
        for i, (depth, width) in enumerate(zip(DEPTHS, WIDTHS, strict=True))
    )
    exit_width: int = 3072
    squeeze: int = 192

    @property
    def step(self) -> int:
        """Side of the square of pixels that becomes one position of the last map."""
        return int(4 * 2 ** (len(self.stages) - 1))

    @classmethod
    def read(cls, shapes: Shapes, config: Mapping[str, Any]) -> "VisionConfig":
        """The tower that config.json names, else the one that the tensors make up.

        Args:
            shapes: See :meth:`from_shapes`.
            config: config.json's "vision_config", with timm's name and what is changed; may be empty.

        Raises:
            ModelError: It names no tower that is known here, or the tensors make up none.
        """
        found = cls.from_shapes(shapes)
        architecture = config.get("architecture")
        if architecture is None:
            return found
        name = str(architecture).partition(".")[0]
        changes = config.get("model_args") or {}
        if name not in ARCHITECTURES or not isinstance(changes, Mapping):
            raise ModelError(f"The vision tower {name} is not supported.")
        for key, value in changes.items():
            if key not in _TOLD and not (key in _FIXED and value == _FIXED[key]):
                raise ModelError(f'The vision tower\'s "{key}" in config.json is not supported.')
        depths, widths = (
            _sizes(changes.get(key, default), key)
            for key, default in zip(("layers", "embed_dims"), ARCHITECTURES[name], strict=True)
        )
        ratios = _sizes(changes.get("mlp_ratios", [4] * len(depths)), "mlp_ratios")
        if not len(depths) == len(widths) == len(ratios):
            raise ModelError("The vision tower's layers, embed_dims and mlp_ratios differ in number.")
        if not depths or max(depths) > MOST_LAYERS:
            raise ModelError('The vision tower\'s "layers" in config.json make no sense.')
        stages = tuple(
            Stage(
                int(depth),
                int(width),
                int(ratio * width),
                attention=i >= _ATTENTION_FROM,
                encoded=i >= _ATTENTION_FROM,
            )
            for i, (depth, width, ratio) in enumerate(zip(depths, widths, ratios, strict=True))
        )
        return replace(found, stages=stages)

    @classmethod
    def from_shapes(cls, shapes: Shapes) -> "VisionConfig":
        """The tower that these tensors make up.

        A size is what most tensors of a stage say, so that one of a wrong shape is found out by comparing it
        with what the tower should have, and does not become the measure itself.

        Args:
            shapes: Our name -> shape in our axes; other tensors may be among them.

        Raises:
            ModelError: They make up none.
        """
        tower = {n.removeprefix(PREFIX): s for n, s in shapes.items() if n.startswith(PREFIX)}
        parts: dict[int, dict[str, tuple[int, ...]]] = {}
        for name, shape in tower.items():
            found = re.match(r"network\.(\d+)\.(.+)", name)
            if found:
                parts.setdefault(int(found[1]), {})[found[2]] = shape
        stages: list[Stage] = []
        encoded = False
        for _, part in sorted(parts.items()):
            if any(n.startswith("reparam_conv.") for n in part):
                encoded = True
            elif not any(n.startswith("proj.") for n in part):
                stages.append(_stage(part, encoded))
                encoded = False
        if not stages:
            raise ModelError("The vision tower has no stages.")
        if tuple(s.width for s in stages) == WIDTHS and all(
            s.depth <= d for s, d in zip(stages, DEPTHS, strict=True)
        ):
            stages = list(cls().stages)  # a block that is missing altogether shall be missed
        exits = [
            tower[n][0] for n in tower if re.match(r"conv_exp\.(reparam_conv|se\.expand)\.", n) and tower[n]
        ]
        inner = [tower[n][0] for n in tower if n.startswith("conv_exp.se.reduce.") and tower[n]]
        inner += [tower[n][-1] for n in tower if n == "conv_exp.se.expand.weight" and tower[n]]
        return cls(tuple(stages), _most(exits) or 2 * stages[-1].width, _most(inner) or 1)


def vision_shapes(config: VisionConfig, hidden_size: int) -> dict[str, tuple[int, ...]]:
    """Our name -> shape in our axes of every tensor of the tower and the projector.

    Args:
        config: The tower.
        hidden_size: Width of the language model's embeddings.
    """
    shapes: dict[str, tuple[int, ...]] = {}

    def conv(name: str, outputs: int, kernel: int, inputs: int, *, bias: bool = True) -> None:
        shapes[f"{PREFIX}{name}.weight"] = (outputs, kernel, kernel, inputs)
        if bias:
            shapes[f"{PREFIX}{name}.bias"] = (outputs,)

    def vector(name: str, *sides: int) -> None:
        shapes[f"{PREFIX}{name}"] = sides

    first = config.stages[0].width
    for i, (kernel, inputs) in enumerate(((3, 3), (3, 1), (1, first))):
        conv(f"patch_embed.blocks.{i}.reparam_conv", first, kernel, inputs)
    for position, item in layout(config):
        name = f"network.{position}"
        if isinstance(item, int):
            conv(f"{name}.reparam_conv", item, 7, 1)
        elif isinstance(item, tuple):
            conv(f"{name}.proj.0.lkb_reparam", item[1], 7, 1)
            conv(f"{name}.proj.1.reparam_conv", item[1], 1, item[1])
        else:
            for i in range(item.depth):
                _block_shapes(f"{name}.{i}", item, conv, vector)
    last = config.stages[-1].width
    conv("conv_exp.reparam_conv", config.exit_width, 3, 1)
    conv("conv_exp.se.reduce", config.squeeze, 1, config.exit_width)
    conv("conv_exp.se.expand", config.exit_width, 1, config.squeeze)
    if config.exit_width % last:
        raise ModelError(f"The tower's exit has {config.exit_width} channels, no multiple of {last}.")
    for index, inputs in ((0, config.exit_width), (2, hidden_size)):
        shapes[f"mm_projector.{index}.weight"] = (hidden_size, inputs)
        shapes[f"mm_projector.{index}.bias"] = (hidden_size,)
    return shapes


def layout(config: VisionConfig) -> list[tuple[int, Stage | tuple[int, int] | int]]:
    """Apple's flat list: a step down as (inputs, outputs), a position encoding as its width, a stage."""
    items: list[Stage | tuple[int, int] | int] = []
    for i, stage in enumerate(config.stages):
        if i:
            items.append((config.stages[i - 1].width, stage.width))
        if stage.encoded:
            items.append(stage.width)
        items.append(stage)
    return list(enumerate(items))


def _block_shapes(name: str, stage: Stage, conv, vector) -> None:  # type: ignore[no-untyped-def]  # closures
    width = stage.width
    if stage.attention:
        vector(f"{name}.norm.weight", width)
        vector(f"{name}.norm.bias", width)
        vector(f"{name}.token_mixer.qkv.weight", 3 * width, width)
        vector(f"{name}.token_mixer.proj.weight", width, width)
        vector(f"{name}.token_mixer.proj.bias", width)
        vector(f"{name}.layer_scale_1", 1, 1, width)
        vector(f"{name}.layer_scale_2", 1, 1, width)
    else:
        conv(f"{name}.token_mixer.reparam_conv", width, 3, 1)
        vector(f"{name}.layer_scale", 1, 1, width)
    conv(f"{name}.convffn.conv.conv", width, 7, 1, bias=False)
    for part in ("weight", "bias", "running_mean", "running_var"):
        vector(f"{name}.convffn.conv.bn.{part}", width)
    conv(f"{name}.convffn.fc1", stage.hidden, 1, width)
    conv(f"{name}.convffn.fc2", width, 1, stage.hidden)


def _stage(part: Shapes, encoded: bool) -> Stage:
    blocks = {int(n.partition(".")[0]) for n in part if n.partition(".")[0].isdigit()}
    widths = [s[0] for n, s in part.items() if s and re.search(r"\.(fc2|conv)\.(weight|bias)$|\.bn\.", n)]
    hidden = [s[0] for n, s in part.items() if s and re.search(r"\.fc1\.(weight|bias)$", n)]
    hidden += [s[-1] for n, s in part.items() if s and n.endswith(".fc2.weight")]
    width = _most(widths)
    if not blocks or not width or not _most(hidden):
        raise ModelError("A stage of the vision tower has no blocks.")
    attention = any(re.search(r"\.(token_mixer\.(qkv|proj)|norm|layer_scale_[12])(\.|$)", n) for n in part)
    encoded = encoded or attention  # the two go together; an encoding that is missing shall be missed
    if attention and width % HEAD_DIM:
        raise ModelError(f"Attention over {width} channels does not divide into heads of {HEAD_DIM}.")
    return Stage(max(blocks) + 1, width, _most(hidden), attention, encoded)


def _sizes(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list | tuple) or not all(
        isinstance(size, int | float) and not isinstance(size, bool) and size > 0 for size in value
    ):
        raise ModelError(f'"{name}" in config.json is not a list of sizes.')
    return list(value)


def _most(sizes: Iterable[int]) -> int:
    """The commonest, 0 without any."""
    common = Counter(sizes).most_common(1)
    return common[0][0] if common else 0
