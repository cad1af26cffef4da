"""The names tensors have in checkpoints, brought to those of OpenCLIP's model with a text tower of its own.

Three layouts: that one ("visual.trunk.*", "text.*"); OpenCLIP's other one, whose text tower lies at the top
("transformer.*", "token_embedding.weight", ...); and Apple's own ("image_encoder.*", "text_encoder.*"), in
which MobileCLIP-S0's first generation exists only.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from mlx_models.errors import ModelError
from mlx_models.fastvit_names import BLOCKS, replaced, stage_ends, to_timm
from mlx_models.stored import Stored

# Present in some checkpoints and of no use here: batch norms' counters, masks that are computed.
_UNUSED = re.compile(r"(\.num_batches_tracked|^attn_mask|\.attn_mask)$")
_TOP_LEVEL = re.compile(
    r"^(transformer\.|token_embedding\.|positional_embedding$|ln_final\.|text_projection)"
)
_APPLE_IMAGE = "image_encoder.model."
_APPLE_TEXTS = ("text_encoder.", "text.")
# Matrices whose axes are in the other order at timm.
_APPLE_HEADS = {"head.proj": "head.fc.weight", "classifier.proj": "head.weight"}
_TO_VIT = (
    (re.compile(r"^patch_emb\.(\d+)\.block\.conv\."), r"patch_embed.backbone.\1.conv."),
    (re.compile(r"^patch_emb\.(\d+)\.block\.norm\."), r"patch_embed.backbone.\1.bn."),
    (re.compile(r"^post_transformer_norm\."), "norm."),
    (re.compile(r"^transformer\."), "blocks."),
    (re.compile(r"\.pre_norm_mha\.0\."), ".norm1."),
    (re.compile(r"\.pre_norm_mha\.1\.qkv_proj\."), ".attn.qkv."),
    (re.compile(r"\.pre_norm_mha\.1\.out_proj\."), ".attn.proj."),
    (re.compile(r"\.pre_norm_ffn\.0\."), ".norm2."),
    (re.compile(r"\.pre_norm_ffn\.1\."), ".mlp.fc1."),
    (re.compile(r"\.pre_norm_ffn\.4\."), ".mlp.fc2."),
    (re.compile(r"^pos_embed\.pos_embed\.pos_embed$"), "pos_embed"),
)
_TO_TEXT = (
    (re.compile(r"^embedding_layer\."), "token_embedding."),
    (re.compile(r"^positional_embedding\.pos_embed\.pos_embed$"), "positional_embedding"),
    (re.compile(r"^projection_layer$"), "text_projection"),
    (re.compile(r"^final_layer_norm\."), "ln_final."),
    (re.compile(r"^transformer\."), "transformer.resblocks."),
    (re.compile(r"\.pre_norm_mha\.0\."), ".ln_1."),
    (re.compile(r"\.pre_norm_mha\.1\.qkv_proj\."), ".attn.in_proj_"),
    (re.compile(r"\.pre_norm_mha\.1\."), ".attn."),
    (re.compile(r"\.pre_norm_ffn\.0\."), ".ln_2."),
    (re.compile(r"\.pre_norm_ffn\.1\."), ".mlp.c_fc."),
    (re.compile(r"\.pre_norm_ffn\.4\."), ".mlp.c_proj."),
)


def to_openclip(stored: Mapping[str, Stored]) -> dict[str, Stored]:
    """The tensors that are used, by OpenCLIP's names and in the axes it has.

    Raises:
        ModelError: They are no MobileCLIP's, or one is there twice.
    """
    if not any(name.startswith((_APPLE_IMAGE, "visual.")) for name in stored):
        raise ModelError("The checkpoint holds no MobileCLIP: it has no image tower by any name known here.")
    ends = stage_ends(stored)
    # Apple's text tower may stand beside timm's image tower.
    text = next((t for t in _APPLE_TEXTS if f"{t}embedding_layer.weight" in stored), _APPLE_TEXTS[0])
    found: dict[str, Stored] = {}
    for name, tensor in stored.items():
        if _UNUSED.search(name):
            continue
        if name.startswith(text):
            ours = "text." + replaced(name.removeprefix(text), (*_TO_TEXT, *BLOCKS))
            squeezed = 2 if ours == "text.positional_embedding" else 0
            tensor = replace(tensor, squeezed=squeezed)
        elif name.startswith(_APPLE_IMAGE):
            ours = "visual.trunk." + _from_apples_image(name.removeprefix(_APPLE_IMAGE), ends)
            tensor = replace(
                tensor,
                squeezed=int(ours == "visual.trunk.pos_embed"),
                axes=(1, 0) if name.removeprefix(_APPLE_IMAGE) in _APPLE_HEADS else None,
            )
        else:
            ours = _TOP_LEVEL.sub(r"text.\1", name)
        if ours in found:
            raise ModelError(f"The tensor {name} appears twice in the checkpoint.")
        found[ours] = tensor
    return found


def _from_apples_image(rest: str, ends: list[int]) -> str:
    if rest in _APPLE_HEADS:
        return _APPLE_HEADS[rest]
    if re.match(r"(patch_emb\.|transformer\.|post_transformer_norm\.|pos_embed\.|cls_token$)", rest):
        return replaced(rest, _TO_VIT)
    return to_timm(rest, ends)
