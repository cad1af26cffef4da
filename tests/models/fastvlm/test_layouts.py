import pytest
import tiny_fastvlm

from mlx_models.errors import ModelError
from mlx_models.fastvlm import layouts
from mlx_models.fastvlm.config import Layout


@pytest.mark.parametrize("layout", list(Layout))
def test_names_go_there_and_back(layout: Layout) -> None:
    ours = list(tiny_fastvlm.tensors())
    theirs = layouts.from_ours(ours, layout)
    assert len(set(theirs.values())) == len(ours)
    assert layouts.detect(theirs.values()) is layout
    back = layouts.to_ours(theirs.values(), layout)
    assert [back[theirs[name]] for name in ours] == ours


def test_names_as_published() -> None:
    ours = layouts.to_ours(
        [
            "model.vision_tower.vision_tower.model.patch_embed.0.reparam_conv.weight",
            "model.vision_tower.vision_tower.model.network.7.3.token_mixer.qkv.weight",
            "model.mm_projector.2.bias",
            "model.layers.23.mlp.up_proj.weight",
            "lm_head.weight",
        ],
        Layout.APPLE,
    )
    assert list(ours.values()) == [
        "vision_tower.vision_model.patch_embed.blocks.0.reparam_conv.weight",
        "vision_tower.vision_model.network.7.3.token_mixer.qkv.weight",
        "mm_projector.2.bias",
        "language_model.model.layers.23.mlp.up_proj.weight",
        "language_model.lm_head.weight",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "model.vision_tower.vision_tower.model.head.proj",
        "model.vision_tower.vision_tower.model.network.0.0.convffn.conv.bn.num_batches_tracked",
        "model.layers.0.self_attn.rotary_emb.inv_freq",
    ],
)
def test_what_is_of_no_use_is_left_out(name: str) -> None:
    assert layouts.to_ours([name], Layout.APPLE) == {name: None}


def test_another_models_names() -> None:
    with pytest.raises(ModelError, match="no FastVLM"):
        layouts.detect(["model.layers.0.mlp.up_proj.weight"])


def test_axes_go_there_and_back() -> None:
    for name, array in tiny_fastvlm.tensors().items():
        first, last = layouts.channels_first(name), layouts.channels_last(name)
        assert (first is None) == (last is None)
        if first is not None and last is not None:
            assert array.transpose(first).transpose(last).shape == array.shape
