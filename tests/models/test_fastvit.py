"""The blocks with everything folded in, against the formulas they come from."""

import math

import mlx.core as mx
import numpy as np
import pytest
from mlx import nn
from near import assert_near

from mlx_models.fastvit import (
    MHSA,
    AttentionBlock,
    ConvFFN,
    MobileOneBlock,
    PatchEmbed,
    RepMixer,
    RepMixerBlock,
    SqueezeExcite,
)
from mlx_models.fastvit_plan import plan_attention, plan_feed_forward
from mlx_models.plan import NORM, Plan
from mlx_models.runtime import Array

C, HIDDEN = 64, 96
X = np.random.default_rng(0).normal(size=(2, 6, 5, C)).astype(np.float32)


class Reads(dict[str, Array]):
    """A checkpoint's tensors, made up as they are asked for, in timm's names and torch's axes."""

    def __init__(self, shapes: dict[str, tuple[int, ...]]) -> None:
        rng = np.random.default_rng(1)
        super().__init__()
        for name, shape in shapes.items():
            array = rng.normal(size=shape).astype(np.float32) * np.float32(0.3)
            self[name] = np.abs(array) + np.float32(0.1) if name.endswith("running_var") else array


FEED_FORWARD = Reads(
    {
        "b.mlp.conv.conv.weight": (C, 1, 7, 7),
        **{f"b.mlp.conv.bn.{k}": (C,) for k in NORM},
        "b.mlp.fc1.weight": (HIDDEN, C, 1, 1),
        "b.mlp.fc1.bias": (HIDDEN,),
        "b.mlp.fc2.weight": (C, HIDDEN, 1, 1),
        "b.mlp.fc2.bias": (C,),
        "b.layer_scale.gamma": (C, 1, 1),
    }
)
LAYER_NORM = Reads({f"b.norm.{k}": (C,) for k in ("weight", "bias")})
BATCH_NORM = Reads({f"b.norm.{k}": (C,) for k in NORM})
MIXER = Reads(
    {
        "b.token_mixer.qkv.weight": (3 * C, C),
        "b.token_mixer.proj.weight": (C, C),
        "b.token_mixer.proj.bias": (C,),
        "b.layer_scale_1.gamma": (C, 1, 1),
    }
)


def feed_forward() -> Plan:
    plan = Plan((), FEED_FORWARD.__getitem__)
    plan_feed_forward(plan, "b", "b", C, HIDDEN, "layer_scale")
    return plan


def attention(tensors: dict[str, Array], head_dim: int = 32, layer_norm: bool = True) -> Plan:
    plan = Plan((), tensors.__getitem__)
    plan_attention(plan, "b", "b", C, head_dim, layer_norm=layer_norm)
    return plan


def loaded(block: nn.Module, prefix: str, plan: Plan) -> nn.Module:
    weights = {n.removeprefix(prefix): f for n, f in plan.weights.items() if n.startswith(prefix)}
    block.load_weights([(n, mx.array(f())) for n, f in weights.items()], strict=True)
    return block


def test_gelu_is_the_exact_one_and_mlxs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single kernel on Metal; x * P(Z <= x)."""
    x = np.linspace(-6, 6, 101)
    wanted = [value * math.erfc(-value / 2**0.5) / 2 for value in x]
    block = MobileOneBlock(1, 1, 1)
    block.reparam_conv.weight, block.reparam_conv.bias = mx.ones((1, 1, 1, 1)), mx.zeros(1)
    found = np.array(block(mx.array(x.astype(np.float32).reshape(1, 1, -1, 1)))).reshape(-1)
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    monkeypatch.setattr(nn, "gelu", lambda x: 0 * x)
    for silent in (MobileOneBlock(C, C, 1), ConvFFN(C, HIDDEN)):
        y = np.array(silent(mx.array(X)))
        np.testing.assert_array_equal(y, np.broadcast_to(y[:1, :1, :1], y.shape))


@pytest.mark.parametrize(("dtype", "rel"), [(mx.float16, 1e-2), (mx.bfloat16, 3e-2)])
def test_many_positions_are_summed_in_full_whatever_the_dtype(dtype: mx.Dtype, rel: float) -> None:
    """Added up in half precision, the weights of 2048 positions come to 1.04 or 2 instead of 1."""
    block = MHSA(32, 32)
    x = mx.random.normal((1, 64, 32, 32), key=mx.random.key(0))
    wanted = np.array(block(x))
    block.set_dtype(dtype)
    assert_near(np.array(block(x.astype(dtype)).astype(mx.float32)), wanted, rel)


def test_a_folded_feed_forward_part_is_scale_times_the_plain_one() -> None:
    t = {n.removeprefix("b.mlp."): mx.array(a) for n, a in FEED_FORWARD.items()}
    y = mx.conv2d(mx.array(X), t["conv.conv.weight"].transpose(0, 2, 3, 1), padding=3, groups=C)
    deviation = mx.sqrt(t["conv.bn.running_var"] + 1e-5)
    y = (y - t["conv.bn.running_mean"]) / deviation * t["conv.bn.weight"] + t["conv.bn.bias"]
    y = nn.gelu(y @ t["fc1.weight"].reshape(HIDDEN, C).T + t["fc1.bias"])
    wanted = mx.array(FEED_FORWARD["b.layer_scale.gamma"]).reshape(-1) * (
        y @ t["fc2.weight"].reshape(C, HIDDEN).T + t["fc2.bias"]
    )
    found = loaded(ConvFFN(C, HIDDEN), "b.convffn.", feed_forward())(mx.array(X))
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
    found = loaded(MHSA(C, head_dim), "b.token_mixer.", attention(MIXER | LAYER_NORM, head_dim))(mx.array(X))
    assert_near(np.array(found), MIXER["b.layer_scale_1.gamma"].reshape(-1) * plain, rel=0.001)


def test_a_batch_norm_before_attention_is_folded_too() -> None:
    t = MIXER | BATCH_NORM
    factor = t["b.norm.weight"] / np.sqrt(t["b.norm.running_var"] + 1e-5)
    normed = (X - t["b.norm.running_mean"]) * factor + t["b.norm.bias"]
    wanted = loaded(MHSA(C, 32), "b.token_mixer.", attention(t))(mx.array(normed.astype(np.float32)))
    folded = attention(t, layer_norm=False)
    found = loaded(MHSA(C, 32, bias=True), "b.token_mixer.", folded)(mx.array(X))
    assert_near(np.array(found), np.array(wanted), rel=0.001)
    assert "norm" not in AttentionBlock(C, HIDDEN, 32, layer_norm=False)


def test_folding_leaves_the_checkpoint_as_it_is() -> None:
    tensors = MIXER | LAYER_NORM, MIXER | BATCH_NORM, FEED_FORWARD
    before = [{name: array.copy() for name, array in part.items()} for part in tensors]
    for plan in (attention(tensors[0]), attention(tensors[1], layer_norm=False), feed_forward()):
        assert plan.expected
        for read in plan.weights.values():
            read()
    for part, copies in zip(tensors, before, strict=True):
        for name, array in copies.items():
            np.testing.assert_array_equal(part[name], array)


def test_squeeze_excite_weighs_whole_channels() -> None:
    x = mx.array(X)
    block = SqueezeExcite(C, 8)
    ratio = np.array(block(x) / x)
    assert np.ptp(ratio, axis=(1, 2)).max() < 1e-4
    assert 0 < ratio.min() < ratio.max() < 1
    assert "se" in MobileOneBlock(C, C, 3, groups=C, squeeze=8)
    assert "se" not in MobileOneBlock(C, C, 3)
    assert "se" in PatchEmbed(C, C, 8).proj[0]
    assert "se" not in PatchEmbed(C, C).proj[0]


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
        (MobileOneBlock(C, C, 7, 2, groups=C), (2, 4, 2, C)),
        (RepMixerBlock(C, HIDDEN, (1, 11), (1, 11)), (2, 8, 4, C)),
        (RepMixer(C, (7, 7)), (2, 8, 4, C)),
        (MobileOneBlock(C, 32, 1), (2, 8, 4, 32)),
        (MobileOneBlock(C, 2 * C, 3, 2, groups=C), (2, 4, 2, 2 * C)),
    ],
)
def test_shapes(block: nn.Module, wanted: tuple[int, ...]) -> None:
    assert block(mx.ones((2, 8, 4, C))).shape == wanted
