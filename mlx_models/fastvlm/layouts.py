"""The names tensors have in the three layouts, and how one becomes another.

Ours are those of MLX conversions (mlx-vlm's): ``vision_tower.vision_model.*``, ``mm_projector.*``,
``language_model.*``, channels last. Apple's follow its ml-fastvlm repository, transformers' its ``fast_vlm``
model, whose tower is timm's ``fastvit_mci3``; both are channels first.
"""

import re
from collections.abc import Callable, Collection, Iterable
from functools import partial

from mlx_models.errors import ModelError
from mlx_models.fastvit_names import replaced, stage_ends, to_timm
from mlx_models.fastvlm.config import LANGUAGE, Layout

VISION = "vision_tower.vision_model."
PROJECTOR = "mm_projector."
TIMM = "model.vision_tower.timm_model."

_APPLE_VISION = "model.vision_tower.vision_tower.model."
# Present in some checkpoints and of no use here: CLIP's head, batch norms' counters, buffers.
_UNUSED = re.compile(r"(\.head\.(proj|weight|bias)|num_batches_tracked|rotary_emb\.inv_freq)$")
_TOO_MANY = re.compile(r"\d{5}")
_TIMM_TO_APPLE = (
    (re.compile(r"^stem\.(\d+)\."), r"patch_embed.\1."),
    (re.compile(r"\.downsample\.proj\.0\.reparam_conv\."), ".downsample.proj.0.lkb_reparam."),
    (re.compile(r"\.mlp\."), ".convffn."),
    (re.compile(r"\.(layer_scale(?:_[12])?)\.gamma$"), r".\1"),
    (re.compile(r"^final_conv\.se\.fc1\."), "conv_exp.se.reduce."),
    (re.compile(r"^final_conv\.se\.fc2\."), "conv_exp.se.expand."),
    (re.compile(r"^final_conv\."), "conv_exp."),
)


def detect(names: Collection[str]) -> Layout:
    """Whose names these are.

    Raises:
        ModelError: No FastVLM's.
    """
    for layout, prefix in (
        (Layout.APPLE, _APPLE_VISION),
        (Layout.TRANSFORMERS, TIMM),
        (Layout.MLX, VISION),
    ):
        if any(name.startswith(prefix) for name in names):
            return layout
    raise ModelError("The checkpoint holds no FastVLM: it has no vision tower by any name known here.")


def to_ours(names: Iterable[str], layout: Layout) -> dict[str, str | None]:
    """Name in the checkpoint -> our name, None for a tensor that is not used.

    Raises:
        ModelError: A name counts stages or blocks that no model has.
    """
    names = list(names)
    for name in names:
        if _TOO_MANY.search(name):
            raise ModelError(f"The checkpoint holds no FastVLM: one of its tensors is called {name[:60]}.")
    kept = {name: None if _UNUSED.search(name) else name for name in names}
    if layout is Layout.MLX:
        return kept
    rename: Callable[[str], str] = _from_apple
    if layout is Layout.TRANSFORMERS:
        rename = partial(_from_transformers, encoded=_encoded_stages(kept))
    return {name: rename(name) if use is not None else None for name, use in kept.items()}


def from_ours(names: Iterable[str], layout: Layout) -> dict[str, str]:
    """Our name -> the name in a checkpoint of ``layout``."""
    names = list(names)
    if layout is Layout.MLX:
        return {name: name for name in names}
    if layout is Layout.APPLE:
        return {name: _to_apple(name) for name in names}
    ends = stage_ends(names)
    return {name: _to_transformers(name, ends) for name in names}


def channels_first(our_name: str) -> tuple[int, ...] | None:
    """The permutation that brings a tensor to channels-first axes from ours; None: the axes are the same."""
    if not our_name.startswith(VISION):
        return None
    if re.search(r"\.layer_scale(_[12])?$", our_name):
        return (2, 0, 1)
    if our_name.endswith(".weight") and re.search(
        r"\.(reparam_conv|lkb_reparam|conv\.conv|fc1|fc2|reduce|expand)\.weight$", our_name
    ):
        return (0, 3, 1, 2)
    return None


def channels_last(our_name: str) -> tuple[int, ...] | None:
    """The permutation that brings a channels-first tensor to our axes; None: the axes are the same."""
    inverse = {(2, 0, 1): (1, 2, 0), (0, 3, 1, 2): (0, 2, 3, 1)}
    forward = channels_first(our_name)
    return None if forward is None else inverse[forward]


def _from_apple(name: str) -> str:
    if name.startswith(_APPLE_VISION):
        rest = name.removeprefix(_APPLE_VISION)
        return VISION + re.sub(r"^patch_embed\.", "patch_embed.blocks.", rest)
    if name.startswith("model.mm_projector."):
        return name.removeprefix("model.")
    return LANGUAGE + name


def _to_apple(name: str) -> str:
    if name.startswith(VISION):
        return _APPLE_VISION + name.removeprefix(VISION).replace("patch_embed.blocks.", "patch_embed.")
    if name.startswith(PROJECTOR):
        return "model." + name
    return name.removeprefix(LANGUAGE)


def _encoded_stages(names: Iterable[str]) -> set[int]:
    """Timm's stages that have a position encoding, which counts in Apple's list."""
    # Those with attention have one; where it is missing, its number still counts.
    encoding = re.compile(rf"{re.escape(TIMM)}stages\.(\d+)\.(pos_emb\.|blocks\.\d+\.token_mixer\.qkv\.)")
    return {int(m[1]) for name in names if (m := encoding.match(name))}


def _from_transformers(name: str, encoded: set[int]) -> str:
    if name.startswith(TIMM):
        rest = replaced(name.removeprefix(TIMM), _TIMM_TO_APPLE)
        rest = re.sub(r"^stages\.(\d+)\.(downsample|pos_emb|blocks)\.", partial(_place, encoded), rest)
        return VISION + re.sub(r"^patch_embed\.", "patch_embed.blocks.", rest)
    for index, linear in ((0, "linear_1"), (2, "linear_2")):
        prefix = f"model.multi_modal_projector.{linear}."
        if name.startswith(prefix):
            return f"{PROJECTOR}{index}." + name.removeprefix(prefix)
    if name.startswith("model.language_model."):
        return LANGUAGE + "model." + name.removeprefix("model.language_model.")
    return LANGUAGE + name


def _place(encoded: set[int], numbered: re.Match[str]) -> str:
    """The place in Apple's flat list of what timm has in a stage."""
    stage = int(numbered[1])
    first = 2 * stage + sum(before < stage for before in encoded)
    after = {"downsample": -1, "pos_emb": 0, "blocks": int(stage in encoded)}[numbered[2]]
    return f"network.{first + after}."


def _to_transformers(name: str, ends: list[int]) -> str:
    if name.startswith(PROJECTOR):
        _, index, kind = name.split(".")
        return f"model.multi_modal_projector.linear_{1 if index == '0' else 2}.{kind}"
    if name.startswith(LANGUAGE + "model."):
        return "model.language_model." + name.removeprefix(LANGUAGE + "model.")
    if not name.startswith(VISION):
        return name.removeprefix(LANGUAGE)
    rest = name.removeprefix(VISION).replace("patch_embed.blocks.", "patch_embed.")
    return TIMM + to_timm(rest, ends)
