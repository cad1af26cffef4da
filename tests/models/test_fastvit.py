"""The blocks with everything folded in, against the formulas they come from."""

from collections.abc import Callable

import mlx.core as mx
import numpy as np
import pytest
from mlx import nn
from near import assert_near

from mlx_models.fastvit import (
    Array,
    Attention,
    AttentionBlock,
    ConvFFN,
    LargeKernelConv,
    MobileOneBlock,
    PatchEmbed,
    PositionEncoding,
    RepMixerBlock,
    SqueezeExcite,
    folded_attention,
    folded_feed_forward,
    gelu,
)

C, HIDDEN = 64, 96
X = np.random.default_rng(0).normal(size=(2, 6, 5, C)).astype(np.float32)


class Reads(dict[str, Array]):
    """A checkpoint's tensors, made up as they are asked for."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]) -> None:
        rng = np.random.default_rng(1)
        super().__init__()
        for name, shape in shapes.items():
            array = rng.normal(size=shape).astype(np.float32) * np.float32(0.3)
            self[name] = np.abs(array) + np.float32(0.1) if name.endswith("running_var") else array


FEED_FORWARD = Reads(
    {
        "b.convffn.conv.conv.weight": (C, 7, 7, 1),
        **{f"b.convffn.conv.bn.{k}": (C,) for k in ("weight", "bias", "running_mean", "running_var")},
        "b.convffn.fc1.weight": (HIDDEN, 1, 1, C),
        "b.convffn.fc1.bias": (HIDDEN,),
        "b.convffn.fc2.weight": (C, 1, 1, HIDDEN),
        "b.convffn.fc2.bias": (C,),
        "b.layer_scale": (1, 1, C),
    }
)
NORM = Reads({f"b.norm.{k}": (C,) for k in ("weight", "bias", "running_mean", "running_var")})
MIXER = Reads(
    {
        "b.token_mixer.qkv.weight": (3 * C, C),
        "b.token_mixer.proj.weight": (C, C),
        "b.token_mixer.proj.bias": (C,),
        "b.layer_scale_1": (1, 1, C),
    }
)


def loaded(block: nn.Module, prefix: str, folded: dict[str, Callable[[], Array]]) -> nn.Module:
    block.load_weights([(n.removeprefix(prefix), mx.array(f())) for n, f in folded.items()], strict=True)
    return block


def test_gelu_is_the_exact_one() -> None:
    x = mx.linspace(-6, 6, 101)
    assert_near(np.array(gelu(x)), np.array(nn.gelu(x)))
    assert np.abs(np.array(gelu(x) - nn.gelu_approx(x))).max() > 1e-4


def test_a_folded_feed_forward_part_is_scale_times_the_plain_one() -> None:
    t = {n.removeprefix("b.convffn."): mx.array(a) for n, a in FEED_FORWARD.items()}
    y = mx.conv2d(mx.array(X), t["conv.conv.weight"], padding=3, groups=C)
    deviation = mx.sqrt(t["conv.bn.running_var"] + 1e-5)
    y = (y - t["conv.bn.running_mean"]) / deviation * t["conv.bn.weight"] + t["conv.bn.bias"]
    y = nn.gelu(y @ t["fc1.weight"].reshape(HIDDEN, C).T + t["fc1.bias"])
    wanted = mx.array(FEED_FORWARD["b.layer_scale"]) * (
        y @ t["fc2.weight"].reshape(C, HIDDEN).T + t["fc2.bias"]
    )
    folded = folded_feed_forward(FEED_FORWARD.__getitem__, "b.convffn", "b.layer_scale")
    found = loaded(ConvFFN(C, HIDDEN), "b.convffn.", folded)(mx.array(X))
    assert_near(np.array(found), np.array(wanted))


@pytest.mark.parametrize("head_dim", [16, 32, 64])
def test_folded_attention_is_scale_times_the_plain_one(head_dim: int) -> None:
    qkv, proj, bias = (MIXER[f"b.token_mixer.{n}"] for n in ("qkv.weight", "proj.weight", "proj.bias"))
    tokens = X.reshape(2, 30, C) @ qkv.T
    q, k, v = (
        part.reshape(2, 30, C // head_dim, head_dim).transpose(0, 2, 1, 3)
        for part in np.split(tokens, 3, axis=-1)
    )
    weights = np.exp(q @ k.swapaxes(2, 3) / head_dim**0.5)
    mixed = (weights / weights.sum(-1, keepdims=True)) @ v
    plain = mixed.transpose(0, 2, 1, 3).reshape(X.shape) @ proj.T + bias
    folded = folded_attention(MIXER.__getitem__, "b.token_mixer", "b.layer_scale_1", head_dim)
    found = loaded(Attention(C, head_dim), "b.token_mixer.", folded)(mx.array(X))
    assert_near(np.array(found), MIXER["b.layer_scale_1"] * plain, rel=0.001)


def test_a_batch_norm_before_attention_is_folded_too() -> None:
    t = MIXER | NORM
    factor = t["b.norm.weight"] / np.sqrt(t["b.norm.running_var"] + 1e-5)
    normed = (X - t["b.norm.running_mean"]) * factor + t["b.norm.bias"]
    plain = folded_attention(t.__getitem__, "b.token_mixer", "b.layer_scale_1", 32)
    wanted = loaded(Attention(C, 32), "b.token_mixer.", plain)(mx.array(normed.astype(np.float32)))
    folded = folded_attention(t.__getitem__, "b.token_mixer", "b.layer_scale_1", 32, "b.norm")
    found = loaded(Attention(C, 32, bias=True), "b.token_mixer.", folded)(mx.array(X))
    assert_near(np.array(found), np.array(wanted), rel=0.001)
    assert "norm" not in AttentionBlock(C, HIDDEN, 32, layer_norm=False)


def test_folding_leaves_the_checkpoint_as_it_is() -> None:
    before = {name: array.copy() for name, array in (MIXER | FEED_FORWARD | NORM).items()}
    for read in (
        *folded_attention(MIXER.__getitem__, "b.token_mixer", "b.layer_scale_1", 32).values(),
        *folded_attention(
            (MIXER | NORM).__getitem__, "b.token_mixer", "b.layer_scale_1", 32, "b.norm"
        ).values(),
        *folded_feed_forward(FEED_FORWARD.__getitem__, "b.convffn", "b.layer_scale").values(),
    ):
        read()
    for name, array in before.items():
        np.testing.assert_array_equal((MIXER | FEED_FORWARD | NORM)[name], array)


def test_squeeze_excite_weighs_whole_channels() -> None:
    x = mx.array(X)
    block = SqueezeExcite(C, 8)
    ratio = np.array(block(x) / x)
    assert np.ptp(ratio, axis=(1, 2)).max() < 1e-4
    assert 0 < ratio.min() < ratio.max() < 1
    assert "se" in MobileOneBlock(C, C, 3, groups=C, squeeze=8)
    assert "se" not in MobileOneBlock(C, C, 3)
    assert "se" in LargeKernelConv(C, C, 8)
    assert "se" not in LargeKernelConv(C, C)


def test_skip_connections() -> None:
    x = mx.array(X)
    mixer, attention = RepMixerBlock(C, HIDDEN), AttentionBlock(C, HIDDEN, 32)
    for part in (mixer.convffn, attention.convffn):
        part.fc2.weight, part.fc2.bias = mx.zeros_like(part.fc2.weight), mx.zeros_like(part.fc2.bias)
    attention.token_mixer.proj.weight = mx.zeros_like(attention.token_mixer.proj.weight)
    attention.token_mixer.proj.bias = mx.zeros_like(attention.token_mixer.proj.bias)
    np.testing.assert_array_equal(np.array(attention(x)), X)
    # RepMixer's own skip connection is part of its convolution.
    np.testing.assert_array_equal(np.array(mixer(x)), np.array(mixer.token_mixer(x)))


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        (PatchEmbed(C, 128), (2, 4, 2, 128)),
        (PatchEmbed(C, 128, squeeze=16), (2, 4, 2, 128)),
        (LargeKernelConv(C, C), (2, 4, 2, C)),
        (RepMixerBlock(C, HIDDEN, (1, 11), (1, 11)), (2, 8, 4, C)),
        (PositionEncoding(C), (2, 8, 4, C)),
        (MobileOneBlock(C, 32, 1), (2, 8, 4, 32)),
        (MobileOneBlock(C, 2 * C, 3, 2, groups=C), (2, 4, 2, 2 * C)),
    ],
)
def test_shapes(block: nn.Module, wanted: tuple[int, ...]) -> None:
    assert block(mx.ones((2, 8, 4, C))).shape == wanted
