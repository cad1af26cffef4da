r"""Writes what open_clip and timm make of MobileCLIPs with random weights, for our own to be compared with.

Run in an environment of its own; nothing else of the project needs it. Of the first MobileCLIP-S0, Apple's
own code is the reference, which open_clip has no text tower for:

    python -m venv /tmp/ref
    /tmp/ref/bin/pip install torch==2.13.0 torchvision timm==1.0.31 open_clip_torch==3.3.0
    git clone https://github.com/apple/ml-mobileclip /tmp/apple
    PYTHONPATH=/tmp/apple:tests/support /tmp/ref/bin/python tests/models/goldens/generate_mobileclip.py
    PYTHONPATH=/tmp/apple:tests/support /tmp/ref/bin/python tests/models/goldens/generate_mobileclip.py \
        --full /tmp/full --only MobileCLIP2-S0

Without ``--full`` the small checkpoints in mobileclip/ are written, of both forms of weights each, and what
the tokenizer makes of many sentences. With it, one variant of its real size; compare by

    python tests/benchmarks/mobileclip_parity.py /tmp/full
"""

import argparse
import contextlib
import copy
import gc
import itertools
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import open_clip
import timm
import torch
from mobileclip_inputs import PICTURES, picture, pictures
from open_clip.transform import PreprocessCfg, image_transform_v2
from safetensors.torch import save_file
from timm.models.vision_transformer_hybrid import ConvStem, _create_vision_transformer_hybrid
from timm.utils import reparameterize_model
from tokenizer_sentences import SENTENCES

HERE = Path(__file__).parent
FORMS = ("training", "inference")
APPLE = "MobileCLIP-S0"
SMALL_TEXT = {"context_length": 77, "vocab_size": 300, "width": 32, "heads": 4, "layers": 2}
# What makes each variant small, as arguments of timm's.
SMALL: dict[str, dict[str, Any]] = {
    "MobileCLIP-S1": {"layers": [1, 2, 1, 1], "embed_dims": [8, 16, 32, 32]},
    "MobileCLIP-S2": {"layers": [1, 1, 1, 1], "embed_dims": [12, 24, 48, 96]},
    "MobileCLIP-B": {"embed_dim": 32, "depth": 2, "num_heads": 4, "img_size": 64},
    "MobileCLIP2-S0": {"layers": [1, 1, 2, 2], "embed_dims": [8, 16, 32, 64]},
    "MobileCLIP2-S2": {"layers": [2, 1, 1, 1], "embed_dims": [16, 16, 32, 32]},
    "MobileCLIP2-B": {"embed_dim": 64, "depth": 1, "num_heads": 2, "img_size": 64},
    "MobileCLIP2-S3": {"layers": [1, 1, 1, 1, 1], "embed_dims": [8, 16, 16, 32, 32]},
    "MobileCLIP2-S4": {"layers": [1, 1, 1, 1, 2], "embed_dims": [8, 8, 16, 32, 64]},
    "MobileCLIP2-L-14": {"embed_dim": 32, "depth": 2, "num_heads": 2, "img_size": 56},
}


# A text tower of everything that OpenCLIP's configurations may ask for and no MobileCLIP does.
OTHER = "Other-text"
OTHER_TEXT = {
    "no_causal_mask": False,
    "ls_init_value": 0.1,
    "proj_bias": True,
    "pool_type": "eos",
    "eos_id": 299,
    "norm_kwargs": {"eps": 0.01},
}


def randomise(model: torch.nn.Module, seed: int) -> None:
    """Weights that make every part matter, and the picture too."""
    generator = torch.Generator().manual_seed(seed)

    def normal(shape: torch.Size, scale: float) -> torch.Tensor:
        return torch.randn(shape, generator=generator) * scale

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            last = name.rpartition(".")[2]
            image = name.startswith(("visual.", "image_encoder."))
            if last == "gamma" or last.startswith("layer_scale"):
                parameter.copy_(0.3 + normal(parameter.shape, 0.05))
            elif last == "logit_scale":
                parameter.fill_(3.5)
            elif parameter.ndim == 1:
                ones = 1.0 if last == "weight" else 0.0
                parameter.copy_(ones + normal(parameter.shape, 0.1 if ones else 0.05))
            elif "embed" in name and "patch_emb" not in name:
                parameter.copy_(normal(parameter.shape, 0.3 if image else 1.0))
            else:
                turned = last in ("text_projection", "projection_layer", "proj")
                inputs = parameter.shape[0] if turned else parameter[0].numel()
                parameter.copy_(normal(parameter.shape, (1.4 if image else 1.2) * inputs**-0.5))


@torch.no_grad()
def calibrate(model: Any, config: dict[str, Any], seed: int) -> None:
    """Give batch norms the statistics of what they see, as training does.

    With others, signals grow from block to block until attention picks one position out of all, and which one
    depends on the last bit: then two orders of the same sums differ visibly.
    """
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    if not norms:
        return
    before = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 1.0
    model.train()
    pixels, ids = inputs(config, seed + 1, 6)
    model.encode_image(pixels)
    model.encode_text(ids)
    model.eval()
    for norm, momentum in zip(norms, before, strict=True):
        norm.momentum = momentum


@contextlib.contextmanager
def shrunk(changes: dict[str, Any]) -> Iterator[None]:
    """Timm makes smaller towers meanwhile."""
    create = timm.create_model

    def small(name: str, **given: Any) -> torch.nn.Module:
        given = {**given, **changes}
        if name != "vit_base_mci_224":
            return create(name, **given)
        width = given["embed_dim"]  # which timm's own function fixes
        stem = ConvStem(
            channels=(width // 4, width // 4, width),
            stride=(4, 2, 2),
            kernel_size=(4, 2, 2),
            padding=0,
            act_layer=torch.nn.GELU,
        )
        given.pop("pretrained")
        return _create_vision_transformer_hybrid(
            name, backbone=stem, embed_args={"proj": False}, no_embed_class=True, **given
        )

    with mock.patch.object(timm, "create_model", small if changes else create):
        yield


def openclip(name: str, full: bool) -> tuple[torch.nn.Module, dict[str, Any]]:
    """A model, and its open_clip_config.json."""
    other, name = name == OTHER, "MobileCLIP2-S0" if name == OTHER else name
    config = copy.deepcopy(open_clip.get_model_config(name))
    if other:
        config["text_cfg"] |= OTHER_TEXT
        config["quick_gelu"] = True
    changes = {} if full else SMALL[name]
    if not full:
        config["embed_dim"] = 24
        config["vision_cfg"]["image_size"] = changes.get("img_size", 64)
        config["text_cfg"] |= SMALL_TEXT
    large = name.endswith(("S3", "S4", "L-14"))
    with shrunk(changes):
        model = open_clip.CustomTextCLIP(
            config["embed_dim"], config["vision_cfg"], config["text_cfg"], config.get("quick_gelu", False)
        )
    if changes:
        config["vision_cfg"]["timm_model_args"] = changes
    preprocess = {
        "mean": list(open_clip.OPENAI_DATASET_MEAN) if large else [0.0] * 3,
        "std": list(open_clip.OPENAI_DATASET_STD) if large else [1.0] * 3,
        "interpolation": "bilinear",
        "resize_mode": "shortest",
    }
    return model, {"model_cfg": config, "preprocess_cfg": preprocess}


def apple(full: bool) -> tuple[torch.nn.Module, dict[str, Any]]:
    """Apple's own MobileCLIP-S0, whose text tower is a hybrid of convolutions and attention."""
    from mobileclip import clip
    from mobileclip.image_encoder import MCi
    from mobileclip.models import mci

    config: dict[str, Any] = {
        "embed_dim": 512 if full else 24,
        "image_cfg": {"image_size": 256 if full else 64, "model_name": "mci0"},
        "text_cfg": {
            "context_length": 77,
            "vocab_size": 49408 if full else 300,
            "dim": 512 if full else 32,
            "ffn_multiplier_per_layer": 4.0,
            "n_heads_per_layer": 8 if full else 4,
            "n_transformer_layers": 4 if full else 1,
            "norm_layer": "layer_norm_fp32",
            "causal_masking": False,
            "model_name": "mct",
        },
    }
    if full:
        return clip.CLIP(config), config
    args = {"layers": [1, 1, 1, 1], "embed_dims": [8, 16, 32, 32]}
    config["image_cfg"]["model_args"] = args
    known = mci.FastViT

    def small(layers: list[int], **given: Any) -> torch.nn.Module:
        return known(args["layers"], **{**given, "embed_dims": args["embed_dims"]})

    with mock.patch.object(mci, "FastViT", small):
        model = clip.CLIP(config)
    assert isinstance(model.image_encoder, MCi)
    return model, config


def folded(name: str, model: torch.nn.Module) -> torch.nn.Module:
    """The inference form."""
    if name != APPLE:
        return reparameterize_model(model)
    from mobileclip.modules.common.mobileone import (
        reparameterize_model as fold,
    )

    return fold(model)


def inputs(config: dict[str, Any], seed: int, number: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures as the model takes them, and token ids."""
    inner = config.get("model_cfg", config)
    side = inner.get("vision_cfg", inner.get("image_cfg"))["image_size"]
    vocabulary = inner["text_cfg"]["vocab_size"]
    means = config.get("preprocess_cfg", {"mean": [0.0] * 3, "std": [1.0] * 3})
    mean, std = (torch.tensor(means[k]).reshape(1, 3, 1, 1) for k in ("mean", "std"))
    rng = np.random.default_rng(seed)
    ids = np.zeros((4, 77), np.int64)
    for row, length in zip(ids, (2, 9, 30, 77), strict=True):
        row[:length] = rng.integers(1, vocabulary - 2, length)
        row[0], row[length - 1] = vocabulary - 2, vocabulary - 1
    return (torch.from_numpy(pictures(number, side, seed)) - mean) / std, torch.from_numpy(ids)


@torch.no_grad()
def golden(model: Any, config: dict[str, Any], seed: int) -> dict[str, np.ndarray]:
    """Embeddings of three pictures and four sentences."""
    pixels, ids = inputs(config, seed, 3)
    return {
        "seed": np.array(seed),
        "ids": ids.numpy().astype(np.int32),
        "image": model.encode_image(pixels, normalize=True).numpy(),
        "text": model.encode_text(ids, normalize=True).numpy(),
        "logit_scale": model.logit_scale.exp().numpy(),
    }


def write(folder: Path, name: str, seed: int, full: bool) -> None:
    """Both forms of one variant."""
    model, config = apple(full) if name == APPLE else openclip(name, full)
    model.eval()
    randomise(model, seed)
    calibrate(model, config, seed)
    for form in FORMS[:1] if name == OTHER else FORMS:
        if form == "inference":
            names = set(model.state_dict())
            model = folded(name, model).eval()
            if set(model.state_dict()) == names:
                continue  # a vision transformer has one form
        if not full:
            model.half().float()  # the reference computes with the weights that are stored
        where = folder / f"{name}-{form}"
        where.mkdir(parents=True, exist_ok=True)
        tensors = {k: v.contiguous() for k, v in model.state_dict().items()}
        if not full:
            tensors = {k: v.half() if v.is_floating_point() else v for k, v in tensors.items()}
            tensors = {k: v for k, v in tensors.items() if not k.endswith("num_batches_tracked")}
        save_file(tensors, where / "open_clip_model.safetensors")
        (where / "open_clip_config.json").write_text(json.dumps(config, indent=1) + "\n")
        np.savez_compressed(where / "golden.npz", **golden(model, config, seed))
        print(name, form, flush=True)
    del model
    gc.collect()


def write_pictures(path: Path) -> None:
    """What open_clip's transform makes of pictures; whole numbers, as neither mean nor deviation is used."""
    found = {}
    for (mode, size), resize, interpolation in itertools.product(
        PICTURES, ("shortest", "longest", "squash"), ("bilinear", "bicubic")
    ):
        config = PreprocessCfg(
            32, mean=(0.0,) * 3, std=(1.0,) * 3, interpolation=interpolation, resize_mode=resize, fill_color=7
        )
        pixels = image_transform_v2(config, is_train=False)(picture(mode, size))
        name = f"{mode}.{size[0]}.{size[1]}.{resize}.{interpolation}"
        found[name] = (pixels.numpy() * 255).round().astype(np.uint8)
    np.savez_compressed(path, **found)


def write_tokens(path: Path) -> None:
    """What open_clip's tokenizer makes of the sentences, the zeros at the end left out."""
    ids = open_clip.tokenize(SENTENCES).tolist()
    rows = [row[: max(i for i, x in enumerate(row) if x) + 1] for row in ids]
    pairs = [[sentence, row] for sentence, row in zip(SENTENCES, rows, strict=True)]
    path.write_text("[\n" + ",\n".join(json.dumps(p) for p in pairs) + "\n]\n", "utf-8")


def main() -> None:
    """Write checkpoints and their goldens."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--full", type=Path, help="folder for a variant of its real size")
    parser.add_argument("--only", help="one variant")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.manual_seed(args.seed)
    choose: Callable[[str], bool] = lambda name: args.only in (None, name)  # noqa: E731
    for name in filter(choose, (APPLE, *SMALL, *([] if args.full else [OTHER]))):
        write(args.full or HERE / "mobileclip", name, args.seed, bool(args.full))
    if not args.full and not args.only:
        write_tokens(HERE / "mobileclip" / "tokens.json")
        write_pictures(HERE / "mobileclip" / "pictures.npz")


if __name__ == "__main__":
    main()
