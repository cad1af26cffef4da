"""The image towers' sizes, by timm's names for them (timm 1.0.31: fastvit.py, vision_transformer*.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mlx_models.errors import ModelError
from mlx_models.fastvit_plan import HEAD_DIM, FastVitConfig, FastVitStage
from mlx_models.values import number, refuse_unknown, sizes, whole

MOST_BLOCKS = 256
WIDEST = 1 << 16
# timm's arguments that change nothing once a tower is trained.
_PASSING = ("drop_path_rate", "drop_rate", "proj_drop_rate", "layer_scale_init_value", "inference_mode")


@dataclass(frozen=True)
class VitConfig:
    """A vision transformer (arXiv 2010.11929).

    Attributes:
        width: Channels.
        depth: Blocks.
        heads: Of each block.
        hidden: Width inside a block's feed-forward part.
        patch: Side of the square of pixels that becomes one position.
        stem: MobileCLIP-B's three convolutions (kernels 4, 2, 2) make the positions, not one.
        norm_first: A layer norm comes before the first block.
        epsilon: Of the layer norms.
        class_position: The class token has a position of its own.
        side: Of the pictures, in pixels, that it has positions for.
    """

    width: int
    depth: int
    heads: int
    hidden: int
    patch: int
    stem: bool
    norm_first: bool
    epsilon: float
    class_position: bool
    side: int = 224

    @property
    def positions(self) -> int:
        """Without the class token's."""
        return (self.side // self.patch) ** 2


ImageConfig = FastVitConfig | VitConfig

_SMALL = {"mlp": 3.0, "squeezed": (2, 3), "attention": (3,), "layer_norm": False}
_LARGE = {"mlp": 4.0, "squeezed": (), "attention": (3, 4), "layer_norm": True}
_FASTVITS: dict[str, dict[str, Any]] = {
    "fastvit_mci0": {"layers": (2, 6, 10, 2), "embed_dims": (64, 128, 256, 512), **_SMALL},
    "fastvit_mci1": {"layers": (4, 12, 20, 4), "embed_dims": (64, 128, 256, 512), **_SMALL},
    "fastvit_mci2": {"layers": (4, 12, 24, 4), "embed_dims": (80, 160, 320, 640), **_SMALL},
    "fastvit_mci3": {"layers": (2, 12, 24, 4, 2), "embed_dims": (96, 192, 384, 768, 1536), **_LARGE},
    "fastvit_mci4": {"layers": (2, 12, 24, 4, 4), "embed_dims": (128, 256, 512, 1024, 2048), **_LARGE},
}
_VITS = {
    "vit_base_mci_224": VitConfig(768, 12, 12, 3072, 16, True, False, 1e-6, False),
    "vit_large_patch14_clip_224": VitConfig(1024, 24, 16, 4096, 14, False, True, 1e-5, True),
}
NAMES = (*_FASTVITS, *_VITS)


def image_config(name: str, changes: Mapping[str, Any]) -> ImageConfig:
    """The sizes of a tower.

    Args:
        name: timm's; a tag after a dot is left out.
        changes: timm's arguments that differ from what the name stands for.

    Raises:
        ModelError: The name or a change is not known here.
    """
    name = name.partition(".")[0]
    if name in _FASTVITS:
        return _fastvit(name, changes)
    if name in _VITS:
        return _vit(_VITS[name], changes)
    raise ModelError(f"The image tower {name} is not supported.")


def _fastvit(name: str, changes: Mapping[str, Any]) -> FastVitConfig:
    known = _FASTVITS[name]
    refuse_unknown(changes, "the image tower", ("layers", "embed_dims", "mlp_ratios", *_PASSING), {})
    depths = sizes(changes.get("layers", known["layers"]), "layers", MOST_BLOCKS)
    widths = sizes(changes.get("embed_dims", known["embed_dims"]), "embed_dims", WIDEST)
    ratios = changes.get("mlp_ratios", [known["mlp"]] * len(depths))
    if not isinstance(ratios, list | tuple) or not len(depths) == len(widths) == len(ratios) == len(
        known["layers"]
    ):
        raise ModelError("The image tower's layers, embed_dims and mlp_ratios differ in number.")
    stages = tuple(
        FastVitStage(
            depth,
            width,
            int(width * number(ratio, "mlp_ratios")),
            squeeze=max(8, (width // 4 + 4) // 8 * 8) if i in known["squeezed"] else 0,
            attention=i in known["attention"],
            encoded=i in known["attention"],
        )
        for i, (depth, width, ratio) in enumerate(zip(depths, widths, ratios, strict=True))
    )
    for before, stage in pairwise(stages):
        if stage.width % before.width:
            raise ModelError(f"The image tower cannot go from {before.width} to {stage.width} channels.")
    for stage in stages:
        if stage.attention and stage.width % HEAD_DIM:
            raise ModelError(f"Attention over {stage.width} channels is not a multiple of {HEAD_DIM}.")
    exit_width = 2 * widths[-1]
    return FastVitConfig(
        stages,
        exit_width,
        exit_squeeze=max(1, int(exit_width / 16 + 0.5)),
        layer_norm=known["layer_norm"],
        stem_scale=not known["layer_norm"],
    )


def _vit(known: VitConfig, changes: Mapping[str, Any]) -> VitConfig:
    names = ("embed_dim", "depth", "num_heads", "mlp_ratio", "img_size", *_PASSING)
    refuse_unknown(changes, "the image tower", names, {})
    width = whole(changes, "embed_dim", known.width, WIDEST)
    heads = whole(changes, "num_heads", known.heads, width)
    side = whole(changes, "img_size", known.side, WIDEST)
    if width % heads or width % 4 or side % known.patch:
        raise ModelError("The image tower's width, heads and side do not fit together.")
    return VitConfig(
        width,
        whole(changes, "depth", known.depth, MOST_BLOCKS),
        heads,
        int(width * number(changes.get("mlp_ratio", 4.0), "mlp_ratio")),
        known.patch,
        known.stem,
        known.norm_first,
        known.epsilon,
        known.class_position,
        side,
    )
