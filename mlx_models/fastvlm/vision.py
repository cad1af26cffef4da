"""FastVLM's eyes: the FastViTHD tower and the projector into the language model's embeddings."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn

from mlx_models.errors import ModelError
from mlx_models.fastvit import FastVit
from mlx_models.fastvit_plan import HEAD_DIM, FastVitConfig, FastVitStage, plan_fastvit
from mlx_models.fastvlm import layouts
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import MOST_LAYERS, Layout
from mlx_models.plan import Plan, ReadStored
from mlx_models.runtime import Array, Lazy, Runtime
from mlx_models.stored import Shape

PARTS = (layouts.VISION, layouts.PROJECTOR)
# Part of each cached graph's key: raise it when the tower is computed differently.
VERSION = "1"
WIDTHS = (96, 192, 384, 768, 1536)
DEPTHS = (2, 12, 24, 4, 2)
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

Shapes = Mapping[str, Shape]


class VisionTower(FastVit):
    """FastViTHD and the projector, (N, S, S, 3) in 0..1 -> (N, (S / step) ** 2, hidden size).

    Args:
        config: The tower's sizes.
        hidden_size: Width of the language model's embeddings.
    """

    def __init__(self, config: FastVitConfig, hidden_size: int) -> None:
        super().__init__(config)
        self.mm_projector = [nn.Linear(config.exit_width, hidden_size), nn.Linear(hidden_size, hidden_size)]

    def __call__(self, x: mx.array) -> mx.array:
        """See the class."""
        x = super().__call__(x)
        first, second = self.mm_projector
        return second(nn.gelu(first(x.reshape(x.shape[0], -1, x.shape[-1]))))


class ImageEncoder:
    """Runs the tower. On ONNX Runtime one graph serves pictures of every size.

    Args:
        config: The tower's sizes.
        checkpoint: Checked already.
        runtime: Where to compute.
    """

    def __init__(self, config: FastVitConfig, checkpoint: FastVLMCheckpoint, runtime: Runtime) -> None:
        self._config = config
        self._hidden = checkpoint.config.text.hidden_size
        # Any two sizes do, as long as no map is so small that a side of 1 looks like no side.
        sizes = [[np.zeros((1, n * config.step, n * config.step, 3), np.float32)] for n in (2, 3)]
        stored = checkpoint.fingerprint(name for name in checkpoint.names if name.startswith(PARTS))
        self._run = runtime.compiled(
            lambda: VisionTower(config, self._hidden),
            _weights(config, checkpoint),
            sizes,
            f"fastvlm-{VERSION}-{stored}",
        )

    def __call__(self, pixels: Array) -> Array:
        """(N, 3, S, S) float32 in 0..1 -> (N, (S / step) ** 2, hidden size) float32.

        Raises:
            ModelError: S is no multiple of the tower's step.
        """
        step = self._config.step
        if pixels.shape[2] % step or pixels.shape[3] % step:
            raise ModelError(f"A picture's side must be a multiple of {step} pixels.")
        if not len(pixels):
            places = pixels.shape[2] // step * (pixels.shape[3] // step)
            return np.zeros((0, places, self._hidden), np.float32)
        # One by one, channels last: a batch is no faster on a CPU, and takes more memory.
        pictures = (np.ascontiguousarray(picture.transpose(1, 2, 0)[None]) for picture in pixels)
        return np.concatenate([self._run(picture) for picture in pictures])

    def warm_up(self) -> None:
        """Have everything built, so that the first picture finds it ready."""
        self._run.ready()


def expected_shapes(checkpoint: FastVLMCheckpoint) -> tuple[FastVitConfig, dict[str, Shape]]:
    """The tower that a checkpoint has, and our name -> dense shape in our axes of each tensor of its model.

    Raises:
        ModelError: It has no tower that is known here.
    """
    text = checkpoint.config.text
    vision = read_vision(checkpoint.shapes, checkpoint.config.vision)
    return vision, {**vision_shapes(vision, text.hidden_size), **text.shapes()}


def vision_shapes(config: FastVitConfig, hidden_size: int) -> dict[str, Shape]:
    """Our name -> shape in our axes of every tensor of the tower and the projector.

    Args:
        config: The tower.
        hidden_size: Width of the language model's embeddings.

    Raises:
        ModelError: The exit's channels are no multiple of the last stage's.
    """
    if config.exit_width % config.stages[-1].width:
        last = config.stages[-1].width
        raise ModelError(f"The tower's exit has {config.exit_width} channels, no multiple of {last}.")
    plan = _plan(config, hidden_size, _unread)
    shapes = {}
    for ours, theirs in _names(plan).items():
        axes, shape = layouts.channels_last(ours), plan.expected[theirs]
        shapes[ours] = shape if axes is None else tuple(shape[a] for a in axes)
    return shapes


def read_vision(shapes: Shapes, config: Mapping[str, Any]) -> FastVitConfig:
    """The tower that config.json names, else the one that the tensors make up.

    Args:
        shapes: See :func:`vision_of`.
        config: config.json's "vision_config", with timm's name and what is changed; may be empty.

    Raises:
        ModelError: It names no tower that is known here, or the tensors make up none.
    """
    found = vision_of(shapes)
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
    return replace(found, stages=_stages(depths, widths, ratios))


def vision_of(shapes: Shapes) -> FastVitConfig:
    """The tower that these tensors make up.

    A size is what most tensors of a stage say, so that one of a wrong shape is found out by comparing it with
    what the tower should have, and does not become the measure itself.

    Args:
        shapes: Our name -> shape in our axes; other tensors may be among them.

    Raises:
        ModelError: They make up none.
    """
    tower = {n.removeprefix(layouts.VISION): s for n, s in shapes.items() if n.startswith(layouts.VISION)}
    parts: dict[int, dict[str, Shape]] = {}
    for name, shape in tower.items():
        if numbered := re.match(r"network\.(\d+)\.(.+)", name):
            parts.setdefault(int(numbered[1]), {})[numbered[2]] = shape
    stages: list[FastVitStage] = []
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
        stages = list(fastvithd().stages)  # a block that is missing altogether shall be missed
    exits = [tower[n][0] for n in tower if re.match(r"conv_exp\.(reparam_conv|se\.expand)\.", n) and tower[n]]
    inner = [tower[n][0] for n in tower if n.startswith("conv_exp.se.reduce.") and tower[n]]
    inner += [tower[n][-1] for n in tower if n == "conv_exp.se.expand.weight" and tower[n]]
    return FastVitConfig(tuple(stages), _most(exits) or 2 * stages[-1].width, _most(inner) or 1)


def fastvithd() -> FastVitConfig:
    """FastViTHD as published (arXiv 2412.13303), timm's fastvit_mci3."""
    return FastVitConfig(_stages(DEPTHS, WIDTHS, [4] * len(DEPTHS)), 2 * WIDTHS[-1], 192)


def _stages(
    depths: Iterable[float], widths: Iterable[float], ratios: Iterable[float]
) -> tuple[FastVitStage, ...]:
    return tuple(
        FastVitStage(
            int(depth),
            int(width),
            int(ratio * width),
            attention=i >= _ATTENTION_FROM,
            encoded=i >= _ATTENTION_FROM,
        )
        for i, (depth, width, ratio) in enumerate(zip(depths, widths, ratios, strict=True))
    )


def _stage(part: Shapes, encoded: bool) -> FastVitStage:
    blocks = {int(m[0]) for n in part if (m := re.match(r"\d+(?=\.)", n))}
    widths = [s[0] for n, s in part.items() if s and re.search(r"\.(fc2|conv)\.(weight|bias)$|\.bn\.", n)]
    hidden = [s[0] for n, s in part.items() if s and re.search(r"\.fc1\.(weight|bias)$", n)]
    hidden += [s[-1] for n, s in part.items() if s and n.endswith(".fc2.weight")]
    width = _most(widths)
    if not blocks or not width or not _most(hidden):
        raise ModelError("A stage of the vision tower has no blocks.")
    attention = any(re.search(r"\.(token_mixer\.(qkv|proj)|norm|layer_scale_[12])(\.|$)", n) for n in part)
    if attention and width % HEAD_DIM:
        raise ModelError(f"Attention over {width} channels does not divide into heads of {HEAD_DIM}.")
    # An encoding goes with attention; one that is missing shall be missed.
    return FastVitStage(max(blocks) + 1, width, _most(hidden), 0, attention, encoded or attention)


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


def _weights(config: FastVitConfig, checkpoint: FastVLMCheckpoint) -> dict[str, Lazy]:
    """The parameters of :class:`VisionTower`, read from a checkpoint when they are called for."""

    def read(theirs: str) -> Array:
        ours = names[theirs]
        array, axes = checkpoint.read(ours), layouts.channels_first(ours)
        return array if axes is None else array.transpose(axes)

    plan = _plan(config, checkpoint.config.text.hidden_size, read)
    names = {theirs: ours for ours, theirs in _names(plan).items()}
    return plan.weights


def _plan(config: FastVitConfig, hidden_size: int, read: ReadStored) -> Plan:
    """In transformers' names and axes; nothing but the inference form is taken."""
    plan = Plan((), read)
    plan_fastvit(plan, config, layouts.TIMM)
    for i, inputs in enumerate((config.exit_width, hidden_size)):
        plan.linear(f"mm_projector.{i}", f"model.multi_modal_projector.linear_{i + 1}", inputs, hidden_size)
    return plan


def _unread(name: str) -> Array:
    raise AssertionError(f"{name} is planned, not read")


def _names(plan: Plan) -> dict[str, str]:
    """Our name -> transformers', of each tensor that is planned."""
    ours = layouts.to_ours(plan.expected, Layout.TRANSFORMERS)
    return {name: theirs for theirs, name in ours.items() if name is not None}
