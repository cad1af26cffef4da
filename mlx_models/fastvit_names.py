"""Apple's names of a FastViT's tensors brought to timm's."""

import bisect
import re
from collections.abc import Iterable

Pattern = tuple[re.Pattern[str], str]
BLOCKS: tuple[Pattern, ...] = (
    (re.compile(r"\.rbr_conv\."), ".conv_kxk."),
    (re.compile(r"\.rbr_scale\."), ".conv_scale."),
    (re.compile(r"\.rbr_skip\."), ".identity."),
    (re.compile(r"^conv_exp\."), "final_conv."),
    (re.compile(r"\.lkb_origin\."), ".large_conv."),
    (re.compile(r"\.lkb_reparam\."), ".reparam_conv."),
    (re.compile(r"\.convffn\."), ".mlp."),
    (re.compile(r"\.se\.reduce\."), ".se.fc1."),
    (re.compile(r"\.se\.expand\."), ".se.fc2."),
    (re.compile(r"\.(layer_scale(?:_[12])?)$"), r".\1.gamma"),
)


def stage_ends(names: Iterable[str]) -> list[int]:
    """Where the steps down are: they end a stage in Apple's flat list, and begin the next one in timm's."""
    return sorted({int(m[1]) for n in names if (m := re.search(r"\bnetwork\.(\d+)\.proj\.", n))})


def to_timm(name: str, ends: list[int]) -> str:
    """Timm's name of a tower's tensor.

    Args:
        name: Apple's, without what comes before the tower's own.
        ends: See :func:`stage_ends`.
    """
    numbered = re.match(r"network\.(\d+)\.(proj\.|pe\.|reparam_conv\.)?", name)
    if numbered:
        stage = bisect.bisect_right(ends, int(numbered[1]))
        part = {
            "proj.": "downsample.proj.",
            "pe.": "pos_emb.pos_enc.",
            "reparam_conv.": "pos_emb.reparam_conv.",
        }
        name = f"stages.{stage}.{part.get(numbered[2] or '', 'blocks.')}" + name[numbered.end() :]
    return replaced(re.sub(r"^patch_embed\.", "stem.", name), BLOCKS)


def replaced(name: str, patterns: Iterable[Pattern]) -> str:
    """The name after one replacement after the other."""
    for pattern, replacement in patterns:
        name = pattern.sub(replacement, name)
    return name
